"""What belongs to a language, as data: the phrases that clients type, small words, days, words of the search.

``bot.i18n`` reads it once from ``bot/locale/<language>/`` and hands it to whoever needs it; here it has its shape.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Phrases = tuple[str, ...]
Words = frozenset[str]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hints:
    """By what a language is guessed; words without accents and apostrophes."""

    telling: Words = frozenset()
    """Small words, which tell most."""
    leaning: Words = frozenset()
    """Words that clients of a host use: they only lean towards the language."""
    letters_telling: str = ""
    """Letters that no other language here has."""
    letters_leaning: str = ""
    script: str = ""
    """The script that it alone is written in, as Unicode names its letters: "HANGUL"."""
    note: str = ""
    """In a language that nothing is understood of: which there are, said in it, with ``{languages}``."""


@dataclass(frozen=True, slots=True)
class Commands:
    """What clients type instead of pressing a button; phrases are compared by :func:`bot.core.text.words.plain`."""

    whole: Mapping[str, Phrases]
    """Messages that are a command or an answer, by :class:`bot.core.conversation.intents.Verb`."""
    inside: Mapping[str, Phrases]
    """What is asked of us within a sentence, by the same."""
    courtesy: Words
    """Around a command they say nothing themselves."""
    clear_yes: Words
    """How a clear yes begins: other words may answer something else."""
    ours: Words
    """They name a service of the firm's …"""
    theirs: Words
    """… and these a program of somebody else's."""
    not_a_slip: Words
    """Everyday words within a slip or two of names of products."""
    ticket: Phrases
    """Before a ticket's number; this and what follows counts letter by letter, accents included."""
    number: Phrases
    """Abbreviations of "number"."""
    add: Phrases
    this: Phrases
    to: Phrases
    """"Add this to #12"."""
    link: Phrases
    """Before a link code."""
    zone: Phrases
    zone_short: Phrases
    """The second may be one of the DNS as well …"""
    not_behind_zone: Phrases
    """… and is, before one of these."""
    mine: Phrases
    is_: Phrases
    """"My time zone is Berlin"."""
    here: Phrases
    around_here: Phrases
    article: Phrases
    no_place: Phrases
    """"I'm in Germany": before a place; what may stand around that, and before its name; what is called like one."""
    before_language: Words
    """"Speak German", "in English"."""
    rating: Mapping[str, Phrases]
    """How good it was: what says that it was ``good`` or ``bad``, the numbers ``one_to_five``, and what stands
    ``beside`` one of them."""


