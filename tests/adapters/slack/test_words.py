"""What a message says, wherever Slack puts it."""

import json
from typing import Any

import pytest

from adapters.slack.drawing.message_words import DEPTH_MAX, in_slacks_way, mentions, said
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    """Rich text of one line."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def text(words_of: str) -> dict[str, Any]:
    """A stretch of rich text."""
    return {"type": "text", "text": words_of}


FORWARD = {"is_share": True, "text": "550 mailbox <https://x.example|unavailable>", "fallback": "[today] bo: 550"}
PREVIEW = {"title": "Help", "text": "All about mail", "from_url": "https://x.example"}
THUMBS = section({"type": "emoji", "name": "+1", "unicode": "1f44d-1f3fb", "skin_tone": 2}, text(" it works"))


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ({"text": "hello &amp; bye"}, "hello & bye"),
        ({"text": "hello", "attachments": [PREVIEW]}, "hello"),
        ({"text": "", "attachments": [FORWARD]}, "unavailable (https://x.example)".join(("550 mailbox ", ""))),
        ({"text": "look", "attachments": [FORWARD]}, "look\n> 550 mailbox unavailable (https://x.example)"),
        ({"text": "", "attachments": [{"fallback": "what a bot wrote"}]}, "what a bot wrote"),
        ({"text": "", "attachments": [{"is_share": True, "message_blocks": [{"message": {"blocks": [
            section(text("in blocks"))]}}]}]}, "in blocks"),
        ({"text": "", "blocks": [section(text("a < b "), {"type": "link", "url": "https://x.example"})]},
         "a < b https://x.example"),
        ({"text": " ", "blocks": [section({"type": "user", "user_id": "UBOT"}, text(" help "),
                                          {"type": "user", "user_id": "U2"},
                                          {"type": "channel", "channel_id": "C2"},
                                          {"type": "broadcast", "range": "here"})]}, "help @U2#C2@here"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*a* &lt;b&gt;"}},
                     {"type": "header", "text": {"type": "plain_text", "text": "c & d"}},
                     {"type": "markdown", "text": "e"}, {"type": "divider"}]}, "*a* <b>\nc & d\ne"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [
            {"type": "rich_text_section", "elements": [text("one")]},
            {"type": "rich_text_section", "elements": [text("two")]}]}]}]}, "one\ntwo"),
        ({"blocks": [section({"type": "date", "timestamp": 1, "fallback": "Monday"},
                             {"type": "link", "url": "https://x.example", "text": "x"})]},
         "Mondayx (https://x.example)"),
        ({"text": ":+1::skin-tone-2: it works", "blocks": [THUMBS]}, "👍🏻 it works"),
        ({"text": ":+1: :acme: it works", "blocks": [THUMBS]}, "👍🏻 :acme: it works"),
        ({"blocks": [THUMBS]}, "👍🏻 it works"),
        ({}, ""),
    ],
)  # fmt: skip
def test_words_are_found_wherever_they_stand(message: dict[str, Any], says: str) -> None:
    assert said(message, "UBOT") == says


@pytest.mark.parametrize("points", ["d800", "110000", "zz", "", "1f44d-", "9", "-".join(["1f44d"] * 17)])
def test_a_picture_that_is_none_stays_a_short_code(points: str) -> None:
    message = {"text": ":+1:", "blocks": [section({"type": "emoji", "name": "+1", "unicode": points})]}
    assert said(message, "UBOT") == ":+1:"


@pytest.mark.parametrize("value", [None, 5, "x", [None, 5, "x", [[]]], {}, [{"type": 5}], [{"type": "section"}]])
def test_what_isnt_as_it_should_be_says_nothing(value: Any) -> None:
    for message in (
        {"text": value if not isinstance(value, str) else "", "blocks": value, "attachments": value},
        {"blocks": [section(*([value] if isinstance(value, dict) else [])), {"type": "rich_text", "elements": value}]},
        {"attachments": [{"is_share": True, "text": value if value != "x" else None, "message_blocks": value}]},
    ):
        assert said(message, "UBOT") == ""
        assert not mentions(message, "UBOT")


def test_blocks_that_are_nested_without_end_are_given_up() -> None:
    nested: dict[str, Any] = {"type": "rich_text_section", "elements": [text("deep")]}
    for _level in range(DEPTH_MAX - 1):
        nested = {"type": "rich_text", "elements": [nested]}
    assert in_slacks_way({"blocks": [nested]}) == "deep"
    assert in_slacks_way({"blocks": [{"type": "rich_text", "elements": [nested]}]}) == ""
    assert said(json.loads('{"blocks":' + '[{"elements":' * 400 + "[]" + "}]" * 400 + "}"), "UBOT") == ""


def test_a_forward_without_a_word_is_the_question(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        forward = {"is_share": True, "text": "my emails dont arive", "author_id": "U2"}
        await ana.writes("", attachments=[forward])
        ana.sees("I found 3 articles")

    on_slack(story)


def test_a_mention_that_stands_only_in_blocks_is_one(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        blocks = [section({"type": "user", "user_id": "UBOT"}, text(" my emails dont arive"))]
        await ana.writes("", channel="C1", channel_type="channel", blocks=blocks)
        ana.sees("I found 3 articles", on=words(it.slack.posts("C1")[-1]["blocks"]))

    on_slack(story)


def test_a_thumb_is_a_thumb_on_the_record(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        await ana.writes("add: :+1: it works with port 587", blocks=[THUMBS])
        assert "👍🏻 it works with port 587" in str(it.house.record(1001)[-1].text)

    on_slack(story)


def test_a_file_under_a_card_is_named_in_the_note(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        card = it.slack.posts("C0STAFF")[0]
        shot = {"id": "F1", "name": "shot.png", "size": 3, "url_private_download": "http://nowhere"}
        await sam.writes("", channel="C0STAFF", channel_type="channel", thread_ts=card["ts"], files=[shot])
        assert it.house.record(1001)[-1].text == "[shot.png]"

    on_slack(story)
