"""Ways that many stories go, and what they look at in the store: nothing here depends on wording."""

from collections.abc import Sequence
from itertools import count

from bot.core.model.appointment import Appointment
from bot.core.model.record import StoredEntry
from bot.core.model.tickets import Ticket
from bot.core.text.surface import LocalizedReply, Para, Run
from tests.adapters.conformance.driver import Ability, Driver, Offer, Person, Shown

QUESTION = "my emails dont arive since yestrday"
ANSWERS = {"subject": "No mail", "service": "", "symptoms": "", "urgency": "normal", "name": "Ana"}
"""What is answered where nothing else stands there or is said."""
STEPS_MAX = 12
"""No form or list of ours takes more steps."""


async def asks_for_a_form(person: Person, text: str = QUESTION) -> None:
    """Ask, and find that no article helps."""
    await person.writes(text)
    await person.takes("none")
    assert person.form


async def opens_a_form(person: Person, text: str = QUESTION) -> Offer:
    """Ask for a ticket in words, and open its form by the button below the question."""
    await person.writes(text)
    await person.writes("talk to a person")
    offer = person.shown[-1].offer("form")
    await person.takes("form")
    assert person.form
    return offer


def asked(person: Person) -> dict[str, str]:
    """What the form that is open asks for, with what stands there already."""
    return {question.name: question.value for question in person.form}


async def fills_in(it: Driver, person: Person, **values: str) -> None:
    """Answer the form that is open, and file the ticket where that is asked about."""
    await answers(it, person, **values)
    if "file" in person.shown[-1].actions:
        await person.takes("file")


async def answers(it: Driver, person: Person, **values: str) -> None:
    """Answer the form that is open: at once where there are forms, else question by question."""
    if Ability.FORMS in it.abilities:
        known = {name: value or ANSWERS[name] for name, value in asked(person).items()}
        await person.submits(**{name: values.get(name, value) for name, value in known.items()})
    else:
        for _step in range(STEPS_MAX):
            if not person.form:
                break
            await _answers(person, values)


async def _answers(person: Person, values: dict[str, str]) -> None:
    (question,) = person.form
    given = values.get(question.name, "")
    if question.options:
        await person.takes(f"set.{given or ANSWERS[question.name]}")
    elif given:
        await person.writes(given)
    elif "keep" in person.shown[-1].actions:
        await person.takes("keep")
    else:
        await person.writes(ANSWERS[question.name])


async def files(it: Driver, person: Person, text: str = QUESTION, **values: str) -> Ticket:
    """Go the shortest way to a ticket."""
    number = next(number for number in count(1001) if find(it, number) is None)
    await asks_for_a_form(person, text)
    await fills_in(it, person, **values)
    return ticket(it, number)


def find(it: Driver, number: int) -> Ticket | None:
    """A ticket, if there is one of that number."""
    with it.house.store.read() as unit:
        return unit.ticket(number)


def ticket(it: Driver, number: int = 1001) -> Ticket:
    """A ticket that there is."""
    found = find(it, number)
    assert found is not None, f"no ticket #{number}"
    return found


def record(it: Driver, number: int = 1001) -> list[StoredEntry]:
    """A ticket's record."""
    return it.house.record(number)


def texts(it: Driver, number: int = 1001) -> list[str]:
    """What stands on a ticket's record."""
    return [entry.text or "" for entry in record(it, number)]


def call(it: Driver, number: int = 1001) -> Appointment | None:
    """A ticket's appointment."""
    with it.house.store.read() as unit:
        return unit.call(number)


def says(it: Driver, person: Person, text: str) -> int:
    """The desk has something to say to somebody; the number of the message in the outbox."""
    now, reply = it.house.clock.now(), LocalizedReply((Para((Run(text),)),))
    send = it.house.store.write(lambda unit: unit.send(None, person.address, reply, now)).result()
    return send()


def said_to(person: Person, *among: str) -> list[str]:
    """Which of these messages stand before somebody, in the order in which they came; one that came twice twice."""
    return [each.text.strip() for each in person.shown if each.text.strip() in among]


def waiting(it: Driver) -> int:
    """How many messages still wait to be sent."""
    query = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
    with it.house.store.read() as unit:
        return int(unit.connection.exec_driver_sql(query).scalar())  # type: ignore[attr-defined]


def everything(shown: Sequence[Shown]) -> str:
    """All that stands there."""
    return "\n".join(each.text for each in shown)
