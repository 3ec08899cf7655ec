"""What may be meant in two ways ends nothing, and what was asked on is answered on."""

from dataclasses import replace

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation.commands import AddWords, Cancel, Command, Solve
from bot.core.conversation.events import Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    About,
    Cancelling,
    ConfirmingClose,
    Draft,
    Drafting,
    Filed,
    Idle,
    Notice,
    Pushed,
    Say,
    Scheduling,
    Solved,
    Stage,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.understanding.urgency import urgency_told
from bot.core.conversation.understanding.verdict import Verdict, clearly_says, consents, verdict
from bot.core.model.appointment import CallState
from bot.core.model.tickets import State
from tests.builders import ANA, LANGUAGES, WEDNESDAY, call, facts, heard, ticket
from tests.reading import screen

OPEN = TicketView(ticket(), 2, 5)
ANSWERED = TicketView(ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY))


def says(talk: Talk, text: str, known: Facts | None = None) -> tuple[Talk, tuple[Command, ...]]:
    event = Said(text)
    return step(talk, event, heard(known or facts(account=ANA, tickets=(OPEN,)), talk, event))


def told(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


def came(text: str, lang: str = "en") -> Verdict:
    return verdict(understand(text, LANGUAGES, lang), asked=True)


# ── It may say that it's solved ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("yes", Verdict.SOLVED),
        ("yes, thanks", Verdict.SOLVED),
        ("yes sir", Verdict.SOLVED),
        ("that was it, the cable was loose", Verdict.SOLVED),
        ("it works. it was my own mistake by the way", Verdict.SOLVED),
        ("yes, but", Verdict.DOUBTFUL),
        ("yes three times already", Verdict.DOUBTFUL),
        ("yes. see my mail of monday", Verdict.DOUBTFUL),
        ("works... into a wall", Verdict.DOUBTFUL),
        ("works... thanks", Verdict.SOLVED),
        ("it works on my phone", Verdict.DOUBTFUL),
        ("the old mails arrived, new ones don't", Verdict.DOUBTFUL),
        ("works, if i restart it", Verdict.DOUBTFUL),
        ("works, for how long?", Verdict.DOUBTFUL),
        ("works since yesterday", Verdict.SOLVED),
        ("works as it should", Verdict.SOLVED),
        ("yeah right", Verdict.UNSOLVED),
        ("solved my foot", Verdict.UNSOLVED),
        ("will test it tonight", Verdict.LATER),
        ("good morning", Verdict.OPEN),
    ],
)
def test_only_what_is_said_of_the_whole_solves_it(text: str, wanted: Verdict) -> None:
    assert came(text) is wanted


def test_geht_wieder_nix_is_no_works_again() -> None:
    assert came("ja super, geht wieder nix", "de") is Verdict.UNSOLVED
    assert came("ja super, geht wieder", "de") is Verdict.SOLVED


@pytest.mark.parametrize(
    "text", ["close my mailbox please", "don't close it", "close it?", "close it if it stays fine"]
)
def test_closing_is_asked_for_by_clear_words(text: str) -> None:
    assert not clearly_says(understand(text, LANGUAGES, "en"), Act.CLOSE)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("yes please", True),
        ("yes, close it", True),
        ("close it", True),
        ("yes i read that", False),
        ("yes?", False),
        ("yes if you must", False),
        ("yeah right", False),
        ("hello", False),
    ],
)
@pytest.mark.parametrize(("stage", "ends"), [(ConfirmingClose(1001), Solve(1001)), (Cancelling(1001), Cancel(1001))])
def test_what_is_asked_about_takes_a_yes_that_says_nothing_else(
    text: str, agrees: bool, stage: Stage, ends: Command
) -> None:
    _talk, commands = says(Talk(revision=4, stage=stage), text)
    assert (ends in commands) is agrees
    assert consents(understand(text, LANGUAGES, "en"), Act.CLOSE) is agrees


def test_what_is_doubtful_is_asked_again_and_staff_read_it() -> None:
    talk = Talk(revision=4, stage=Filed(1001), over=Pushed(About.SOLVED, 1001))
    known = facts(account=ANA, tickets=(ANSWERED,))
    talk, commands = says(talk, "yes i did restart it twice", known)
    assert told(talk) == [Say.NOT_SURE]
    assert commands == (AddWords(1001, (known.line("yes i did restart it twice"),), back=False),)
    assert "did that solve it?" in screen(prompt(talk, known))


def test_what_still_works_is_thanked_for_where_nothing_is_open() -> None:
    solved = TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY))
    known = facts(account=ANA, tickets=(solved,))
    talk, _none = says(Talk(revision=4, stage=Filed(1001)), "thanks again, still works on all my phones here", known)
    assert told(talk) == [Say.WELCOME]


# ── Told once ──────────────────────────────────────────────────────────────────────────


