"""App Home: a client's tickets and how to ask; for staff, what there is to do. What is done there renews it."""

from typing import Any

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User


async def opens(it: Scene, who: User) -> str:
    """Somebody looks at App Home; what they read."""
    await it.event({"type": "app_home_opened", "user": who.id, "channel": who.channel, "tab": "home"})
    return words(it.slack.homes[who.id]["blocks"]).replace("\u00a0", " ")


async def clicks(it: Scene, who: User, label: str) -> None:
    """Click something there."""
    home: dict[str, Any] = {"channel": None, "message": None, "response_url": "", "container": {"type": "view"},
                            "view": {"id": "VH", "type": "home"}}  # fmt: skip
    pressed = who.button(label, it.slack.homes[who.id]["blocks"])
    await who.presses(pressed, "", {"ts": ""}, home)


def test_a_question_can_be_asked_from_there(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        ana.sees("You have no open ticket", "[Get help]", on=await opens(it, ana))
        await clicks(it, ana, "Get help")
        await ana.submits(text="my emails dont arive")
        ana.sees("I found 3 articles")

    on_slack(story)


def test_what_a_client_does_there_renews_it(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/desk claim 1001")
        await sam.types("/desk reply 1001 Try it once more.")
        ana.sees("answered", "[That solved it]", on=await opens(it, ana))
        await clicks(it, ana, "That solved it")
        ana.sees("You have no open ticket", on=words(it.slack.homes[ana.id]["blocks"]))

    on_slack(story)


def test_staff_find_what_there_is_to_do_and_act_in_a_modal(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        shown = await opens(it, sam)
        sam.sees("Late", "Calls", "Yours", "You have no ticket", "The line", "1st · #1001", on=shown)
        await clicks(it, sam, "Claim #1001")
        sam.sees("#1001 is yours", on=words(sam.modal["blocks"]))
        home = words(it.slack.homes[sam.id]["blocks"])
        assert "Nobody is waiting" in home
        assert home.index("Yours") < home.index("#1001") < home.index("The line")

    on_slack(story)


def test_where_no_modal_opens_staff_get_a_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await opens(it, sam)
        it.slack.faults["views.open"].append("expired_trigger_id")
        await clicks(it, sam, "Claim #1001")
        sam.sees("#1001 is yours")

    on_slack(story)
