"""Bugs that lose, double, swap or misplace something, to be planted while the harness watches.

Each is planted at a port's method or at an adapter's way out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from bot.core.model.outbox import OutKind
from bot.core.model.record import EntryKind
from tests.faults import bugs_keeping as keeping
from tests.faults import bugs_sending as sending
from tests.faults.checker import (
    Promise,
    each_fact_once,
    each_turn_answered,
    everything_delivered,
    few_duplicates,
    in_order,
    no_overlap,
    nothing_lost,
    nothing_made_up,
    one_card_each,
    one_ticket_each,
    replies_in_order,
    waits_when_told,
    whole,
)
from tests.faults.day import PEOPLE
from tests.faults.history import History
from tests.faults.kept import (
    answers_whole,
    cards_current,
    everything_owed,
    files_kept,
    in_their_place,
    kept_as_said,
    nobody_stuck,
    nothing_taken_back,
    recorded,
    shown_as_written,
    still_readable,
)
from tests.faults.places import Place
from tests.faults.planting import Plant


@dataclass(frozen=True)
class Mutant:
    """A bug, the promise that it must be seen to break, and the platforms on which it is planted."""

    plant: Plant
    seen_by: Promise
    on: frozenset[str] = frozenset({"Slack"})


SLACK, DISCORD = frozenset({"Slack"}), frozenset({"Discord"})
KILLED = frozenset({"killed"})
"""Nobody sees it but where processes end without a word."""
BOTH = SLACK | DISCORD
"""Slack alone: bugs of its adapter, or that need what Slack does (events that come again, a database that refuses)."""
EACH_DATABASE = ("dropped when it failed: under", "an edit leaves nothing", "a reply of staff is undone")
"""For those the database itself might make a difference."""
SHORT_ON_DISCORD = (
    f"dropped when it failed: {OutKind.UPDATE.value}",
    *("a retry is noted as sent", "a card is never renewed", "cut on the way", "an edit leaves nothing"),
)
"""Discord's adapter has a part in those; the others are planted there at full size."""
SEEDS = (7, 2)
"""Chance decides which acts of a day fail: what a day doesn't meet, the next one does."""


def plant(name: str) -> None:
    """In this process, for good."""
    MUTANTS[name].plant(pytest.MonkeyPatch())


def noticed(mutant: Mutant, run: Callable[[], History]) -> list[str]:
    """What the promise finds that a planted bug must break."""
    with pytest.MonkeyPatch.context() as patch:
        mutant.plant(patch)
        history = run()
    return list(mutant.seen_by(history))


def noticed_some_day(name: str, place: Place, day: Callable[[Place, int, int, int], History]) -> bool:
    """Whether a planted bug is noticed, in a short day or in the next."""
    for seed in SEEDS:
        with place.another() as desk:
            if noticed(MUTANTS[name], lambda desk=desk, seed=seed: day(desk, PEOPLE, 1, seed)):  # type: ignore[misc]
                return True
    return False


def one_for_each_promise() -> tuple[str, ...]:
    """Of the bugs that are planted on Slack the first that breaks a promise; the others are planted at full size."""
    planted = [name for name, mutant in MUTANTS.items() if mutant.on >= SLACK]
    return tuple({MUTANTS[name].seen_by: name for name in reversed(planted)}.values())


def _dropped(kind: OutKind) -> tuple[str, Mutant]:
    return f"dropped when it failed: {kind.value}", Mutant(
        sending.dropped_when_it_failed(kind), nothing_taken_back, BOTH
    )


MUTANTS: Mapping[str, Mutant] = {
    **dict(map(_dropped, OutKind)),
    "given up when it failed": Mutant(sending.given_up_when_it_failed, everything_delivered, BOTH),
    "a retry goes behind the others": Mutant(sending.back_of_the_line, nothing_taken_back, BOTH),
    "a retry is overtaken": Mutant(sending.overtaken, replies_in_order),
    "a retry is noted as sent": Mutant(sending.noted_as_sent, everything_delivered, BOTH),
    "a card is never renewed": Mutant(sending.card_never_renewed, cards_current, BOTH),
    "a card isn't known": Mutant(sending.card_not_known, one_card_each),
    "sent to somebody else": Mutant(sending.to_somebody_else, in_their_place),
    "written to somebody else": Mutant(sending.written_to_somebody_else, everything_owed),
    "answered twice": Mutant(sending.answered_twice, each_turn_answered, BOTH),
    "cut on the way": Mutant(sending.cut_on_the_way, shown_as_written, BOTH),
    "cut before it is written": Mutant(sending.cut_before_it_is_written, answers_whole, BOTH),
    "without the last choice": Mutant(sending.without_the_last_choice, nobody_stuck, BOTH),
    "blocks swapped": Mutant(sending.blocks_swapped, shown_as_written),
    "beside the card": Mutant(sending.beside_the_card, in_their_place),
    "emptied when its time is over": Mutant(sending.emptied_when_its_time_is_over, still_readable),
    "sent without looking": Mutant(sending.sent_without_looking, few_duplicates),
    "a calendar file is lost": Mutant(sending.calendar_file_lost, shown_as_written),
    "called too soon": Mutant(sending.called_too_soon, waits_when_told),
    "an edit leaves nothing": Mutant(keeping.unseen("/edited/"), nothing_lost, BOTH),
    "a click leaves nothing": Mutant(keeping.unseen("trigger/"), nothing_lost),
    "what comes again is taken again": Mutant(keeping.seen_each_time, each_fact_once),
    "an event is kept twice": Mutant(keeping.seen_twice, nothing_made_up, BOTH),
    "words aren't kept": Mutant(keeping.words_not_kept, kept_as_said, BOTH),
    "acknowledged unsaved": Mutant(keeping.acknowledged_unsaved, nothing_lost),
    "acknowledged too soon": Mutant(keeping.acknowledged_too_soon, nothing_lost, KILLED),
    "held in memory": Mutant(keeping.held_in_memory, everything_owed, KILLED),
    "retries are ignored": Mutant(keeping.retries_ignored, nothing_lost),
    "a reply of staff is undone": Mutant(keeping.staff_reply_undone, nothing_lost, BOTH),
    "a client isn't told": Mutant(keeping.client_not_told, everything_owed, BOTH),
    "a timer is silent": Mutant(keeping.timer_silent, everything_owed, BOTH),
    "filed twice": Mutant(keeping.filed_twice, one_ticket_each, BOTH),
    "a note isn't recorded": Mutant(keeping.unrecorded(EntryKind.NOTE), recorded, BOTH),
    "a deletion isn't recorded": Mutant(keeping.unrecorded(EntryKind.NOTICE, "deleted"), recorded, BOTH),
    "an edit isn't recorded": Mutant(keeping.unrecorded(EntryKind.NOTICE, "changed"), recorded, BOTH),
    "recorded in part": Mutant(keeping.recorded_in_part, each_fact_once, BOTH),
    "recorded out of order": Mutant(keeping.recorded_out_of_order, in_order, BOTH),
    "reworded later": Mutant(keeping.reworded_later, whole, BOTH),
    "a time is booked twice": Mutant(keeping.booked_twice, no_overlap, BOTH),
    "a file is forgotten": Mutant(keeping.file_not_due, files_kept, BOTH),
    "a byte of a file is missing": Mutant(keeping.file_in_part, files_kept, BOTH),
}
