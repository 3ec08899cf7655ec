"""Who is asked how our help was: once, where an answered ticket is closed; and what their word changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.record import Author, Entry, EntryKind, Line
from bot.core.model.tickets import Rating, State, Ticket
from bot.core.policy import Satisfaction, Scale
from bot.core.rules.change import CLIENT, BotEntry, Change, Notification, NotificationKind
from bot.core.rules.done import Done
from bot.core.rules.endings.satisfaction import asking, comment, rate, said, sign, waits
from tests.builders import WEDNESDAY, ticket
from tests.reading import words

THUMBS = Satisfaction()
LATER = WEDNESDAY + timedelta(days=1)
ANSWERED = ticket(state=State.ANSWERED, owner="kim", answered_at=WEDNESDAY)
SOLVED = replace(ANSWERED, state=State.SOLVED, closed_at=LATER)
ASKED = replace(SOLVED, rating_asked_at=LATER)


def closing(before: Ticket, state: State = State.SOLVED) -> Change:
    """The change that closes a ticket the day after."""
    return Change(before, replace(before, state=state, closed_at=LATER), "kim")


def scored(before: Ticket, rating: Rating) -> tuple[Change, Done]:
    """What comes of a score that is taken."""
    outcome = rate(before, rating, LATER)
    assert isinstance(outcome, tuple)
    return outcome


# ── Asked ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [State.SOLVED, State.SILENT])
def test_closing_what_was_answered_asks_when_it_closes_and_changes_nothing_else(state: State) -> None:
    change = closing(ANSWERED, state)
    asked = asking(change, THUMBS)
    assert asked.after.rating_asked_at == asked.after.closed_at == LATER
    assert replace(asked, after=change.after) == change
    assert waits(asked.after)
    assert not waits(change.after)


@pytest.mark.parametrize(
    ("change", "policy"),
    [
        (closing(ANSWERED), Satisfaction(Scale.OFF)),
        (closing(ANSWERED, State.CANCELLED), THUMBS),
        (closing(ANSWERED, State.MERGED), THUMBS),
        (closing(ticket()), THUMBS),
        (closing(replace(ANSWERED, rating_asked_at=WEDNESDAY)), THUMBS),
        (closing(SOLVED, State.SILENT), THUMBS),
        (Change(ANSWERED, replace(ANSWERED, owner="sam"), "sam"), THUMBS),
    ],
    ids=["the policy says no", "taken back", "joined", "never answered", "asked before", "closed before", "still open"],
)
def test_nobody_else_is_asked(change: Change, policy: Satisfaction) -> None:
    assert asking(change, policy) is change


@pytest.mark.parametrize(
    "over",
    [
        replace(ASKED, rating=Rating.DOWN, rated_at=LATER),
        replace(ASKED, state=State.OPEN, closed_at=None),
        replace(ASKED, closed_at=LATER + timedelta(hours=1)),
        SOLVED,
    ],
    ids=["they said it", "open again", "closed again since", "never asked"],
)
def test_it_waits_until_they_say_it_or_the_ticket_goes_on(over: Ticket) -> None:
    assert waits(ASKED)
    assert not waits(over)


# ── Said ───────────────────────────────────────────────────────────────────────────────


def test_a_score_stands_on_the_ticket_and_on_its_record_and_leaves_it_closed() -> None:
    change, done = scored(ASKED, Rating.UP)
    assert done is Done.RATED
    assert change.after == replace(ASKED, rating=Rating.UP, rated_at=LATER)
    (noted,) = change.entries
    assert isinstance(noted, BotEntry)
    assert (change.by, noted.author, noted.at) == (CLIENT, Author.CLIENT, LATER)
    assert words(noted.text) == "How our help was: 👍"
    assert change.to_owner is None


def test_a_score_may_be_said_otherwise_and_keeps_when_it_was_said_first() -> None:
    before = replace(ASKED, rating=Rating.UP, rated_at=WEDNESDAY)
    change, done = scored(before, Rating.TWO)
    assert (done, change.after.rating, change.after.rated_at) == (Done.RATED_AGAIN, Rating.TWO, WEDNESDAY)
    assert rate(before, Rating.UP, LATER) is Done.RATED_AGAIN  # the same again is no news for the record


def test_who_wasnt_asked_has_no_score_and_none_is_no_score() -> None:
    assert rate(SOLVED, Rating.UP, LATER) is Done.NOT_ASKED
    assert rate(ASKED, Rating.NONE, LATER) is Done.NOT_ASKED
    assert comment(SOLVED, (Line("quick", LATER),)) is Done.NOT_ASKED


@pytest.mark.parametrize(("rating", "shown"), [(Rating.DOWN, "👎"), (Rating.FOUR, "4/5"), (Rating.NONE, "")])
def test_a_word_on_it_reaches_the_owner_with_the_score_and_leaves_the_ticket_as_it_is(
    rating: Rating, shown: str
) -> None:
    before = replace(ASKED, rating=rating)
    change = comment(before, (Line("quick", WEDNESDAY), Line("and kind", LATER)))
    assert isinstance(change, Change)
    assert change.before is change.after is before
    assert change.to_owner == Notification(NotificationKind.CLIENT_RATED, "quick\nand kind", what=shown)
    assert change.entries == (
        Entry(EntryKind.WORDS, Author.CLIENT, "", "quick", WEDNESDAY),
        Entry(EntryKind.WORDS, Author.CLIENT, "", "and kind", LATER),
    )


def test_everybody_reads_a_score_alike() -> None:
    assert [sign(rating) for rating in Rating] == ["", "👍", "👎", "1/5", "2/5", "3/5", "4/5", "5/5"]
    assert words(said(Rating.THREE)) == "How our help was: 3/5"
