"""Single steps of the talk: what a word, a choice or an outcome does at each stage, and what it leaves alone.

That no sequence of them leads into a dead end is ``test_walk``'s.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import (
    AddWords,
    AskForNews,
    Bump,
    Cancel,
    Command,
    FileTicket,
    FindIdentities,
    IssueCode,
    NoteFeedback,
    RedeemCode,
    SetLanguage,
    SetZone,
    Solve,
    TellFull,
    Unsolve,
)
from bot.core.conversation.events import (
    Acted,
    Chose,
    CodeIssued,
    CodeRefused,
    Event,
    IdentitiesFound,
    Linked,
    Opened,
    Parted,
    Said,
    Submitted,
    TicketFiled,
    TooLong,
    ZoneChosen,
)
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.outcomes import LOST
from bot.core.conversation.state import (
    Adding,
    Agreed,
    AssigningText,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingClose,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Notice,
    Picking,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import SearchNeed, named, seeks, step
from bot.core.conversation.transitions import LINES_KEPT_MAX
from bot.core.model.knowledge import SearchResult
from bot.core.model.people import Identity
from bot.core.model.record import Line
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Channel
from bot.core.rules.done import Done
from bot.core.text.redaction.redact import Secret
from tests.builders import ANA, LANGUAGES, WEDNESDAY, facts, hit, terms, ticket

HITS = (hit("mail-not-arriving"), hit("mailbox-full", 0.5))
FULL = Draft("No mail", "", "none at all", "normal", "Ana", ticket_form.FIELDS)
ELSEWHERE = Identity("terminal", "", "ana")
LINE = Line("my emails dont arive", WEDNESDAY)


def joining(text: str, numbers: tuple[int, ...], *, twin: bool = False) -> AssigningText:
    """Each line of it a message of its own."""
    return AssigningText(text, numbers, twin, tuple(Line(line, WEDNESDAY) for line in text.split("\n")))


def at(stage: Stage, **more: object) -> Talk:
    return Talk(revision=4, stage=stage, **more)  # type: ignore[arg-type]


def with_tickets(*tickets: Ticket, **more: object) -> Facts:
    return facts(account=ANA, tickets=tuple(TicketView(t, 3 if t.waiting else None) for t in tickets), **more)


def said(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


def after(talk: Talk, event: Event, known: Facts | None = None) -> tuple[Talk, list[Command]]:
    talk, commands = step(talk, event, known or facts())
    return talk, [c for c in commands if not isinstance(c, NoteFeedback)]


def feedback(talk: Talk, event: Event, known: Facts | None = None) -> NoteFeedback | None:
    _talk, commands = step(talk, event, known or facts())
    return next((c for c in commands if isinstance(c, NoteFeedback)), None)


WAITING = with_tickets(ticket())
ASKED = with_tickets(ticket(state=State.ASKED, owner="kim"))
SEVERAL = with_tickets(ticket(), ticket(1002, subject="Web"))


# ── Turns ──────────────────────────────────────────────────────────────────────────────


def test_every_turn_makes_earlier_choices_stale_and_looking_makes_none() -> None:
    talk = at(NoArticleFound())
    for event in (Said("help"), Said(""), Chose("file", 4), Chose("file", 3), TooLong(9), Chose("@help", 0)):
        assert after(talk, event)[0].revision == 5
    assert step(talk, Opened(), facts()) == (talk, ())


def test_what_was_taken_out_is_said_first() -> None:
    talk, _none = after(at(Idle()), Said("help", frozenset({Secret.PASSWORD, Secret.CARD})))
    assert talk.notices[0] == Notice(Say.REDACTED, text="card password")


@pytest.mark.parametrize("action", ["", "read.gone", "nudge", "join.7", "file", "@nonsense", "@", "@show", "drop"])
def test_a_choice_that_is_none_here_does_nothing_but_say_so(action: str) -> None:
    for stage in (Idle(), Solved(), Filed(1001)):
        talk, commands = after(at(stage), Chose(action, 4))
        assert talk.stage == stage
        assert said(talk) in ([Say.STALE], [Say.NO_TICKETS])
        assert not commands


@pytest.mark.parametrize(
    ("stage", "action"),
    [
        (Suggested(HITS), "read.2"),
        (Suggested(HITS), "read.one"),
        (Suggested(HITS), "read.-1"),
        (Suggested(HITS), "read"),
        (AssigningText("x", (1001,)), "join.1002"),
        (AssigningText("x", (1001,)), "join.one"),
        (ConfirmingDuplicate(FULL, (1001,)), "join.1002"),
        (ConfirmingBump(1001), "cancel"),
        (Cancelling(1001), "nudge"),
    ],
)
def test_a_forged_choice_reaches_nothing_that_was_not_offered(stage: Stage, action: str) -> None:
    talk, commands = after(at(stage), Chose(action, 4), SEVERAL)
    assert (talk.stage, said(talk), commands) == (stage, [Say.STALE], [])


@pytest.mark.parametrize("number", ["9999", "1" * 60, "-1", "x", ""])
@pytest.mark.parametrize("act", ["show", "solved", "unsolved", "cancel", "news", "phone", "status", "earlier", "add"])
def test_a_forged_number_is_nobodys_ticket(act: str, number: str) -> None:
    talk, commands = after(at(Idle()), Chose(f"@{act}.{number}", 0), facts())
    assert not commands
    assert set(said(talk)) <= {Say.NOT_YOURS, Say.NO_TICKETS, Say.PHONE_FIRST, Say.DROPPED} or talk.stage == Solved()
    assert all(notice.number < 10**9 for notice in talk.notices)


def test_a_forged_entry_is_the_latest() -> None:
    for offset, before in (("17", 17), ("9" * 50, 0), ("x", 0), ("", 0)):
        talk, _none = after(at(Idle()), Chose(f"@earlier.1001.{offset}", 0), WAITING)
        assert talk.notices == (Notice(Say.RECORD, 1001, places=(before, 0)),)


# ── What is searched for ───────────────────────────────────────────────────────────────


def test_words_are_searched_for_and_commands_are_not() -> None:
    assert seeks(at(Idle()), Said("my emails dont arive"), LANGUAGES) == SearchNeed("my emails dont arive")
    for event in (Said("status"), Said(""), Chose("file", 4), Opened(), TooLong(9)):
        assert seeks(at(Idle()), event, LANGUAGES) is None


@pytest.mark.parametrize("event", [Chose("new", 4), Said("no"), Said("none of them")])
def test_words_about_none_of_the_open_tickets_are_searched_for_after_all(event: Event) -> None:
    joining = at(AssigningText("web is down", (1001,)))
    assert seeks(joining, event, LANGUAGES) == SearchNeed("web is down")
    known = replace(WAITING, found=SearchResult("web is down", HITS, (), "en", "en"))
    assert after(joining, event, known)[0].stage == Suggested(HITS)


@pytest.mark.parametrize("event", [Chose("join.1001", 4), Said("yes"), Said("status"), Opened()])
def test_words_that_join_a_ticket_are_not_searched_for(event: Event) -> None:
    assert seeks(at(AssigningText("web is down", (1001,))), event, LANGUAGES) is None


@pytest.mark.parametrize(
    ("event", "number"),
    [
        (Said("show 12"), 12),
        (Said("more about #12: it got worse"), 12),
        (Said("my emails dont arive"), 0),
        (Chose("@show.12", 0), 12),
        (Chose("@earlier.12.5", 0), 12),
        (Chose("@help", 0), 0),
        (Chose("join.12", 4), 0),
        (Opened(), 0),
    ],
)
def test_the_ticket_that_an_event_names(event: Event, number: int) -> None:
    assert named(event, LANGUAGES) == number


def test_a_draft_is_compared_with_open_tickets_only() -> None:
    drafting = at(Drafting(Draft("No mail", symptoms="none")))
    assert seeks(drafting, Said("since monday"), LANGUAGES) == SearchNeed("No mail\nnone\nsince monday", articles=False)
    form = Submitted((("subject", "No mail"), ("name", "Ana"), ("symptoms", "550")), 4)
    assert seeks(at(Drafting(Draft())), form, LANGUAGES) == SearchNeed("No mail\n550", articles=False)
    assert seeks(drafting, Chose("keep", 4), LANGUAGES) == SearchNeed("No mail\nnone", articles=False)


# ── Articles ───────────────────────────────────────────────────────────────────────────


def found(*confidences: float, lang: str = "en") -> Facts:
    hits = tuple(hit(f"article-{i}", confidence, lang) for i, confidence in enumerate(confidences))
    return facts(found=SearchResult("q", hits, (), "en", "en"))


@pytest.mark.parametrize(
    ("confidences", "shown"),
    [
        ((), 0),
        ((0.34,), 0),
        ((0.34, 0.9), 0),
        ((0.35,), 1),
        ((0.35, 0.2), 2),
        ((0.9, 0.06), 1),
        ((0.9, 0.5, 0.3, 0.25), 3),
    ],
)
def test_only_articles_that_are_good_enough_are_shown(confidences: tuple[float, ...], shown: int) -> None:
    talk, _none = after(at(Idle()), Said("no mail"), found(*confidences))
    assert talk.question == "no mail"
    assert talk.lines == (Line("no mail", WEDNESDAY),)
    assert (len(talk.stage.hits) if isinstance(talk.stage, Suggested) else 0) == shown
    assert isinstance(talk.stage, Suggested if shown else NoArticleFound)


def test_an_article_in_another_language_is_announced() -> None:
    assert said(after(at(Idle()), Said("no mail"), found(0.9, lang="de"))[0]) == [Say.OTHER_LANGUAGE]
    assert said(after(at(Idle()), Said("no mail"), found(0.9))[0]) == []


def test_what_became_of_a_question_is_counted() -> None:
    seen = tuple(h.slug for h in HITS)
    reading = at(Reading("mailbox-full", HITS), question="no mail")
    assert feedback(at(Idle()), Said("no mail")) == NoteFeedback("no mail", (), "", "nothing found", WEDNESDAY)
    assert feedback(reading, Chose("yes", 4)) == NoteFeedback("no mail", seen, "mailbox-full", "solved")
    assert feedback(reading, Said("no")) == NoteFeedback("no mail", seen, "mailbox-full", "not solved")
    assert feedback(at(Suggested(HITS), question="no mail"), Chose("none", 4)) == NoteFeedback(
        "no mail", seen, "", "not solved"
    )
    twins = at(ConfirmingDuplicate(FULL, (1001,)), question="no mail")
    assert feedback(twins, Chose("file", 4)) == NoteFeedback("no mail", (), "", "filed")
    assert feedback(at(ConfirmingDuplicate(FULL, (1001,))), Chose("file", 4)) is None


def test_an_article_read_twice_is_refused_once() -> None:
    reading = at(Reading("mailbox-full", HITS, ("mailbox-full",)))
    assert after(reading, Said("no"))[0].stage == Suggested(HITS, ("mailbox-full",))
    last = at(Reading("mailbox-full", HITS, ("mail-not-arriving",)))
    assert after(last, Said("no"))[0].stage == NoArticleFound(read_some=True)


def test_once_one_question_of_a_message_is_answered_the_others_are_shown() -> None:
    both = tuple(replace(each, about=about) for each, about in zip(HITS, ("Mails bounce.", "It is full."), strict=True))
    reading = at(Reading("mailbox-full", both))
    talk, _none = after(reading, Chose("yes", 4))
    assert talk.stage == Suggested(both, ("mailbox-full",))
    talk, _none = after(at(Reading("mail-not-arriving", both, ("mailbox-full",))), Chose("yes", 4))
    assert isinstance(talk.stage, Solved)


def test_third_party_software_named_at_any_time_is_remembered() -> None:
    talk, _none = after(at(Idle()), Said("my joomla shows a blue box"))
    assert talk.third_party == "Joomla"
    talk, _none = after(talk, Said("the box in wordpress"))
    assert talk.third_party == "Joomla"


def test_a_very_long_talk_loses_no_word() -> None:
    lines = tuple(Line(str(i), WEDNESDAY) for i in range(LINES_KEPT_MAX))
    talk = at(NoArticleFound(), lines=lines)
    for text in ("one more box", "and another box"):
        talk, _none = after(talk, Said(text))
    assert len(talk.lines) == LINES_KEPT_MAX
    assert talk.lines[:-1] == lines[:-1]
    assert talk.lines[-1].text == f"{LINES_KEPT_MAX - 1}\none more box\nand another box"


# ── Which language ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "lang", "guess", "commands"),
    [
        ("platform", "en", "es", []),
        ("chosen", "en", "es", []),
        ("", "en", "es", [SetLanguage("es", chosen=False)]),
        ("", "en", "en", [SetLanguage("en", chosen=False)]),
        ("guessed", "en", "es", [SetLanguage("es", chosen=False)]),
        ("guessed", "es", "es", []),
        ("guessed", "es", "", []),
        ("", "en", "", [SetLanguage("en", chosen=False)]),
    ],
)
def test_the_language_follows_the_words_until_somebody_decides(
    source: str, lang: str, guess: str, commands: list[Command]
) -> None:
    known = facts(lang=lang, lang_source=source, found=SearchResult("el correo no llega", (), (), guess))
    talk, asked = after(at(Idle()), Said("el correo no llega"), known)
    assert asked == commands
    assert (Say.LANGUAGE_GUESSED in said(talk)) is (not source and not guess)


@pytest.mark.parametrize(
    ("code", "says", "commands"),
    [("de", Say.LANGUAGE_SET, [SetLanguage("de", chosen=True)]), ("nl", Say.LANGUAGES, []), ("", Say.LANGUAGES, [])],
)
def test_a_language_is_chosen_among_those_the_desk_speaks(code: str, says: Say, commands: list[Command]) -> None:
    talk, asked = after(at(NoArticleFound()), Chose(f"@lang.{code}", 0))
    assert (said(talk), asked, talk.stage) == ([says], commands, NoArticleFound())


# ── Short answers that somebody waits for ──────────────────────────────────────────────

SHORT = ("yes", "no", "none of these", "i dont know", "8080", "info@example.com", "it doesnt work",
         "phone", "deutsch", "ABCD-EFG2", "on an old phone")  # fmt: skip


@pytest.mark.parametrize("text", SHORT)
def test_whatever_answers_staffs_question_joins_that_ticket(text: str) -> None:
    for stage in (Idle(), Filed(1001), Solved()):
        talk, commands = after(at(stage), Said(text), ASKED)
        assert commands == [AddWords(1001, (Line(text, WEDNESDAY),))]
        assert (talk.stage, said(talk)) == (stage, [])


@pytest.mark.parametrize("text", SHORT)
def test_whatever_is_to_be_added_is_added(text: str) -> None:
    assert after(at(Adding(1001)), Said(text), WAITING)[1] == [AddWords(1001, (Line(text, WEDNESDAY),))]


@pytest.mark.parametrize(
    ("text", "says"),
    [("status", Say.STATUS), ("1001", Say.STATUS), ("help", Say.HELP), ("my tickets", Say.TICKETS)],
)
def test_a_command_stays_a_command_while_somebody_waits(text: str, says: Say) -> None:
    for stage in (Filed(1001), Adding(1001)):
        talk, commands = after(at(stage), Said(text), ASKED)
        assert (talk.stage, said(talk), commands) == (stage, [says], [])


def test_it_is_not_guessed_which_of_two_questions_is_answered() -> None:
    two = with_tickets(ticket(state=State.ASKED), ticket(1002, state=State.ASKED))
    talk, commands = after(at(Idle()), Said("yes"), two)
    assert (said(talk), commands) == ([Say.WELCOME], [])
    assert isinstance(after(at(Idle()), Said("on an old phone"), two)[0].stage, AssigningText)


@pytest.mark.parametrize(("text", "command"), [("yes", Solve(1001)), ("no", Unsolve(1001)), ("none", Unsolve(1001))])
def test_yes_and_no_answer_whether_staffs_reply_solved_it(text: str, command: Command) -> None:
    for stage in (Idle(), Filed(1001)):
        assert after(at(stage), Said(text), with_tickets(ANSWERED))[1] == [command]
    both = with_tickets(ANSWERED, replace(ANSWERED, number=1002))
    talk, none = after(at(Idle()), Said(text), both)
    assert isinstance(talk.stage, Picking)
    assert (talk.stage.numbers, none) == ((1001, 1002), [])


def test_of_the_tickets_to_pick_from_only_those_offered_are_taken_by_number() -> None:
    three = with_tickets(ANSWERED, replace(ANSWERED, number=1002), replace(ANSWERED, number=1003))
    picking = at(Picking("solved", (1001, 1002)))
    assert after(picking, Said("1002"), three)[1] == [Solve(1002)]
    assert after(picking, Said("1003"), three)[1] == []


def test_an_address_out_of_the_blue_asks_for_email() -> None:
    assert said(after(at(Idle()), Said("ana@example.com"), WAITING)[0]) == [Say.EMAIL]


# ── Where words belong ─────────────────────────────────────────────────────────────────


def test_with_a_ticket_open_the_likely_one_comes_first_and_the_latest_next() -> None:
    alike = replace(SEVERAL, found=SearchResult("q", (), ((1001, 0.46), (1002, 0.45)), "en"))
    assert after(at(Idle()), Said("more of it"), alike)[0].stage == joining("more of it", (1001, 1002), twin=True)
    clear = replace(SEVERAL, found=SearchResult("q", (), ((1001, 0.65), (1002, 0.46)), "en"))
    assert after(at(Idle()), Said("more of it"), clear)[1] == [AddWords(1001, (Line("more of it", WEDNESDAY),))]
    unlike = replace(SEVERAL, found=SearchResult("q", (), ((1001, 0.44),), "en"))
    assert after(at(Idle()), Said("more of it"), unlike)[0].stage == joining("more of it", (1002, 1001))


def test_a_ticket_named_in_the_words_takes_them() -> None:
    text = "more about #1001: it got worse"
    assert after(at(Idle()), Said(text), SEVERAL)[1] == [AddWords(1001, (Line(text, WEDNESDAY),))]
    others = "more about #77: it got worse"
    assert after(at(Idle()), Said(others), SEVERAL)[0].stage == joining(others, (1002, 1001))


def test_a_ticket_that_this_is_not_about_is_not_proposed_again() -> None:
    talk, _none = after(at(AssigningText("web down", (1002, 1001), twin=True)), Chose("new", 4), SEVERAL)
    assert talk.declined == (1002, 1001)
    assert talk.stage == NoArticleFound()
    assert talk.question == "web down"
    talk = replace(talk, stage=Idle())
    assert isinstance(after(talk, Said("it is still down"), SEVERAL)[0].stage, NoArticleFound)


def test_more_words_while_asked_where_they_belong_belong_there_too() -> None:
    talk, _none = after(at(AssigningText("one", (1001,))), Said("two more words"), WAITING)
    assert talk.stage == joining("one\ntwo more words", (1001,))
    _talk, commands = after(talk, Said("yes"), WAITING)
    assert commands == [AddWords(1001, (Line("one", WEDNESDAY), Line("two more words", WEDNESDAY)))]


@pytest.mark.parametrize("text", ["talk to a person", "open a ticket", "call me"])
def test_nothing_is_typed_twice_on_the_way_from_a_question_to_the_form(text: str) -> None:
    talk, _none = after(at(AssigningText("web is down", (1001,))), Said(text), WAITING)
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject == "web is down"
    assert [line.text for line in talk.lines] == ["web is down"]


# ── The form ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "stage", "says"),
    [
        ("can someone call me about it please", Scheduling(1001), []),
        ("I want to talk to a person about it", Idle(), [Say.PERSON, Say.STATUS]),
    ],
)
def test_a_request_inside_a_sentence_is_understood(text: str, stage: Stage, says: list[Say]) -> None:
    talk, commands = after(at(Idle()), Said(text), WAITING)
    assert (talk.stage, said(talk), commands) == (stage, says, [])


def test_a_request_inside_a_sentence_that_tells_more_keeps_the_sentence() -> None:
    text = "can someone call me please, the printer in the office scans into an empty folder"
    talk, commands = after(at(Idle()), Said(text), WAITING)
    assert (talk.stage, commands) == (Scheduling(1001), [AddWords(1001, (Line(text, WEDNESDAY),), back=False)])
    talk, commands = after(at(Idle()), Said(text))
    assert ([line.text for line in talk.lines], commands) == ([text], [])


def test_words_that_grow_beyond_what_is_taken_at_once_are_refused_and_the_rest_is_kept() -> None:
    limit = facts().policy.limits.text_chars
    for stage in (
        AssigningText("x" * (limit - 3), (1001,)),
        ConfirmingDuplicate(replace(FULL, symptoms="x" * (limit - 3)), (1001,)),
    ):
        fits, _none = after(at(stage), Said("ab"), WAITING)
        assert said(fits) == []
        assert fits.stage != stage
        refused, _none = after(at(stage), Said("abc"), WAITING)
        assert (said(refused), refused.stage) == ([Say.TOO_LONG], stage)


def test_two_halves_of_a_card_number_are_taken_out_where_they_meet() -> None:
    talk, _none = after(at(AssigningText("my card 4111 1111", (1001,))), Said("1111 1111 is refused"), WAITING)
    assert isinstance(talk.stage, AssigningText)
    assert "1111" not in talk.stage.text
    assert "[card number removed]" in talk.stage.text


def test_in_the_form_words_are_answers_and_a_few_are_still_commands() -> None:
    drafting = at(Drafting(Draft()))
    talk, _none = after(drafting, Said("my phone rings"), WAITING)
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject == "my phone rings"
    for text, says in {
        "help": Say.HELP,
        "status of my ticket": Say.STATUS,
        "any news": Say.STATUS,
        "add to #1001": Say.STATUS,
    }.items():
        talk, commands = after(drafting, Said(text), WAITING)
        assert (talk.stage, said(talk), commands) == (Drafting(Draft()), [says], [])


def test_a_wish_for_a_call_inside_an_answer_is_noted_and_the_answer_taken() -> None:
    asked = at(Drafting(Draft("No mail", done=("subject", "service"))))
    text = "could you give me a call about it, it says 550"
    talk, commands = after(asked, Said(text))
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.symptoms, talk.wants_phone, said(talk), commands) == (text, True, [], [])
    assert not after(asked, Said("it says 550"))[0].wants_phone


def test_no_call_after_all_takes_back_the_wish_and_not_the_form() -> None:
    asked = replace(at(Drafting(Draft("No mail", done=("subject",)))), wants_phone=True)
    talk, commands = after(asked, Said("no need to call me after all"))
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.symptoms, talk.wants_phone, commands) == ("", False, [])


def test_an_answer_that_will_not_do_is_kept_for_the_ticket_all_the_same() -> None:
    asked = at(Drafting(Draft("No mail", done=("subject", "service", "symptoms"))))
    talk, _none = after(asked, Said("since monday nobody can write to us"))
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.urgency, talk.stage.wrong) == ("normal", ())
    assert [line.text for line in talk.lines] == ["since monday nobody can write to us"]
    talk, _none = after(asked, Said("since monday"))
    assert isinstance(talk.stage, Drafting)
    assert dict(talk.stage.wrong) == {"urgency": ticket_form.NOT_A_CHOICE}
    assert [line.text for line in talk.lines] == ["since monday"]
    talk, _none = after(asked, Said("high"))
    assert talk.lines == ()


def test_that_it_works_may_be_what_is_seen() -> None:
    asked = at(Drafting(Draft("No mail", done=("subject", "service"))))
    talk, _none = after(asked, Said("it works now"))
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.symptoms == "it works now"


def test_an_empty_line_keeps_what_is_held_and_is_no_answer_where_nothing_is() -> None:
    talk, _none = after(at(Drafting(Draft("No mail"))), Said(""))
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft == Draft("No mail", done=("subject",))
    talk, _none = after(at(Drafting(Draft())), Said(""))
    assert isinstance(talk.stage, Drafting)
    assert dict(talk.stage.wrong) == {"subject": ticket_form.EMPTY}


def test_a_form_that_has_become_needless_is_left() -> None:
    talk, _none = after(at(Drafting(Draft())), Said("it works again"))
    assert isinstance(talk.stage, Drafting)
    assert after(at(Drafting(Draft())), Said("it works now"))[0].stage == Solved()


def test_which_of_several_tickets_is_meant_is_not_asked_inside_the_form() -> None:
    talk, _none = after(at(Drafting(Draft())), Said("show my ticket"), SEVERAL)
    assert (talk.stage, said(talk)) == (Drafting(Draft()), [Say.TICKETS])


def test_a_whole_form_keeps_what_is_good_and_says_what_is_not() -> None:
    form = (("subject", " No  mail "), ("urgency", "dire"), ("symptoms", "x" * 4001), ("extra", "ignored"))
    talk, commands = after(at(Drafting(Draft())), Submitted(form, 4))
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft == Draft("No mail", done=("subject", "service"))
    assert dict(talk.stage.wrong) == {
        "symptoms": ticket_form.TOO_LONG, "urgency": ticket_form.NOT_A_CHOICE, "name": ticket_form.EMPTY,
    }  # fmt: skip
    assert not commands


@pytest.mark.parametrize(
    ("stage", "revision"),
    [
        (Drafting(Draft(since=4)), 3),
        (Idle(), 4),
        (Drafting(Draft()), 5),
        (ConfirmingDuplicate(replace(FULL, since=4), (1001,)), 3),
    ],
)
def test_an_old_form_is_not_taken(stage: Stage, revision: int) -> None:
    form = (("subject", "No mail"), ("urgency", "normal"), ("name", "Ana"))
    talk, commands = after(at(stage), Submitted(form, revision, frozenset({Secret.KEY})))
    assert (talk.stage, said(talk), commands) == (stage, [Say.REDACTED, Say.STALE], [])


def test_a_form_that_was_opened_before_a_double_click_is_taken() -> None:
    form = (("subject", "No mail"), ("urgency", "normal"), ("name", "Ana"))
    talk, commands = after(at(Drafting(Draft(since=2))), Submitted(form, 3))
    assert said(talk) == []
    assert [type(command) for command in commands][:1] == [FileTicket]


def form(**values: str) -> Submitted:
    """A whole form, opened two turns ago."""
    return Submitted(tuple({"subject": "No mail", "urgency": "normal", "name": "Ana", **values}.items()), 2)


def test_what_stood_in_the_form_is_filed_and_what_was_answered_meanwhile_is_kept() -> None:
    typed = Draft("it is about flamingos", "shop.example", "550", "outage", "Anna", ("subject", "symptoms", "urgency"))
    _talk, [filed] = after(at(Drafting(typed), lines=(LINE,)), form(symptoms="since monday"))
    assert isinstance(filed, FileTicket)
    assert filed.draft == Draft("No mail", "", "since monday", "normal", "Ana", (*typed.done, "service", "name"))
    assert [line.text for line in filed.lines] == [LINE.text, "it is about flamingos", "550"]


def test_what_the_form_says_as_well_is_not_kept_twice() -> None:
    typed = Draft("No mail", "", LINE.text, "normal", "Ana", ticket_form.FIELDS)
    _talk, [filed] = after(at(Drafting(typed), lines=(LINE,)), form(symptoms="no mail since monday", name="Ana B"))
    assert isinstance(filed, FileTicket)
    assert filed.lines == (LINE,)


def test_where_the_form_holds_nothing_what_was_answered_meanwhile_stays() -> None:
    typed = Draft("No mail", done=("subject", "service", "symptoms"))
    _talk, [filed] = after(at(Drafting(typed)), form(subject=" "))
    assert isinstance(filed, FileTicket)
    assert filed.draft.subject == "No mail"


def test_what_is_wrong_in_the_form_is_asked_again_though_it_was_answered_meanwhile() -> None:
    typed = Draft("No mail", done=("subject", "service", "symptoms"))
    talk, commands = after(at(Drafting(typed)), form(subject="x" * 121))
    assert isinstance(talk.stage, Drafting)
    assert (ticket_form.missing(talk.stage.draft), commands) == (("subject",), [])
    assert talk.stage.wrong == (("subject", ticket_form.TOO_LONG),)


DRAFT = replace(FULL, subject="about flamingos", since=2)
ASKED_ABOUT_IT = [
    ConfirmingDuplicate(DRAFT, (1001,)),
    ClarifyingOwner("Outlook", draft=DRAFT),
    ConfirmingTerms("Outlook", terms(Channel.HELPDESK), draft=DRAFT),
]
"""The draft is complete, and something is asked before it is filed."""


@pytest.mark.parametrize("stage", ASKED_ABOUT_IT, ids=lambda stage: stage.kind)
def test_a_form_is_taken_as_long_as_its_draft_is_not_filed(stage: Stage) -> None:
    talk, commands = after(at(stage), form(symptoms=""))
    assert said(talk) == []
    [filed] = commands
    assert isinstance(filed, FileTicket)
    assert filed.draft.subject == "No mail"
    assert [line.text for line in filed.lines] == ["about flamingos", "none at all"]
    assert seeks(at(stage), form(), LANGUAGES) == SearchNeed("about flamingos\nnone at all\nNo mail", articles=False)
    assert seeks(at(stage), Said("since monday"), LANGUAGES) != SearchNeed(
        "about flamingos\nnone at all\nsince monday", articles=False
    )
    talk, commands = after(at(stage), form(urgency="dire"))
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.wrong, commands) == ((("urgency", ticket_form.NOT_A_CHOICE),), [])


def test_about_a_ticket_that_is_filed_no_form_is_taken() -> None:
    for stage in (ConfirmingTerms("Outlook", terms(), 1001), ClarifyingOwner("Outlook"), Filed(1001)):
        talk, commands = after(at(stage), form())
        assert (talk.stage, said(talk), commands) == (stage, [Say.STALE], [])


def test_a_complete_form_is_filed_with_everything_that_was_said() -> None:
    form = (("subject", "No mail"), ("urgency", "high"), ("name", "Ana"), ("symptoms", "550"))
    agreed = Agreed(True, terms(Channel.HELPDESK), WEDNESDAY, "en")
    talk = at(Drafting(Draft()), lines=(LINE,), wants_phone=True, third_party="Outlook", agreed=agreed)
    _talk, [filed] = after(talk, Submitted(form, 4))
    draft = Draft("No mail", "", "550", "high", "Ana", ticket_form.FIELDS)
    assert filed == FileTicket(draft, (LINE,), wants_phone=True, third_party="Outlook", agreed=agreed)


def test_a_likely_duplicate_is_shown_before_filing_unless_it_was_declined() -> None:
    almost = replace(FULL, name="", done=ticket_form.FIELDS[:4])
    alike = replace(WAITING, found=SearchResult("q", (), ((1001, 0.9), (7, 0.9)), "en"))
    talk, commands = after(at(Drafting(almost)), Said("Ana"), alike)
    assert (talk.stage, commands) == (ConfirmingDuplicate(FULL, (1001,)), [])
    _talk, [filed] = after(at(Drafting(almost), declined=(1001,)), Said("Ana"), alike)
    assert isinstance(filed, FileTicket)
    _talk, [filed] = after(
        at(Drafting(almost)), Said("Ana"), replace(alike, found=SearchResult("q", (), ((1001, 0.44),)))
    )
    assert isinstance(filed, FileTicket)


TWINS = at(ConfirmingDuplicate(FULL, (1001,)), lines=(LINE,), question="no mail")


@pytest.mark.parametrize("event", [Said("no"), Said("none"), Said("open a ticket"), Chose("file", 4)])
def test_insisting_files_it(event: Event) -> None:
    _talk, [filed] = after(TWINS, event, WAITING)
    assert filed == FileTicket(FULL, (LINE,), wants_phone=False, third_party="")


@pytest.mark.parametrize("event", [Said("yes"), Chose("join.1001", 4)])
def test_joining_instead_adds_every_word_once(event: Event) -> None:
    _talk, [added] = after(TWINS, event, WAITING)
    assert isinstance(added, AddWords)
    assert [line.text for line in added.lines] == ["my emails dont arive", "No mail", "none at all"]
    long = Line("word " * 40, WEDNESDAY)
    shown = replace(FULL, subject=ticket_form.headline(long.text), symptoms="word word")
    _talk, [added] = after(replace(TWINS, stage=ConfirmingDuplicate(shown, (1001,)), lines=(long,)), event, WAITING)
    assert added == AddWords(1001, (long,))
    two = (LINE, Line("No mail since monday, none at all", WEDNESDAY))
    _talk, [added] = after(replace(TWINS, lines=two), event, WAITING)
    assert added == AddWords(1001, two)


def test_more_words_before_filing_are_part_of_it_once() -> None:
    talk, commands = after(TWINS, Said("and no webmail"), WAITING)
    assert talk.stage == ConfirmingDuplicate(replace(FULL, symptoms="none at all\nand no webmail"), (1001,))
    assert (talk.lines, commands) == ((LINE,), [])


@pytest.mark.parametrize("text", ["talk to a person", "call me"])
def test_a_finished_draft_is_not_thrown_away_for_a_new_one(text: str) -> None:
    talk, _none = after(TWINS, Said(text), WAITING)
    assert talk.stage == TWINS.stage
    assert talk.wants_phone is (text == "call me")


def with_open(count: int) -> Facts:
    """Somebody with so many open tickets, the first filed first."""
    return facts(tickets=tuple(TicketView(ticket(1001 + n)) for n in range(count)))


def test_from_five_open_tickets_on_they_are_shown_before_another_is_filed_once() -> None:
    almost = replace(FULL, name="", done=ticket_form.FIELDS[:4])
    talk, commands = after(at(Drafting(almost)), Said("Ana"), with_open(5))
    shown = ConfirmingDuplicate(FULL, (1005, 1004, 1003, 1002, 1001), many=True)
    assert (talk.stage, commands) == (shown, [])
    _talk, [filed] = after(talk, Said("no"), with_open(5))
    assert isinstance(filed, FileTicket)
    _talk, [filed] = after(at(Drafting(almost)), Said("Ana"), with_open(4))
    assert isinstance(filed, FileTicket)


def test_of_many_those_alike_come_first_and_a_screen_is_enough() -> None:
    almost = replace(FULL, name="", done=ticket_form.FIELDS[:4])
    alike = replace(with_open(20), found=SearchResult("q", (), ((1002, 0.9),), "en"))
    talk, _none = after(at(Drafting(almost)), Said("Ana"), alike)
    assert talk.stage == ConfirmingDuplicate(FULL, (1002, *range(1020, 1011, -1)), many=True)


def test_yes_to_several_asks_which() -> None:
    many = at(ConfirmingDuplicate(FULL, (1002, 1001), many=True))
    talk, commands = after(many, Said("yes"), with_open(5))
    assert (talk.stage, said(talk), commands) == (many.stage, [Say.CHOOSE], [])


def test_with_as_many_as_there_may_be_none_is_filed_and_staff_are_told_once() -> None:
    full = with_open(facts().policy.limits.open_tickets_max)
    almost = replace(FULL, name="", done=ticket_form.FIELDS[:4])
    talk, commands = after(at(Drafting(almost)), Said("Ana"), full)
    assert isinstance(talk.stage, ConfirmingDuplicate)
    assert (talk.stage.many, commands) == (True, [TellFull()])
    again, commands = after(talk, Chose("file", talk.revision), full)
    assert (again.stage, commands) == (talk.stage, [])


def test_a_filed_ticket_begins_a_new_page() -> None:
    talk = replace(TWINS, notices=(Notice(Say.PERSON),), wants_phone=True, third_party="Outlook", declined=(7,))
    assert step(talk, TicketFiled(1002), facts()) == (
        Talk(revision=4, stage=Filed(1002), notices=(Notice(Say.PERSON),)), (),
    )  # fmt: skip


# ── On a ticket ────────────────────────────────────────────────────────────────────────

ANSWERED = ticket(state=State.ANSWERED, owner="kim", answered_at=WEDNESDAY)
RECENT = ticket(state=State.SOLVED, closed_at=WEDNESDAY - timedelta(days=13))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("it's solved", Solve(1001)),
        ("that didn't solve it", Unsolve(1001)),
        ("add to #1001 since monday", AddWords(1001, (Line("since monday", WEDNESDAY),))),
        ("add: since monday", AddWords(1001, (Line("since monday", WEDNESDAY),))),
    ],
)
def test_what_is_asked_of_the_only_ticket_is_done(text: str, command: Command) -> None:
    assert after(at(Idle()), Said(text), with_tickets(ANSWERED))[1] == [command]


@pytest.mark.parametrize(
    ("text", "stage", "says"),
    [
        ("show", Idle(), [Say.RECORD]),
        ("status", Idle(), [Say.STATUS]),
        ("1001", Idle(), [Say.STATUS]),
        ("ticket erstellen #1001", Idle(), [Say.STATUS]),
        ("cancel", Cancelling(1001), []),
        ("any news", ConfirmingBump(1001), []),
        ("add to #1001", Adding(1001), []),
        ("call me", Scheduling(1001), []),
        ("talk to a person", Idle(), [Say.PERSON, Say.STATUS]),
    ],
)
def test_what_is_asked_about_the_only_ticket_is_shown(text: str, stage: Stage, says: list[Say]) -> None:
    talk, commands = after(at(Idle()), Said(text), WAITING)
    assert (talk.stage, said(talk), commands) == (stage, says, [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("show", Say.NO_TICKETS),
        ("status", Say.NO_TICKETS),
        ("any news", Say.NO_TICKETS),
        ("that didn't solve it", Say.NO_TICKETS),
        ("cancel", Say.DROPPED),
        ("call me", Say.PHONE_FIRST),
        ("my tickets", Say.NO_TICKETS),
        ("add: since monday", Say.NO_TICKETS),
        ("1001", Say.NOT_YOURS),
        ("show 1001", Say.NOT_YOURS),
        ("add to 1001 since monday", Say.NOT_YOURS),
    ],
)
def test_without_a_ticket_the_way_to_one_is_said(text: str, says: Say) -> None:
    talk, commands = after(at(Idle()), Said(text))
    assert (said(talk), commands) == ([says], [])


def test_with_several_tickets_it_is_asked_which() -> None:
    for text, verb in {"it's solved": "solved", "cancel": "cancel", "any news": "news", "show": "show"}.items():
        assert after(at(Idle()), Said(text), SEVERAL)[0].stage == Picking(verb, (1001, 1002))
    assert said(after(at(Idle()), Said("status"), SEVERAL)[0]) == [Say.STATUS, Say.STATUS]
    assert after(at(Idle()), Said("add: since monday"), SEVERAL)[0].stage == joining("since monday", (1002, 1001))
    assert after(at(Idle()), Said("add to #77 since monday"), SEVERAL)[0].stage == joining("since monday", (1002, 1001))
    assert after(at(Idle()), Chose("@add", 0), SEVERAL)[0].stage == Picking("add", (1002, 1001))
    assert said(after(at(Drafting(Draft())), Said("add: since monday"), SEVERAL)[0]) == [Say.TICKETS]


def test_not_solved_is_about_what_was_answered_or_solved_lately() -> None:
    assert after(at(Idle()), Said("reopen"), with_tickets(RECENT))[1] == [Unsolve(1001)]
    both = with_tickets(ticket(), replace(ANSWERED, number=1002))
    assert after(at(Idle()), Said("that didn't help"), both)[1] == [Unsolve(1002)]
    waiting, none = after(at(Idle()), Said("that didn't help"), WAITING)
    assert (said(waiting), none) == ([Say.STATUS], [])
    old = replace(RECENT, closed_at=WEDNESDAY - timedelta(days=15))
    assert said(after(at(Idle()), Said("reopen"), with_tickets(old))[0]) == [Say.NO_TICKETS]


def test_news_cost_nothing_when_nobody_waits_in_line_or_asking_is_fair() -> None:
    for busy in (ticket(owner="kim"), ticket(state=State.ASKED), RECENT):
        talk, commands = after(at(Idle()), Chose("@news.1001", 0), with_tickets(busy))
        assert (said(talk), commands) == ([Say.STATUS], [])
    overdue = with_tickets(ticket(owner="kim"), now=ticket().grace_until + timedelta(seconds=1))
    assert after(at(Idle()), Said("any news"), overdue)[1] == [AskForNews(1001)]
    answered = with_tickets(ANSWERED, now=ticket().grace_until + timedelta(seconds=1))
    assert after(at(Idle()), Said("any news"), answered)[1] == []
    late = replace(WAITING, now=ticket().grace_until + timedelta(seconds=1))
    assert after(at(Idle()), Said("any news"), late)[1] == [AskForNews(1001)]
    assert after(at(Drafting(Draft())), Said("any news"), late)[1] == [AskForNews(1001)]


@pytest.mark.parametrize(
    "text", ["yes", "ok", "any news??", "bump", "nudge it", "hurry up", "please do it", "1001", "status", "help"]
)
def test_nothing_is_nudged_by_text_alone(text: str) -> None:
    talk, commands = after(at(ConfirmingBump(1001)), Said(text), WAITING)
    assert not any(isinstance(command, Bump) for command in commands)
    assert not any(isinstance(command, Bump) for command in after(talk, Said(text), WAITING)[1])


@pytest.mark.parametrize(("text", "joins"), [("1001", True), ("add to #1001", True), ("77", False)])
def test_a_number_typed_where_tickets_are_listed_picks_one_of_them(text: str, joins: bool) -> None:
    _talk, commands = after(at(AssigningText("web is down", (1002, 1001))), Said(text), SEVERAL)
    assert commands == ([AddWords(1001, (Line("web is down", WEDNESDAY),))] if joins else [])
    _talk, commands = after(at(ConfirmingDuplicate(FULL, (1001,)), lines=(LINE,)), Said(text), WAITING)
    assert any(isinstance(command, AddWords) for command in commands) is joins


def test_what_is_typed_with_the_number_goes_along_with_what_was_typed_before() -> None:
    _talk, [added] = after(at(AssigningText("web is down", (1002, 1001))), Said("add to #1001: since monday"), SEVERAL)
    assert added == AddWords(1001, (Line("web is down", WEDNESDAY), Line("since monday", WEDNESDAY)))
    _talk, [added] = after(TWINS, Said("add to #1001: since monday"), WAITING)
    assert isinstance(added, AddWords)
    assert [line.text for line in added.lines] == [LINE.text, "No mail", "none at all", "since monday"]


def test_what_is_added_to_nothing_in_particular_joins_what_waits_to_be_placed() -> None:
    talk, commands = after(at(AssigningText("web is down", (1001,))), Said("add: since monday"), WAITING)
    assert (talk.stage, commands) == (joining("web is down\nsince monday", (1001,)), [])
    talk, commands = after(TWINS, Said("add: since monday"), WAITING)
    assert (talk.stage, commands) == (
        ConfirmingDuplicate(replace(FULL, symptoms="none at all\nsince monday"), (1001,)),
        [],
    )


def test_a_number_typed_where_it_is_asked_which_picks_it() -> None:
    assert after(at(Picking("solved", (1001, 1002))), Said("1002"), SEVERAL)[1] == [Solve(1002)]
    assert after(at(Picking("add", (1001, 1002))), Said("#1002"), SEVERAL)[0].stage == Adding(1002)


def test_the_nudge_and_its_better_choices() -> None:
    nudging = at(ConfirmingBump(1001))
    assert after(nudging, Chose("nudge", 4), WAITING)[1] == [Bump(1001)]
    assert after(nudging, Chose("nudge", 3), WAITING)[1] == []
    assert after(nudging, Chose("add", 4), WAITING)[0].stage == Adding(1001)
    for event in (Chose("leave", 4), Said("no"), Said("none")):
        talk, commands = after(nudging, event, WAITING)
        assert (talk.stage, said(talk), commands) == (Filed(1001), [Say.LEFT_ALONE], [])


def test_taking_back_needs_a_yes() -> None:
    for event in (Said("yes"), Chose("cancel", 4)):
        assert after(at(Cancelling(1001)), event, WAITING)[1] == [Cancel(1001)]
    for event in (Said("no"), Said("cancel"), Chose("leave", 4)):
        talk, commands = after(at(Cancelling(1001)), event, WAITING)
        assert (talk.stage, said(talk), commands) == (Filed(1001), [Say.LEFT_ALONE], [])
    gone = after(at(Idle()), Chose("@cancel.1001", 0), with_tickets(RECENT))[0]
    assert said(gone) == [Say.ALREADY_CLOSED]


def test_choices_that_are_good_at_any_time() -> None:
    for action, command in {"@solved": Solve, "@unsolved": Unsolve}.items():
        assert after(at(NoArticleFound()), Chose(f"{action}.1001", 0), WAITING)[1] == [command(1001)]
    assert after(at(NoArticleFound()), Chose("@phone.1001", 0), WAITING)[0].stage == Scheduling(1001)
    assert after(at(Idle()), Chose("@add.1001", 0), WAITING)[0].stage == Adding(1001)
    assert said(after(at(Idle()), Chose("@person", 0), WAITING)[0]) == [Say.PERSON, Say.STATUS]
    assert isinstance(after(at(Idle()), Chose("@person", 0))[0].stage, Drafting)
    for action, says in {
        "@help": Say.HELP,
        "@tickets": Say.TICKETS,
        "@email": Say.EMAIL,
        "@restart": Say.RESTARTED,
    }.items():
        assert said(after(at(NoArticleFound()), Chose(action, 0), WAITING)[0]) == [says]


def test_an_interruption_leaves_what_is_under_way() -> None:
    for stage in (
        Suggested(HITS),
        Reading("mailbox-full", HITS),
        NoArticleFound(),
        TWINS.stage,
        AssigningText("x", (1001,)),
    ):
        for text in ("help", "my tickets", "status", "language", "zone", "hello", "thanks", "link"):
            assert after(at(stage, lines=(LINE,)), Said(text), WAITING)[0].stage == stage


def test_leaving_drops_what_was_typed_and_says_so() -> None:
    for event in (Said("cancel"), Chose("drop", 4)):
        talk, _none = after(at(Drafting(Draft("No mail")), lines=(LINE,), wants_phone=True), event)
        assert talk == Talk(revision=5, notices=(Notice(Say.DROPPED),))


def test_what_was_taken_out_is_said_even_by_what_ends_everything() -> None:
    for text in ("cancel", "start over", "it works now"):
        talk, _none = after(at(NoArticleFound(), lines=(LINE,)), Said(text, frozenset({Secret.CARD})))
        assert said(talk)[0] is Say.REDACTED


def test_a_bare_yes_or_no_at_rest_is_taken_kindly() -> None:
    for stage in (Idle(), Solved(), Filed(1001)):
        for text in ("yes", "no", "none", "skip"):
            assert said(after(at(stage), Said(text), WAITING)[0]) == [Say.WELCOME]
    assert said(after(at(Suggested(HITS)), Said("skip"))[0]) == [Say.CHOOSE]
    assert said(after(at(NoArticleFound()), Said("no"))[0]) == [Say.CHOOSE]


# ── The phone, links, zones ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", [Suggested(HITS), Reading("mailbox-full", HITS), NoArticleFound(), Drafting(Draft())])
def test_the_phone_is_noted_and_led_to_through_the_form(stage: Stage) -> None:
    talk, _none = after(at(stage, lines=(LINE,)), Said("call me"))
    assert talk.wants_phone
    assert isinstance(talk.stage, Drafting)
    assert said(talk) == [Say.PHONE_LATER]


def test_a_call_out_of_the_blue_is_asked_what_it_is_about() -> None:
    talk, _none = after(at(Idle()), Said("call me"))
    assert (talk.wants_phone, talk.stage, said(talk)) == (True, Idle(), [Say.PHONE_FIRST])
    talk, _none = after(at(Idle()), Said("please call me because the shop is closed"))
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject == "please call me because the shop is closed"


def test_links_and_zones_are_the_desks_to_settle() -> None:
    assert after(at(Idle()), Said("link"))[1] == [IssueCode()]
    assert after(at(Idle()), Said("link abcd-efg2"))[1] == [RedeemCode("ABCDEFG2")]
    assert after(at(Idle()), Said("unlink"))[1] == [FindIdentities()]
    assert after(at(Idle()), Said("zone Berlin"))[1] == [SetZone("Berlin")]
    assert said(after(at(Idle()), Said("zone"))[0]) == [Say.ZONE_HOW]


@pytest.mark.parametrize(
    ("outcome", "notice"),
    [
        (CodeIssued(7, WEDNESDAY), Notice(Say.CODE, 7, at=WEDNESDAY)),
        (Parted(ELSEWHERE), Notice(Say.PARTED, text="Terminal (ana)")),
        (Parted(ELSEWHERE, done=False), Notice(Say.NOT_PARTED, text="Terminal (ana)")),
        (IdentitiesFound((ELSEWHERE,)), Notice(Say.ONLY_HERE)),
        (Linked(), Notice(Say.LINKED)),
        (CodeRefused(), Notice(Say.CODE_WRONG)),
        (CodeRefused(blocked=True), Notice(Say.CODE_BLOCKED)),
        (ZoneChosen("Europe/Berlin", "berlin"), Notice(Say.ZONE_SET, text="Europe/Berlin")),
        (ZoneChosen("", "mars"), Notice(Say.ZONE_UNKNOWN, text="mars")),
        (TooLong(30_000), Notice(Say.TOO_LONG, 30_000)),
    ],
)
def test_what_came_of_it_is_said_and_changes_nothing_else(outcome: Event, notice: Notice) -> None:
    talk, commands = after(at(NoArticleFound(), lines=(LINE,)), outcome)
    assert (talk.stage, talk.lines, talk.notices, commands) == (NoArticleFound(), (LINE,), (notice,), [])


# ── What became of an act ──────────────────────────────────────────────────────────────


def stages_about(number: int) -> Iterable[Stage]:
    yield from (ConfirmingBump(number), Cancelling(number), Adding(number), Picking("solved", (number,)))
    yield from (AssigningText("x", (number,)), ConfirmingDuplicate(FULL, (number,)))


SAID_OTHERWISE = {
    Done.CALL_BOOKED: Say.CALL,
    Done.CALL_SAME: Say.CALL,
    Done.CALL_ACCEPTED: Say.CALL_SET,
    Done.CALL_KEPT: Say.CALL_SET,
}
"""Outcomes whose notice has another name."""


TRIED_ELSEWHERE = {Done.TERMS_FIRST, Done.DISOWNED, Done.RATED, Done.RATED_AGAIN, Done.COMMENTED, Done.NOT_ASKED}
"""Outcomes with tests of their own."""


@pytest.mark.parametrize("done", sorted(set(Done) - TRIED_ELSEWHERE))
def test_every_outcome_is_said_and_ends_what_asked_for_it(done: Done) -> None:
    for stage in stages_about(1001):
        talk, commands = after(at(stage), Acted(done, 1001, (3, 11)), WAITING)
        says = SAID_OTHERWISE.get(done) or Say(done.value)
        assert talk.notices == (Notice(says, 1001, places=(3, 11)),)
        assert not commands
        kept = done in LOST and isinstance(stage, AssigningText | ConfirmingDuplicate)
        noted = done is Done.ADDED and isinstance(stage, ConfirmingBump | Cancelling | Picking | ConfirmingClose)
        assert talk.stage == (stage if noted else Idle()) or kept


@pytest.mark.parametrize("lost", sorted(LOST))
def test_words_meant_for_a_ticket_that_takes_no_more_become_one_of_their_own(lost: Done) -> None:
    joining, _none = after(at(AssigningText("web is down", (1001,)), lines=(LINE,)), Acted(lost, 1001), WAITING)
    assert (joining.stage, joining.question) == (NoArticleFound(), "web is down")
    assert [line.text for line in joining.lines] == [LINE.text, "web is down"]
    several, _none = after(at(ConfirmingDuplicate(FULL, (1001, 1002)), lines=(LINE,)), Acted(lost, 1001), WAITING)
    assert (several.stage, several.lines) == (ConfirmingDuplicate(FULL, (1002,)), (LINE,))
    only, _none = after(at(ConfirmingDuplicate(FULL, (1001,))), Acted(lost, 1001), WAITING)
    assert isinstance(only.stage, Drafting)
    assert ticket_form.missing(only.stage.draft) == ("urgency",)
    _talk, [filed] = after(replace(only, revision=4), Said("normal"), WAITING)
    assert isinstance(filed, FileTicket)
    assert filed.draft.symptoms == "none at all"


def test_an_outcome_leaves_other_work_alone() -> None:
    for stage in (Suggested(HITS), Drafting(Draft("No mail")), Filed(1001)):
        talk, _none = after(at(stage, lines=(LINE,)), Acted(Done.ADDED, 1001), WAITING)
        assert (talk.stage, talk.lines) == (stage, (LINE,))


@pytest.mark.parametrize(("question", "slug"), [
    ("Mailbox full", "mailbox-full"),
    ("Mailbox…", "mailbox-full"),
    ("mailbox full", ""),
    ("…", ""),
    ("Mailbox", ""),
])  # fmt: skip
def test_a_question_that_is_a_title_to_the_letter_opens_that_article(question: str, slug: str) -> None:
    found = SearchResult(question, (hit("mail-not-arriving"), hit("mailbox-full")))
    talk, _commands = step(Talk(), Said(question), facts(found=found))
    assert (talk.stage.slug if isinstance(talk.stage, Reading) else "") == slug
