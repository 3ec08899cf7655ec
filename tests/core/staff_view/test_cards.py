"""Cards for boards, and forms for commands that need words."""

from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import State
from bot.core.rules.change import SHORT_CHARS, Change
from bot.core.rules.client_actions import told
from bot.core.staff_view.cards import WORDS_CHARS_MAX, asking, card, mirrored, written_on
from bot.core.staff_view.tickets import Row
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Choices, Msg, Quote, Text, desk_
from tests.builders import SAM, WEDNESDAY, ticket


def said(reply: object) -> str:
    """What a reply says, arguments and all."""
    assert isinstance(reply, Choices | Text)
    return "\n".join(str(block) for block in reply.blocks)


def labels(reply: object) -> list[str]:
    """The actions that can be chosen."""
    assert isinstance(reply, Choices)
    return [choice.action for choice in reply.options]


def test_a_waiting_ticket_can_be_claimed_and_its_place_isnt_shown() -> None:
    shown = card(Row(ticket(), None, 12), ())
    assert labels(shown) == ["claim 1001", "why 1001", "show 1001"]
    assert "Promise" in said(shown)
    assert "in line" not in said(shown)


def test_an_owned_ticket_is_written_on() -> None:
    owned = ticket(owner=SAM.name, answered_at=WEDNESDAY)
    shown = card(Row(owned, None, None), (desk_("a call is planned"),))
    assert labels(shown)[:4] == ["reply 1001", "ask 1001", "note 1001", "resolve 1001"]
    assert "a call is planned" in said(shown)


def test_a_closed_ticket_promises_nothing_more() -> None:
    closed = ticket(state=State.SOLVED, owner=SAM.name, closed_at=WEDNESDAY)
    shown = card(Row(closed, None, None), ())
    assert labels(shown) == ["why 1001", "show 1001"]
    assert "Promise" not in said(shown)
    assert written_on(closed) == ()


def test_long_words_are_cut_on_the_card() -> None:
    shown = card(Row(ticket(symptoms="x" * (SHORT_CHARS + 1)), None, 0), ())
    assert isinstance(shown, Choices)
    quote = shown.blocks[-1]
    assert isinstance(quote, Quote)
    assert len(quote.text) == SHORT_CHARS


def test_what_staff_wrote_is_mirrored_and_nothing_else() -> None:
    kinds = (EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTE, EntryKind.ACT)
    entries = tuple(Entry(kind, Author.STAFF, "sam", f"a {kind}", WEDNESDAY) for kind in kinds)
    change = Change(ticket(), ticket(), "sam", entries=(*entries, told(Msg("x"), WEDNESDAY)))
    shown = [said(reply) for reply in mirrored(change)]
    assert len(shown) == 3
    assert all(f"a {kind}" in text for kind, text in zip(kinds, shown, strict=False))


def test_a_form_asks_for_the_words_of_a_command() -> None:
    form = asking(Usage("reply", "<number> <text>", desk_("answer the client"), asks=True), 12)
    assert form.action == "reply 12"
    assert form.fields[0].chars_max == WORDS_CHARS_MAX
