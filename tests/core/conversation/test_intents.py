"""A short command is told from words that describe a problem, in three languages, slips forgiven."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation.intents import INSIDE, OF_A_TICKET, SENTENCE_WORDS_MAX, WHOLE, Intent, Verb, read
from bot.core.text.words import plain
from tests.builders import LANGUAGES


def phrases(verbs: Sequence[Verb] = WHOLE) -> list[tuple[Verb, str]]:
    """What clients type in any language."""
    return [
        (verb, phrase)
        for language in LANGUAGES.by_code.values()
        for verb in verbs
        for phrase in (language.commands.whole if verbs is WHOLE else language.commands.inside)[verb.value]
    ]


# ── Commands ───────────────────────────────────────────────────────────────────────────


def test_every_phrase_means_its_command_in_any_dress() -> None:
    for verb, phrase in phrases():
        for text in (phrase, phrase.upper(), f"  {phrase.capitalize()}!? "):
            assert read(text, LANGUAGES).verb is verb, text


def test_no_phrase_means_two_things() -> None:
    meant: dict[str, Verb] = {}
    for verb, phrase in phrases():
        assert meant.setdefault(plain(phrase), verb) is verb, phrase


def test_every_phrase_of_a_sentence_is_found_inside_one() -> None:
    for verb, phrase in phrases(INSIDE):
        assert read(f"could you {phrase} about it please", LANGUAGES).verb is verb, phrase


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("statsu", Verb.STATUS),
        ("my tikets", Verb.TICKETS),
        ("any nwes??", Verb.WORDS),
        ("any updats", Verb.NEWS),
        ("it’s solved", Verb.SOLVED),
        ("it's solvd :)", Verb.SOLVED),
        ("that didn't slove it", Verb.UNSOLVED),
        ("¿hay novedades?", Verb.NEWS),
        ("ninguno de éstos", Verb.NONE),
        ("Gelöst!", Verb.SOLVED),
        ("überspringen", Verb.SKIP),
    ],
)
def test_a_slip_in_a_longer_word_is_forgiven(text: str, verb: Verb) -> None:
    assert read(text, LANGUAGES).verb is verb


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "my emails dont arive",
        "the call to prayer plugin is broken",
        "I can't send email since yesterday",
        "error 525 on my site",
        "mi correo no llega",
        "meine seite ist langsam",
        "when I open a ticket page it shows nothing",
        "the phone number on my website is wrong and I want to change it but the editor will not save",
    ],
)
def test_words_that_describe_a_problem_are_words_and_kept_whole(text: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.WORDS, 0, text)


def test_a_long_text_is_a_problem_even_if_it_mentions_a_call() -> None:
    short = "call me " + "please " * (SENTENCE_WORDS_MAX - 2)
    assert read(short, LANGUAGES).verb is Verb.PHONE
    assert read(short + "now", LANGUAGES).verb is Verb.WORDS


# ── Which ticket ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["12", "#12", " # 12 ", "ticket 12", "ticket #12", "Nr. 12", "no. 12"])
def test_a_number_alone_is_a_number(text: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.NUMBER, 12)


@pytest.mark.parametrize("verb", sorted(OF_A_TICKET))
def test_a_command_may_name_its_ticket(verb: Verb) -> None:
    phrase = {Verb.TICKET: "ticket erstellen"}.get(verb, LANGUAGES.by_code["en"].commands.whole[verb.value][0])
    assert read(f"{phrase} #12", LANGUAGES) == Intent(verb, 12)
    assert read(f"{phrase} 12", LANGUAGES) == Intent(verb, 12)


def test_other_commands_take_no_bare_number() -> None:
    assert read("help 12", LANGUAGES) == Intent(Verb.WORDS, 0, "help 12")


def test_words_may_name_a_ticket_and_stay_whole() -> None:
    assert read("more about #12: it got worse", LANGUAGES) == Intent(Verb.WORDS, 12, "more about #12: it got worse")


def test_a_number_too_long_for_a_ticket_is_words() -> None:
    for text in ("1234567890", "#1234567890", "status 1234567890"):
        assert read(text, LANGUAGES).number == 0


# ── Commands that carry something ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("add to #12 it is worse", 12, "it is worse"),
        ("add to 12: it is worse", 12, "it is worse"),
        ("Add this to ticket #12 – it is worse", 12, "it is worse"),
        ("add #12", 12, ""),
        ("add: since monday", 0, "since monday"),
        ("añade a #12 va peor", 12, "va peor"),
        ("ergänze #12: schlimmer", 12, "schlimmer"),
        ("add to #12\nline one\nline two", 12, "line one\nline two"),
    ],
)
def test_facts_are_added_to_the_ticket_named(text: str, number: int, rest: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.ADD, number, rest)


@pytest.mark.parametrize("text", ["add a new mailbox", "add my domain", "address is wrong", "how do I add 2 users"])
def test_to_add_something_elsewhere_is_a_question(text: str) -> None:
    assert read(text, LANGUAGES).verb is Verb.WORDS


@pytest.mark.parametrize(
    ("text", "code"), [("link ABCD-EFG2", "ABCD-EFG2"), ("link: abcdefg2", "abcdefg2"), (" ABCD-EFG2 ", "ABCD-EFG2")]
)
def test_a_code_links(text: str, code: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.LINK, text=code)


@pytest.mark.parametrize("text", ["link building-seo", "link bluehost", "abcd-efgh", "ABCD-EFGH", "link ABCD-EFG"])
def test_a_code_has_a_digit_and_eight_signs(text: str) -> None:
    assert read(text, LANGUAGES).verb is not Verb.LINK


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("zone Berlin", "Berlin"),
        ("my time zone is Europe/Berlin", "Europe/Berlin"),
        ("zona horaria: Madrid", "Madrid"),
        ("zeitzone Wien ", "Wien"),
    ],
)
def test_a_zone_is_named(text: str, zone: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.ZONE, text=zone)


@pytest.mark.parametrize(
    ("text", "code"),
    [("deutsch", "de"), ("Español!", "es"), ("english", "en"), ("language german", "de"), ("en español", "es"),
     ("auf deutsch", "de"), ("speak english", "en")],
)  # fmt: skip
def test_a_language_is_named_in_any_of_them(text: str, code: str) -> None:
    assert read(text, LANGUAGES) == Intent(Verb.LANGUAGE, text=code)


@pytest.mark.parametrize("text", ["my german", "es", "de", "no english articles", "pages only german"])
def test_a_language_merely_mentioned_is_not_chosen(text: str) -> None:
    assert read(text, LANGUAGES).verb is not Verb.LANGUAGE


def test_every_language_goes_by_its_names() -> None:
    for code, language in LANGUAGES.by_code.items():
        for name in (*language.called, language.name):
            assert read(name, LANGUAGES) == Intent(Verb.LANGUAGE, text=code)


def test_an_address_alone_asks_for_email() -> None:
    assert read("ana@example.com", LANGUAGES) == Intent(Verb.EMAIL)
    assert read("mail to ana@example.com bounces", LANGUAGES).verb is Verb.WORDS


# ── Anything ───────────────────────────────────────────────────────────────────────────


strange = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(
        st.sampled_from([phrase for _verb, phrase in phrases() + phrases(INSIDE)] + ["#12", "12", ":", "add", "à"])
    ).map(" ".join),
)


@given(strange)
@settings(deadline=None, max_examples=80)
def test_no_text_is_too_strange_and_each_is_always_read_the_same(text: str) -> None:
    intent = read(text, LANGUAGES)
    read.cache_clear()
    assert read(text, LANGUAGES) == intent
    assert 0 <= intent.number < 10**9
    assert intent.verb is not Verb.WORDS or intent.text == text


SPACES = 100_000
"""So many that an expression which tries every way to share them out would take minutes."""


@pytest.mark.parametrize("tail", ["x", "x\ny", ":", "12x"])
@pytest.mark.parametrize(
    "head",
    ["zone", "zona horaria", "my zone is", "add", "add to", "add ticket", "add this to ticket", "ticket", "ticket #",
     "nr", "no.", "link", "link:", "#", ""],
)  # fmt: skip
def test_many_spaces_take_no_longer(head: str, tail: str) -> None:
    assert isinstance(read(head + " " * SPACES + tail, LANGUAGES), Intent)
