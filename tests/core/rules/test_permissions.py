"""Who may do what on a ticket."""

from dataclasses import replace

import pytest

from bot.core.client_view.notices import notice, someone_elses
from bot.core.client_view.ticket_status import next_steps
from bot.core.conversation.commands import AddWords, Cancel, Command, Solve, needed
from bot.core.conversation.events import Said
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import Notice, Say, Talk
from bot.core.conversation.step import step
from bot.core.model.people import Identity
from bot.core.model.record import Author, Entry, EntryKind, Line, Participant, StoredEntry, TicketRecord
from bot.core.model.tickets import State
from bot.core.rules.change import Change
from bot.core.rules.client_actions import add_words
from bot.core.rules.done import Done
from bot.core.rules.permissions import Party, Right, may, party
from bot.core.text.surface import Msg, Quote
from tests.builders import ANA, WEDNESDAY, facts, ticket
from tests.core.rules.test_client_actions import TIMES

BO = Participant(1001, 1, Identity("slack", "T1", "U-bo"), "Bo", "sam", WEDNESDAY)
OTHER = replace(ANA, id=ANA.id + 1)


def test_a_client_decides_a_participant_adds_and_others_see_nothing() -> None:
    known = ticket(1001, account=ANA.id)
    assert party(known, ANA, None) is Party.CLIENT
    assert party(known, OTHER, BO) is Party.PARTICIPANT
    assert party(known, None, BO) is Party.PARTICIPANT
    assert party(known, OTHER, None) is Party.OTHER
    assert party(known, None, replace(BO, ticket=1002)) is Party.OTHER
    assert party(known, None, replace(BO, left_at=WEDNESDAY)) is Party.OTHER
    rights = {who: {right for right in Right if may(who, right)} for who in Party}
    assert rights == {Party.CLIENT: set(Right), Party.PARTICIPANT: {Right.READ, Right.ADD}, Party.OTHER: set()}


@pytest.mark.parametrize(
    ("command", "right"), [(AddWords(1001, ()), Right.ADD), (Solve(1001), Right.DECIDE), (Cancel(1001), Right.DECIDE)]
)
def test_whatever_isnt_known_to_be_harmless_is_the_clients(command: Command, right: Right) -> None:
    assert needed(command) is right


def test_a_participants_words_are_theirs_and_staff_read_whose() -> None:
    lines = (Line("it says 550", WEDNESDAY),)
    known = ticket(1001)
    change = add_words(known, lines, WEDNESDAY, 14, TIMES, BO)
    assert isinstance(change, Change)
    (entry,) = change.entries
    assert isinstance(entry, Entry)
    assert (entry.author, entry.by) == (Author.PARTICIPANT, "1")
    assert change.to_owner is not None
    assert (change.by, change.to_owner.by) == ("participant", "Bo")
    over = replace(known, state=State.CANCELLED)
    assert add_words(over, lines, WEDNESDAY, 14, TIMES, BO) is Done.ALREADY_CLOSED


def shown(seen: TicketView, *entries: StoredEntry) -> list[str]:
    """Whose each entry is, as the reader sees it."""
    record = TicketRecord(seen.ticket, entries)
    part = notice(Notice(Say.RECORD, 1001), facts(tickets=(seen,), records=(record,)))
    return [block.by.id for block in part.blocks if isinstance(block, Quote) and isinstance(block.by, Msg)]


def test_a_record_says_whose_words_are_whose_to_each_reader() -> None:
    words = StoredEntry(1001, 1, EntryKind.WORDS, Author.CLIENT, "", "no mail", WEDNESDAY)
    bos = StoredEntry(1001, 2, EntryKind.WORDS, Author.PARTICIPANT, "Bo", "since monday", WEDNESDAY, part=1)
    erased = StoredEntry(1001, 3, EntryKind.WORDS, Author.PARTICIPANT, "", None, WEDNESDAY, part=2)
    mine = TicketView(ticket(1001))
    assert shown(mine, words, bos, erased) == ["You, {at}", "{name}, {at}", "Somebody who took part, {at}"]
    as_bo = replace(mine, party=Party.PARTICIPANT, part=1)
    assert shown(as_bo, words, bos, erased) == ["Client, {at}", "You, {at}", "Somebody who took part, {at}"]
    assert [choice.action for choice in next_steps(as_bo)] == ["@show.1001"]


def test_what_only_the_client_decides_is_said_so() -> None:
    seen = TicketView(ticket(1001), party=Party.PARTICIPANT, part=1)
    for known in ((seen,), ()):
        part = notice(Notice(Say.CLIENTS_ONLY, 1001), facts(tickets=known))
        assert "Only whoever opened" in part.blocks[0].id  # type: ignore[union-attr]
        assert len(part.choices) == len(known)


def test_a_question_is_named_by_whose_it_is_where_that_is_known() -> None:
    assert "{name}'s question" in someone_elses("Ana").blocks[0].id  # type: ignore[union-attr]
    assert "somebody else's" in someone_elses("").blocks[0].id  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["solved #1001", "cancel #1001", "call me about #1001"])
def test_a_participant_who_decides_is_told_whose_that_is(text: str) -> None:
    known = facts(tickets=(TicketView(ticket(1001), party=Party.PARTICIPANT, part=1),))
    assert known.live == known.asked == ()
    talk, commands = step(Talk(), Said(text), known)
    assert (talk.notices, commands) == ((Notice(Say.CLIENTS_ONLY, 1001),), ())
    assert step(Talk(), Said("show #1001"), known)[0].notices == (Notice(Say.RECORD, 1001),)
