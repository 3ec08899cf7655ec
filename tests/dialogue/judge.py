"""Whether an utterance had the effects that a kind support person would give it: from the desk and Ana's screen alone.

Nothing here knows how the engine understands: tickets, records, calls and agreements are read from the store, what is
asked from the choices and fields on the screen, what is told from the messages' sources in the catalogues.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from bot.core.model.appointment import CallState
from bot.core.model.record import Author, EntryKind
from bot.core.model.tickets import Ticket
from bot.core.rules.billing import Decision
from bot.core.text.surface import LocalizedReply, Para
from bot.i18n import SOURCE_LANGUAGE, catalogue
from tests.dialogue.cases import FIELDS, FORMS, Case, Effects, listed
from tests.dialogue.scenes import NUMBER, Scene, corpus_name

SETTLED_MINUTES = 11
"""Words that nobody placed are on a ticket after ten minutes."""
BERLIN = ZoneInfo("Europe/Berlin")
WORDS_SHARE = 0.6
"""So much of what was said must stand in an entry to count as these words: a command's own part may be left out."""


@dataclass(frozen=True, slots=True)
class State:
    """What there is of Ana's at one moment."""

    tickets: dict[int, Ticket]
    places: dict[int, int | None]
    calls: dict[int, tuple[CallState, datetime] | None]
    agreed: dict[int, Decision | None]