def test_an_offered_time_stands_once_on_the_screen() -> None:
    offered = TicketView(ticket(wants_phone=True), 2, call=call(CallState.OFFERED))
    known = facts(account=ANA, tickets=(offered,))
    talk = Talk(revision=4, stage=Filed(1001), over=Pushed(About.OFFER, 1001, 1))
    talk, _noted = says(talk, "hm, 9 would do", known)
    assert screen(prompt(talk, known)).count("Phone call offered") == 1


def test_other_languages_are_told_once_in_a_row_and_not_where_a_name_is_asked_for() -> None:
    french = "je n'arrive pas à recevoir mes emails"
    talk, _none = says(Talk(), french, facts())
    assert told(talk)[0] is Say.FOREIGN
    talk, _none = says(talk, french, facts())
    assert Say.FOREIGN not in told(talk)
    form = Drafting(Draft("Mail", done=("subject",)))
    talk, _none = says(Talk(revision=4, stage=form), french, facts())
    assert Say.FOREIGN not in told(talk)


def test_a_guessed_language_is_not_announced_beside_it() -> None:
    talk, _none = says(Talk(), "mijn website werkt niet", facts(lang_source=""))
    assert told(talk) == [Say.FOREIGN]


# ── Asked on ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "minutes"), [("and for two hours?", 120), ("and by phone?", 0), ("and half an hour by phone?", 30)]
)
def test_a_price_is_asked_on(text: str, minutes: int) -> None:
    talk, _none = says(Talk(stage=Idle()), "how much is a quarter of an hour?", facts())
    assert talk.notices == (Notice(Say.TOPIC, 15, text=Act.PRICE.value),)
    talk, _none = says(talk, text, facts())
    assert talk.notices == (Notice(Say.TOPIC, minutes, text=Act.PRICE.value),)


@pytest.mark.parametrize("text", ["and for two hours", "and what about the website that is down since this morning?"])
def test_what_asks_nothing_of_it_goes_on_from_no_price(text: str) -> None:
    before, _none = says(Talk(stage=Solved()), "how much is a quarter of an hour?", facts())
    talk, _none = says(before, text, facts())
    assert Say.TOPIC not in told(talk)


# ── How urgent it is ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("urgent!!", "high"),
        ("total outage", "outage"),
        ("everything is down since 9, please hurry", "outage"),
        ("it's not urgent, but the logo is missing", "normal"),
        ("no rush", "normal"),
        ("it bounces immediately with 550", ""),
        ("important mails land in spam", ""),
        ("normal mails pass, those with files don't", ""),
        ("is it urgent?", ""),
        ("the logo is missing", ""),
    ],
)
def test_an_urgency_that_nobody_asked_for_is_told_by_clear_words(text: str, urgency: str) -> None:
    assert urgency_told(understand(text, LANGUAGES, "en")) == urgency


def test_an_urgency_within_an_answer_is_noted_and_not_asked_for() -> None:
    form = Drafting(Draft("Mail", done=("subject",)))
    talk, _none = says(Talk(revision=4, stage=form), "all mail is stuck. it's really urgent", facts())
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.urgency == "high"
    assert "High" in screen(prompt(talk, facts()))
    settled = replace(form.draft, urgency="normal", done=("subject", "urgency"))
    talk, _none = says(Talk(revision=4, stage=Drafting(settled)), "all mail is stuck. it's really urgent", facts())
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.urgency == "normal"


def test_the_urgency_of_the_question_is_shown_with_the_form() -> None:
    talk, _none = says(Talk(), "total outage, the shop is down", facts())
    talk, _none = says(talk, "open a ticket", facts())
    assert "Outage" in screen(prompt(talk, facts()))


# ── A call ─────────────────────────────────────────────────────────────────────────────


def test_a_wish_for_a_call_is_no_answer_to_what_is_seen() -> None:
    form = Drafting(Draft("Mail", urgency="normal", done=("subject", "urgency")))
    talk, _none = says(Talk(revision=4, stage=form), "call me tomorrow 3pm please", facts())
    assert talk.stage == form
    assert talk.wants_phone
    assert told(talk) == [Say.PHONE_LATER]


def test_a_time_asked_for_in_words_is_read_while_the_days_are_shown() -> None:
    shown = Talk(revision=4, stage=Scheduling(1001))
    talk, _none = says(shown, "call me tomorrow 3pm")
    assert isinstance(talk.stage, Scheduling)
    assert talk.stage != shown.stage


def test_a_time_within_words_that_choose_no_urgency_is_kept_for_the_call() -> None:
    form = Drafting(Draft("Mail", done=("subject", "symptoms")))
    talk = Talk(revision=4, stage=form, wants_phone=True)
    talk, _none = says(talk, "my colleague and I would be here tomorrow at 6 pm", facts())
    assert talk.call_time is not None
