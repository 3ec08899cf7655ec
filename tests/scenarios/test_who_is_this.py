"""Staff see whose ticket it is, what may help, and times in their own zone; figures about them are theirs."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.model.knowledge import Hit
from bot.core.model.people import Address, Role
from bot.core.text.errors import NotSaved
from bot.ports.saved_replies import NoReplies
from bot.store.sql.prepared import Statements
from tests.dialogue import Agent, Client, House
from tests.fakes import FakeSearch


def latest(client: Client) -> int:
    """The number of what somebody filed last."""
    return max(ticket.number for ticket in client.tickets)


def solved(house: House, sam: Agent, name: str, subject: str) -> None:
    """A ticket of somebody else's that was solved."""
    other = house.client(name)
    other.files(subject, name=name.title())
    number = latest(other)
    for line in ("claim {}", "reply {} Look at the log.", "resolve {}"):
        sam.types(line.format(number))


@pytest.mark.both
def test_a_ticket_begins_with_its_client_and_their_other_tickets(house: House) -> None:
    ana, sam = house.client(platform="slack"), house.agent()
    solved(house, sam, "ben", "Website is down")
    for subject in ("one is broken", "two is broken", "three is broken", "four is broken"):
        ana.files(subject)
        number = latest(ana)
        sam.types(f"claim {number}")
        sam.types(f"reply {number} Done.")
        sam.types(f"resolve {number}")
        house.clock.forward(minutes=1)
    ana.says("thanks")
    ana.files("five is broken")
    ana.files("six is broken")
    number = latest(ana)
    sam.types(f"verify {number - 5} 4711")
    sam.types(f"show {number}")
    sam.sees(
        "“six is broken” from Ana\nslack:ana · verified by sam · customer 4711 · no card on file · +49 30 5550123",
        "reads English · their time: 9:14 PM, Berlin time\n",
        "Also open: #1006 “five is broken”\nClosed: #1005 “four is broken”, #1004 “three is broken”, #1003 “two",
    )
    sam.shown = sam.shown[:1]
    assert "#1002" not in sam.text