@dataclass(frozen=True, slots=True)
class Times:
    """Days and times as clients type them, in words without accents; what :mod:`bot.understanding.times` knows."""

    fillers: Words
    """They say nothing beside a day or a time …"""
    requests: Words
    """… nor do these, which ask for a call or say that a time suits."""
    hours: Phrases
    """Behind an hour: "14 h"."""
    also_behind_hours: Phrases
    today: Words
    tomorrow: Words
    after_tomorrow: Phrases
    tonight: Phrases
    not_a_slip: Words
    """Everyday words near to the name of a day."""
    days: tuple[Words, ...]
    """Monday first, as ``date.weekday()`` counts."""
    months: tuple[Words, ...]
    soon: Phrases
    """From now on, the first that is free."""
    this: Words
    this_week: Phrases
    next_week: Phrases
    end_of_week: Phrases
    weekend: Phrases
    next: Phrases
    """Before a weekday: that of next week, or the first that comes."""
    coming: Phrases
    """The first that comes."""
    past: Words
    """What was, not what shall be."""
    not_: Words
    except_: Phrases
    at: Phrases
    between: Phrases
    to: Phrases
    after: Phrases
    onwards: Phrases
    before: Phrases
    in_: Phrases
    one: Words
    units: tuple[tuple[int, Phrases], ...]
    """How long each lasts, in minutes."""
    numbers: tuple[tuple[int, Phrases], ...]
    before_hour: tuple[tuple[int, Phrases], ...]
    """Minutes that a phrase before an hour adds: "half past six", "halb acht"."""
    behind_hour: tuple[tuple[int, Phrases], ...]
    """Minutes that a phrase behind an hour adds: "ocho menos cuarto"."""
    parts: tuple[tuple[str, Phrases], ...]
    """Parts of a day, as "06:00-12:00"."""
    feasts: tuple[tuple[str, Phrases], ...] = ()
    """Days of every year by their names, as "12-24"."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """How clients say things, for the search of articles; small letters, without accents and apostrophes."""

    stop: Words = frozenset()
    """Neither indexed nor searched for."""
    negation: Words = frozenset()
    """Those of them that say no."""
    filler: Words = frozenset()
    """Chat, time and vague words: nearly weightless in a question."""
    synonyms: Phrases = ()
    """Rules, one each, as :mod:`kb.language.synonyms` reads them."""
    opposites: Phrases = ()
    """Rules, one each, as :mod:`kb.language.opposites` reads them."""
    compounds: bool = False
    """Whether long words are made of shorter ones without a space."""
    particles: Words = frozenset()
    """What may stand at the end of a clause, far behind the verb that it belongs to."""
    clause_words: Words = frozenset()
    """What may begin another clause there."""
    also_written: tuple[tuple[str, str], ...] = ()
    """Pairs of letters, and how they may stand in articles as well: ss, ß."""
    numbered_places: Words = frozenset()
    """What an article calls its parts, before their number: "part" in "see part 3"."""
    other_places: Words = frozenset()
    """What points elsewhere in an article, at a clause's end: "below"."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """What mail programs add to a mail, and how people end one; small letters, without accents."""

    on: Phrases = ()
    wrote: Phrases = ()
    """"On 23 November somebody wrote:"."""
    from_: Phrases = ()
    headers: Phrases = ()
    """How the lines of a mail's head begin, the first and the others: "From:", "Sent:"."""
    forwarded: Words = frozenset()
    """What stands between dashes above a mail's head."""
    sent_with: Phrases = ()
    """What telephones and free providers add; "…" stands for some words."""
    greetings: Phrases = ()
    """Before the sender's name at the end."""
    disclaimers: Phrases = ()
    """How what lawyers want below a mail begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretWords:
    """How secrets are told, and what is said of a password instead: what each is for stands in ``secrets.toml``.

    Phrases are written as :func:`bot.core.text.redaction.words.expression` reads them.
    """

    # Passwords
    passwords: Phrases
    short_passwords: Phrases
    misspelt: Words
    no_slips: Words
    behind_other_words: Phrases = ()
    before_other_words: Phrases = ()
    where: Phrases
    qualities: Phrases
    is_: Phrases
    to_be: Phrases
    still: Phrases
    given: Phrases
    again: Phrases
    that: Phrases
    who: Phrases
    in_case: Phrases
    loosely: Phrases
    besides: Phrases
    as_or_is: Phrases
    articles: Phrases
    the: Phrases
    own: Phrases
    isnt: Phrases = ()
    other_one: Phrases
    set_it: Phrases
    topics: Phrases
    opens: Phrases
    opened_with: Phrases
    presented: Phrases
    typed: Phrases
    with_: Phrases
    changed: Phrases
    changed_to: Phrases
    since: Phrases
    as_password: Phrases
    than: Phrases
    not_its: Phrases

    # What is said of a password, so that it isn't told
    states: Words
    denials: Words
    clauses: Words
    places: Words
    remarks: Words
    goes_on: Words
    longer_words: Words
    no_change: Words
    measured: Words
    unchanged: Phrases

    # Names and passwords
    logins: Phrases
    networks: Phrases
    network_keys: Phrases
    and_: Phrases
    are: Phrases
    and_or: Phrases

    # PINs, codes and what stands on a card
    codes: Phrases
    behind_no_code: Phrases
    code: Phrases
    by: Phrases
    message: Phrases
    around_codes: Words
    customers: Phrases
    showing: Phrases
    shows: Phrases
    came: Phrases
    got: Phrases
    from_text: Phrases
    to_log_in: Phrases
    no_codes: Words
    card_words: Phrases
    expires: Phrases
    on_card: Phrases

    # Keys
    keys: Phrases
    no_keys: Words = frozenset()
    transfers: Phrases
    licences: Phrases
    backups: Phrases

    # Questions that prove who somebody is
    questions: Phrases
    answers: Phrases
    answered: Phrases
    its: Phrases
    maiden: Phrases
    named: Phrases
    no_answers: Words

    # Tickets
    ticket_before: Phrases


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned beforehand of a language's examples: see ``bot.core.conversation.understanding.examples``."""

    acts: tuple[str, ...]
    bias: tuple[float, ...]
    """By act: its score before any word."""
    likely: tuple[float, ...]
    """By act: from this score on most examples are it."""
    sure: tuple[float, ...]
    """By act: from this score on nearly all are."""
    rows: Mapping[str, str]
    """By feature, the acts that it speaks for or against, as they are written."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language that the desk can speak."""

    name: str
    """In its own words, so that whoever needs it can read it."""
    called: Phrases
    """How those call it who ask for it, in any language."""
    ordinals: Mapping[str, str]
    """How a place in line is written, by the Unicode CLDR's category; "other" is always there."""
    hints: Hints
    commands: Commands
    times: Times
    search: SearchWords
    secrets: SecretWords
    mail: MailWords = MailWords()
    acts: Mapping[str, Phrases] = field(default_factory=dict)
    """How acts of speech sound: patterns by :class:`bot.core.conversation.understanding.acts.Act`."""
    names: Phrases = ()
    """Before somebody's own name: "my name is", "call me"."""
    about: Phrases = ()
    """Before what a ticket that is asked for is about: "open a ticket for"."""
    topics: Mapping[str, Words] = field(default_factory=dict)
    """By what tickets are about, how words of it begin."""
    learned: Learned | None = None
    """A language without examples is read by its patterns alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Languages:
    """All of them, by code. Clients are understood in each, whatever language the talk is in.

    Compared by identity, so that what is worked out of them can be kept.
    """

    by_code: Mapping[str, Language]
    neighbours: Mapping[str, Hints] = field(default_factory=dict)
    """Languages that the desk doesn't speak, so that none of them is taken for one that it does."""
    signs: Mapping[str, Phrases] = field(default_factory=dict)
    """Emoji, their short codes and smileys, by the act that they are; the same in every language."""

    def all(self, of: Callable[[Language], Iterable[T]]) -> tuple[T, ...]:
        """What every language has of something."""
        return tuple(each for language in self.by_code.values() for each in of(language))

    def words(self, of: Callable[[Language], Iterable[str]]) -> Words:
        """The words of every language for something."""
        return frozenset(self.all(of))

    def name(self, code: str) -> str:
        """A language in its own words; its code where it isn't known."""
        language = self.by_code.get(code)
        return language.name if language else code
