"""What only Slack has on the way: triggers of modals, profiles, commands, shortcuts, App Home."""

from typing import Any

import pytest

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import Scene
from tests.proof.stored import haystack


def test_the_forms_button_opens_it_at_once_and_fills_it_then(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        await ana.clicks("New ticket")
        methods = [name for name, _call in it.slack.calls if name.startswith("views.")]
        assert methods == ["views.open", "views.update"]
        assert it.slack.asked("views.open")[0]["view"]["title"]["text"] == "New ticket"
        assert "subject" in {block.get("block_id") for block in ana.modal["blocks"]}

    on_slack(story)


def test_a_trigger_that_came_too_late_leaves_the_button(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        shown = it.slack.posts(ana.channel)[-1]
        pressed = ana.button("None of these", shown["blocks"])
        late = it.slack.trigger()
        it.slack.now += 3.5

        await ana.presses(pressed, ana.channel, shown, {"trigger_id": late})

        assert it.slack.views == {}
        await ana.clicks("New ticket")
        assert ana.modal["callback_id"] == "form"

    on_slack(story)


@pytest.mark.parametrize(("locale", "zone", "says"), [
    ("de-DE", "Europe/Vienna", ("Ticket", "Wien")), ("es-MX", "America/Mexico_City", ("Ciudad de México",)),
])  # fmt: skip
def test_language_and_zone_come_from_the_profile(on_slack: Play, locale: str, zone: str, says: tuple[str, ...]) -> None:
    async def story(it: Scene) -> None:
        it.slack.profiles["U1"] = {"locale": locale, "tz": zone}
        ana = it.user()
        await ana.writes("mail")
        await ana.presses(buttons(it.slack.posts(ana.channel)[-1]["blocks"])[-1], ana.channel, {"ts": "1.0"})
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("1001", *says)

    on_slack(story)


def test_support_answers_in_the_direct_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        told = await ana.types("/support my emails dont arive")
        assert told == f"I've answered you in private. <https://acme.slack.example/archives/{ana.channel}>\n"
        ana.sees("I found 3 articles")
        before = len(it.slack.posts(ana.channel))
        assert "I found 3 articles" in await ana.types("/support")
        assert len(it.slack.posts(ana.channel)) == before
        assert await ana.types("/support mailbox full", channel=ana.channel) == ""

    on_slack(story)


def shortcut(it: Scene, **message: Any) -> dict[str, Any]:
    """Ana uses "Ask support about this" on a message."""
    sent = {"type": "message", "user": "U1", "ts": "1732.000100", **message}
    return {
        "type": "message_action", "callback_id": "ask_support", "trigger_id": it.slack.trigger(),
        "user": {"id": "U1"}, "team": {"id": "T1", "domain": "acme"}, "channel": {"id": "C9"},
        "message_ts": sent["ts"], "message": sent, "response_url": "http://nowhere",
    }  # fmt: skip


def test_the_shortcut_asks_what_one_wrote_oneself(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        shot = {"id": "F1", "name": "bounce.png", "size": 3, "url_private_download": "http://nowhere"}
        await it.interaction(shortcut(it, text="all my *mails* bounce &amp; vanish", files=[shot]))
        ana.sees("I found 3 articles")
        await ana.clicks("None of these")
        assert ana.modal["blocks"][0]["element"]["initial_value"] == "all my *mails* bounce & vanish"

    on_slack(story)


@pytest.mark.parametrize("whose", [{"user": "U2"}, {"user": "UBOT"}, {"bot_id": "B9"}, {"user": ""}])
def test_the_shortcut_on_anothers_message_takes_none_of_its_words(on_slack: Play, whose: dict[str, str]) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await it.interaction(shortcut(it, text="my flamingo bounces", **whose))
        asked = [(block["label"]["text"], block["element"].get("initial_value", "")) for block in ana.modal["blocks"]]
        link = "https://acme.slack.com/archives/C9/p1732000100"
        assert asked == [("What's wrong, in your own words?", ""), ("The message that it's about", link)]
        assert "somebody else's" in ana.modal["blocks"][0]["hint"]["text"]
        await ana.submits(text="Bo's mails bounce, and mine too", about=link)
        ana.sees("I found 3 articles")
        await ana.clicks("None of these")
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == f"Bo's mails bounce, and mine too\n{link}"
        assert b"flamingo" not in haystack(it.house.store)

    on_slack(story)


def test_app_home_lists_tickets_with_what_is_next(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        opened = {"type": "app_home_opened", "user": "U1", "channel": ana.channel, "tab": "home"}
        assert await it.event(opened) == 200
        ana.sees("You have no open ticket", on=words(it.slack.homes["U1"]["blocks"]))
        await ana.files()
        await it.event(opened)
        home = it.slack.homes["U1"]
        ana.sees("#1001", "1st in line", "estimate", "[Talk by phone instead]", on=words(home["blocks"]))
        pressed = ana.button("Talk by phone", home["blocks"])
        home = {"channel": None, "message": None, "container": {"type": "view"}, "view": {"id": "VH", "type": "home"}}
        await ana.presses(pressed, "", {"ts": ""}, home)
        ana.sees("which day suits you")

    on_slack(story)


@pytest.mark.parametrize("how", ["file_share", "me_message", "thread_broadcast"])
def test_however_it_was_typed_it_is_a_message(on_slack: Play, how: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive", subtype=how, thread_ts="1700000000.000100")
        ana.sees("I found 3 articles")

    on_slack(story)


def filed_for(it: Scene, by: str, **message: Any) -> dict[str, Any]:
    """Staff use "File for its writer" on a message."""
    return {**shortcut(it, **message), "callback_id": "file_for", "user": {"id": by},
            "response_url": f"{it.slack.base}/respond/{by}"}  # fmt: skip


def test_staffs_shortcut_makes_a_message_a_ticket_of_its_writers(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.profiles["U1"] = {"locale": "de-DE", "tz": "Europe/Vienna"}
        ana, sam = it.user(), it.staff()
        it.slack.downloads["F1"] = b"pdf"
        file = {"id": "F1", "name": "bounce.png", "size": 3, "url_private_download": f"{it.slack.base}/files/F1"}
        await it.interaction(filed_for(it, sam.id, user="U1", text="all my *mails* bounce", files=[file]))
        await it.settled()
        assert "#1001" in words(it.slack.ephemeral[-1]["blocks"])
        first, act, *_rest = it.house.record(1001)
        assert first.text == "all my *mails* bounce\n[bounce.png]"
        assert act.text == "opened from a message: https://acme.slack.com/archives/C9/p1732000100"
        ana.sees("hat ein Ticket für dich eröffnet")
        await it.interaction(filed_for(it, sam.id, user="U1", text="all my *mails* bounce"))
        await it.settled()
        assert "on #1001 already" in words(it.slack.ephemeral[-1]["blocks"])

    on_slack(story)


def test_staffs_shortcut_is_nothing_for_others_and_on_a_bots_message_says_how(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await it.interaction(filed_for(it, ana.id, user="U2", text="a flamingo"))
        await it.settled()
        assert "for the desk's staff" in words(it.slack.ephemeral[-1]["blocks"])
        await it.interaction(filed_for(it, sam.id, bot_id="B9", text="a flamingo"))
        await it.settled()
        assert "Please write: new for" in words(it.slack.ephemeral[-1]["blocks"])
        assert not it.house.record(1001)
        assert b"flamingo" not in haystack(it.house.store)

    on_slack(story)


def test_a_client_is_named_by_a_mention(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        assert "#1001 is filed for" in await sam.types("/desk new for <@U1|ana>: The invoice is wrong")
        await it.settled()
        ana.sees("opened a ticket for you")

    on_slack(story)
