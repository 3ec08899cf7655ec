"""Who can take part in somebody else's ticket."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.people import Identity
from bot.core.model.record import Author, Entry, EntryKind, Participant
from bot.core.model.tickets import State
from bot.core.rules.change import BotEntry
from bot.core.rules.staff.participants import PARTICIPANTS_MAX, added, refusal, removed, taking_part
from tests.builders import KIM, WEDNESDAY, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
BO = Identity("slack", "T024BE7LD", "U1")


def joined(n: int) -> Participant:
    return Participant(1001, n, replace(BO, user=f"U{n}"), f"Bo {n}", "kim", NOW)


def why(known: tuple[Participant, ...] = (), *, client: bool = False, staff: str = "", merged_into: int = 0) -> str:
    state = State.MERGED if merged_into else State.OPEN
    refused = refusal(ticket(state=state, merged_into=merged_into), BO, known, client=client, staff=staff)
    return words(refused.why) if refused else ""


def test_anybody_else_can_be_added_once() -> None:
    assert why() == ""
    assert why((joined(2),)) == ""
    assert why((joined(1),)) == "They take part in #1001 already."
    assert why((replace(joined(1), left_at=NOW),)) == ""


def test_the_client_and_staff_are_there_anyway() -> None:
    assert why(client=True) == "#1001 is theirs: nobody is added to their own ticket."
    assert why(staff="kim") == "kim works here, and reads every ticket."


def test_a_merged_ticket_takes_nobody() -> None:
    assert why(merged_into=1002) == "#1001 went into #1002: add them there."


def test_there_is_room_for_so_many_at_a_time() -> None:
    full = tuple(joined(n) for n in range(2, PARTICIPANTS_MAX + 2))
    assert why(full) == "20 people take part in #1001: take one off first."
    assert why((replace(full[0], left_at=NOW), *full[1:])) == ""
    assert taking_part((replace(full[0], left_at=NOW), *full[1:])) == full[1:]


def test_the_record_knows_them_by_their_number_alone() -> None:
    for decide, act in ((added, "participant added"), (removed, "participant removed")):
        change = decide(ticket(), joined(3), KIM, NOW)
        said, noted = change.entries
        assert isinstance(said, BotEntry)
        assert (said.author, said.by) == (Author.PARTICIPANT, "3")
        assert noted == Entry(EntryKind.ACT, Author.STAFF, "kim", act, NOW)
        assert change.before == change.after
