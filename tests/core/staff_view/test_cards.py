"""Cards for boards, and forms for commands that need words."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.people import Block, Identity
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import State, Ticket
from bot.core.rules.change import SHORT_CHARS, Change
from bot.core.rules.client_actions import told
from bot.core.staff_view.cards import WORDS_CHARS_MAX, ask_to_resolve, asking, card, mirrored, written_on
from bot.core.staff_view.clients import Client
from bot.core.staff_view.tickets import Row
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Choices, Msg, Quote, Reply, Text, desk_
from tests.builders import ANA, SAM, WEDNESDAY, ticket
from tests.reading import screen


def said(reply: object) -> str:
    """What a reply says, arguments and all."""
    assert isinstance(reply, Choices | Text)
    return "\n".join(str(block) for block in reply.blocks)


def drawn(of: Ticket, first_words: str = "") -> Reply:
    """A card."""
    left = timedelta(hours=2) if of.live else None
    return card(Row(of, None, left), Client(ANA), first_words, (), WEDNESDAY)


def quoted(reply: Reply) -> list[str]:
    """Somebody's words on a card."""
    return [block.text for block in reply.blocks if isinstance(block, Quote)]


def labels(reply: object) -> list[str]:
    """The actions that can be chosen."""
    assert isinstance(reply, Choices)
    return [choice.action for choice in reply.options]


def test_a_waiting_ticket_can_be_claimed_and_its_place_isnt_shown() -> None:
    shown = drawn(ticket())
    assert labels(shown) == ["claim 1001", "why 1001", "show 1001"]
    assert "Promise" in said(shown)
    assert "in line" not in said(shown)


def test_an_owned_ticket_is_written_on() -> None:
    owned = ticket(owner=SAM.name, answered_at=WEDNESDAY)
    shown = card(Row(owned, None, None), Client(ANA), "", (desk_("a call is planned"),), WEDNESDAY)
    assert labels(shown)[:4] == ["reply 1001", "ask 1001", "note 1001", "resolve 1001"]
    assert "a call is planned" in said(shown)


def test_a_closed_ticket_promises_nothing_more() -> None:
    closed = ticket(state=State.SOLVED, owner=SAM.name, closed_at=WEDNESDAY)
    shown = drawn(closed)
    assert labels(shown) == ["why 1001", "show 1001"]
    assert "Promise" not in said(shown)
    assert written_on(closed) == ()


def test_the_zone_is_named_once_on_every_card() -> None:
    answered = card(Row(ticket(owner=SAM.name, answered_at=WEDNESDAY), None, None), Client(ANA), "", (), WEDNESDAY)
    for shown in (drawn(ticket()), answered, drawn(ticket(state=State.SOLVED, closed_at=WEDNESDAY))):
        assert screen(shown).count("Berlin time") == 1


def test_long_words_are_cut_on_the_card() -> None:
    (quote,) = quoted(drawn(ticket(), "x" * (SHORT_CHARS + 1)))
    assert len(quote) == SHORT_CHARS


def test_the_first_words_stand_on_the_card_unless_the_heading_says_them_already() -> None:
    assert quoted(drawn(ticket(), "no mail since monday, help")) == ["no mail since monday, help"]
    assert quoted(drawn(ticket(), ticket().subject)) == [ticket().symptoms]
    assert quoted(drawn(ticket(symptoms=""), ticket().subject)) == []


def test_what_is_left_of_the_promise_says_when_that_was_so() -> None:
    assert "Promise: by Fri, Dec 18, 9:10 PM; 2 h left at 9:10 PM, Berlin time." in screen(drawn(ticket()))
    answered = ticket(answered_at=WEDNESDAY, state=State.ANSWERED)
    assert "Promise: responded." in screen(card(Row(answered, None, None), Client(ANA), "", (), WEDNESDAY))


def test_a_card_says_who_it_is_in_lines_that_fit_a_phone() -> None:
    block = Block(WEDNESDAY + timedelta(days=1), WEDNESDAY, "sam", "spam")
    known = replace(ANA, card=True, verified_by="kim", block=block)
    others = [ticket(number) for number in range(1002, 1007)]
    client = Client(known, Identity("slack", "T1", "U1"), "es", "Español", "Europe/Madrid", others)
    shown = screen(card(Row(ticket(), None, timedelta(hours=2)), client, "", (), WEDNESDAY))
    assert shown.splitlines()[:4] == [
        "#1001 “My emails dont arive” from Ana",
        "Slack · example.com · verified · card on file · Español",
        "Also open: #1002, #1003, #1004 and 2 more",
        "⛔ Blocked until Thu, Dec 17, 9:10 PM Berlin time by sam: spam",
    ]
    nobody = Client(None, Identity("carrier-pigeon", "", "1"))
    shown = screen(card(Row(ticket(service=""), None, None), nobody, "", (), WEDNESDAY))
    assert shown.startswith("#1001 “My emails dont arive” from (erased)\nCarrier-pigeon\n")


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


def test_a_mere_sign_resolves_nothing_before_it_is_asked() -> None:
    asked = ask_to_resolve(1001)
    assert screen(asked) == "Resolve #1001?\n[Resolve #1001]\n[Show #1001]"
    assert labels(asked) == ["resolve 1001", "show 1001"]


def test_a_form_of_another_thing_than_a_ticket_names_it_and_offers_no_saved_reply() -> None:
    usage = Usage("incident", "update <number> <text>", desk_("tell how it goes"), asks=True)
    form = asking(usage, 3, (SavedReply("mx", "en", "MX records", "Look at the MX"),), "update")
    assert (form.action, len(form.fields)) == ("incident update 3", 1)
    assert "Incident update 3 incident update <number> <text>: tell how it goes" in screen(form)
