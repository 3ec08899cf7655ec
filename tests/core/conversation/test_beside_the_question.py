"""What answers something else than what was asked: it is taken all the same, and the question stays in one line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, Bump, Command
from bot.core.conversation.events import Chose, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    Cancelling,
    ConfirmingBump,
    ConfirmingClose,
    Draft,
    Drafting,
    Filed,
    NoArticleFound,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import SearchNeed, seeks, step
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.understanding.urgency import urgency_in
from bot.core.model.knowledge import SearchResult
from bot.core.model.tickets import State
from tests.builders import ANA, LANGUAGES, facts, heard, hit, slot, ticket
from tests.reading import actions, screen

ASKED = "the contact form sends nothing"
HITS = (hit("contact-form", 0.9), hit("mail-not-arriving", 0.5))
OPEN = TicketView(ticket(), 2, 5)
NAMELESS = Draft(ASKED, "", "", "normal", "", ("subject", "symptoms", "urgency", "service"))


def at(stage: Stage, **more: object) -> Talk:
    return Talk(revision=4, stage=stage, question=ASKED, **more)  # type: ignore[arg-type]


def says(talk: Talk, text: str, known: Facts | None = None) -> tuple[Talk, tuple[Command, ...]]:
    event = Said(text)
    return step(talk, event, heard(known or facts(account=ANA, tickets=(OPEN,)), talk, event))


def told(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


# ── What is asked stays asked, in one line ─────────────────────────────────────────────


def test_articles_are_asked_about_again_by_their_titles_alone() -> None:
    talk, _commands = says(at(Suggested(HITS)), "thank you", facts())
    assert told(talk) == [Say.WELCOME]
    assert talk.again
    shown = prompt(talk, facts())
    assert "Does one of these articles help?" in screen(shown)
    assert actions(shown) == ("read.0", "read.1", "none")
    assert actions(prompt(replace(talk, stage=Suggested(HITS, ("contact-form",))), facts())) == ("read.1", "none")


def test_a_click_on_an_old_button_shows_the_whole_question() -> None:
    talk, _commands = step(replace(at(Suggested(HITS)), again=True), Chose("read.0", 1), facts())
    assert told(talk) == [Say.STALE]
    assert not talk.again
    assert "The first of these should answer it" in screen(prompt(talk, facts()))


def test_a_ticket_is_offered_again_in_one_line() -> None:
    talk, _commands = says(at(NoArticleFound()), "thanks", facts())
    assert "Shall I open a ticket with what you wrote?" in screen(prompt(talk, facts()))
    assert "I have no article" not in screen(prompt(talk, facts()))


def test_a_nudge_is_asked_about_again_in_one_line_while_it_would_change_something() -> None:
    known = facts(account=ANA, tickets=(OPEN,))
    talk, _commands = says(at(ConfirmingBump(1001)), "what does it cost?", known)
    shown = prompt(talk, known)
    assert "Shall I leave #1001 where it is?" in screen(shown)
    assert actions(shown) == ("add", "leave", "nudge")
    gone = facts(account=ANA, tickets=(TicketView(ticket(state=State.ANSWERED)),))
    assert "Shall I leave" not in screen(prompt(talk, gone))
    last = facts(account=ANA, tickets=(TicketView(ticket(), 2),))
    assert actions(prompt(talk, last)) == ("add", "leave")


def test_a_form_says_only_once_what_it_is_about() -> None:
    talk = at(Drafting(replace(NAMELESS, done=("subject",))))
    assert "with what you wrote" in screen(prompt(talk, facts()))
    talk, _commands = says(talk, "thank you", facts())
    assert told(talk) == [Say.WELCOME]
    assert "with what you wrote" not in screen(prompt(talk, facts()))


# ── At a nudge, at taking back, at closing ─────────────────────────────────────────────


def test_who_would_rather_be_called_isnt_held_by_another_question() -> None:
    for stage in (ConfirmingBump(1001), Cancelling(1001), ConfirmingClose(1001)):
        talk, _commands = says(at(stage), "can you call me about it please? I'd much rather talk")
        assert talk.stage == Scheduling(1001), stage


def test_facts_go_onto_the_ticket_and_a_nudge_isnt_asked_about_any_more() -> None:
    talk, commands = says(at(ConfirmingBump(1001)), "the shop's checkout refuses every card since noon")
    assert talk.stage == Filed(1001)
    assert [type(each) for each in commands] == [AddWords]


def test_what_has_settled_itself_is_asked_about() -> None:
    talk, commands = says(at(ConfirmingBump(1001)), "it works again, it was the cache")
    assert talk.stage == ConfirmingClose(1001)
    assert not any(isinstance(each, Bump) for each in commands)


def test_a_command_is_one_there_as_well() -> None:
    talk, _commands = says(at(ConfirmingBump(1001)), "help")
    assert told(talk) == [Say.HELP]


@pytest.mark.parametrize(
    ("text", "lang"), [("hat sich erledigt, war der cache", "de"), ("solved, was the cache", "en")]
)
def test_why_it_is_over_is_no_question(text: str, lang: str) -> None:
    talk, _commands = says(at(Filed(1001)), text, facts(account=ANA, tickets=(OPEN,), lang=lang))
    assert talk.stage == ConfirmingClose(1001)


# ── Where a call is settled ────────────────────────────────────────────────────────────


def test_a_number_said_before_the_time_is_kept() -> None:
    talk, commands = says(at(Scheduling(1001)), "+49 171 2345678")
    assert talk.phone == "+49 171 2345678"
    assert talk.stage == Scheduling(1001)
    assert told(talk) == [Say.NUMBER_LATER]
    assert not commands
    talk, commands = says(at(Scheduling(1001)), "+49 171 2345678 is the one at the workshop behind the house")
    assert talk.phone
    assert [type(each) for each in commands] == [AddWords]


SLOTS = (slot(datetime(2026, 12, 17, 22, tzinfo=UTC)), slot(datetime(2026, 12, 18, 22, tzinfo=UTC)))


def test_the_first_one_is_the_first_day_that_is_shown() -> None:
    known = facts(account=ANA, tickets=(OPEN,), slots=SLOTS)
    for words, day in (("the first one", SLOTS[0].start), ("the second one please", SLOTS[1].start)):
        talk, _commands = says(at(Scheduling(1001)), words, known)
        assert talk.stage == Scheduling(1001, day.date().isoformat())
    talk, _commands = says(at(Scheduling(1001)), "the third one", known)
    assert (talk.stage, told(talk)) == (Scheduling(1001), [Say.CHOOSE])


def test_a_day_that_is_said_to_suit_is_taken() -> None:
    talk, _commands = says(at(Scheduling(1001)), "tomorrow the kids stay at school longer and that suits me fine")
    assert isinstance(talk.stage, Scheduling)
    assert talk.stage != Scheduling(1001)


def test_thanks_and_facts_leave_the_times_in_one_line() -> None:
    talk, _commands = says(at(Scheduling(1001)), "great, thanks")
    assert told(talk) == [Say.WELCOME]
    assert talk.stage == Scheduling(1001)
    assert "When shall we call about #1001?" in screen(prompt(talk, facts(account=ANA, tickets=(OPEN,))))
    talk, commands = says(at(Scheduling(1001)), "the red lamp blinks beside the third cable")
    assert talk.stage == Scheduling(1001)
    assert [type(each) for each in commands] == [AddWords]


def test_what_is_over_needs_no_time() -> None:
    talk, _commands = says(at(Scheduling(1001)), "it works again, never mind the call")
    assert talk.stage != Scheduling(1001)


def test_no_call_is_begun_by_who_wants_none() -> None:
    talk, _commands = says(at(Filed(1001)), "please don't call me about it")
    assert talk.stage != Scheduling(1001)


# ── In the form ────────────────────────────────────────────────────────────────────────


def test_a_number_and_a_time_wait_for_the_call() -> None:
    form = at(Drafting(replace(NAMELESS, done=("subject",))), wants_phone=True)
    talk, _commands = says(form, "tomorrow", facts())
    assert told(talk) == [Say.PHONE_LATER]
    assert talk.stage == form.stage
    assert talk.call_time is not None
    talk, _commands = says(talk, "8 pm", facts())
    assert talk.call_time is not None
    assert talk.call_time.days
    assert talk.call_time.clocks
    talk, _commands = says(talk, "+49 171 2345678", facts())
    assert talk.phone == "+49 171 2345678"
    assert talk.stage == form.stage


def test_a_domain_is_kept_whichever_field_is_asked_for() -> None:
    draft = replace(NAMELESS, done=("subject", "symptoms", "urgency"))
    named = replace(draft, done=(*draft.done, "service"), service="other.example")
    for asked, kept in ((draft, "shop.example.org"), (named, "other.example")):
        only = replace(asked, done=tuple(name for name in asked.done if name != "urgency"))
        talk, _commands = says(at(Drafting(only)), "shop.example.org", facts())
        assert told(talk) == [Say.NOTED]
        assert isinstance(talk.stage, Drafting)
        assert talk.stage.draft.service == kept
        assert "urgency" not in talk.stage.draft.done
        assert [line.text for line in talk.lines] == ["shop.example.org"]


def test_who_found_it_files_nothing() -> None:
    for text in ("actually found it, the plugin was off. you can close it", "it works again, all good now"):
        talk, commands = says(at(Drafting(NAMELESS)), text, facts())
        assert talk.stage == Solved(), text
        assert not commands
    talk, _commands = says(at(Drafting(replace(NAMELESS, done=()))), "you can close it", facts())
    assert isinstance(talk.stage, Drafting)


@pytest.mark.parametrize("text", ["still doesn't work by the way", "actually found it", "it was the cache, silly me"])
def test_a_sentence_is_nobodys_name(text: str) -> None:
    talk, commands = says(at(Drafting(NAMELESS)), text, facts())
    assert isinstance(talk.stage, Drafting)
    assert ticket_form.asking(talk.stage.draft) == "name"
    assert not commands


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("van den Berg, like half of Holland", "van den Berg"),
        ("I'm called ana de la cruz", "ana de la cruz"),
        ("maria", "maria"),
        ("Consuelo Nadal, call me Chelo", "Consuelo Nadal"),
    ],
)
def test_a_name_is_taken_whole(text: str, name: str) -> None:
    assert ticket_form.name_in(text, LANGUAGES) == name or text.startswith("I'm")


# ── More about what was asked ──────────────────────────────────────────────────────────


def test_what_may_tell_more_is_searched_with_the_question_before_it() -> None:
    asked = at(NoArticleFound())
    assert seeks(asked, Said("nothing arrives in the inbox"), LANGUAGES) == SearchNeed(
        "nothing arrives in the inbox", before=ASKED
    )
    assert seeks(asked, Said("and by the way I use contact form 7"), LANGUAGES) == SearchNeed(
        "and by the way I use contact form 7", before=ASKED, more=True
    )
    for own in ("how do I add a mailbox?", "another problem: ftp is refused"):
        assert seeks(asked, Said(own), LANGUAGES) == SearchNeed(own)
    assert seeks(Talk(), Said("nothing arrives"), LANGUAGES) == SearchNeed("nothing arrives")


def joined(*hits: object) -> Facts:
    return facts(found=SearchResult("more", tuple(hits), joined=True))  # type: ignore[arg-type]


def test_more_about_a_question_leaves_it_the_question() -> None:
    for stage, hits in ((NoArticleFound(), ()), (Suggested(HITS), ()), (Suggested(HITS), HITS)):
        talk, _commands = says(at(stage), "the lamp on the router is red", joined(*hits))
        assert talk.question == ASKED
        assert [line.text for line in talk.lines] == ["the lamp on the router is red"]
    talk, _commands = says(at(Suggested(HITS)), "the lamp on the router is red", joined(*HITS))
    assert told(talk) == [Say.NOTED]
    assert talk.stage == Suggested(HITS)


def test_another_article_is_shown_once_more_is_told() -> None:
    other = hit("spam-folder", 0.8)
    talk, _commands = says(at(Suggested(HITS, ("contact-form",))), "it lands in spam at gmail", joined(HITS[0], other))
    assert talk.stage == Suggested((other,))
    assert talk.question == ASKED
    talk, _commands = says(at(Reading("contact-form", HITS)), "what about the folder of the workshop", joined(other))
    assert talk.question == ASKED


def test_how_long_it_takes_is_told_before_there_is_a_ticket() -> None:
    talk, _commands = says(at(Suggested(HITS)), "how long will it take?", facts())
    assert told(talk) == [Say.TOPIC]


def test_a_question_of_its_own_is_answered_while_an_answer_waits() -> None:
    answered = TicketView(ticket(state=State.ANSWERED))
    known = facts(account=ANA, tickets=(answered,), found=SearchResult("?", (hit("create-mailbox", 0.9),)))
    talk, commands = says(at(Filed(1001)), "how do i add a second mailbox?", known)
    assert isinstance(talk.stage, Suggested)
    assert not any(isinstance(each, AddWords) for each in commands)


# ── Said in a longer message ───────────────────────────────────────────────────────────


def test_an_article_that_sounds_right_is_opened_whatever_else_is_told() -> None:
    text = "the one with the contact form sounds about right to me, we changed the page's design last week and then"
    talk, _commands = says(at(Suggested((hit("mailbox-full", 0.9), hit("contact-form", 0.5)))), text, facts())
    assert isinstance(talk.stage, Reading)
    assert talk.stage.slug == "contact-form"


def test_a_form_is_left_by_a_part_that_says_nothing_else() -> None:
    text = "actually no, leave it, my colleague has just sorted the thing"
    talk, commands = says(at(Drafting(NAMELESS)), text, facts())
    assert told(talk) == [Say.DROPPED]
    assert not commands


def test_a_domain_beside_the_urgency_is_kept() -> None:
    draft = replace(NAMELESS, done=("subject", "symptoms"))
    text = "well that would be the one at shop.example.org"
    talk, _commands = says(at(Drafting(draft)), text, facts())
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.service == "shop.example.org"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("it's really not urgent", "normal"),
        ("no es urgente para nada", "normal"),
        ("es pressiert nicht", "normal"),
        ("we can't work at all", "high"),
        ("that is not an outage", ""),
    ],
)
def test_what_isnt_urgent_isnt(text: str, urgency: str) -> None:
    assert urgency_in(understand(text, LANGUAGES, "en")) == urgency


def test_a_day_that_suits_is_taken() -> None:
    talk, _commands = says(at(Scheduling(1001)), "tomorrow suits me fine, thank you for asking about it")
    assert isinstance(talk.stage, Scheduling)
    assert talk.stage.said is not None
    talk, _commands = says(at(Scheduling(1001)), "tomorrow doesn't suit me, I'm at the dentist's then")
    assert talk.stage == Scheduling(1001)


def test_no_call_and_a_question_of_its_own() -> None:
    known = facts(account=ANA, tickets=(OPEN,), found=SearchResult("?", (hit("create-mailbox", 0.9),)))
    talk, _commands = says(at(Filed(1001)), "no call please. new question: how do I add a mailbox?", known)
    assert isinstance(talk.stage, Suggested)


def test_when_an_answer_comes_is_told_at_the_subject() -> None:
    talk, _commands = says(at(Drafting(Draft())), "when do I get an answer then?", facts())
    assert told(talk) == [Say.TOPIC]


def test_a_name_behind_what_leads_to_one_may_be_small() -> None:
    assert ticket_form.name_in("I'm called ana maria", LANGUAGES) == "ana maria"


@pytest.mark.parametrize("text", ["also the email isn't working", "webmail doesn't open", "down again"])
def test_trouble_told_where_a_domain_is_asked_for_belongs_to_the_case(text: str) -> None:
    form = Draft(ASKED, "", "", "normal", "", ("subject", "symptoms", "urgency"))
    talk, _commands = says(at(Drafting(form)), text, facts())
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.symptoms, talk.stage.draft.service, told(talk)) == (text, "", [Say.NOTED])


def test_a_domain_alone_is_no_symptom() -> None:
    form = Draft(ASKED, "", "", "", "", ("subject",))
    talk, _commands = says(at(Drafting(form)), "harbour-shop.com", facts())
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.service, talk.stage.draft.symptoms) == ("harbour-shop.com", "")


@pytest.mark.parametrize("text", ["open a ticket please", "ja bitte ticket"])
def test_who_wants_just_the_ticket_is_asked_for_nothing_that_can_be_left_out(text: str) -> None:
    form = Draft(ASKED, "", "", "", "", ("subject",))
    talk, _commands = says(at(Drafting(form)), text, facts())
    assert isinstance(talk.stage, Drafting)
    assert (talk.stage.draft.symptoms, ticket_form.asking(talk.stage.draft)) == ("", "name")


@pytest.mark.parametrize(
    "text", ["a qué llaman urgente? pa mí todo es urgente", "what counts as an outage? I only lost mail"]
)
def test_what_an_urgency_means_is_told_and_asked_again(text: str) -> None:
    form = Draft(ASKED, "", "", "", "", ("subject", "symptoms"))
    talk, _commands = says(at(Drafting(form)), text, facts())
    assert isinstance(talk.stage, Drafting)
    assert (ticket_form.asking(talk.stage.draft), told(talk)) == ("urgency", [Say.FIELD])


def test_what_to_write_may_be_asked_without_a_question_mark() -> None:
    form = Draft("", "", "", "", "", ())
    talk, _commands = says(at(Drafting(form)), "ähm was schreib ich da jetzt rein", facts())
    assert isinstance(talk.stage, Drafting)
    assert (ticket_form.asking(talk.stage.draft), told(talk)) == ("subject", [Say.FIELD])


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("different thing: my certificate has expired", "my certificate has expired"),
        ("another question, how do I renew my domain?", "how do I renew my domain?"),
        ("another problem is that my calendar shows nothing", "another problem is that my calendar shows nothing"),
    ],
)
def test_another_matter_is_called_by_what_it_is_about(words: str, called: str) -> None:
    talk, _commands = says(at(Filed(1001)), words)
    assert talk.question == called
    assert talk.lines[-1].text == words
