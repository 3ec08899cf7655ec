"""Who writes too much at once is read later, who has many tickets sees them first, who is blocked isn't heard."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.model.people import Identity, Role
from bot.core.policy import Policy
from bot.store.sql_store import SqlStore
from bot.workers import timers
from tests import builders
from tests.dialogue import Agent, Client, House, open_house

LIMIT = 4
"""So many messages a minute here, so that a test can be read."""


def strict(**limits: int) -> Policy:
    """The policy with limits that are soon reached."""
    shipped = builders.policy()
    return replace(shipped, limits=replace(shipped.limits, **{"messages_per_minute": LIMIT, **limits}))


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[House]:
    """A desk that takes four messages a minute."""
    with open_house(tmp_path, rules=strict()) as house:
        yield house


def goes_on(house: House, **later: float) -> int:
    """Some time passes, and what waited is taken."""
    house.clock.forward(**later)
    return asyncio.run(timers.go_on(house.engine, timers.Failed()))


def words_on(house: House, number: int) -> list[str | None]:
    """What the client wrote on a ticket, in order."""
    return [entry.text for entry in house.record(number) if entry.kind == "words"]


def in_a_ticket(house: House) -> Client:
    """Somebody with a ticket, who wrote nothing for a while."""
    ana = house.client()
    house.engine.context.policy = builders.policy()
    ana.files()
    house.engine.context.policy = house.policy
    house.clock.forward(minutes=20)
    return ana


# ── Messages ───────────────────────────────────────────────────────────────────────────


def test_words_beyond_the_limit_wait_in_order_and_that_is_said_once(busy: House) -> None:
    ana = in_a_ticket(busy)
    screens = []
    for n in range(1, 8):
        ana.says(f"add: fact {n}")
        screens.append(ana.text)
    assert words_on(busy, 1001)[-LIMIT:] == [f"fact {n}" for n in range(1, 5)]
    assert "That's more than I can read in a minute" in screens[4]
    assert screens[5:] == ["", ""]
    assert goes_on(busy, seconds=59) == 0
    assert goes_on(busy, seconds=1) == 3
    assert words_on(busy, 1001)[-7:] == [f"fact {n}" for n in range(1, 8)]
    ana.says("add: fact 8")
    ana.says("add: fact 9")
    ana.sees("more than I can read")  # three were taken in this minute already
    assert words_on(busy, 1001)[-1] == "fact 8"


def test_what_waited_is_answered_all_at_once(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, LIMIT + 2):
        ana.says(f"add: fact {n}")
    for words in ("when are you open?", "add: fact 6", "add: fact 7"):
        ana.says(words)
    ana.shown = []
    assert goes_on(busy, minutes=1) == LIMIT
    ana.deliver()
    assert len(ana.shown) == 1
    ana.sees("Added to #1001", "We're there now")
    assert words_on(busy, 1001)[-7:] == [f"fact {n}" for n in range(1, 8)]
    ana.says("add: fact 8")
    ana.sees_not("We're there now")


def test_in_another_place_words_that_waited_have_an_answer_of_their_own(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, LIMIT + 2):
        ana.says(f"add: fact {n}")
    elsewhere = replace(ana.address, channel="another")
    ana.house.engine.turn(replace(ana.inbound(text="hello"), address=elsewhere)).result()
    ana.shown = []
    assert goes_on(busy, minutes=1) == 2
    ana.deliver()
    ana.sees("Added to #1001")


def test_a_cooldown_of_the_desk_is_kept(tmp_path: Path) -> None:
    with open_house(tmp_path, rules=strict(cooldown_minutes=10)) as house:
        ana = in_a_ticket(house)
        screens = []
        for n in range(1, 31):
            ana.says(f"add: fact {n}")
            screens.append(ana.text)
        assert len([text for text in screens if text]) == LIMIT + 1
        assert "9:40 PM" in screens[LIMIT], "when it goes on"
        assert goes_on(house, minutes=9) == 0
        assert goes_on(house, minutes=1) == LIMIT


def test_no_more_go_on_in_a_minute_than_may_be_written_in_one(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 12):
        ana.says(f"add: fact {n}")
    assert goes_on(busy, minutes=1) == LIMIT
    ana.says("add: fact 12")  # behind those that wait
    assert goes_on(busy, seconds=30) == 0
    assert goes_on(busy, seconds=30) == 4
    assert words_on(busy, 1001)[-12:] == [f"fact {n}" for n in range(1, 13)]


@pytest.mark.parametrize("told", [True, False])
def test_a_restart_neither_loses_them_nor_forgets_the_limit(tmp_path: Path, told: bool) -> None:
    with open_house(tmp_path, rules=strict()) as house:
        ana = in_a_ticket(house)
        for n in range(1, 7 if told else 5):
            ana.says(f"add: fact {n}")
        at = house.clock.now()
    with open_house(tmp_path, rules=strict()) as again:
        again.clock.at = at + timedelta(seconds=5)
        ana = again.client()
        ana.says("add: last")
        assert ("more than I can read" in ana.text) is not told
        assert words_on(again, 1001)[-1] == "fact 4"
        assert goes_on(again, minutes=1) == (3 if told else 1)
        assert words_on(again, 1001)[-1] == "last"


def test_what_is_delivered_again_waits_once(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 6):
        ana.says(f"add: fact {n}", key=f"message/{n}")
    ana.says("add: fact 5", key="message/5")
    assert goes_on(busy, minutes=1) == 1
    ana.says("add: fact 5", key="message/5")
    assert goes_on(busy, minutes=1) == 0
    assert words_on(busy, 1001).count("fact 5") == 1


def test_words_that_wait_are_changed_and_taken_back(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 8):
        ana.says(f"add: fact {n}")
    ana.edits("add: fact 5", "add: fact five, my password is hunter2")
    ana.edits("add: fact 6", None)
    goes_on(busy, minutes=1)
    assert [text for text in words_on(busy, 1001) if text and "fact" in text][-2:] != []
    kept = words_on(busy, 1001)[-2:]
    assert kept[0] is not None
    assert kept[0].startswith("fact five")
    assert "hunter2" not in kept[0]
    assert kept[1] == "fact 7"


def test_words_that_were_written_long_ago_are_no_flood(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 11):
        ana.says(f"add: fact {n}", at=busy.clock.now() - timedelta(minutes=20 - n))
    assert words_on(busy, 1001)[-1] == "fact 10"
    ana.says("add: now")
    assert words_on(busy, 1001)[-1] == "now"


def test_a_platform_whose_clock_is_ahead_gains_nothing(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 6):
        ana.says(f"add: fact {n}", at=busy.clock.now() + timedelta(hours=n))
    assert words_on(busy, 1001)[-1] == "fact 4"


def test_the_terminal_clicks_and_others_are_spared(busy: House) -> None:
    for n in range(1, 9):
        busy.client("eve", platform="terminal").says(f"hello {n}")
    ana = busy.client()
    for _time in range(LIMIT):
        ana.says("my emails dont arive")
    for _time in range(3):
        ana.clicks("stale")
    ana.sees_not("more than I can read")
    ben = busy.client("ben")
    ben.says("my emails dont arive")
    ben.sees("Mail not arriving")


def test_in_public_too_and_it_is_said_in_private(busy: House) -> None:
    ana = busy.client()
    place, alone = ana.address, replace(ana.address, channel="dm/ana")
    ana.address = replace(place, channel="thread/1")
    for _time in range(LIMIT):
        ana.says("my emails dont arive", private_address=alone)
    ana.says("where is my ticket", private_address=alone)
    ana.sees_not("more than I can read")
    ana.address = alone
    ana.sees("more than I can read")
    assert goes_on(busy, minutes=1) == 1


def test_a_secret_that_waits_isnt_kept_and_a_link_code_never_waits(busy: House) -> None:
    ana = in_a_ticket(busy)
    for n in range(1, 5):
        ana.says(f"add: fact {n}")
    ana.says("add: my password is hunter2")
    ana.says("link ABCD-EFG2")
    ana.sees("code")
    assert isinstance(busy.store, SqlStore)
    with busy.store.read() as unit:
        (held,) = unit.held_due(busy.clock.now() + timedelta(hours=1), 10)
    assert "hunter2" not in str(held.inbound)
    assert goes_on(busy, minutes=1) == 1


def test_one_that_fails_keeps_those_behind_it_waiting_and_others_not(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = in_a_ticket(busy), busy.client("ben")
    for n in range(1, 8):
        ana.says(f"add: fact {n}")
        ben.says(f"hello {n}")
    turn = busy.engine.turn

    def stumbles(inbound: object, held: object = None) -> object:
        if "fact 5" in str(inbound):
            raise ValueError("a mistake of ours")
        return turn(inbound, held)  # type: ignore[arg-type]

    stuck = timers.Failed[int](seconds=lambda: 0.0)
    busy.clock.forward(minutes=1)
    with monkeypatch.context() as patched:
        patched.setattr(type(busy.engine), "turn", lambda _self, inbound, held=None: stumbles(inbound, held))
        assert asyncio.run(timers.go_on(busy.engine, stuck)) == 3
        assert len(stuck.waiting()) == 1
    assert words_on(busy, 1001)[-1] == "fact 4"
    assert asyncio.run(timers.go_on(busy.engine, timers.Failed())) == 3
    assert words_on(busy, 1001)[-3:] == ["fact 5", "fact 6", "fact 7"]


# ── Open tickets ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def small(tmp_path: Path) -> Iterator[House]:
    """A desk on which two open tickets are many, and four as many as there may be."""
    rules = strict(messages_per_minute=1000, open_tickets_shown_from=2, open_tickets_max=4)
    with open_house(tmp_path, rules=rules) as house:
        yield house


def drafts(ana: Client, subject: str) -> None:
    """Go as far as the ticket's last question."""
    ana.says("open a ticket")
    ana.says(subject)
    while ana.field:
        if ana.field == "urgency":
            ana.chooses("Normal")
        else:
            ana.takes("keep")


