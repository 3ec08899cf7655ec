"""What says how it was stands on feedback buttons where Slack takes them, and on ordinary ones elsewhere."""

from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.addresses import direct
from adapters.slack.drawing.choices import FEEDBACK
from adapters.slack.drawing.render import (
    drawn,
    has_feedback_buttons,
    home,
    last,
    messages,
    one,
    with_ordinary_buttons,
    without_stale_choices,
)
from bot.core.text.surface import File, LocalizedChoice, LocalizedReply, Para, Run
from tests.adapters.slack import rules
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import TEAM
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import Scene, User


def pair(number: int = 1, label: str = "Good", action: str = "@rate") -> tuple[LocalizedChoice, LocalizedChoice]:
    """Both answers to whether it was good."""
    return (
        LocalizedChoice(label, f"1.1:{action}.{number}.up", verdict="good"),
        LocalizedChoice("Not good", f"1.1:{action}.{number}.down", verdict="bad"),
    )


def asked(*offers: LocalizedChoice) -> LocalizedReply:
    """A question with its answers."""
    return LocalizedReply((Para((Run("How was it?"),)),), offers)


SHOW = LocalizedChoice("Show", "1.1:@show.1")


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    """What kinds of things can be clicked."""
    return [
        each["type"]
        for block in blocks
        if block["type"] in {"actions", "context_actions"}
        for each in block["elements"]
    ]


async def reads(it: Scene, who: User) -> list[dict[str, Any]]:
    """Somebody asks and opens the article that should answer it; its last message's blocks."""
    await who.writes("my emails dont arive")
    await who.clicks("Mail not arriving")
    found: list[dict[str, Any]] = it.slack.posts(who.channel)[-1]["blocks"]
    return found


async def resolved(it: Scene, who: User) -> list[dict[str, Any]]:
    """Somebody's ticket is closed by staff; what its client gets."""
    sam = it.staff()
    await who.files()
    await sam.types("/desk claim 1001")
    await sam.types("/desk resolve 1001 All well now")
    found: list[dict[str, Any]] = it.slack.posts(who.channel)[-1]["blocks"]
    return found


# ── Where they stand ───────────────────────────────────────────────────────────────────


