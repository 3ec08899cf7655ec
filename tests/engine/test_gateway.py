"""What adapters ask of the desk: every event is routed by the desk itself, in one turn, and nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.core.client_view.notices import NOT_SAVED
from bot.core.model.outbox import TALK, Sent
from bot.core.model.people import Address, Identity, Role
from bot.core.text.errors import NotSaved
from bot.core.text.surface import LocalizedQuote
from bot.engine.gateway import EngineGateway
from bot.ports.inbound import Answer, Inbound
from tests.dialogue import House, open_house, text_of

ANA, SAM = Identity("test", "T1", "ana"), Identity("test", "T1", "sam")
_keys = count(1)


@dataclass
class Person:
    """Somebody on a platform with forms: each event in its own turn."""

    gateway: EngineGateway
    who: Identity
    place: Address

    def inbound(self, **event: Any) -> Inbound:
        """What they do."""
        return Inbound(self.place, self.who, f"k{next(_keys)}", lang="en", forms=True, **event)

    def says(self, text: str) -> Answer:
        """Type a message."""
        return self.gateway.turn(self.inbound(text=text)).result()

    def clicks(self, answer: Answer, label: str) -> Answer:
        """Take a choice of an answer."""
        [token] = [each.token for each in answer.shown.all_offers() if each.label.startswith(label)]
        return self.gateway.clicked(self.inbound(token=token)).result()

    def sends(self, answer: Answer, *, in_place: bool = False, **values: str) -> Answer:
        """Send the form of an answer."""
        assert answer.shown.form
        typed = tuple((field.name, values.get(field.name, field.value)) for field in answer.shown.form.fields)
        event = self.inbound(token=answer.shown.form.token, form=typed, in_place=in_place)
        return self.gateway.submitted(event).result()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A desk with one lead."""
    with open_house(tmp_path) as house:
        house.store.write(lambda unit: unit.add_staff("sam", Role.LEAD, SAM)).result()
        yield house


@pytest.fixture
def ana(house: House) -> Person:
    """A client."""
    return Person(EngineGateway(house.engine), ANA, Address("test", "T1", "ana"))


@pytest.fixture
def sam(house: House) -> Person:
    """Staff, who writes from the same place as any client would."""
    return Person(EngineGateway(house.engine), SAM, Address("test", "T1", "sam"))


def filed(ana: Person) -> Answer:
    """The shortest way to a ticket."""
    asked = ana.clicks(ana.says("my emails dont arive"), "None of these")
    return ana.sends(asked, urgency="normal", name="Ana")


def waiting(house: House, place: Address) -> int:
    """Messages that wait to be sent there."""
    with house.store.read() as unit:
        rows = unit.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT count(*) FROM outbox WHERE channel = ? AND state = 'waiting'", (place.channel,)
        )
        return int(rows.scalar_one())


def test_a_choice_goes_to_the_client_or_to_staff_by_what_it_is(ana: Person, sam: Person) -> None:
    assert "#1001" in text_of(filed(ana).shown)
    queue = sam.gateway.ordered(sam.inbound(text="queue")).result()
    assert queue.whispered
    assert "#1001 is yours" in text_of(sam.clicks(queue, "Claim").shown)
    refused = ana.gateway.clicked(ana.inbound(token="!claim 1001")).result()
    assert (refused.refused, refused.whispered) == (True, True)


def test_a_command_of_its_own_name_is_the_same_line(ana: Person, sam: Person) -> None:
    filed(ana)
    assert "#1001 is yours" in text_of(sam.gateway.ordered(sam.inbound(text="1001"), "claim").result().shown)
    assert "Hello sam" in text_of(sam.gateway.ordered(sam.inbound()).result().shown)


def test_staffs_words_in_a_form_follow_its_command_and_come_back(ana: Person, sam: Person) -> None:
    filed(ana)
    sam.gateway.ordered(sam.inbound(text="claim 1001")).result()
    asked = sam.gateway.clicked(sam.inbound(token="!reply 1001")).result()
    assert asked.form
    answer = sam.sends(asked, text="Try again please")
    assert "on its way" in text_of(answer.shown)
    assert LocalizedQuote("Try again please") in answer.shown.blocks


def test_the_panels_choice_is_a_form_and_its_question_a_turn(ana: Person) -> None:
    asked = ana.gateway.clicked(ana.inbound(token="ask")).result()
    assert asked.reopened
    assert asked.form
    assert "I found 3 articles" in text_of(ana.sends(asked, text="my emails dont arive").shown)


def test_about_anothers_message_only_its_link_is_asked_with(ana: Person) -> None:
    asked = ana.gateway.question(ana.inbound(), "https://x/1")
    assert [field.value for field in asked.shown.form.fields] == ["", "https://x/1"]  # type: ignore[union-attr]


