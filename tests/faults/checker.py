"""Does a history keep the promises? Everything that it breaks, in words; nothing for one that is whole.

One checker for all faults: each promise is a function from the history to what breaks it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.faults.history import History
from tests.faults.kept import (
    TURN,
    all_noted,
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

TOLD_SECONDS = 0.25
"""A call that was under way when another was told to wait isn't held against us."""

Promise = Callable[[History], Iterator[str]]


def nothing_lost(history: History) -> Iterator[str]:
    """What was acknowledged is in the database, and in the conversation that it was written in."""
    held = {key: talk for talk, key in history.held.inbox}
    for said in history.said:
        if said.acknowledged and said.talk not in {held.get(key) for key in (said.key, *said.twins)}:
            yield f"lost: message {said.n} of {said.talk} was acknowledged and isn't there"


def nothing_made_up(history: History) -> Iterator[str]:
    """What is in the database was written, once."""
    written = {key: said.key for said in history.said for key in (said.key, *said.twins)}
    for key, times in Counter(written.get(key, key) for _talk, key in history.held.inbox).items():
        if key not in written or times > 1:
            yield f"made up: {key} is there {times} times and was {'' if key in written else 'never '}written"


def one_ticket_each(history: History) -> Iterator[str]:
    """A ticket for every filing that was acknowledged, and never two."""
    filed = Counter(history.held.subjects)
    for said in history.said:
        least = 1 if said.acknowledged else 0
        if said.subject and not least <= filed[said.subject] <= 1:
            yield f"tickets: {filed[said.subject]} of {said.talk}"


def each_fact_once(history: History) -> Iterator[str]:
    """What was added to a ticket stands on its record, once."""
    noted = Counter(text for _ticket, text in history.held.words)
    for said in history.said:
        least = 1 if said.acknowledged else 0
        if said.fact and not least <= noted[said.fact] <= 1:
            yield f"record: {said.fact!r} is there {noted[said.fact]} times"


def in_order(history: History) -> Iterator[str]:
    """The record has a client's words in the order in which they were written."""
    place = {said.fact: (said.talk, said.n) for said in history.said if said.fact}
    for ticket in dict.fromkeys(ticket for ticket, _text in history.held.words):
        facts = [place[text] for other, text in history.held.words if other == ticket and text in place]
        for before, after in pairwise(facts):
            if before[0] != after[0] or before[1] > after[1]:
                yield f"order: ticket #{ticket} has message {after[1]} of {after[0]} after {before[1]} of {before[0]}"


def no_overlap(history: History) -> Iterator[str]:
    """Appointments on one line never overlap, and a ticket has one."""
    ordered = sorted(history.held.bookings, key=lambda booking: (booking.line, booking.start))
    for one, other in pairwise(ordered):
        if one.line == other.line and other.start < one.end:
            yield f"appointments: #{one.ticket} and #{other.ticket} overlap"
    for ticket, times in Counter(booking.ticket for booking in ordered).items():
        if times > 1:
            yield f"appointments: #{ticket} has {times}"


def each_turn_answered(history: History) -> Iterator[str]:
    """As many replies as turns that want one, in every conversation."""
    wants = {key: said.answers for said in history.said for key in (said.key, *said.twins)}
    turns, replies = Counter[str](), Counter[str]()
    for talk, key in history.held.inbox:
        turns[talk] += wants.get(key, 1)
    for row in history.held.outbox:
        if row.kind == "message" and row.key == TURN:
            replies[row.talk] += 1
    for talk, asked in turns.items():
        if replies[talk] != asked:
            yield f"replies: {replies[talk]} for {asked} turns of {talk}"


def everything_delivered(history: History) -> Iterator[str]:
    """Nothing waits or was given up, and what was sent stands on the platform."""
    there = {post.row for post in history.posts}
    for row in history.held.outbox:
        if row.state != "sent":
            yield f"delivery: row {row.id} to {row.talk} is {row.state}"
        elif row.kind != "update" and row.id not in there:
            yield f"delivery: row {row.id} to {row.talk} is noted as sent and isn't there"


def duplicates(history: History) -> int:
    """How many messages stand on the platform beyond one for each that was sent."""
    return sum(times - 1 for times in Counter((post.row, post.part) for post in history.posts).values())


def few_duplicates(history: History) -> Iterator[str]:
    """None where the platform lets us look, else one at most for a send that was in flight."""
    found, allowed = duplicates(history), 0 if history.dedupes else history.cut_off
    if found > allowed:
        yield f"duplicates: {found} visible, {allowed} allowed"


def one_card_each(history: History) -> Iterator[str]:
    """What is renewed in place was posted by one row: a ticket has one card on a board."""
    keys = {row.id: row.key for row in history.held.outbox if row.kind == "update"}
    posted = {(post.talk, post.row) for post in history.posts if post.row in keys}
    cards = Counter((talk, keys[row]) for talk, row in posted)
    for (talk, key), times in cards.items():
        if times > 1:
            yield f"cards: {times} of {key} in {talk}"


def replies_in_order(history: History) -> Iterator[str]:
    """Replies first appear in the order in which they were written, in each conversation.

    On a board that is each card with what stands under it: no lock orders the turns of different tickets, so what is
    written later there may be committed, and sent, before.
    """
    shown: dict[tuple[str, str], list[int]] = defaultdict(list)
    for post in history.posts:
        rows = shown[post.talk, (post.under or post.id) if post.talk in history.card_channels else ""]
        if post.row not in rows:
            rows.append(post.row)
    for (talk, card), rows in shown.items():
        for before, after in pairwise(rows):
            if before > after:
                yield f"order: {card or talk} shows row {before} before row {after}"


def waits_when_told(history: History) -> Iterator[str]:
    """No call of a method, or for its channel, before the time is over that the platform has asked for."""
    until: dict[tuple[str, str], tuple[float, float]] = {}
    for call in sorted(history.calls, key=lambda call: call.at):
        limit = call.method, call.channel
        told, quiet = until.get(limit, (0.0, 0.0))
        if told + TOLD_SECONDS < call.at < quiet:
            yield f"too soon: {call.method} {quiet - call.at:.1f} s before Retry-After"
        if call.wait:
            until[limit] = (call.at, max(quiet, call.at + call.wait))


def whole(history: History) -> Iterator[str]:
    """The database's own check finds nothing."""
    yield from (f"database: {problem}" for problem in history.held.problems)


PROMISES: tuple[Promise, ...] = (
    nothing_lost, nothing_made_up, one_ticket_each, each_fact_once, in_order, no_overlap, each_turn_answered,
    everything_delivered, few_duplicates, one_card_each, replies_in_order, waits_when_told, whole,
    all_noted, nothing_taken_back, kept_as_said, recorded, files_kept, nobody_stuck, shown_as_written, in_their_place,
    cards_current, still_readable, everything_owed, answers_whole,
)  # fmt: skip


def broken(history: History, *not_promised: Promise) -> list[str]:
    """Every promise that the history breaks, but for what isn't promised here."""
    return [wrong for promise in PROMISES if promise not in not_promised for wrong in promise(history)]
