"""Row 14, what of it people see: days of everything that they do, with trouble; and the bugs that must be noticed."""

from collections.abc import Callable, Iterator

from tests.faults.checker import broken
from tests.faults.discord_day import discord_day
from tests.faults.history import History
from tests.faults.mutants import BOTH, KILLED, MUTANTS, noticed_some_day
from tests.faults.places import Place, both, sqlite
from tests.faults.slack_day import slack_day
from tests.soak.table import Row, verdict

SEEDS = range(10)
CLIENTS, ROUNDS = 8, 4
HARNESS = 22
"""No promise of the product's: the harness's own."""


def rows() -> Iterator[Row]:
    """Messages, clicks, forms, files, edits, deletions, staff's commands, forms and notes, and timers."""
    for place in both():
        yield _days(place, "Slack", slack_day)
    with sqlite() as place:
        yield _days(place, "Discord", discord_day)


def _days(place: Place, platform: str, day: Callable[[Place, int, int, int], History]) -> Row:
    wrong, events, sent = [], 0, 0
    for seed in SEEDS:
        with place.another() as desk:
            history = day(desk, CLIENTS, ROUNDS, seed)
        wrong += broken(history)
        events, sent = events + len(history.said), sent + len(history.posts) + len(history.edits)
    asked = f"all that people do on {platform}: kept and shown to the last word"
    reached = f"{len(SEEDS)} days, {events:,} events, {sent:,} messages and edits: 0 differ from what was written"
    return verdict(14, "the record is whole", place.name, asked, reached, wrong)


def bugs() -> Iterator[Row]:
    """Each planted bug on each platform on which it is one, on either database."""
    for place in both():
        yield _bugs(place, "Slack", slack_day, list(MUTANTS))
    with sqlite() as place:
        yield _bugs(place, "Discord", discord_day, [name for name, mutant in MUTANTS.items() if mutant.on == BOTH])


def _bugs(place: Place, platform: str, day: Callable[..., History], names: list[str]) -> Row:
    planted = [name for name in names if MUTANTS[name].on != KILLED]
    unseen = [f"not noticed: {name}" for name in planted if not noticed_some_day(name, place, day)]
    asked, reached = f"planted bugs on {platform}: each is noticed", f"{len(planted) - len(unseen)} of {len(planted)}"
    return verdict(HARNESS, "a check can fail", place.name, asked, reached, unseen)