def test_the_first_words_of_a_long_record_are_shown(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.says("since monday no mail arrives at all")
    ana.files()
    for n in range(25):
        ana.says(f"add: fact {n}")
    sam.types("show 1001")
    sam.sees("earlier entries")
    assert sam.text.index("Client, Wed") < sam.text.index("waiting, 1st in line")


def test_what_may_help_stands_below_and_goes_into_a_reply(house: House) -> None:
    ana, sam = house.client(), house.agent()
    solved(house, sam, "ben", "My emails dont arive at all")
    ana.files()
    sam.types("show 1002")
    sam.sees("Solved, and much like it: #1001 “My emails dont arive at all”", "The article that fits best:")
    sam.types("insert 1002 link mail-not-arriving")
    form = sam.shown[-1].form
    assert form is not None
    assert (form.token, form.fields[0].value) == (
        "!reply 1002",
        "Mail not arriving: https://help.example.com/en/mail-not-arriving",
    )
    sam.types("insert passage mail-not-arriving")
    form = sam.shown[-1].form
    assert form is not None
    assert form.fields[0].value.startswith("Look at the log (Mail not arriving: https://")
    ana.sees_not("Look at the log")
    for line, said in (
        ("insert 1002 link nothing", "There is no article nothing."),
        ("insert 99 link mail-not-arriving", "There is no ticket #99"),
        ("insert 1002 both mail-not-arriving", "Please write: insert"),
    ):
        sam.types(line)
        sam.sees(said)


class Names(NoReplies):
    """Knows the names of an article and of a saved reply."""

    def nearest(self, name: str) -> tuple[str, ...]:
        """Both, whatever the name."""
        return ("mail-not-arriving", "try-again")


def test_an_article_that_there_isnt_gets_the_nearest_one_tap_away(house: House) -> None:
    sam = house.agent()
    house.client().files()
    house.engine.context.replies = Names()
    sam.types("insert 1001 link mail-not-ariving")
    sam.sees("There is no article mail-not-ariving. Did you mean mail-not-arriving?")
    assert "!insert 1001 link mail-not-arriving" in [offer.token for shown in sam.shown for offer in shown.offers]


class Silent(FakeSearch):
    """Finds what nobody is sure of, or fails."""

    broken = False

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """As the other, but unsure."""
        if self.broken:
            raise ValueError("the index is broken")
        return tuple(replace(hit, confidence=0.1) for hit in super().find(text, lang, limit))

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """Nothing is."""
        return tuple(0.0 for _ in others)


@pytest.mark.parametrize("broken", [False, True])
def test_what_surely_helps_is_shown_or_nothing_and_the_command_is_done(house: House, broken: bool) -> None:
    search = Silent()
    house.client().files()
    house.engine.context.search = search
    sam = house.agent()
    search.broken = broken
    sam.types("claim")
    sam.sees("#1001 is yours")
    sam.sees_not("The article that fits best", "Solved, and much like it")
    sam.types("mine")
    sam.sees("sam has it")


def test_a_desk_that_closes_gives_the_answer_that_it_has(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.client().files()
    sam = house.agent()

    def closing(_self: object, _work: object) -> object:
        raise NotSaved("the desk is closing")

    monkeypatch.setattr(type(house.engine), "beside", closing)
    sam.types("claim")
    sam.sees("#1001 is yours")


def test_each_reads_times_where_they_are(house: House) -> None:
    house.client().files()
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("zone")
    sam.sees("You read times in Los Angeles time")
    sam.types("zone Tokyo")
    sam.sees("You read times in Tokyo time, where it is 5:10 AM.", "the desk's clock: Los Angeles time")
    sam.types("show 1001")
    sam.sees("Thu, Dec 17, 5:10 AM", "Tokyo time")
    kim.types("show 1001")
    kim.sees("Wed, Dec 16, 12:10 PM", "Los Angeles time")
    house.agent()  # on the list once more, as with another identity
    sam.types("zone")
    sam.sees("Tokyo time")
    sam.types("zone desk")
    sam.sees("Los Angeles time")
    sam.types("zone ist")
    sam.sees("“ist” has several zones: Asia/Kolkata")
    sam.types("zone nowhere at all")
    sam.sees("I know no zone “nowhere at all”")


def test_a_card_is_drawn_from_few_rows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.client()
    ana.files()
    board = Address("slack", "T1", "C9")
    asked: list[str] = []
    execute = Statements.execute

    def counting(self: Statements, wire: object, statement: object, values: object) -> object:
        asked.append(type(statement).__name__)
        return execute(self, wire, statement, values)  # type: ignore[arg-type]

    monkeypatch.setattr(Statements, "execute", counting)
    ana.says("add: one")
    before = len(asked)
    house.store.write(lambda unit: unit.open_room(board, cards=True)).result()
    asked.clear()
    ana.says("add: two")
    assert len(asked) - before <= CARD_STATEMENTS_MAX, asked


CARD_STATEMENTS_MAX = 8
"""What a board with a card and its thread adds to a turn: few rows, each found by its key."""


def test_figures_about_people_are_off_unless_the_policy_turns_them_on_and_then_theirs(house: House) -> None:
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("figures kim")
    sam.sees("The policy keeps figures about single people off")
    policy = house.engine.context.policy
    house.engine.context.policy = replace(policy, privacy=replace(policy.privacy, staff_figures=True))
    solved(house, kim, "ben", "Website is down")
    house.client().files()
    kim.types("claim 1002")
    kim.types("ask 1002 Since when?")
    for agent, line, said in (
        (kim, "figures", "kim, last 30 days: 2 tickets answered, 1 of them solved."),
        (kim, "figures kim", "kim, last 30 days"),
        (kim, "figures sam", "shown to them and to leads only"),
        (kim, "figures nobody", "shown to them and to leads only"),
        (sam, "figures kim", "kim, last 30 days: 2 tickets answered, 1 of them solved."),
        (sam, "figures", "sam, last 30 days: 0 tickets answered, 0 of them solved."),
        (sam, "figures kin", "Nobody on the desk is called kin. Did you mean kim?"),
    ):
        agent.types(line)
        agent.sees(said)
    house.clock.forward(days=31)
    kim.types("figures")
    kim.sees("0 tickets answered")
