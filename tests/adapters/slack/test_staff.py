"""Staff in Slack: commands, buttons, a card for each ticket with its thread, and clients on other platforms."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.people import Identity, Role
from bot.core.policy import Pings
from bot.store.admin.erase import erase
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import Scene, User, play
from tests.dialogue import Client


def card(it: Scene, number: int = 1001) -> dict[str, object]:
    """The card of a ticket; there is exactly one."""
    found = [
        message
        for message in it.slack.posts(STAFF_CHANNEL)
        if not message.get("thread_ts") and f"#{number}" in words(message["blocks"])
    ]
    assert len(found) == 1
    return found[0]


def thread(it: Scene, number: int = 1001) -> list[str]:
    """What stands under the card."""
    ts = card(it, number)["ts"]
    return [words(message["blocks"]) for message in it.slack.posts(STAFF_CHANNEL) if message.get("thread_ts") == ts]


async def in_thread(it: Scene, who: User, text: str, number: int = 1001) -> None:
    """Type something under a card."""
    more = {"channel": STAFF_CHANNEL, "channel_type": "channel", "thread_ts": card(it, number)["ts"]}
    assert await it.event(who.message(text, **more)) == 200


def test_every_command_of_the_desk_answers(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        for line, said in (
            ("queue", "One ticket is waiting"), ("mine", "no ticket"), ("show 1001", "my emails dont arive"),
            ("note 1001 look at this", "Noted"), ("urgency 1001 high all down", "changed"), ("why 1001", "filed"),
            ("appointments", ""), ("help", "Command"), ("claim 1001", "is yours"), ("ask 1001 Which one?", "Asked"),
            ("release 1001", "released"), ("resolve 1001 Fixed it", "resolved"), ("reopen 1001 not yet", "open again"),
            ("merge 1001 1001", "itself"), ("move 1001 1 because", "already"), ("work 1001 helpdesk 5 x", ""),
            ("confirm 1001", ""), ("exception 1001", "Please write"), ("outcome 1001 called", ""),
            ("nonsense", "Type help"), ("", "Hello sam"),
        ):  # fmt: skip
            answer = await sam.types(f"/desk {line}".strip())
            assert said in answer or sam.last is None, (line, answer)

    on_slack(story)


def test_everyone_else_gets_the_same_refusal(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        said = {await ana.types(line) for line in ("/claim", "/claim 1001", "/desk", "/desk reply 1001 x", "/desk why")}
        assert len(said) == 1
        assert "This is for the desk's staff" in said.pop()

        await ana.presses({"action_id": "choose.0", "value": "!claim 1001"}, STAFF_CHANNEL, card(it))
        assert "This is for the desk's staff" in words(it.slack.ephemeral[-1]["blocks"])
        await ana.presses({"action_id": "choose.0", "value": "!reply 1001"}, STAFF_CHANNEL, card(it))
        assert "This is for the desk's staff" in words(it.slack.ephemeral[-1]["blocks"])
        await in_thread(it, ana, "I am no staff")
        assert "This is for the desk's staff" in words(it.slack.ephemeral[-1]["blocks"])
        assert "I am no staff" not in [entry.text for entry in it.house.record(1001)]

    on_slack(story)


def test_a_member_of_another_team_is_nobody_here(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        lead = it.staff()
        assert "on the desk" in await lead.types("/desk staff add kim agent slack T2/UKIM")
        assert "This is for the desk's staff" in await it.user("UKIM").types("/desk queue")
        assert "on the desk" in await lead.types("/desk staff add kim agent slack T1/UKIM")
        assert "One ticket" in await it.user("UKIM").types("/desk queue") or "Nobody" in await it.user("UKIM").types(
            "/desk queue"
        )

    on_slack(story)


@pytest.mark.parametrize("who", ["slack UKIM", "slack <@UKIM>", "<@UKIM|kim.the.second>", "slack ukim"])
def test_who_is_put_on_the_list_works_here_from_then_on(on_slack: Play, who: str) -> None:
    async def story(it: Scene) -> None:
        lead = it.staff()
        assert "on the desk" in await lead.types(f"/desk staff add kim agent {who}")
        assert "Hello kim (agent)" in await it.user("UKIM").types("/desk")
        assert "off the list" in await lead.types("/desk staff remove kim")
        assert "This is for the desk's staff" in await it.user("UKIM").types("/desk")

    on_slack(story)


def test_what_would_open_nothing_is_not_said_to_be_on_the_list(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        lead = it.staff()
        for wrong in ("slack kim", "slack C0GENERAL", "slak UKIM", "discord 123", "slack T1/kim"):
            said = await lead.types(f"/desk staff add kim agent {wrong}")
            assert "on the desk" not in said
            assert "There is no platform" in said or "is no user's id" in said
        assert "kim" not in await lead.types("/desk staff")

    on_slack(story)


def test_one_card_per_ticket_renewed_in_place(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        sam.sees("#1001", "waiting", "24 h left at", "[Claim #1001]", on=words(card(it)["blocks"]))
        await sam.clicks("Claim", channel=STAFF_CHANNEL, message=card(it))
        assert "is yours" in words(it.slack.ephemeral[-1]["blocks"])
        sam.sees("sam has it", "[Reply]", on=words(card(it)["blocks"]))

        it.house.clock.forward(hours=25)
        await it.settled()
        assert it.house.fire()
        await it.settled()
        sam.sees(" left at", on=words(card(it)["blocks"]))
        assert any("of the promise is used" in said for said in thread(it)), thread(it)

        await sam.types("/desk resolve 1001 All well now")
        sam.sees("solved", on=words(card(it)["blocks"]))

    on_slack(story)


def test_staffs_group_is_pinged_for_what_the_policy_names(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        context = it.house.engine.context
        context.policy = replace(context.policy, pings=Pings(new_ticket=True))
        ana = it.user()
        await ana.files()
        posted = it.slack.posts(STAFF_CHANNEL)[0]
        assert str(posted["text"]).startswith("<!subteam^S0STAFF> ")
        (called,) = posted["blocks"][0]["elements"][0]["elements"]
        assert called == {"type": "usergroup", "usergroup_id": "S0STAFF"}
        await ana.writes("it says 550")
        assert all("subteam" not in str(message["text"]) for message in it.slack.posts(STAFF_CHANNEL)[1:])

    play(tmp_path, story, staff_group="S0STAFF")


def test_the_thread_is_the_staff_side(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await in_thread(it, sam, "looks like the spam filter")
        assert "Noted on #1001" in words(it.slack.ephemeral[-1]["blocks"])
        assert [e.text for e in it.house.record(1001) if e.kind.value == "note"] == ["looks like the spam filter"]
        assert "spam filter" not in " ".join(words(m["blocks"]) for m in it.slack.posts(ana.channel))
        assert thread(it) == []  # it stands there already

        await ana.writes("add: it says 550")
        assert any("550" in said for said in thread(it))
        await sam.types("/desk reply 1001 Try again please")
        assert any("sam replied" in said and "Try again please" in said for said in thread(it))
        await sam.types("/desk note 1001 from elsewhere")
        assert any("from elsewhere" in said for said in thread(it))

    on_slack(story)


def test_a_case_takes_three_lines_without_a_number(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/claim")
        assert "Your reply to #1001 is on its way" in await sam.types("/desk reply Try it now")
        ana.sees("sam answered #1001", "Try it now")
        assert await sam.types("/desk note") == "", "a form asks for the words"
        await sam.submits(text="she called before")
        assert "#1001 is resolved" in await sam.types("/desk res")
        assert "sam has #1001" not in await sam.types("/desk overdue")

    on_slack(story)


def test_two_claim_at_once_one_owner_and_the_other_is_told(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo, sam, kim = it.user(), it.user("U2"), it.staff(), it.staff("kim", "UKIM", Role.AGENT)
        await ana.files()
        await bo.files("no mail either")
        first, second = await asyncio.gather(sam.types("/claim 1001"), kim.types("/claim 1001"))
        won, lost = (first, second) if "is yours" in first else (second, first)
        assert "#1001 is yours" in won
        assert "has claimed #1001" in lost
        assert "[Claim #1002]" in lost

    on_slack(story)


def test_a_double_click_claims_once(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await asyncio.gather(*(sam.clicks("Claim", STAFF_CHANNEL, card(it)) for _time in range(2)))
        said = sorted(words(note["blocks"]).partition("\n")[0] for note in it.slack.ephemeral)
        assert said == ["#1001 is yours already.", "#1001 is yours. It was 1st in line."]

    on_slack(story)


def test_a_slack_client_served_from_the_terminal(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, kim = it.user(), it.house.agent("kim")
        await ana.files()
        kim.types("reply 1001 Hello from the terminal")
        await it.settled()
        ana.sees("kim answered", "Hello from the terminal")
        await ana.writes("thanks, but no")
        kim.sees("1001")

    on_slack(story)


def test_a_terminal_client_served_in_slack(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        bo, sam = await asyncio.to_thread(_filed_elsewhere, it), it.staff()
        await it.settled()
        sam.sees("#1001", "waiting", on=words(card(it)["blocks"]))
        await sam.types("/claim 1001")
        await sam.clicks("Reply", channel=STAFF_CHANNEL, message=card(it))
        await sam.submits(text="Hello from Slack")
        bo.sees("sam answered", "Hello from Slack")
        await asyncio.to_thread(bo.says, "add: it still fails")
        await it.settled()
        assert any("it still fails" in said for said in thread(it))

    on_slack(story)


def _filed_elsewhere(it: Scene) -> Client:
    bo = it.house.client("bo", platform="terminal")
    bo.files("mail is gone")
    return bo


def test_a_long_record_comes_in_several_answers(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        for number in range(6):
            await ana.writes(f"add: {number} " + "long words " * 400)
        shown = await sam.types("/desk show 1001")
        rest = "".join(words(note["blocks"]) for note in it.slack.ephemeral)
        assert all(f"{number} long words" in shown + rest for number in range(6))
        assert buttons(it.slack.ephemeral[-1]["blocks"])

    on_slack(story)


def test_without_a_staff_channel_there_are_no_cards(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        await it.user().files()
        assert it.slack.posts(STAFF_CHANNEL) == []
        assert it.house.store.write(lambda unit: unit.card_channels()).result() == ()

    on_slack(story, staff_channel="")


def test_what_staff_wrote_goes_when_its_client_is_erased(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.writes("I am staff, and a client too")
        await sam.types("/desk reply 1001 Dear Flamingo, try again")
        await in_thread(it, sam, "Flamingo is a friend of the boss")
        await ana.writes("add: I am Flamingo", files=[{"id": "F1", "name": "Flamingo.png"}])
        store = it.house.store
        await asyncio.to_thread(erase, store, Identity("slack", "T1", "U1"), it.house.clock.now())  # type: ignore[arg-type]

        def everything(unit: Any) -> str:
            names = [row[0] for row in unit.connection.exec_driver_sql(TABLES)]
            found = (unit.connection.exec_driver_sql(f"SELECT * FROM {name}") for name in names)  # noqa: S608 (our names)
            return str([[tuple(row) for row in rows] for rows in found])

        left = store.write(everything).result()
        assert "Flamingo" not in left
        assert "'U1'" not in left
        assert "D1/" not in left

    on_slack(story)


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'al%'"
