"""A board: one card for each ticket, renewed in place, its thread the ticket's staff side; and talks in public."""

from dataclasses import replace

from bot.core.model.outbox import Outgoing, OutKind, Sent
from bot.core.model.people import Address, Identity
from bot.ports import UnitOfWork
from bot.ports.inbound import Inbound
from tests.dialogue import Client, House, text_of

BOARD = Address("test", "", "board")


def rows(house: House, address: Address = BOARD) -> list[Outgoing]:
    """What goes out to an address; each is sent, with its own id as receipt."""
    found: list[Outgoing] = []
    now = house.clock.now()

    def take(unit: UnitOfWork) -> bool:
        leased = unit.lease([address], now, now, 10)
        for out in leased:
            edited = out.posted if out.kind is OutKind.UPDATE else None
            unit.settle(out, Sent(edited.receipt if edited else str(out.id)), now, None)
            found.append(out)
        return bool(leased)

    while house.store.write(take).result():
        pass
    return found


def board(house: House) -> None:
    """Open a board."""
    house.store.write(lambda unit: unit.open_room(BOARD, cards=True)).result()


def texts(found: list[Outgoing]) -> list[str]:
    """What rows say."""
    return [text_of(out.shown) for out in found]


def test_every_change_renews_the_same_card(house: House) -> None:
    board(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    (first,) = rows(house)
    assert (first.kind, first.key, first.posted) == (OutKind.UPDATE, "ticket/1001", None)
    sam.types("claim 1001")
    (second,) = rows(house)
    assert second.posted is not None
    assert "sam has it" in texts([second])[0]


def test_what_both_sides_say_goes_under_the_card(house: House) -> None:
    board(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim 1001")
    rows(house)
    sam.types("reply 1001 Try again")
    ana.says("add: it says 550")
    under = [out for out in rows(house) if out.kind is OutKind.UNDER]
    assert [("Try again" in text, "550" in text) for text in texts(under)] == [(True, False), (False, True)]


def test_the_owners_own_room_hears_of_it_too(house: House) -> None:
    board(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim 1001")
    sam.shown = []
    ana.says("add: it says 550")
    sam.sees("it says 550")


def test_what_is_typed_under_a_card_is_a_note(house: House) -> None:
    board(house)
    ana = house.client()
    house.agent()
    ana.files()
    (card,) = rows(house)
    who = Identity("test", "", "sam")
    answer = house.engine.remark(who, BOARD, str(card.id), "k1", "the spam filter, I think").result()
    assert answer is not None
    assert "Noted on #1001" in text_of(answer.shown)
    assert all(out.kind is OutKind.UPDATE for out in rows(house))  # it stands there already
    assert house.engine.remark(who, BOARD, "nothing", "k2", "hello").result() is None
    stranger = house.engine.remark(Identity("test", "", "bo"), BOARD, str(card.id), "k3", "hello").result()
    assert stranger is not None
    assert "for the desk's staff" in text_of(stranger.shown)
    notes = [entry.text for entry in house.record(1001) if entry.kind.value == "note"]
    assert notes == ["the spam filter, I think"]


def test_a_platform_with_forms_is_asked_for_the_words(house: House) -> None:
    house.client().files()
    sam = house.agent()
    answer = house.engine.command(Identity("test", "", "sam"), sam.address, "k1", "reply 1001", forms=True).result()
    assert answer.shown.form is not None
    assert answer.shown.form.token == "!reply 1001"
    sam.types("reply 1001")
    sam.sees("Please write: reply")


# ── In public ──────────────────────────────────────────────────────────────────────────

THREAD = Address("test", "", "general/1")


def publicly(house: House, ana: Client, key: str, **event: object) -> str:
    """Something in a thread; what the thread then shows."""
    inbound = Inbound(THREAD, ana.identity, key, private_address=ana.address, **event)  # type: ignore[arg-type]
    house.engine.turn(inbound).result()
    return "\n".join(texts(rows(house, THREAD)))


def test_articles_are_for_everyone_and_tickets_are_not(house: House) -> None:
    ana = house.client()
    ana.files()
    assert "I found 3 articles" in publicly(house, ana, "p1", text="mail is gone again")
    for number, asked in enumerate(("status", "show 1001", "my tickets", "any news?")):
        ana.shown = []
        shown = publicly(house, ana, f"p2{number}", text=asked)
        assert shown.startswith("I've answered you in private")
        assert "1001" not in shown
        ana.sees("1001")


def test_the_question_moves_over_with_its_words(house: House) -> None:
    ana = house.client()
    publicly(house, ana, "p1", text="mail is gone")
    assert "in private" in publicly(house, ana, "p2", text="none of these")
    ana.sees("I'll open a ticket with what you wrote", "mail is gone")
    ana.submits(subject="mail is gone", urgency="normal", name="Ana")
    assert house.record(1001)[0].text == "mail is gone"


def test_what_is_under_way_in_the_direct_message_isnt_disturbed(house: House) -> None:
    ana = house.client()
    ana.says("talk to a person")
    ana.says("My screen is blue")
    publicly(house, ana, "p1", text="mail is gone")
    ana.shown = []
    publicly(house, ana, "p2", text="none of these")
    ana.sees("What do you see?")
    assert replace(ana.inbound(), key="x").private_address is None


def test_a_public_event_twice_is_one_turn(house: House) -> None:
    ana = house.client()
    assert publicly(house, ana, "p1", text="mail is gone")
    assert publicly(house, ana, "p1", text="mail is gone") == ""
    ana.files()
    assert publicly(house, ana, "p2", text="status")
    assert publicly(house, ana, "p2", text="status") == ""