def state_of(at: Scene) -> State:
    """Read it from the store."""
    with at.house.store.read() as unit:
        tickets = {t.number: t for t in at.ana.tickets}
        waiting = [t.number for t in unit.waiting(100)]
        calls = {n: unit.call(n) for n in tickets}
        agreements = {n: list(unit.agreements(n)) for n in tickets}
    return State(
        tickets,
        {n: waiting.index(n) + 1 if n in waiting else None for n in tickets},
        {n: (call.state, call.start) if call and call.active else None for n, call in calls.items()},
        {n: entries[-1].decision if entries else None for n, entries in agreements.items()},
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong; nothing: it was taken rightly."""

    case: Case
    wrong: tuple[str, ...]
    screen: str = ""

    @property
    def right(self) -> bool:
        """Whether it had the effects that were wanted."""
        return not self.wrong


def judge(case: Case, at: Scene) -> Verdict:
    """Let Ana say it, and compare with every set of effects that is right; the nearest one tells what was wrong."""
    before, standing = state_of(at), form_on(at)
    at.ana.says(case.said)
    screen, asked, told, shown = at.ana.text, asked_on(at), told_on(at, standing), tuple(at.ana.shown)
    if FIELDS & asked - at.answered - {FORMS.get(case.context, "subject")}:
        asked |= {"next"}
    form_left = at.ana.field
    if form_left == "phone" and case.context != "call_requested":  # asked once, with the first call: the call follows
        at.ana.says(NUMBER)
        asked, told = asked | asked_on(at), told | told_on(at, standing)
    at.house.clock.forward(minutes=SETTLED_MINUTES)
    at.house.fire()
    at.ana.deliver()
    after = state_of(at)
    seen = _Seen(case, at, before, after, asked, told, screen, shown[-1].lang if shown else "", form_left)
    found = [tuple(seen.wrong(effects)) for effects in case.wanted]
    return Verdict(case, min(found, key=len), screen)


# ── What is asked ──────────────────────────────────────────────────────────────────────

_BY_ACTION: tuple[tuple[str, str], ...] = (
    (r"read\.\d+", "articles"),
    (r"yes", "article"),
    (r"day\..*", "day"),
    (r"at\..*", "time"),
    (r"nudge", "nudge?"),
    (r"cancel", "cancel?"),
    (r"@?reopen(\..*)?", "reopen?"),
    (r"@?closeit(\..*)?", "close?"),
    (r"accept|@agree\..*", "notice"),
    (r"theirs", "whose?"),
    (r"@take\..*", "offer"),
    (r"@solved\..*", "solved?"),
    (r"calloff(\..*)?", "cancel_call?"),
)
"""A choice that only one question has, and the question's name."""

_BY_SOURCE: tuple[tuple[str, str], ...] = (
    (r"write your answer here|wait for your answer", "staff_question"),
    (r"number.*call you|call you.*number|[Ww]hich number|I need a phone number", "phone_number"),
    (r"please choose I accept|Do you accept billed help", "notice"),
    (r"Shall I close ", "close?"),
    (r"shall I open it again\?", "reopen?"),
)
"""A message that asks without a choice or a field of its own, and the question's name."""


def asked_on(at: Scene) -> frozenset[str]:
    """Every name that what Ana's next word would answer can go by."""
    if at.ana.field:
        return frozenset({corpus_name(at.ana.field)})
    actions, sources = at.ana.actions, sources_of(at.ana.shown)
    names = {name for pattern, name in _BY_ACTION if any(re.fullmatch(pattern, action) for action in actions)}
    joins = [action for action in actions if re.fullmatch(r"(join|pick)\.\d+", action)]
    picks = [
        action for action in actions if re.fullmatch(r"@(show|cancel|solved|unsolved|phone|add|bump|news)\.\d+", action)
    ]
    if joins and "file" in actions:
        names.add("duplicate?")
    elif joins and "new" in actions:
        names.update({"belongs?", "which_ticket"} if len(joins) > 1 else {"belongs?"})
    elif joins or len({action.rpartition(".")[2] for action in picks}) > 1:
        names.add("which_ticket")
    if "file" in actions and not joins:
        names.update({"none_found", "ticket_offer"})
    names |= {name for words, name in _BY_SOURCE if any(re.search(words, _plain(source)) for source in sources)}
    settled = all(action.startswith("@") for action in actions) or any("added" in told_by(source) for source in sources)
    if not names - {"solved?", "staff_question", "offer", "which_ticket"} and settled:
        names.add("rest")
    if actions or any(source.rstrip(" .").endswith("?") for source in sources):
        names.add("clarify")
    return frozenset(names)


# ── What is told ───────────────────────────────────────────────────────────────────────

# Blocks on a screen carry no mark that says what they tell, so a message is known by its English source, placeholders
# unfilled and without `**` and backquotes. Whoever adds a message that clients read, or words one anew: see that what
# it tells finds it here, and by words that a rewording is likely to keep. A message may tell several things. A name
# that no message has yet stands in UNTOLD of test_corpus, until one comes.
TELLS: dict[str, str] = {
    # How it stands with a ticket
    "status": r"(?<!you're )(?<!others )(?<!a place )\bin line\b|You're next|[Nn]othing is ahead|is working on"
    r"|estimate an answer|past our estimate|What we do guarantee|We guaranteed|[Kk]eeps? (its|your|\{place\}) place"
    r"|is answered\.|is solved\b|we asked you something|waits? for your answer|was taken back",
    "tickets": r"^Ticket$|^How it stands$|no open tickets?|[Yy]our (open )?tickets\b(?! stay)|these tickets"
    r"|have .* tickets? open",
    "filed": r"^Ticket .* is in\b",
    "added": r"^Added\b|^Noted on\b|is (in|on) (the|its) record",
    "told_staff": r"open again|[Ss]taff have (just )?been told|I've told|[Tt]old (staff|\{\w+\})|[Ss]taff (will )?see"
    r"|[Ss]taff look at",
    "cancelled": r"is taken back|is cancelled|was cancelled|set that aside|[Tt]ake back .*\?",
    "closed": r"(?<!desk )is closed\b|here whenever you need me|Nothing was filed",
    # What the policy knows
    "hours": r"(?<![Ww]hen )\b[Ww]e(?:'re| are) (there|here|open|closed|back)\b|\bstaffed\b|\b[Ww]e (open|close)\b"
    r"|\b(is|are|be) open (from|until|between|on|at|today|tomorrow|around|every|again at)|[Oo]pening hours|[Oo]ur hours"
    r"|[Cc]losed (until|on|all day|today|tomorrow)|([Ss]omebody|[Ss]taff)('s| is| are) (there|here|in)\b",
    "holidays": r"\b([Ii]s|[Ii]t's|[Aa]re|[Bb]e|[Rr]est|[Cc]losed)\b.*\bholiday"
    r"|\b[Hh]olidays?:? (is|are|on|until|this)\b|([Nn]ext|[Oo]ur|no) holidays?\b|[Cc]losed (on|all day)|\b[Ww]e rest\b",
    "price": r"per hour|an hour, in quarter|(?<!news )[Cc]osts? (you )?nothing(?!: staff)|\b(is|are) free\b(?!:| again)"
    r"|[Ff]ree of charge|[Cc]osts? money|[Nn]o charge|[Ff]ree for|[Nn]othing is billed",
    "terms": r"\b[Tt]erms\b",
    "response_times": r"within .*(business day|hour|\{)|[Gg]uarantee.*answer|an answer (by|within)"
    r"|first (answer|response)",
    "bot": r"I'm (only |just )?(a|an|the) [\w' -]*\b(bot|program|machine|assistant|computer)\b|not a (person|human)"
    r"|no human",
    "reach": r"[Bb]y appointment|A person answers|phone comes after|reach (us|staff|a person|somebody)"
    r"|ticket comes first|[Ww]rite here rather|talk to (a person|somebody|staff)|[Tt]he quickest way"
    r"|no (phone )?number to (call|ring)",
    "privacy": r"\b([Dd]elete|[Ee]rase|[Ff]orget) (you|your|all|everything|what)\b|[Yy]our (personal )?data\b"
    r"|[Oo]nly (staff|we|they) (can )?(see|read)|staff only|in public"
    r"|(see|read)s? your name|never shown|is kept (with|for|only)",
    # Kind words
    "greeting": r"^Hello\b|^Hi\b|^Good (morning|evening|day)\b|^Welcome",
    "thanks": r"[Yy]ou're welcome|Good to hear|\bGlad\b|[Tt]hank you|^Thanks|[Hh]appy to|[Mm]y pleasure",
    "sorry": r"\b[Ss]orry\b|[Aa]pologi[sz]|understand .*(angry|annoy|upset|frustrat)|[Aa]nnoying|shouldn't happen",
    "help": r"Just tell me what's wrong|You can also type|[Ii]n your own words|What can I help|Need a hand"
    r"|You can (write|type|say)",
    # Within a form
    "field_help": r"^Such as|^In one line|^Error messages, since|fair to the others|It opens your account|^That means"
    r"|[Ll]eave it (out|empty)|(is|It's) optional|may stay empty|(Normal|High|Outage)\b.*\b(is|means|for)\b"
    r"|\b(is|are|it's) (for|so that)\b|\benough\b|^For example|[Ss]o that (staff|we)"
    r"|^Whatever|send the file|[Aa] few words|[Ii]t goes to",
    "name": r"\b(your|the|a|what|which) name\b|I('ll)? call you\b|^Your name",
    # Settings
    "languages": r"[Ww]hich language|I speak|\blanguages\b",
    "language_set": r"All right, English|(English|language) from now on|I answer in English",
    "zone": r"[Tt]ime zone|[Tt]imes are (in|shown)|\{zone\}|(?<!Take )your (own )?time\b",
    # Calls and billing
    "call": r"\b[Cc]alls?\b|[Pp]hone|[Ff]ree on|[Aa]nother (day|time)|These are free|times?:"
    r"|times that fit|time isn't free",
    "agreement": r"[Aa]gree|[Aa]ccept|[Dd]eclin|[Nn]oted.*terms|billed",
}
"""By what is told, what its message reads like in the source language."""


def told_on(at: Scene, standing: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every subject that what is on the screen speaks of; what stood there before tells nothing."""
    new = (source for source in sources_of(at.ana.shown) if source not in standing)
    return frozenset(name for source in new for name in told_by(source))


def form_on(at: Scene) -> frozenset[str]:
    """What the field that a form on the screen asks for says of itself, in the source language."""
    if not (at.ana.asking and at.ana.asking.form):
        return frozenset()
    asked = at.ana.asking
    return frozenset(source for line in _field_lines(asked) for source in _sources(line, asked.lang))


def told_by(source: str) -> frozenset[str]:
    """What a message tells."""
    plain = _plain(source)
    return frozenset(name for name, words in TELLS.items() if re.search(words, plain))


def sources_of(shown: Sequence[LocalizedReply]) -> tuple[str, ...]:
    """The messages on a screen in the source language, placeholders unfilled."""
    return tuple(source for part in shown for line in _lines(part) for source in _sources(line, part.lang))


def _lines(shown: LocalizedReply) -> Iterator[str]:
    for block in shown.blocks:
        if isinstance(block, Para):
            yield "".join(run.text for run in block.runs).replace("\u00a0", " ")
        elif hasattr(block, "head"):
            yield from block.head
    yield from _field_lines(shown)


def _field_lines(shown: LocalizedReply) -> Iterator[str]:
    if shown.form:
        field = shown.form.fields[shown.form.current]
        yield from (text for text in (field.label, field.hint, field.problem) if text)


LETTERS_MIN, LETTERS_WITHIN = 3, 12
"""So many letters of its own a message needs to be known when it is the whole line, or a part; fewer fit anything."""


def _sources(line: str, lang: str) -> tuple[str, ...]:
    """What a line says in the source language: its message, or those that it is put together of, or itself."""
    whole = next((m.source for m in _messages(lang) if m.pattern.fullmatch(line)), None)
    if whole is not None:
        return (whole,)
    parts = (m.source for m in _messages(lang) if m.letters >= LETTERS_WITHIN and m.pattern.search(line))
    return tuple(parts) or (line,)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message as it reads in one language, its placeholders filled with anything."""

    pattern: re.Pattern[str]
    source: str
    letters: int


@cache
def catalogued() -> tuple[str, ...]:
    """Every message's English source, placeholders unfilled; of one with a plural the singular."""
    return tuple(dict.fromkeys(source for source, _text in _texts(_TRANSLATED)))


_TRANSLATED = "de"
"""A language that has every message: the source language itself has no catalogue."""


@cache
def _messages(lang: str) -> tuple[_Message, ...]:
    """A language's messages, those with the most letters of their own first."""
    pairs = _texts(lang) if lang not in {"", SOURCE_LANGUAGE} else tuple((each, each) for each in catalogued())
    found = (_message(source, text) for source, text in pairs)
    return tuple(sorted((m for m in found if m.letters >= LETTERS_MIN), key=lambda m: -m.letters))


def _texts(lang: str) -> tuple[tuple[str, str], ...]:
    known = getattr(catalogue(lang), "_catalog", {})
    return tuple(
        (key if isinstance(key, str) else key[0], text) for key, text in known.items() if key and isinstance(text, str)
    )


def _message(source: str, text: str) -> _Message:
    parts = re.split(r"\{\w+\}", _plain(text))
    pattern = re.compile(".*?".join(re.escape(part) for part in parts), re.DOTALL)
    return _Message(pattern, source, sum(c.isalpha() for part in parts for c in part))


def _plain(text: str) -> str:
    return text.replace("**", "").replace("`", "").replace("\u00a0", " ")


# ── The verdict ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Seen:
    case: Case
    at: Scene
    before: State
    after: State
    asked: frozenset[str]
    told: frozenset[str]
    screen: str
    lang: str
    form_left: str | None

    def wrong(self, effects: Effects) -> Iterator[str]:
        """Everything that isn't as these effects say."""
        yield from self._said(effects)
        yield from self._tickets(effects)
        yield from self._words(effects)
        yield from self._calls(effects)
        yield from self._field(effects)

    def _said(self, effects: Effects) -> Iterator[str]:
        asks, tells = listed(effects.get("asks")), listed(effects.get("tells"))
        if asks and not self.asked & set(asks) and not self._ends(asks):
            yield f"asks {sorted(self.asked)}, not {asks}"
        if tells and not self.told & set(tells):
            yield f"tells {sorted(self.told)}, not {tells}"
        shows = effects.get("shows", ())
        for wanted in (shows,) if isinstance(shows, str) else cast("tuple[object, ...]", shows):
            if not any(_on(self.screen, part) for part in listed(wanted)):
                yield f"doesn't show {wanted}"
        lang = effects.get("language", self.case.lang)
        if self.lang != lang:
            yield f"speaks {self.lang}, not {lang}"

    def _ends(self, asks: Sequence[str]) -> bool:
        """Whether the open form went on to its end: nothing was lacking any more."""
        return "next" in asks and self.case.context in FORMS and len(self.after.tickets) > len(self.before.tickets)

    def _tickets(self, effects: Effects) -> Iterator[str]:
        states = effects.get("state", {})
        assert isinstance(states, dict)
        for number, ticket in self.before.tickets.items():
            now = self.after.tickets[number]
            wanted = states.get(str(number), ticket.state.value).replace("reopened", "open")
            if now.state.value != wanted:
                yield f"#{number} is {now.state.value}, not {wanted}"
            place, was = self.after.places[number], self.before.places[number]
            lost = place is not None and was is not None and place > was
            if lost != (effects.get("place") == "lost"):
                yield f"#{number} went from place {was} to {place}"
        new = [t for number, t in self.after.tickets.items() if number not in self.before.tickets]
        files = effects.get("files")
        if files is None and new and not self._ends(listed(effects.get("asks"))):
            yield f"filed #{new[0].number} “{new[0].subject}”"
        elif files is not None:
            yield from _filed(new, files)

    def _words(self, effects: Effects) -> Iterator[str]:
        wanted = effects.get("adds")
        if wanted is None:
            return
        having = [n for n in self.before.tickets if self._stands_on(n)]
        if sorted(having) != sorted(cast("list[int]", wanted)):
            yield f"words on {having}, not on {wanted}"

    def _stands_on(self, number: int) -> bool:
        said = _bare(self.case.said)
        words = [_bare(text) for text in _words_on(self.at, number)]
        return any(text and ((text in said and len(text) >= WORDS_SHARE * len(said)) or said in text) for text in words)

    def _calls(self, effects: Effects) -> Iterator[str]:
        wanted, when = effects.get("call"), effects.get("call_at")
        for number, was in self.before.calls.items():
            now = self.after.calls[number]
            if wanted is None and was != now:
                yield f"call of #{number}: {was} became {now}"
        calls = [call for call in self.after.calls.values() if call is not None]
        if wanted in {"requested", "moved", "confirmed"} and not calls:
            yield f"no call, not {wanted}"
        if wanted in {"cancelled", "none"} and calls:
            yield f"a call is left: {calls}"
        if when and not any(call[1].astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M") == when for call in calls):
            yield f"no call at {when}: {calls}"
        agreed = effects.get("agreement")
        if agreed and agreed not in {decided.value for decided in self.after.agreed.values() if decided}:
            yield f"agreements are {list(self.after.agreed.values())}, none {agreed}"
        for number, decision in self.before.agreed.items():
            decided = self.after.agreed[number]
            if agreed is None and decided is not decision:
                yield f"agreement of #{number}: {decision} became {decided}"
        phone = self.at.ana.account.phone.replace(" ", "") if self.at.ana.account else ""
        if effects.get("phone", phone) != phone:
            yield f"the number kept is {phone!r}, not {effects['phone']!r}"

    def _field(self, effects: Effects) -> Iterator[str]:
        fields = effects.get("field")
        if effects.get("drops") and self.form_left is not None:
            yield "the form is still there"
        if not fields:
            return
        assert isinstance(fields, dict)
        kept = self._finished()
        if kept is None:
            yield "no ticket comes of the form"
            return
        for name, value in fields.items():
            is_kept = (
                _bare(str(value)) in _bare(kept.get(name, "")) if value else not kept.get(f"own {name}", kept[name])
            )
            if not is_kept:
                yield f"{name} is {kept.get(name)!r}, not {value!r}"

    def _finished(self) -> dict[str, str] | None:
        """The form's values, seen on the ticket that comes of it."""
        at = self.at
        for _step in range(10):
            new = [t for n, t in state_of(at).tickets.items() if n not in self.before.tickets]
            if new:
                ticket = new[-1]
                account = at.ana.account
                return {
                    "subject": ticket.subject,
                    "domain": ticket.service,
                    "own symptoms": ticket.symptoms,
                    "symptoms": "\n".join(
                        [
                            ticket.symptoms,
                            *(e.text or "" for e in at.house.record(ticket.number) if e.kind is EntryKind.WORDS),
                        ]
                    ),
                    "urgency": ticket.asked_urgency.name.lower(),
                    "name": account.name if account else "",
                }
            if not _one_step(at):
                return None
        return None


def _words_on(at: Scene, number: int) -> list[str]:
    """What the client said on a ticket's record."""
    return [
        entry.text or ""
        for entry in at.house.record(number)
        if entry.kind is EntryKind.WORDS and entry.author is Author.CLIENT
    ]


def _one_step(at: Scene) -> bool:
    """Go on with the form the shortest way; whether there was one."""
    field = at.ana.field
    if field in {"urgency"}:
        at.ana.takes("set.normal")
    elif field in {"name", "subject"} and not at.ana.can("keep"):
        at.ana.says("Ana Petersen")
    elif field is not None:
        at.ana.takes("keep")
    elif choice := next((a for a in ("file", "ours", "none") if at.ana.can(a)), None):
        at.ana.takes(choice)
    else:
        return False
    return True


def _filed(new: Sequence[Ticket], files: object) -> Iterator[str]:
    assert isinstance(files, dict)
    if not new:
        yield "no ticket was filed"
        return
    if _bare(str(files.get("subject", ""))) not in _bare(new[-1].subject):
        yield f"subject is {new[-1].subject!r}, not {files['subject']!r}"
    if "urgency" in files and new[-1].asked_urgency.name.lower() != files["urgency"]:
        yield f"urgency is {new[-1].asked_urgency.name.lower()}, not {files['urgency']}"


def _bare(text: str) -> str:
    """Lower case, one space between words, no marks around."""
    return " ".join(text.casefold().split()).strip(" .!?¿¡\"'“”")


def _on(screen: str, part: str) -> bool:
    return part.casefold() in screen.casefold()
