"""A modal that can't be opened or filled: a message says the same, to clients and to staff."""

from concurrent.futures import Future
from typing import Any

import pytest

from bot.core.text.errors import DatabaseBusy
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User
from tests.adapters.slack.test_staff import card

FAULTS = ("expired_trigger_id", "429:30", "500", "internal_error", "reset", "lost")


def busy(_store: Any, *_more: Any) -> Any:
    """A database that is locked."""
    failed: Future[Any] = Future()
    failed.set_exception(DatabaseBusy("locked"))
    return failed


async def asked_for_a_form(it: Scene) -> User:
    """A client who is asked for the rest, with the form's button; the form that came of itself is closed."""
    ana = it.user()
    await ana.writes("my emails dont arive")
    await ana.clicks("None of these")
    assert len(it.slack.views) == 1
    return ana


def posts(who: User) -> int:
    """How many messages stand in somebody's direct message."""
    return len(who.scene.slack.posts(who.channel))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_that_comes_of_itself_stands_in_the_message_too(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        it.slack.faults["views.open"].append(fault)
        await ana.clicks("None of these")
        ana.sees("What do you see?", "[New ticket]")
        assert posts(ana) == 2

    on_slack(story)


@pytest.mark.parametrize("method", ["views.open", "views.update"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_that_was_asked_for_comes_as_a_message(on_slack: Play, method: str, fault: str) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        it.slack.faults[method].append(fault)
        await ana.clicks("New ticket")
        assert posts(ana) == 3, "the question again, where they are looking"
        ana.sees("What do you see?", "[New ticket]")
        await ana.clicks("New ticket")  # … whose button works
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("is in.")

    on_slack(story)


def test_a_form_that_is_shown_needs_no_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        await ana.clicks("New ticket")
        assert posts(ana) == 2

    on_slack(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_old_forms_button_says_once_where_it_stands(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        old = it.slack.posts(ana.channel)[-1]
        pressed = ana.button("New ticket", old["blocks"])
        await ana.writes("start over")
        before = posts(ana)
        it.slack.faults["views.update"].append(fault)
        await ana.presses(pressed, ana.channel, old)
        assert posts(ana) == before + 1

    on_slack(story)


def test_a_form_for_which_the_desk_has_no_time_says_so(on_slack: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        with monkeypatch.context() as locked:
            locked.setattr(type(it.house.engine), "turn", busy)
            with pytest.raises(AssertionError, match="500"):
                await ana.clicks("New ticket")
            answers = it.connection.answers
            assert answers is not None
            await answers.finish()
        assert "Not saved" in words(ana.modal["blocks"])

    on_slack(story)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        await ana.clicks("New ticket")
        ack = await ana.submits(urgency="normal", name=" ", symptoms="error 550", service="acme.example")
        assert (ack["response_action"], set(ack["errors"])) == ("errors", {"name"})
        assert ack["errors"]["name"]
        await ana.submits(name="Ana")  # the other fields are as they were
        assert "error 550" in str(it.house.record(1001)[1].text)
        ana.sees("#1001 is in")

    on_slack(story)


def test_a_form_with_a_mistake_leaves_the_message_behind_it_as_it_is(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        await ana.clicks("New ticket")
        await ana.submits(urgency="normal", name=" ")
        await ana.clicks("Never mind")
        ana.sees("set that aside")

    on_slack(story)


def test_a_form_that_was_asked_for_is_filled_in_already(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.profiles["U1"] = {"locale": "en-US", "tz": "Europe/Berlin", "real_name": "Ana Gomez"}
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        known = {block["block_id"]: block["element"] for block in ana.modal["blocks"] if block["type"] == "input"}
        assert known["subject"]["initial_value"] == "my emails dont arive"
        assert known["name"]["initial_value"] == "Ana Gomez"
        assert known["urgency"]["initial_option"]["value"] == "normal"
        await ana.submits()
        ana.sees("#1001 is in")

    on_slack(story)


def test_while_a_form_is_looked_for_its_modal_says_so_and_where_else_to_look(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        it.slack.faults["views.update"].append("500")
        await ana.clicks("New ticket")
        assert ana.modal["title"]["text"] == "New ticket"
        assert "look at our direct message" in words(ana.modal["blocks"])
        ana.sees("What do you see?", "[New ticket]")

    on_slack(story)


# ── Staff ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("typed", [True, False])
def test_staffs_form_comes_as_a_message(on_slack: Play, fault: str, typed: bool) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/claim")
        it.slack.faults["views.open"].append(fault)
        if typed:
            await sam.types("/desk reply 1001")
        else:
            await sam.clicks("Reply", channel=STAFF_CHANNEL, message=card(it))
        sam.sees("Reply #1001", "reply <number> <text>", "[Reply #1001]")
        await sam.clicks("Reply")
        await sam.submits(text="Try again, please.")
        ana.sees("Try again, please.")

    on_slack(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_button_in_staffs_modal_came_to_comes_as_a_message(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/claim")
        await sam.types("/desk note 1001")
        it.slack.views[list(it.slack.views)[-1]] = (await sam.submits(text="look at this"))["view"]
        assert sam.modal["title"]["text"] == "Note #1001"
        it.slack.faults["views.update"].append(fault)
        await sam.clicks_in_modal("Release")
        sam.sees("released")

    on_slack(story)


def gone(_slack: Any, *_more: Any) -> Any:
    """An answer's address that isn't good any more."""

    async def answer() -> bool:
        return False

    return answer()


@pytest.mark.parametrize("fault", [*FAULTS, "channel_not_found"])
def test_what_only_they_were_to_see_comes_as_a_message(
    on_slack: Play, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        monkeypatch.setattr(type(it.connection.api), "respond", gone)
        await sam.clicks("Claim", channel=STAFF_CHANNEL, message=card(it))
        sam.sees("#1001 is yours")

        it.slack.faults["chat.postEphemeral"].append(fault)
        shown: Any = card(it)
        pressed = sam.button("Release", shown["blocks"])
        await sam.presses(pressed, STAFF_CHANNEL, shown, {"response_url": ""})
        sam.sees("released")

    on_slack(story)


def test_whose_question_it_is_comes_as_a_message(on_slack: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("U2")
        await ana.writes("<@UBOT> my emails dont arive", channel="C1", channel_type="channel")
        monkeypatch.setattr(type(it.connection.api), "respond", gone)
        await bo.clicks("None of these", channel="C1")
        bo.sees("question. Tell me yours here", "[Ask my own question]")

    on_slack(story)
