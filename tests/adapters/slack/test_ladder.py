"""A client in Slack goes all the way: from a misspelt question to a ticket and a phone call."""

from typing import Any

import pytest

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import Scene
from tests.proof.stored import haystack


def test_from_a_question_to_a_ticket_with_a_modal(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive since yestrday")
        ana.sees("I found 3 articles", "[Mail not arriving]", "[None of these]")

        await ana.clicks("None of these")
        ana.sees("I'll open a ticket", "[New ticket]")
        assert [block["block_id"] for block in ana.modal["blocks"]] == [
            "subject", "service", "symptoms", "urgency", "name"]  # fmt: skip
        assert ana.modal["blocks"][0]["element"]["initial_value"] == "my emails dont arive since yestrday"

        assert await ana.submits(urgency="normal", name="Ana") == {"response_action": "clear"}
        ana.sees("Ticket #1001 is in", "1st in line", "Berlin")
        assert it.house.record(1001)[0].text == "my emails dont arive since yestrday"

    on_slack(story)


def test_what_is_wrong_is_said_in_the_modal_and_nothing_typed_is_lost(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        before = len(it.slack.posts(ana.channel))

        ack = await ana.submits(subject="No mail", symptoms="Error 550", urgency="whenever", name=" ")

        assert ack["response_action"] == "update"
        left = {block["block_id"]: block for block in ack["view"]["blocks"] if block["type"] == "input"}
        assert set(left) == {"urgency", "name"}  # the others are kept already
        ana.sees("Your name: I need something here", on=words(ack["view"]["blocks"]))
        assert len(it.slack.posts(ana.channel)) == before

        assert await ana.submits(urgency="high", name="Ana") == {"response_action": "clear"}
        ana.sees("#1001 is in", "higher urgency")
        ticket = it.house.store.write(lambda unit: unit.ticket(1001)).result()
        assert ticket is not None
        assert (ticket.subject, ticket.symptoms) == ("No mail", "Error 550")

    on_slack(story)


def test_a_modal_of_an_earlier_turn_keeps_what_was_typed(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        assert ana.modal
        await ana.writes("start over")

        ack = await ana.submits(symptoms="a long story about mails \ud800", urgency="normal", name="Ana")

        ana.sees("That choice is from earlier", "a long story about mails", on=words(ack["view"]["blocks"]))

    on_slack(story)


def test_the_form_is_answered_in_words_too(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        await ana.writes("My printer emails me")
        await ana.clicks("Skip")
        await ana.clicks("Skip")
        await ana.clicks("Normal")
        await ana.writes("Ana")
        ana.sees("#1001 is in")

    on_slack(story)


def test_the_forms_button_opens_it_at_once_and_fills_it_then(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        await ana.clicks("New ticket")
        methods = [name for name, _call in it.slack.calls if name.startswith("views.")]
        assert methods == ["views.open", "views.update"]
        assert it.slack.asked("views.open")[0]["view"]["title"]["text"] == "…"
        assert "subject" in {block.get("block_id") for block in ana.modal["blocks"]}

    on_slack(story)


def test_a_form_button_of_last_month_shows_where_things_stand(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("talk to a person")
        old = dict(it.slack.posts(ana.channel)[-1])
        await ana.writes("never mind")
        it.house.clock.forward(days=31)

        await ana.clicks("New ticket", message=old)

        ana.sees("That choice is from earlier", on=words(ana.modal["blocks"]))
        ana.sees("That choice is from earlier")

    on_slack(story)


def test_what_stands_in_the_modal_is_filed_whatever_was_typed_beside_it(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        await ana.writes("by the way it says 550")
        assert await ana.submits(subject="No mail since monday", urgency="normal", name="Ana") == {
            "response_action": "clear"
        }
        ana.sees("#1001 is in")
        ticket = it.house.store.write(lambda unit: unit.ticket(1001)).result()
        assert ticket is not None
        assert ticket.subject == "No mail since monday"
        assert [e.text for e in it.house.record(1001)][:2] == ["my emails dont arive", "by the way it says 550"]

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


def test_dead_choices_disappear_and_a_stale_click_says_where_it_stands(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        old = it.slack.posts(ana.channel)[-1]
        kept = {**old, "blocks": list(old["blocks"])}
        await ana.clicks("Mail not arriving")
        ana.sees("Did this solve it")

        assert buttons(old["blocks"]) == []  # edited in place
        assert "I found 3 articles" in words(old["blocks"])

        await ana.clicks("None of these", message=kept)
        ana.sees("That choice is from earlier", "Did this solve it")

    on_slack(story)


def test_choices_that_name_their_ticket_stay(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        filed = it.slack.posts(ana.channel)[-1]
        await ana.writes("help")
        assert [b["text"]["text"] for b in buttons(filed["blocks"])] == ["Show my ticket", "Talk by phone instead"]
        await ana.clicks("Show my ticket", message=filed)
        ana.sees("#1001", "1st in line")

    on_slack(story)


def test_a_call_by_day_and_time(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await ana.clicks("Talk by phone instead")
        days = [b["text"]["text"] for b in buttons(it.slack.posts(ana.channel)[-1]["blocks"])]
        assert days[0].startswith("Today, Wed, Dec 16")
        await ana.clicks(next(day for day in days if "Thu, Dec 17" in day))
        ana.sees("30 minutes each", "[Another day]")
        await ana.clicks("7:30\u202fPM".replace("\u202f", "\u00a0"))
        ana.sees("Phone call requested", "Thu, Dec 17")

        assert "confirmed" in await sam.types("/desk confirm 1001")
        ana.sees("confirmed your call", "[Move the call]", "remind you")
        assert it.slack.files[0]["channel_id"] == ana.channel
        assert any(b"BEGIN:VCALENDAR" in content for content in it.slack.uploads.values())

    on_slack(story)


def test_billed_help_is_accepted_explicitly(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("outlook keeps asking for my password")
        while "[I accept]" not in ana.screen:
            await ana.clicks("Outlook" if "[Outlook" in ana.screen else "None of these")
        ana.sees("$80", "[No, only help with your own services]")
        await ana.clicks("I accept")
        ana.sees("Noted")

    on_slack(story)


def test_a_nudge_shows_what_it_costs(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("U2")
        await ana.files()
        it.house.clock.forward(minutes=1)
        await bo.files("no mail at all")
        it.house.clock.forward(minutes=1)
        await ana.writes("any news??")
        ana.sees("1st to 2nd", "[Nudge anyway]")
        await ana.clicks("Leave it")
        ana.sees("1st")

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
        assert await ana.types("/support my emails dont arive") == "I've answered you in private."
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


def test_a_click_that_slack_delivers_again_opens_no_second_form(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        shown, trigger = it.slack.posts(ana.channel)[-1], it.slack.trigger()
        pressed = ana.button("None of these", shown["blocks"])
        for _time in range(2):
            it.slack.triggers[trigger] = it.slack.now
            await ana.presses(pressed, ana.channel, shown, {"trigger_id": trigger})
        assert len(it.slack.asked("views.open")) == 1

    on_slack(story)