def test_whether_an_article_helped_is_said_by_feedback_buttons(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        blocks = await reads(it, ana)
        assert kinds(blocks)[0] == "feedback_buttons"
        ana.sees("Did this solve it?", "[Yes, thanks]", "[Not yet]")
        await ana.clicks("Not yet")
        ana.sees("None of these")
        await ana.clicks("Mailbox full")
        await ana.clicks("Yes, thanks")
        ana.sees("Glad it did")

    on_slack(story)


def test_an_article_that_was_answered_shows_none_any_more(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await reads(it, ana)
        await ana.clicks("Not yet")
        old = [post["blocks"] for post in it.slack.posts(ana.channel)[:-1]]
        assert not any("feedback_buttons" in kinds(blocks) for blocks in old)

    on_slack(story)


@pytest.mark.parametrize(("label", "rating"), [("👍 Good", "up"), ("👎 Not good", "down")])
def test_how_help_was_is_said_by_feedback_buttons(on_slack: Play, label: str, rating: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        blocks = await resolved(it, ana)
        assert kinds(blocks) == ["feedback_buttons", "button", "button"]
        await ana.clicks(label)
        with it.house.store.read() as unit:
            ticket = unit.ticket(1001)
        assert ticket is not None
        assert ticket.rating == rating

    on_slack(story)


# ── Where Slack takes none ─────────────────────────────────────────────────────────────


def test_a_slack_that_refuses_them_gets_ordinary_buttons_and_isnt_asked_twice(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.unknown_blocks = {"context_actions"}
        ana = it.user()
        blocks = await resolved(it, ana)
        assert kinds(blocks) == ["button"] * 4
        ana.sees("[👍 Good]", "[👎 Not good]", "[That didn't solve it]")
        await ana.clicks("👎 Not good")
        refused = len(it.slack.asked("chat.postMessage")) - len([m for c in it.slack.messages.values() for m in c])
        assert refused == 1
        ben = it.user("U2")
        await reads(it, ben)
        ben.sees("[Yes, thanks]", "[Not yet]")
        tried = [call for call in it.slack.asked("chat.postMessage") if "feedback_buttons" in kinds(call["blocks"])]
        assert len(tried) == 1

    on_slack(story)


@pytest.mark.parametrize("fault", ["invalid_blocks", "channel_not_found"])
def test_what_is_refused_for_another_reason_says_nothing_of_them(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        it.slack.faults["chat.postMessage U1"] += [fault, fault]
        await ana.clicks("Mail not arriving")
        assert not it.connection.api.refuses_feedback_buttons
        tried = [call for call in it.slack.asked("chat.postMessage") if call["channel"] == "U1"][1:]
        assert ["feedback_buttons" in kinds(call["blocks"]) for call in tried][:2] == [True, False][: len(tried)]

    on_slack(story)


@pytest.mark.parametrize("known", [True, False])
def test_a_note_and_an_answer_at_a_response_url_are_shown_either_way(on_slack: Play, known: bool) -> None:
    async def story(it: Scene) -> None:
        it.slack.unknown_blocks = set() if known else {"context_actions"}
        answers = it.connection.answers
        assert answers is not None
        shown = asked(*pair())
        for _time in range(2):
            assert await answers.whisper(f"{it.slack.base}/respond/U1", messages(shown))
            assert await answers.note("U1", "C1", "", shown)
        every = [kinds(call["blocks"]) for call in it.slack.ephemeral]
        assert every == [["feedback_buttons"] if known else ["button", "button"]] * 4
        assert not await answers.whisper(f"{it.slack.base}/nowhere", messages(shown))
        assert not await answers.whisper(f"{it.slack.base}/nowhere", messages(asked(SHOW)))

    on_slack(story)


def test_an_acknowledgement_has_ordinary_ones_it_cant_be_given_twice(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await reads(it, ana)
        ana.sees("[Yes, thanks]", on=await ana.types("/support"))
        assert set(kinds(ana.last["blocks"])) == {"button"}

    on_slack(story)


def test_a_message_that_carries_a_file_has_ordinary_ones(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        shown = LocalizedReply((*asked().blocks, File("call.ics", "text/calendar", "BEGIN")), pair())
        ana, now = direct(TEAM, "U1"), it.house.clock.now()
        it.house.store.write(lambda unit: unit.send(None, ana, shown, now, key="talk")()).result()
        await it.settled()
        (post,) = it.slack.posts("D1")
        assert (kinds(post["blocks"]), post["files"][0]["title"]) == (["button", "button"], "call.ics")

    on_slack(story)


def test_views_have_ordinary_ones() -> None:
    assert kinds(home(asked(*pair()))["blocks"]) == ["button", "button"]


# ── Drawing ────────────────────────────────────────────────────────────────────────────


def test_only_a_pair_is_a_pair() -> None:
    good, bad = pair()
    for offers in ((good,), (bad,), (bad, good), (good, SHOW, bad)):
        assert kinds(list(last(asked(*offers)).blocks)) == ["button"] * len(offers)
    assert kinds(list(last(asked(SHOW, good, bad)).blocks)) == ["feedback_buttons", "button"]


def test_more_pairs_than_a_block_takes_go_on_in_the_next() -> None:
    offers = [offer for number in range(limits.CONTEXT_ACTIONS_MAX + 1) for offer in pair(number)]
    blocks = list(last(asked(*offers)).blocks)
    rows = [block for block in blocks if block["type"] == "context_actions"]
    assert [len(row["elements"]) for row in rows] == [limits.CONTEXT_ACTIONS_MAX, 1]
    assert list(rules.message_blocks(blocks)) == []
    assert [each["value"] for each in buttons(blocks)] == [offer.token for offer in offers]


@pytest.mark.parametrize("label", ["x" * (limits.FEEDBACK_TEXT_CHARS_MAX + 1), "", "\u202e"])
def test_what_stands_on_them_fits_and_is_never_empty(label: str) -> None:
    shown = asked(*pair(label=label))
    for message in (last(shown), with_ordinary_buttons(last(shown))):
        assert list(rules.message_blocks(list(message.blocks))) == []
        assert [each["value"] for each in buttons(list(message.blocks))] == ["1.1:@rate.1.up", "1.1:@rate.1.down"]


def test_a_pair_goes_as_a_whole_once_it_is_dead() -> None:
    assert without_stale_choices(last(asked(*pair()))) == last(asked(*pair()))
    assert kinds(list(without_stale_choices(last(asked(*pair(action="yes")))).blocks)) == []
    half = (pair()[0], pair(action="no")[1])
    assert kinds(list(without_stale_choices(last(asked(*half))).blocks)) == []


def test_as_one_message_a_long_reply_keeps_them() -> None:
    shown = LocalizedReply(tuple(Para((Run("x" * 3000),)) for _time in range(30)), pair())
    assert kinds(list(one(shown).blocks)) == ["feedback_buttons"]


def test_without_any_nothing_changes() -> None:
    message = last(asked(SHOW))
    assert not has_feedback_buttons(message)
    assert with_ordinary_buttons(message) == message
    assert FEEDBACK not in str(list(drawn(asked(SHOW))))
    assert words(list(message.blocks)) == "How was it?\n[Show]\n"
