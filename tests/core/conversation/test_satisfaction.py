"""How our help was, in a talk: a score and what is said beside it, and what follows from either."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation.commands import AddWords, Command, Comment, NoteFeedback, Rate, Unsolve
from bot.core.conversation.events import Acted, Chose, Event, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.pushed import pending
from bot.core.conversation.stages.satisfaction import WORD_WITHIN
from bot.core.conversation.state import (
    About,
    Adding,
    Filed,
    Idle,
    NoArticleFound,
    Notice,
    Placed,
    Pushed,
    Say,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.model.knowledge import SearchResult
from bot.core.model.record import Line
from bot.core.model.tickets import Rating, State
from bot.core.rules.done import Done
from tests.builders import ANA, WEDNESDAY, facts, hit, ticket
from tests.reading import screen

CLOSED = ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY)
ASKED = replace(CLOSED, rating_asked_at=WEDNESDAY)
RATED = replace(ASKED, rating=Rating.UP, rated_at=WEDNESDAY)
RATING = Pushed(About.RATING, 1001)
WORD = Pushed(About.WORD, 1001)
UNDER_WAY = Adding(1002)
FOUND = SearchResult("q", (hit("add-a-mailbox"),), (), "en", "en")


def known(about: object = ASKED, **more: object) -> Facts:
    """What is known of that ticket, and of another that waits."""
    tickets = (TicketView(about), TicketView(ticket(1002, subject="Website"), 3))  # type: ignore[arg-type]
    return facts(account=ANA, tickets=tickets, **more)


def asked(over: Pushed | None = RATING, stage: Stage | None = None) -> Talk:
    return Talk(4, stage or Filed(1001), over=over)


def after(talk: Talk, event: Event, here: Facts | None = None) -> tuple[Talk, list[Command]]:
    now, commands = step(talk, event, here or known())
    return now, [command for command in commands if not isinstance(command, NoteFeedback)]


def line(text: str) -> Line:
    return Line(text, WEDNESDAY)


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


# ── A score, by a tap or in words ──────────────────────────────────────────────────────


@pytest.mark.parametrize("about", [About.RATING, About.RESOLVED, About.WORD])
@pytest.mark.parametrize("text", ["👍", "👍 thanks!", "great, thank you"])
def test_a_score_is_noted_and_thanks_beside_it_are_no_word(about: About, text: str) -> None:
    here = known(RATED if about is About.WORD else ASKED)
    talk, commands = after(asked(Pushed(about, 1001)), Said(text), here)
    assert commands == [Rate(1001, Rating.UP)]
    assert (talk.stage, talk.over) == (Filed(1001), None)


def test_a_tap_is_a_score_and_leaves_the_question_behind() -> None:
    talk, commands = after(asked(), Chose("@rate.1001.4", 4))
    assert commands == [Rate(1001, Rating.FOUR)]
    assert talk.over is None


def test_a_score_that_there_isnt_is_stale() -> None:
    talk, commands = after(asked(), Chose("@rate.1001.best", 4))
    assert (says(talk), commands) == ([Say.STALE], [])


def test_a_word_beside_it_goes_to_staff() -> None:
    _talk, commands = after(asked(), Said("5 – but it took two days"))
    assert commands == [Rate(1001, Rating.FIVE), Comment(1001, (line("but it took two days"),))]


def test_a_trouble_beside_it_opens_the_ticket_again() -> None:
    _talk, commands = after(asked(), Said("👎 it still doesn't work"))
    assert commands == [Rate(1001, Rating.DOWN), AddWords(1001, (line("it still doesn't work"),))]


def test_a_question_beside_it_is_searched_for() -> None:
    talk, commands = after(asked(), Said("👍 how do I add a mailbox?"), known(found=FOUND))
    assert commands[0] == Rate(1001, Rating.UP)
    assert not any(isinstance(command, Comment | AddWords) for command in commands)
    assert (type(talk.stage), talk.question) == (Suggested, "how do I add a mailbox?")


def test_what_was_under_way_goes_on_behind_a_score_and_a_question_there_is_a_word() -> None:
    talk, commands = after(asked(stage=UNDER_WAY), Said("👍 how do I add a mailbox?"), known(found=FOUND))
    assert commands == [Rate(1001, Rating.UP), Comment(1001, (line("how do I add a mailbox?"),))]
    assert (talk.stage, says(talk)) == (UNDER_WAY, [Say.BACK])


def test_where_nothing_was_asked_or_it_is_over_a_thumb_is_no_score() -> None:
    for talk, here in ((asked(None), known()), (asked(), known(RATED)), (asked(), known(CLOSED))):
        assert not any(isinstance(command, Rate) for command in after(talk, Said("👍"), here)[1])


def test_under_the_message_that_asked_a_score_is_that_tickets() -> None:
    _talk, commands = after(asked(None), Said("👍", under=1001))
    assert commands == [Rate(1001, Rating.UP)]


# ── A word on it ───────────────────────────────────────────────────────────────────────


def test_who_scored_first_and_is_at_rest_may_add_a_word() -> None:
    talk, commands = after(asked(None), Acted(Done.RATED, 1001), known(RATED))
    assert (talk.over, talk.notices, commands) == (WORD, (Notice(Say.RATED, 1001),), [])
    assert screen(prompt(talk, known(RATED))) == "Thank you! If you'd like to add a word, just write it."


@pytest.mark.parametrize(
    ("talk", "done"),
    [
        (asked(None, UNDER_WAY), Done.RATED),
        (asked(Pushed(About.SOLVED, 1003)), Done.RATED),
        (asked(None), Done.RATED_AGAIN),
    ],
    ids=["something is under way", "something else is asked", "it was said before"],
)
def test_everybody_else_is_thanked_and_asked_nothing_more(talk: Talk, done: Done) -> None:
    now, _commands = after(talk, Acted(done, 1001), known(RATED))
    assert (now.over, now.notices) == (talk.over, (Notice(Say.RATED_AGAIN, 1001),))


def test_a_score_and_its_word_are_thanked_for_once() -> None:
    scored, _commands = after(asked(None), Acted(Done.RATED, 1001), known(RATED))
    talk, _commands = after(scored, Acted(Done.COMMENTED, 1001), known(RATED))
    assert (talk.over, says(talk)) == (None, [Say.COMMENTED])


def test_who_wasnt_asked_is_told_that_it_is_too_late() -> None:
    talk, _commands = after(asked(None), Acted(Done.NOT_ASKED, 1001), known(CLOSED))
    assert says(talk) == [Say.STALE]


def test_words_soon_after_are_a_word_on_it_and_may_be_taken_elsewhere() -> None:
    text = "the invoice of last month has the old address"
    talk, commands = after(asked(WORD), Said(text), known(RATED))
    assert commands == [Comment(1001, (line(text),))]
    assert (talk.over, talk.placed) == (None, Placed(1001, (line(text),)))
    told, _commands = after(talk, Acted(Done.COMMENTED, 1001), known(RATED))
    assert "[It's something else]" in screen(prompt(told, known(RATED)))


@pytest.mark.parametrize("text", ["no", "no thanks", "skip", "all good, thank you"])
def test_there_neednt_be_a_word(text: str) -> None:
    talk, commands = after(asked(WORD), Said(text), known(replace(RATED, rating=Rating.DOWN)))
    assert not any(isinstance(command, Comment | AddWords | Unsolve) for command in commands)
    assert talk.over is None


def test_a_word_is_awaited_for_a_while_and_while_it_is_closed() -> None:
    rated_at = RATED.rated_at
    assert rated_at is not None
    last = replace(known(RATED), now=rated_at + WORD_WITHIN)
    assert pending(asked(WORD), last) == WORD
    assert pending(asked(WORD), replace(last, now=last.now + timedelta(seconds=1))) is None
    assert pending(asked(WORD), known(replace(RATED, state=State.OPEN, closed_at=None))) is None
    assert pending(asked(WORD), known(ASKED)) is None  # nothing was said yet


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("it still doesn't work", AddWords(1001, (line("it still doesn't work"),))),
        ("that didn't solve it", Unsolve(1001)),
    ],
)
def test_what_still_fails_opens_it_again(text: str, opens: Command) -> None:
    assert after(asked(WORD), Said(text), known(RATED))[1] == [opens]


@pytest.mark.parametrize("text", ["status", "hello", "how do I add a domain?", "I have another question about DNS"])
def test_what_is_of_its_own_is_no_word_on_it(text: str) -> None:
    _talk, commands = after(asked(WORD), Said(text), replace(known(), tickets=(TicketView(RATED),)))
    assert not any(isinstance(command, Comment | AddWords | Unsolve) for command in commands)


# ── Asked ──────────────────────────────────────────────────────────────────────────────


def test_whoever_says_that_it_is_solved_is_asked_at_once_where_nothing_else_is() -> None:
    for stage, over in ((Filed(1001), RATING), (Idle(), RATING), (NoArticleFound(), None)):
        talk, _commands = after(asked(None, stage), Acted(Done.SOLVED, 1001))
        assert talk.over == over
        assert says(talk)[0] is Say.SOLVED
    assert after(asked(None), Acted(Done.SOLVED, 1001), known(CLOSED))[0].over is None


def test_praise_without_a_score_isnt_lost() -> None:
    text = "thank you, sam was very quick and explained the records patiently"
    assert after(asked(), Said(text))[1] == [Comment(1001, (line(text),))]
    assert after(asked(), Said("thanks"))[1] == []
