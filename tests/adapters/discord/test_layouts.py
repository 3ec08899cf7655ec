"""How replies look as messages of components: one container, each article with its own button, limits kept."""

from pathlib import Path
from typing import Any

import pytest

from adapters.discord import addresses, limits
from adapters.discord.drawing import layouts, objects, render
from adapters.discord.drawing.choices import Button
from adapters.discord.drawing.drawing import COMPONENTS, EMBEDS, without_stale_choices
from adapters.discord.drawing.layouts import ACCENTS, Layout, Section
from adapters.discord.drawing.render import Message
from bot.core.model.outbox import OutKind
from bot.core.text.surface import (
    File,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    Para,
    Piece,
    Run,
)
from tests.adapters.discord import rules
from tests.adapters.discord.looking import words
from tests.adapters.discord.scene import Scene, play
from tests.adapters.discord.shown import drawn
from tests.adapters.discord.test_limits import offers, para


def article(number: int, title: str, extract: str = "look at the log") -> LocalizedCard:
    """A suggested article, as it comes from the desk."""
    offer = LocalizedChoice(title, f"1.1:read.{number}")
    return LocalizedCard(title, (Piece(extract),), f"https://a.example/{number}", offer, opens="Read")


def wire(view: Any) -> list[Any]:
    """The components of a message as they are sent."""
    return list(view.to_components())


def only(shown: LocalizedReply) -> Layout:
    """The one message of a reply."""
    (layout,) = layouts.messages(shown)
    assert isinstance(layout, Layout)
    assert list(rules.message(layout)) == []
    return layout


# ── How it looks ───────────────────────────────────────────────────────────────────────


def test_each_article_is_a_section_with_its_title_as_link_and_its_own_button() -> None:
    blocks = (
        para("I found 2 articles:"),
        article(0, "Mail isn't arriving"),
        article(1, "Full"),
        para("Does this help?"),
    )
    layout = only(LocalizedReply(blocks, (LocalizedChoice("None of these", "1.1:none"),)))
    assert layout.parts == (
        "I found 2 articles:",
        Section("**[Mail isn't arriving](<https://a.example/0>)**\nlook at the log", Button("Read", "1.1:read.0")),
        Section("**[Full](<https://a.example/1>)**\nlook at the log", Button("Read", "1.1:read.1")),
        "Does this help?",
    )
    assert layout.choices == ((Button("None of these", "1.1:none"),),)


def test_what_is_asked_below_articles_stands_in_the_same_container_and_in_no_embed() -> None:
    shown = LocalizedReply((para("Two:"), article(0, "A"), article(1, "B"), para("Does this help?")))
    (said,) = layouts.messages(shown)
    payload = wire(objects.layout(said)) if isinstance(said, Layout) else []
    (container,) = payload
    assert container["type"] == 17
    assert [part["type"] for part in container["components"]] == [10, 9, 9, 10]
    assert "embeds" not in objects.sendable(said)


def test_a_reply_of_an_earlier_version_has_the_title_on_its_button() -> None:
    card = LocalizedCard("x" * 99, (), "", LocalizedChoice("x" * 99, "1.1:read.0"))
    (section,) = only(LocalizedReply((card,))).parts
    assert isinstance(section, Section)
    assert section.button.label == "x" * (limits.BUTTON_LABEL_CHARS_MAX - 1) + "…"


def test_an_article_that_cant_be_opened_has_no_button() -> None:
    card = LocalizedCard("Mail", (Piece("the log"),), "https://a.example")
    assert only(LocalizedReply((card, para("x")), offers(1))).parts == ("**[Mail](<https://a.example>)**\nthe log\nx",)


@pytest.mark.parametrize("tone", list(ACCENTS))
def test_the_container_has_the_colour_of_its_tone(tone: str) -> None:
    layout = only(LocalizedReply((para("x"),), offers(1), tone=tone))  # type: ignore[arg-type]
    assert layout.accent == ACCENTS[tone]  # type: ignore[index]
    container = wire(objects.layout(layout))[0]
    assert container.get("accent_color") == ACCENTS[tone]  # type: ignore[index]


def test_every_tone_has_a_colour_of_its_own() -> None:
    assert len(set(ACCENTS.values())) == len(ACCENTS)