SUBJECTS = ("mails bounce at our shop", "ftp login is refused", "invoice has a wrong name", "website shows error 500")


def test_who_has_many_open_is_shown_them_and_files_with_one_confirmation(small: House) -> None:
    ana = small.client()
    ana.files(SUBJECTS[0])
    drafts(ana, SUBJECTS[1])
    ana.sees("#1002 is in.")
    drafts(ana, SUBJECTS[2])
    ana.sees(
        "you have 2 open tickets. Does this belong to one of them?", "#1002 “ftp login is refused”", "[Add to #1001"
    )
    ana.says("yes")
    ana.sees("Please choose one of these")
    ana.chooses("File it anyway")
    ana.sees("#1003 is in.")
    drafts(ana, SUBJECTS[3])
    ana.chooses("Add to #1003")
    ana.sees("#1003")
    assert words_on(small, 1003)[-1] == SUBJECTS[3]
    assert len(ana.tickets) == 3


def test_with_as_many_as_there_may_be_none_is_filed_and_staff_know(small: House) -> None:
    ana, sam = small.client(), small.agent()
    for subject in SUBJECTS:
        ana.files(subject)
    sam.deliver()
    sam.shown = []
    drafts(ana, "backup is missing")
    ana.sees("You have 4 open tickets, as many as I can keep for you. Our staff know.", "[Add to #1004")
    ana.sees_not("File it anyway")
    sam.sees("Ana has 4 open tickets and can't file another", "[Show #1004]")
    sam.shown = []
    ana.says("no")
    ana.sees("You have 4 open tickets")
    sam.deliver()
    sam.sees_not("can't file")
    assert len(ana.tickets) == 4
    sam.types("claim 1001")
    sam.types("resolve 1001 Done.")
    ana.says("thanks")
    ana.chooses("File it anyway")
    assert len([ticket for ticket in ana.tickets if ticket.live]) == 4
    assert words_on(small, 1005) == ["backup is missing"]


