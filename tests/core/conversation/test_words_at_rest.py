"""Single turns that the tables of sentences don't reach: where words go, what is asked back, what is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import (
    AddWords,
    AskForNews,
    Cancel,
    Command,
    Disown,
    NoteFeedback,
    SetLanguage,
    Solve,
    TakeCall,
    Unsolve,
)
from bot.core.conversation.events import Acted, Chose, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    Adding,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingClose,
    ConfirmingReopen,
    ConfirmingTerms,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Notice,
    Picking,
    Placed,
    Reading,
    Say,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import SearchNeed, seeks, step
from bot.core.conversation.understanding.meaning import CLAUSES_MAX, understand
from bot.core.conversation.understanding.urgency import urgency_in
from bot.core.conversation.understanding.verdict import Verdict, verdict
from bot.core.model.appointment import CallState, Proposal
from bot.core.model.knowledge import SearchResult
from bot.core.model.record import Line
from bot.core.model.tickets import State
from bot.core.policy import TagRule, Tags
from bot.core.rules import client_actions
from bot.core.rules.billing import Decision
from bot.core.rules.change import NotificationKind
from bot.core.rules.done import Done
from bot.core.rules.promise_times import Times
from tests.builders import ANA, LANGUAGES, WEDNESDAY, agreement, call, facts, hit, policy, terms, ticket
from tests.reading import actions, screen

HITS = (hit("mail-not-arriving"), hit("mailbox-full", 0.5))
OPEN = TicketView(ticket(), 3)
WEBSITE = TicketView(ticket(1002, subject="Website down"), 4)
BEFORE = TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY))


def after(stage: Stage, said: str, *tickets: TicketView, **more: object) -> tuple[Talk, list[Command]]:
    known = facts(account=ANA if tickets else None, tickets=tickets, zone="Europe/Berlin", **more)
    talk, commands = step(Talk(revision=4, stage=stage, question="no mail"), Said(said), known)
    return talk, [command for command in commands if not isinstance(command, NoteFeedback)]


def took(stage: Stage, action: str, *tickets: TicketView) -> tuple[Talk, list[Command]]:
    known = facts(account=ANA, tickets=tickets)
    talk, commands = step(Talk(revision=4, stage=stage), Chose(action, 4), known)
    return talk, [command for command in commands if not isinstance(command, NoteFeedback)]


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


def line(text: str) -> Line:
    return Line(text, WEDNESDAY)


def known(*tickets: TicketView) -> Facts:
    return facts(account=ANA, tickets=tickets)


# ── Words that were placed unasked ─────────────────────────────────────────────────────


def test_what_is_about_something_else_is_noted_and_becomes_a_question() -> None:
    talk = Talk(revision=4, stage=Filed(1001), placed=Placed(1001, (line("the blue box jumps"),)))
    assert seeks(talk, Chose("@else.1001", 0), LANGUAGES) == SearchNeed("the blue box jumps")
    moved, commands = step(talk, Chose("@else.1001", 0), known(OPEN))
    assert (moved.stage, moved.question, moved.placed) == (NoArticleFound(), "the blue box jumps", None)
    assert commands[0] == Disown(1001)
    assert step(moved, Acted(Done.DISOWNED, 1001), known(OPEN)) == (moved, ())
    for stale in ("@else.1002", "@else"):
        assert says(step(talk, Chose(stale, 0), known(OPEN))[0]) == [Say.STALE]
    assert says(step(replace(talk, placed=None), Chose("@else.1001", 0), known(OPEN))[0]) == [Say.STALE]


def test_the_way_out_stands_under_the_words_that_were_added() -> None:
    talk = Talk(4, Filed(1001), (Notice(Say.ADDED, 1001),), placed=Placed(1001, (line("x"),)))
    assert "@else.1001" in actions(prompt(talk, known(OPEN)))
    assert "@else.1001" not in actions(prompt(replace(talk, placed=None), known(OPEN)))


def test_what_was_taken_for_a_question_can_be_put_onto_the_ticket() -> None:
    talk = Talk(revision=4, stage=Suggested(HITS), question="no mail", lines=(line("no mail"),))
    assert "@about.1001" in actions(prompt(talk, known(OPEN)))
    put, commands = step(talk, Chose("@about.1001", 0), known(OPEN))
    assert (put.stage, commands) == (Idle(), (AddWords(1001, (line("no mail"),)),))
    for other in (replace(talk, lines=()), replace(talk, stage=Drafting(Draft()))):
        assert says(step(other, Chose("@about.1001", 0), known(OPEN))[0]) == [Say.STALE]
    assert says(step(talk, Chose("@about.7", 0), known(OPEN))[0]) == [Say.STALE]
    many = tuple(TicketView(ticket(number)) for number in range(1001, 1006))
    assert not [action for action in actions(prompt(talk, known(*many))) if action.startswith("@about")]


# ── Closing, opening again ─────────────────────────────────────────────────────────────


def test_closing_takes_a_clear_word_or_its_choice() -> None:
    assert took(ConfirmingClose(1001), "closeit", OPEN)[1] == [Solve(1001)]
    assert took(ConfirmingClose(1001), "leave", OPEN)[0].stage == Filed(1001)
    assert after(ConfirmingClose(1001), "yes", OPEN)[1] == [Solve(1001)]
    assert after(ConfirmingClose(1001), "yes please close it", OPEN)[1] == [Solve(1001)]
    for unclear in ("ok", "thanks", "okay then"):
        talk, commands = after(ConfirmingClose(1001), unclear, OPEN)
        assert (talk.stage, says(talk), commands) == (ConfirmingClose(1001), [Say.CHOOSE], [])
    assert after(ConfirmingClose(1001), "no", OPEN)[0].stage == Filed(1001)
    talk, commands = after(ConfirmingClose(1001), "no, my other laptop is still offline", OPEN)
    assert (talk.stage, len(commands)) == (Filed(1001), 1)
    talk, commands = after(ConfirmingClose(1001), "it says 550 in the second window", OPEN)
    assert (talk.stage, [type(command) for command in commands]) == (Filed(1001), [AddWords])
    assert "closeit" in actions(prompt(Talk(4, ConfirmingClose(1001)), known(OPEN)))
    assert "Shall I close" in screen(prompt(Talk(4, ConfirmingClose(7)), known(OPEN)))


def test_taking_back_takes_a_clear_word_too() -> None:
    assert after(Cancelling(1001), "yes, cancel the ticket", OPEN)[1] == [Cancel(1001)]
    assert after(Cancelling(1001), "no leave it", OPEN)[0].stage == Filed(1001)
    assert says(after(Cancelling(1001), "ok", OPEN)[0]) == [Say.CHOOSE]
    assert says(after(Cancelling(1001), "thanks", OPEN)[0]) == [Say.CHOOSE]
    assert after(Cancelling(1001), "the mailbox is full again", OPEN)[1]
    assert says(after(Cancelling(1001), "what does it cost?", OPEN)[0])


def test_it_is_opened_again_with_the_words_or_becomes_a_question() -> None:
    asked = ConfirmingReopen(1001, "info@ fails again", (line("info@ fails again"),))
    assert took(asked, "reopen", BEFORE)[1] == [AddWords(1001, asked.lines)]
    assert took(replace(asked, lines=()), "reopen", BEFORE)[1] == [Unsolve(1001)]
    talk, _none = took(asked, "new", BEFORE)
    assert (talk.stage, talk.question, talk.declined) == (NoArticleFound(), "info@ fails again", (1001,))
    assert seeks(Talk(stage=asked), Chose("new", 0), LANGUAGES) == SearchNeed("info@ fails again")
    assert after(asked, "yes", BEFORE)[1] == [AddWords(1001, asked.lines)]
    more = "yes, since 7 this morning on all phones"
    assert after(asked, more, BEFORE)[1] == [AddWords(1001, (*asked.lines, line(more)))]
    assert after(asked, "no", BEFORE)[0].stage == Filed(1001)
    assert after(asked, "no, it is about my website now", BEFORE)[0].stage == NoArticleFound()
    assert after(asked, "different problem", BEFORE)[0].stage == NoArticleFound()
    held, none = after(asked, "on the new laptop", BEFORE)
    assert isinstance(held.stage, ConfirmingReopen)
    assert (len(held.stage.lines), none) == (2, [])
    assert {"reopen", "new"} <= set(actions(prompt(Talk(4, asked), known(BEFORE))))
    assert "shall I open it again?" in screen(prompt(Talk(4, asked), known(OPEN)))
    assert "shall I open it again?" in screen(prompt(Talk(4, ConfirmingReopen(7, "x")), known(OPEN)))


def test_a_ticket_that_was_closed_lately_keeps_its_place() -> None:
    times = Times(WEDNESDAY, WEDNESDAY, WEDNESDAY)
    later = WEDNESDAY + timedelta(days=1)
    kept = client_actions.reopened(BEFORE.ticket, later, times, keeps_place=True)
    assert kept.since == BEFORE.ticket.since
    assert client_actions.reopened(BEFORE.ticket, later, times).since == later


def test_words_that_change_nothing_are_told_to_staff() -> None:
    change = client_actions.note_words(OPEN.ticket, (line("one moment"),), WEDNESDAY)
    assert change.after == change.before == OPEN.ticket
    assert change.to_owner
    assert change.to_owner.kind is NotificationKind.CLIENT_WROTE
    assert client_actions.disown(BEFORE.ticket, WEDNESDAY) is Done.ALREADY_CLOSED


# ── At rest ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ok", [Say.WELCOME]),
        ("hold on", [Say.NO_HURRY]),
        ("ridiculous!", [Say.SORRY, Say.STATUS]),
        ("any update on my ticket please", []),
    ],
)
def test_short_words_at_rest(text: str, expected: list[Say]) -> None:
    assert says(after(Filed(1001), text, OPEN)[0]) == expected


def test_short_words_where_nothing_is_known() -> None:
    assert says(after(Idle(), "ok")[0]) == [Say.GREETING]
    assert says(after(Idle(), "unbelievable!")[0]) == [Say.SORRY, Say.GREETING]
    assert says(after(Idle(), "7")[0]) == [Say.GREETING]


def test_a_ticket_that_is_asked_for_with_its_subject_opens_the_form_with_it() -> None:
    talk, _none = after(Idle(), "please open a ticket for me: ftp login refused")
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject.endswith("ftp login refused")
    assert ticket_form.subject_in("open a ticket", LANGUAGES) == ""
    assert ticket_form.subject_in("a raffle ticket", LANGUAGES) is None
    assert after(Idle(), "I would like a raffle, file a new ticket")[0].stage != Idle()


def test_what_works_is_asked_about_and_staff_of_the_other_ticket_read_it() -> None:
    text = "mails arrive now, the website is still down"
    talk, commands = after(Filed(1001), text, OPEN, WEBSITE)
    assert (talk.stage, commands) == (ConfirmingClose(1001), [AddWords(1002, (line(text),), back=False)])
    unclear = "the one works now, the other is still down"
    assert after(Filed(1001), unclear, OPEN, WEBSITE)[1] == [
        AddWords(1001, (line(unclear),)),
        AddWords(1002, (line(unclear),)),
    ]


def test_a_long_story_that_ends_well_is_kept_on_the_ticket() -> None:
    text = "after the third restart of the old router in the cellar it works now"
    assert [type(command) for command in after(Filed(1001), text, OPEN)[1]] == [AddWords]


def test_a_new_question_is_one_even_without_its_mark() -> None:
    found = SearchResult("q", HITS, (), "en", "en")
    assert after(Filed(1001), "other question about my calendar", OPEN, found=found)[0].stage == Suggested(HITS)


def test_the_record_is_shown_or_the_tickets_are_listed() -> None:
    assert says(after(Filed(1001), "what did sam write?", OPEN)[0]) == [Say.RECORD]
    assert says(after(Filed(1001), "what did sam write?", OPEN, WEBSITE)[0]) == [Say.TICKETS]


def test_with_two_notices_a_yes_is_asked_back() -> None:
    billed = TicketView(ticket(third_party="Outlook"), 2, agreed=(agreement(Decision.ASKED, by="kim"),))
    other = replace(
        billed, ticket=replace(billed.ticket, number=1002), agreed=(agreement(Decision.ASKED, ticket=1002),)
    )
    assert says(after(Filed(1001), "yes", billed, other)[0]) == [Say.ACCEPT_HOW]


# ── Articles ───────────────────────────────────────────────────────────────────────────


def test_an_article_by_its_place_or_its_title() -> None:
    for text in ("the last one", "not the first, the second one", "the mailbox one"):
        assert after(Suggested(HITS), text)[0].stage == Reading("mailbox-full", HITS)
    assert after(Reading("mail-not-arriving", HITS), "rather the second")[0].stage == Reading("mailbox-full", HITS)
    opened = Suggested(HITS, ("mail-not-arriving", "mailbox-full"))
    assert not isinstance(after(opened, "the last one")[0].stage, Reading)
    assert not isinstance(after(opened, "the first one")[0].stage, Reading)
    assert not isinstance(after(Suggested(HITS), "the fourth one")[0].stage, Reading)


def test_neither_yes_nor_an_article_is_asked_back() -> None:
    assert says(after(Suggested(HITS), "yes")[0]) == [Say.CHOOSE]
    assert says(after(Suggested(HITS), "indeed")[0]) == [Say.CHOOSE]
    assert says(after(Reading("mailbox-full", HITS), "dunno")[0]) == [Say.CHOOSE]
    assert after(Suggested(HITS), "ah it works now")[0].stage == Solved()
    assert says(after(Reading("mailbox-full", HITS), "never mind")[0]) == [Say.DROPPED]


def test_after_two_misses_the_ticket_is_offered() -> None:
    talk, _none = after(NoArticleFound(), "the purple lamp blinks")
    assert "Shall I open a ticket" not in screen(prompt(talk, facts()))
    again, _commands = step(talk, Said("that lamp on the left side"), facts())
    assert "That's twice" in screen(prompt(again, facts()))


def test_an_ordinal_that_no_article_has_is_asked_back() -> None:
    talk, _none = after(Reading("mailbox-full", HITS), "third")
    assert (talk.stage, says(talk)) == (Reading("mailbox-full", HITS), [Say.CHOOSE])


def test_one_moment_after_trouble_is_trouble_still() -> None:
    assert verdict(understand("still broken, one moment", LANGUAGES, "en"), asked=True) is Verdict.UNSOLVED


@pytest.mark.parametrize("said", ["alright", "got it", "i see"])
def test_a_nod_at_rest_is_courtesy(said: str) -> None:
    talk, commands = after(Filed(1001), said, OPEN)
    assert (says(talk), commands) == ([Say.WELCOME], [])


def test_a_question_about_urgency_sets_none() -> None:
    talk, _none = after(asking("service"), "priority?")
    assert isinstance(talk.stage, Drafting)
    assert ticket_form.asking(talk.stage.draft) == "service"


# ── The form ───────────────────────────────────────────────────────────────────────────


def asking(name: str) -> Drafting:
    fields = ticket_form.FIELDS
    return Drafting(Draft("Web", urgency="normal", name="Ana", done=fields[: fields.index(name)]))


def draft(talk: Talk) -> Draft:
    assert isinstance(talk.stage, Drafting)
    return talk.stage.draft


@pytest.mark.parametrize("said", ["skip", "skip this", "egal", "no idea"])
def test_an_urgency_that_is_skipped_is_normal(said: str) -> None:
    talk, _commands = after(asking("urgency"), said)
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.urgency == "normal"


def test_the_urgency_can_be_said_at_another_field() -> None:
    talk, _none = after(asking("service"), "wait, can you set the urgency to high?")
    assert (draft(talk).urgency, ticket_form.asking(draft(talk))) == ("high", "service")
    early, _none = after(asking("symptoms"), "oh and it has high priority, set urgency to high")
    assert (draft(early).urgency, ticket_form.asking(draft(early))) == ("high", "symptoms")


def test_facts_that_come_at_the_domain_are_symptoms() -> None:
    text = "hold on, since yesterday it is only the mails from my accountant and the bank"
    talk, _none = after(asking("service"), text)
    assert (draft(talk).symptoms, ticket_form.asking(draft(talk))) == (text, "service")
    full = Drafting(replace(asking("service").draft, symptoms="x" * (facts().policy.limits.text_chars - 5)))
    assert says(after(full, text)[0]) == [Say.TOO_LONG]


def test_a_question_about_the_form_is_answered_in_it() -> None:
    assert says(after(asking("symptoms"), "which languages do you speak?")[0]) == [Say.LANGUAGES]
    talk, commands = after(asking("service"), "do you speak german?")
    assert (says(talk), commands) == ([Say.LANGUAGE_SET], [SetLanguage("de", chosen=True)])
    called, _none = after(asking("service"), "can't someone just phone me?")
    assert (says(called), called.wants_phone) == ([Say.PHONE_LATER], True)
    assert says(after(Drafting(Draft()), "forget it")[0]) == [Say.DROPPED]
    assert says(after(Adding(1001), "forget it", OPEN)[0]) == [Say.DROPPED]


def test_questions_about_the_price_are_answered_before_anything_is_accepted() -> None:
    asked = ConfirmingTerms("Outlook", terms())
    assert says(after(asked, "what would I pay for an hour?")[0]) == [Say.TOPIC]
    assert after(asked, "forget it")[0].stage == Idle()
    assert says(after(ClarifyingOwner("Outlook", HITS), "does that cost anything?")[0]) == [Say.TOPIC]


# ── Views ──────────────────────────────────────────────────────────────────────────────


def test_a_nudge_can_not_help_whoever_is_next() -> None:
    shown = screen(prompt(Talk(4, ConfirmingBump(1001)), known(TicketView(ticket(), 1, 1))))
    assert "You're next: nothing is ahead of you" in shown
    assert "keeps its place" in screen(
        prompt(Talk(4, ConfirmingBump(1001), (Notice(Say.KEEPS_PLACE, 1001),)), known(OPEN))
    )


def test_picking_still_shows_what_can_be_picked() -> None:
    assert "Which ticket do you mean?" in screen(prompt(Talk(4, Picking("show", (1001, 1002))), known(OPEN, WEBSITE)))


# ── Reading ────────────────────────────────────────────────────────────────────────────


def test_of_a_long_message_the_beginning_is_read() -> None:
    assert len(understand("no. " * 300, LANGUAGES, "en").clauses) == CLAUSES_MAX


def test_the_urgency_that_was_said_last_counts() -> None:
    assert urgency_in(understand("not high... well actually yes high, sorry", LANGUAGES, "en")) == "high"
    assert urgency_in(understand("nothing of the kind", LANGUAGES, "en")) == ""


def test_courtesy_is_no_answer() -> None:
    for text in ("thank you sam", "great, thanks a lot", "ok"):
        assert understand(text, LANGUAGES, "en").courteous, text
    for text in (
        "thanks but it still bounces",
        "thanks, yes",
        "is it ok?",
        "thanks, the port was nine nine three there",
    ):
        assert not understand(text, LANGUAGES, "en").courteous, text


# ── A few more ─────────────────────────────────────────────────────────────────────────


def test_what_is_asked_of_us_under_an_answer_is_done() -> None:
    answered = TicketView(ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY))
    talk, _none = after(Filed(1001), "could I talk to a person about it", answered)
    assert Say.PERSON in says(talk)


def test_a_condition_takes_no_offered_time() -> None:
    offered = TicketView(ticket(wants_phone=True), 2, call=call(CallState.OFFERED))
    for text in ("only if it is free", "if my boss agrees"):
        _talk, commands = after(Filed(1001), text, offered)
        assert not [command for command in commands if isinstance(command, TakeCall)]


def test_a_suggested_time_is_declined_without_giving_up_the_confirmed_one() -> None:
    confirmed = call(CallState.CONFIRMED)
    proposal = Proposal(confirmed.start, confirmed.end, confirmed.start, "kim")
    planned = TicketView(ticket(wants_phone=True), 2, call=replace(confirmed, proposed=proposal))
    talk, commands = after(Filed(1001), "no", planned)
    assert (says(talk), commands) == ([Say.CALL], [])


def test_no_and_then_a_look_is_still_no() -> None:
    assert verdict(understand("no. will check again later", LANGUAGES, "en"), asked=True) is Verdict.UNSOLVED


def test_giving_up_in_other_words() -> None:
    assert after(Adding(1001), "let it go", OPEN)[0].stage == Idle()
    assert after(ConfirmingTerms("Outlook", terms()), "let it go")[0].stage == Idle()
    assert after(asking("service"), "let it go")[0].stage == Idle()
    change = client_actions.disown(OPEN.ticket, WEDNESDAY)
    assert not isinstance(change, Done)
    assert change.after == OPEN.ticket


def test_asking_for_news_wakes_what_rests() -> None:
    resting = TicketView(ticket(state=State.RESTING, rest_until=WEDNESDAY))
    known = facts(account=ANA, tickets=(resting,))
    _talk, commands = step(Talk(revision=4, stage=Filed(1001)), Said("any news?"), known)
    assert commands == (AskForNews(1001),)


def test_articles_by_which_a_rule_tags_are_remembered_until_it_is_filed() -> None:
    tags = Tags(rules=(TagRule("mail", articles=("mail-not-arriving",)),))
    known = facts(found=SearchResult("mail", (hit("mail-not-arriving"), hit("mx-records")), (), "en", "en"))
    known = replace(known, policy=replace(policy(), tags=tags))
    talk, _commands = step(Talk(revision=4), Said("my emails dont arrive"), known)
    assert talk.articles == ("mail-not-arriving",)
    talk, _commands = step(Talk(revision=4), Said("my emails dont arrive"), replace(known, policy=policy()))
    assert talk.articles == ()


def test_what_was_closed_for_silence_is_opened_at_once_when_it_is_back() -> None:
    silent = ticket(state=State.SILENT, closed_at=WEDNESDAY, answered_at=WEDNESDAY)
    known = facts(account=ANA, tickets=(TicketView(silent),))
    talk, commands = step(Talk(revision=4), Said("it's back, ticket 1001 is not solved"), known)
    assert [(type(command), command.number) for command in commands if isinstance(command, AddWords)] == [
        (AddWords, 1001)
    ]
    assert talk.placed is not None