def test_billed_help_is_green_and_red_and_beside_nothing_else() -> None:
    shown = LocalizedReply(
        (para("$80 per hour"),),
        (LocalizedChoice("I accept", "1.1:accept", bill="accept"), LocalizedChoice("Yes, thanks", "1.1:yes", True),
         LocalizedChoice("No", "1.1:refuse", bill="refuse"), LocalizedChoice("Never mind", "1.1:drop")),
        tone="billed",
    )  # fmt: skip
    layout = only(shown)
    assert [[each.label for each in row if isinstance(each, Button)] for row in layout.choices] == [
        ["I accept", "No"], ["Yes, thanks", "Never mind"],
    ]  # fmt: skip
    inside = wire(objects.layout(layout))[0]["components"]
    assert [part["type"] for part in inside] == [10, 1, 14, 1]
    assert [button["style"] for button in inside[1]["components"]] == [3, 4]
    assert [button["style"] for button in inside[3]["components"]] == [1, 2]
    (legacy,) = render.messages(shown)
    assert [len(row) for row in legacy.rows] == [2, 2]
    assert list(rules.message(legacy)) == []


@pytest.mark.parametrize("shown", [
    LocalizedReply((para("Glad it did."),)),
    LocalizedReply((para("x"), LocalizedQuote("y", "Ana"), LocalizedTable(("a",), (("b",),)))),
])  # fmt: skip
def test_words_alone_are_a_message_as_anybody_writes_one(shown: LocalizedReply) -> None:
    assert layouts.messages(shown) == render.messages(shown)
    assert isinstance(layouts.one(shown), Layout)


def test_files_are_shown_by_a_component_each() -> None:
    files = (File("call.ics", "text/calendar", "BEGIN"), File("a.png", "image/png", ""))
    layout = only(LocalizedReply((para("Confirmed."), *files)))
    inside = wire(objects.layout(layout))[0]["components"]
    assert [part["type"] for part in inside] == [10, 13, 12]
    assert inside[1]["file"]["url"] == "attachment://call.ics"
    assert [each.filename for each in objects.sendable(layout)["files"]] == ["call.ics", "a.png"]


# ── Limits, one over ───────────────────────────────────────────────────────────────────


def test_articles_one_over_go_on_in_the_next_message_with_their_buttons() -> None:
    most = (limits.LAYOUT_COMPONENTS_MAX - layouts.AROUND) // 3
    for count in (most, most + 1):
        shown = LocalizedReply(tuple(article(n, f"t{n}") for n in range(count)))
        parts = layouts.messages(shown)
        assert len(parts) == 1 + (count > most)
        assert [len(row) for part in parts for row in part.rows] == [1] * count
        assert [wrong for part in parts for wrong in rules.message(part)] == []