def test_of_many_the_latest_are_shown(tmp_path: Path) -> None:
    with open_house(tmp_path, rules=strict(messages_per_minute=1000, open_tickets_shown_from=11)) as house:
        ana = house.client()
        for n in range(11):
            ana.files(f"{'abcdefghijk'[n] * 6} is broken")
        drafts(ana, "something else")
        ana.sees("you have 11 open tickets", "#1011", "#1002", "These are the latest")
        ana.sees_not("#1001 ")


# ── Blocked ────────────────────────────────────────────────────────────────────────────


def refusals(house: House) -> int:
    """How many the audit counts."""
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        found = unit.connection.exec_driver_sql("SELECT count(*) FROM audit WHERE act = 'refused: blocked'")
        return int(found.scalar_one())


def kept(house: House) -> str:
    """Everything that the inbox keeps."""
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        return "\n".join(row[0] for row in unit.connection.exec_driver_sql("SELECT words FROM inbox"))


@pytest.mark.both
def test_who_is_blocked_is_told_once_and_not_heard_until_the_day(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("block ana until 2027-01-05 because spam")
    sam.sees("Ana is blocked until Tue, Jan 5, 2027, 12:00 AM Los Angeles time")
    ana.says("buy my pills")
    ana.sees(
        "take no messages from you here", "Tue, Jan 5, 2027, 9:00 AM Berlin time", "The reason that they gave: spam"
    )
    ana.says("buy my pills")
    assert ana.shown == []
    ana.edits("start over", "buy more pills")
    ana.says("my words", key="again")
    ana.says("my words", key="again")
    assert "pills" not in kept(house)
    assert "my words" not in kept(house)
    assert refusals(house) == 4
    ana.opens()
    ana.sees("take no messages")
    assert refusals(house) == 4
    sam.types("show 1001")
    sam.sees("⛔ Blocked until Tue, Jan 5, 2027, 12:00 AM Los Angeles time by sam: spam")
    sam.types("block")
    sam.sees("Ana | Tue, Jan 5, 2027 | sam | spam")
    house.clock.forward(days=20)
    ana.says("my emails dont arive")
    ana.sees("#1001")


def test_a_block_is_taken_off_and_one_that_follows_is_told_anew(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("block #1001 until 2027-01-05 because spam")
    ana.says("hello")
    ana.sees("take no messages")
    sam.types("unblock Ana")
    sam.sees("Ana can write again")
    ana.says("hello")
    ana.sees_not("take no messages")
    sam.types("unblock Ana")
    sam.sees("Ana isn't blocked")
    sam.types("block 1001 until 2027-01-05: spam again")
    ana.says("hello")
    ana.sees("take no messages", "spam again")


def test_clicks_forms_and_files_of_somebody_blocked_arent_taken_either(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    token = ana.shown[-1].all_offers()[0].token
    sam.types("block 1001 until 2027-01-05 because spam")
    ana.clicks(token)
    ana.sees("take no messages")
    answer = house.engine.turn(ana.inbound(token=token, form=(("subject", "pills"),))).result()
    assert (answer.refused, answer.whispered) == (True, True)
    assert refusals(house) == 2
    assert len(ana.tickets) == 1


def test_in_public_nothing_is_said_where_others_read(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("block 1001 until 2027-01-05 because spam")
    alone, ana.address = ana.address, replace(ana.address, channel="thread/1")
    ana.says("buy my pills", private_address=alone)
    assert ana.shown == []
    ana.address = alone
    ana.sees("take no messages")


def test_somebody_is_blocked_who_never_filed_a_ticket(house: House) -> None:
    eve, sam = house.client("U0EVE", platform="slack"), house.agent()
    sam.types("block slack:T1/U0EVE until 2027-01-05 because spam")
    sam.sees("The client is blocked")
    eve.says("hello")
    eve.sees_not("take no messages")  # another workspace's
    eve.address = replace(eve.address, tenant="T1")
    house.engine.turn(replace(eve.inbound(text="hello"), identity=Identity("slack", "T1", "U0EVE"))).result()
    eve.sees("take no messages")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("block ana until 2027-02-30 because spam", "There is no day 2027-02-30. Write one such as 2027-02-28."),
        ("block ana until soon because spam", "There is no day soon. Write one such as 2027-01-05."),
        ("block ana until fridya because spam", "There is no day fridya. Write one such as friday."),
        ("block ana until friday because spam", "Ana is blocked until Fri, Dec 18, 12:00 AM"),
        ("block ana until 7d: spam", "Ana is blocked until Wed, Dec 23"),
        ("block ana until 2020-01-05 because spam", "2020-01-05 is over or has begun"),
        ("block ana until 2026-12-16 because spam", "2026-12-16 is over or has begun"),
        ("block ana until 2027-01-05", "Please write: block"),
        ("block ana", "Please write: block"),
        ("block anna until 2027-01-05 because spam", "No client is called anna. Did you mean Ana?"),
        ("block zzzzz until 2027-01-05 because spam", "No client is called zzzzz. Name them by a ticket"),
        ("block 99 until 2027-01-05 because spam", "There is no ticket #99"),
        ("block % until 2027-01-05 because spam", "No client is called %"),
        ("unblock", "Please write: unblock"),
        ("unblock nobody", "No client is called nobody"),
        ("block", "Nobody is blocked."),
    ],
)
def test_what_cant_be_read_says_what_could_be(house: House, line: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    sam.types(line)
    sam.sees(said)


def test_of_several_of_one_name_none_is_blocked_and_agents_block_nobody(house: House) -> None:
    house.client().files()
    house.client("ana2").files(name="Ana Mora")
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("block ana until 2027-01-05 because spam")
    sam.sees("Nothing was done: several clients are called ana", "#1002, #1001", "[Show #1001]")
    sam.types("block ana mora until 2027-01-05 because spam")
    sam.sees("Ana Mora is blocked")
    for line in ("block 1001 until 2027-01-05 because spam", "unblock ana mora", "block"):
        kim.types(line)
        kim.sees("Only a lead can do that.")


def test_nobody_who_works_here_is_blocked(house: House) -> None:
    sam = house.agent()
    kim = house.agent("kim", Role.AGENT)
    as_client = house.client("kim")
    as_client.files(name="Kim")
    sam.types("block 1001 until 2027-01-05 because spam")
    sam.sees("kim works here")
    assert isinstance(kim, Agent)


def test_a_link_doesnt_free_anybody_and_parting_neither(house: House) -> None:
    ana, eve, sam = house.client(), house.client("eve"), house.agent()
    ana.files()
    eve.files(name="Eve")
    code = eve.shows_code()
    sam.types("block eve until 2027-01-05 because spam")
    ana.says(f"link {code}")
    ana.chooses("Yes")
    ana.says("hello")
    ana.sees("take no messages")


def test_what_waited_of_somebody_blocked_meanwhile_isnt_taken(busy: House) -> None:
    ana, sam = in_a_ticket(busy), busy.agent()
    for n in range(1, 7):
        ana.says(f"add: fact {n}")
    sam.types("block 1001 until 2027-01-05 because spam")
    goes_on(busy, minutes=1)
    assert words_on(busy, 1001)[-1] == "fact 4"
    assert refusals(busy) == 2
    assert goes_on(busy, minutes=10) == 0