def test_a_forms_button_opens_it_in_one_turn_and_sends_nothing(house: House, ana: Person) -> None:
    asked = ana.clicks(ana.says("my emails dont arive"), "None of these")
    token, before = asked.shown.form.token, waiting(house, ana.place)  # type: ignore[union-attr]
    opened = ana.gateway.opened_form(ana.inbound(token=token)).result()
    assert (bool(opened.form), opened.reopened, waiting(house, ana.place)) == (True, True, before)
    assert ana.gateway.opened_form(ana.inbound(token="1.1:form")).result().form, (
        "an older button opens what is asked now"
    )


def test_a_forms_button_of_a_talk_that_asks_nothing_is_answered_in_the_same_turn(house: House, ana: Person) -> None:
    asked = ana.clicks(ana.says("my emails dont arive"), "None of these")
    ana.sends(asked, urgency="normal", name="Ana")
    before = waiting(house, ana.place)
    late = ana.gateway.opened_form(ana.inbound(token=asked.shown.form.token)).result()  # type: ignore[union-attr]
    assert (late.shown.form, late.stale, waiting(house, ana.place)) == (None, True, before + 1)


def test_what_was_typed_stays_in_a_form_that_isnt_taken(ana: Person) -> None:
    asked = ana.clicks(ana.says("my emails dont arive"), "None of these")
    again = ana.sends(asked, in_place=True, urgency="normal", name="Ana " * 100)
    assert not again.whispered
    assert again.shown.form is not None
    kept = {field.name: field.value for field in again.shown.form.fields}
    assert (kept["name"], "urgency" in kept) == ("Ana " * 100, False)


@pytest.mark.parametrize("in_place", [True, False])
def test_what_was_typed_into_a_form_from_earlier_is_quoted(ana: Person, in_place: bool) -> None:
    asked = ana.clicks(ana.says("my emails dont arive"), "None of these")
    ana.sends(asked, urgency="normal", name="Ana")
    late = ana.sends(asked, in_place=in_place, urgency="normal", name="Ana", symptoms="a long story")
    assert late.whispered
    assert LocalizedQuote("a long story") in late.shown.blocks
    assert (late.shown.offers, late.shown.form) == ((), None), "the talk's own message has them"


def test_an_answer_that_couldnt_be_shown_is_sent(house: House, ana: Person, sam: Person) -> None:
    public = Address("test", "T1", "lobby/1")
    command = replace(sam.inbound(text="queue"), address=public, private_address=sam.place)
    answer = sam.gateway.ordered(command).result()
    sam.gateway.tell(command, answer).result()
    assert (waiting(house, sam.place), waiting(house, public)) == (1, 0)
    opened = ana.gateway.turn(ana.inbound()).result()
    ana.gateway.tell(ana.inbound(), opened).result()
    now = house.clock.now()
    [row] = house.store.write(lambda unit: unit.lease([ana.place], now, now + timedelta(minutes=1), 5)).result()
    assert row.key == TALK, "it is the talk's latest message"


def test_who_is_no_conversations_reader_reads_what_the_desk_speaks(ana: Person) -> None:
    assert [ana.gateway.said(NOT_SAVED, lang).lang for lang in ("de-DE", "es_ES", "fr", "")] == ["de", "es", "en", "en"]


def test_a_desk_that_is_closing_says_so(house: House, ana: Person) -> None:
    house.engine.close()
    with pytest.raises(NotSaved):
        ana.gateway.places("test", "T1")


def test_what_a_backfill_asks_is_read_and_writes_nothing(house: House, ana: Person) -> None:
    filed(ana)
    house.store.write(lambda unit: unit.open_room(Address("test", "T1", "board"), cards=True)).result()
    commits = house.store.commits  # type: ignore[attr-defined]
    places = ana.gateway.places("test", "T1").result()
    assert (list(places.cards), ana.place in places.talks) == ([], True)
    assert ana.gateway.latest_key("test", "T1", "k").result()
    assert ana.gateway.writer("test", "T1", ana.gateway.latest_key("test", "T1", "k").result()).result() == ANA
    assert ana.gateway.writer("test", "T1", "unknown").result() is None
    assert ana.gateway.opener(ana.place).result() == ANA
    assert ana.gateway.opener(Address("test", "T1", "nobody")).result() is None
    assert ana.gateway.stands_at(ana.place).result() == ""
    assert house.store.commits == commits  # type: ignore[attr-defined]


def test_where_a_talk_stands_is_the_platforms_own_id(house: House, ana: Person) -> None:
    ana.says("my emails dont arive")
    now = house.clock.now()
    [row] = house.store.write(lambda unit: unit.lease([ana.place], now, now + timedelta(minutes=1), 1)).result()
    assert row.key == TALK
    house.store.write(lambda unit: unit.settle(row, Sent("C1/5"), now, None)).result()
    assert ana.gateway.stands_at(ana.place).result() == "C1/5"