def test_words_one_over_go_on_in_the_next_message() -> None:
    room = layouts.WORDS_CHARS_MAX - layouts.ROOM_CHARS
    halves = (room // 2 - 1, room - room // 2 - 1)
    for over in (0, 1):
        blocks = (para("x" * min(halves[0], 1990)), para("y" * min(halves[1] + over, 1990)))
        cards = (article(0, "t", "z" * 400),)
        parts = layouts.messages(LocalizedReply((*blocks, *cards), offers(1)))
        assert [wrong for part in parts for wrong in rules.message(part)] == []
    long = LocalizedReply(tuple(para("x" * 1990) for _n in range(2)), offers(1))
    assert len(layouts.messages(long)) == 2
    assert words(layouts.messages(long)[-1]).endswith("[x0]")


def test_an_article_one_over_goes_on_in_the_next_message() -> None:
    paragraphs = "\n\n".join(f"{n}: {'x' * 400}" for n in range(20))
    parts = layouts.messages(LocalizedReply((LocalizedDoc("t", paragraphs, ""), para("Solved?")), offers(2)))
    assert len(parts) > 1
    assert [wrong for part in parts for wrong in rules.message(part)] == []
    everything = "\n\n".join(words(part) for part in parts)
    assert all(f"{n}: " in everything for n in range(20))


def test_a_card_that_is_too_long_says_so_and_keeps_its_choices() -> None:
    layout = layouts.one(LocalizedReply(tuple(para("x" * 900) for _n in range(20)), offers(3)))
    assert words(layout).endswith("…\n[x0]\n[x1]\n[x2]")
    assert list(rules.message(layout)) == []
    sections = layouts.one(LocalizedReply(tuple(article(n, f"t{n}") for n in range(20)), offers(3)))
    assert words(sections).endswith("…\n[x0]\n[x1]\n[x2]")
    assert list(rules.message(sections)) == []


def test_a_message_that_calls_many_keeps_the_limits() -> None:
    layout = layouts.one(LocalizedReply(tuple(para("x" * 900) for _n in range(20)), offers(10)))
    sent = objects.sendable(layout, roles=tuple(range(10**18, 10**18 + 40)))
    above, container = wire(sent["view"])
    chars = len(above["content"]) + sum(len(part.get("content", "")) for part in container["components"])
    assert chars <= limits.LAYOUT_CHARS_MAX


# ── What is over, and what changes ─────────────────────────────────────────────────────


def test_what_is_over_keeps_its_words_and_loses_its_buttons() -> None:
    shown = LocalizedReply((para("Two:"), article(0, "A")), (*offers(1), LocalizedChoice("Show", "1.1:@show.1")))
    calm = without_stale_choices(only(shown))
    assert words(calm) == "Two:\nA\nlook at the log\n[Show]"
    assert without_stale_choices(calm) == calm
    assert isinstance(calm, Layout)
    legacy = without_stale_choices(render.messages(shown)[0])
    assert isinstance(legacy, Message)
    assert [len(row) for row in legacy.rows] == [1]


def test_the_setting_keeps_embeds_and_what_was_of_components_stays_so(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        assert ana.latest().embeds
        assert not ana.latest().flags.components_v2
        await ana.clicks("None of these")
        assert ana.form

        sender = it.connection.adapter
        sender.drawing = COMPONENTS
        card = LocalizedReply((para("A card"),), (LocalizedChoice("Claim", "!claim 1"),))
        _put(it, card, "ticket/1")
        await it.settled()
        sender.drawing = EMBEDS
        _put(it, LocalizedReply((para("It changed"),), card.offers), "ticket/1")
        await it.settled()
        (posted,) = [each for each in it.staff_room.history() if each.author.id == it.env.backend.bot_user.id]
        assert posted.flags.components_v2
        assert words(drawn(posted)) == "It changed\n[Claim]"

    play(tmp_path, story, drawing=EMBEDS)


def test_a_card_of_before_becomes_one_of_components(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        sender = it.connection.adapter
        sender.drawing = EMBEDS
        card = LocalizedReply((para("A card"),), (LocalizedChoice("Claim", "!claim 1"),))
        _put(it, card, "ticket/1")
        await it.settled()
        sender.drawing = COMPONENTS
        _put(it, LocalizedReply((para("It changed"),), card.offers, tone="late"), "ticket/1")
        await it.settled()
        (posted,) = [each for each in it.staff_room.history() if each.author.id == it.env.backend.bot_user.id]
        assert words(drawn(posted)) == "It changed\n[Claim]"
        assert posted.content == ""

    play(tmp_path, story)


def _put(it: Scene, shown: LocalizedReply, key: str) -> None:
    room, now = addresses.channel(it.staff_room.id), it.house.clock.now()
    it.house.store.write(lambda unit: unit.send(None, room, shown, now, OutKind.UPDATE, key)).result()


def test_staff_and_clients_see_how_a_ticket_stands(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        assert _accent(ana.latest()) == ACCENTS["waiting"]
        card = it.staff_room.history()[0]
        assert _accent(card) == ACCENTS["waiting"]
        await sam.orders("claim")
        await sam.orders("reply Try it once more")
        assert _accent(ana.latest()) == ACCENTS["answered"]
        assert _accent(it.staff_room.history()[0]) == ACCENTS["answered"]
        await sam.orders("resolve 1001")
        assert _accent(it.staff_room.history()[0]) == ACCENTS["solved"]

    play(tmp_path, story)


def _accent(message: object) -> int | None:
    seen = drawn(message)  # type: ignore[arg-type]
    assert isinstance(seen, Layout)
    return seen.accent


def test_runs_are_styled_within_a_container_as_outside() -> None:
    layout = only(LocalizedReply((Para((Run("Ticket "), Run("#1", "strong"))),), offers(1)))
    assert layout.parts == ("Ticket **#1**",)
