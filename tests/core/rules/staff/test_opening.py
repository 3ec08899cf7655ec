"""A ticket that staff open for a client: whose words stand where."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.people import Block, Identity, Origin
from bot.core.model.platform_user import SHAPES, private_talk
from bot.core.model.record import Author, Entry, EntryKind, Line
from bot.core.rules.change import BotEntry
from bot.core.rules.staff import opening
from tests.builders import ANA, KIM, WEDNESDAY
from tests.reading import words

BLOCKED = replace(ANA, block=Block(WEDNESDAY + timedelta(days=1), WEDNESDAY, "sam", "spam"))


def test_nobody_who_is_blocked_gets_one() -> None:
    assert opening.refusal(ANA, WEDNESDAY) is None
    refused = opening.refusal(BLOCKED, WEDNESDAY)
    assert refused is not None
    assert "Ana is blocked until" in words(refused.why)
    assert opening.refusal(BLOCKED, WEDNESDAY + timedelta(days=2)) is None


def test_what_staff_worded_is_said_by_the_desk() -> None:
    (entry,) = opening.entries("The invoice is wrong", KIM, WEDNESDAY)
    assert isinstance(entry, BotEntry)
    assert (entry.author, words(entry.text)) == (Author.BOT, "kim opened this ticket: The invoice is wrong")


def test_what_the_client_wrote_is_theirs_and_where_it_stands_is_for_staff() -> None:
    origin = Origin("slack", "T1", "message/C1/1.0", Identity("slack", "T1", "U1"))
    first, act = opening.pointed_at(Line("my mail", WEDNESDAY, (origin,)), "https://x.example/1", KIM, WEDNESDAY)
    assert isinstance(first, Entry)
    assert (first.kind, first.author, first.origins) == (EntryKind.WORDS, Author.CLIENT, (origin,))
    assert isinstance(act, Entry)
    assert (act.kind, act.text) == (EntryKind.ACT, "opened from a message: https://x.example/1")


def test_every_platform_knows_where_somebody_is_written_to_in_private() -> None:
    for platform, shape in SHAPES.items():
        address = private_talk(Identity(platform, "", shape.example))
        assert address is not None
        assert shape.example in address.channel
    assert private_talk(Identity("elsewhere", "", "U1")) is None
