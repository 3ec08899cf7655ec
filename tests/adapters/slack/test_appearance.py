"""What replies look like on Slack: cards, lists, tables, dates, notifications, and what becomes of them."""

from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.drawing import blocks, choices, tables
from adapters.slack.drawing.render import drawn, fallback, home, last, messages, without_stale_choices
from adapters.slack.drawing.words import MOMENT
from bot.core.model.people import Address
from bot.core.text.surface import (
    File,
    LocalizedCard,
    LocalizedChoice,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    Para,
    Piece,
    Run,
)
from tests.adapters.slack import rules
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import Scene
from tests.adapters.slack.test_public import mentions

ANA = Address("slack", "T1", "U1")


def para(text: str, *, passing: bool = False) -> Para:
    """A paragraph."""
    return Para((Run(text),), passing)


def elements(shown: LocalizedReply, kind: str) -> list[dict[str, Any]]:
    """All elements of rich text of one kind."""
    rich = [block for block in drawn(shown) if block["type"] == "rich_text"]
    return [each for block in rich for part in block["elements"] for each in part["elements"] if each["type"] == kind]


# ── Articles ───────────────────────────────────────────────────────────────────────────


def card(extract: str, title: str = "Mail isn't arriving", url: str = "https://help.example/mail") -> LocalizedReply:
    """One article that may help."""
    offer = LocalizedChoice(title, "1.1:read.0")
    return LocalizedReply((LocalizedCard(title, (Piece(extract),), url, offer),), lang="de")


def test_an_articles_title_is_the_link_and_its_one_button_doesnt_say_it_again() -> None:
    shown = card("Look at the log.")
    (link,) = elements(shown, "link")
    assert (link["text"], link["url"]) == ("Mail isn't arriving", "https://help.example/mail")
    (button,) = buttons(list(drawn(shown)))
    assert button["text"]["text"] == "Lesen"
    assert "Mail isn't arriving" in button["accessibility_label"]
    assert words(list(drawn(shown))).count("Mail isn't arriving") == 1


@pytest.mark.parametrize("url", ["", "ftp://help.example", "https://x.example/" + "x" * limits.URL_CHARS_MAX])
def test_an_article_without_an_address_that_can_be_a_link_has_its_title_all_the_same(url: str) -> None:
    assert elements(card("Look.", url=url), "link") == []
    assert words(list(drawn(card("Look.", url=url)))).startswith("Mail isn't arriving\nLook.")


def test_an_extract_has_three_lines_at_most() -> None:
    lines = [f"line {number}" for number in range(blocks.EXTRACT_LINES_MAX + 1)]
    fits, over = card("\n".join(lines[:-1])), card("\n\n".join(lines))
    assert words(list(drawn(fits))).split("\n")[1:4] == lines[:-1]
    assert words(list(drawn(over))).split("\n")[1:4] == [*lines[:-2], f"{lines[-2]}…"]
    room = blocks.EXTRACT_LINES_MAX * blocks.LINE_CHARS_MAX
    assert words(list(drawn(card("x" * room)))).split("\n")[1] == "x" * room
    assert words(list(drawn(card("x" * (room + 1))))).split("\n")[1] == "x" * room + "…"


def test_what_is_over_says_nothing_of_choosing_any_more(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        ana.sees("I found 3 articles", "Choose one to read it")
        await ana.clicks("Mail not arriving")
        old = words(it.slack.posts(ana.channel)[0]["blocks"])
        assert "Mailbox full" in old
        assert "Choose one" not in old

    on_slack(story)


def test_words_about_choosing_stay_as_long_as_everything_can_be_chosen() -> None:
    shown = LocalizedReply((para("Choose one.", passing=True),), (LocalizedChoice("Show", "1.1:@show.1"),))
    assert without_stale_choices(last(shown)) == last(shown)


# ── Lists ──────────────────────────────────────────────────────────────────────────────


def offers(count: int, action: str = "day") -> tuple[LocalizedChoice, ...]:
    """So many choices of one kind."""
    return tuple(LocalizedChoice(f"{action} {number}", f"1.1:{action}.{number}") for number in range(count))


def test_more_than_a_row_of_what_is_alike_is_one_list() -> None:
    leave = LocalizedChoice("Not now", "1.1:leave")
    few = LocalizedReply((para("When?"),), (*offers(choices.BUTTONS_ALIKE_MAX), leave))
    many = LocalizedReply((para("When?"),), (*offers(choices.BUTTONS_ALIKE_MAX + 1), leave))
    (row,) = [block for block in drawn(few) if block["type"] == "actions"]
    assert {each["type"] for each in row["elements"]} == {"button"}
    (row,) = [block for block in drawn(many) if block["type"] == "actions"]
    assert [each["type"] for each in row["elements"]] == ["static_select", "button"]
    assert row["elements"][0]["placeholder"]["text"] == "day 0 … day 5"


def test_a_list_that_is_longer_than_slack_takes_goes_on_in_the_next() -> None:
    shown = LocalizedReply((para("When?"),), offers(limits.OPTIONS_MAX + 1))
    (row,) = [block for block in drawn(shown) if block["type"] == "actions"]
    assert len(row["elements"]) == 2
    assert len(buttons([row])) == limits.OPTIONS_MAX + 1
    assert list(rules.message_blocks([row])) == []


def test_a_list_loses_only_what_is_dead() -> None:
    shown = LocalizedReply((para("x"),), (*offers(6), *offers(6, "@show")))
    calm = without_stale_choices(last(shown))
    assert [each["value"] for each in buttons(list(calm.blocks))] == [f"1.1:@show.{n}" for n in range(6)]


def test_a_day_and_a_time_are_picked_from_a_list_each(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        await ana.clicks("Talk by phone")
        for label in ("Thu, Dec 17", "7:30"):
            (row,) = [block for block in it.slack.posts(ana.channel)[-1]["blocks"] if block["type"] == "actions"]
            assert [each["type"] for each in row["elements"]].count("static_select") == 1
            assert len(row["elements"]) <= 3
            await ana.clicks(label)
        await ana.writes("+49 30 5550123")
        ana.sees("Phone call requested")

    on_slack(story)


# ── Tables ─────────────────────────────────────────────────────────────────────────────


def table(columns: int, rows: int = 2, first: str = "A") -> LocalizedTable:
    """A table with so many columns and rows."""
    head = (first, *(chr(ord("B") + at) for at in range(columns - 1)))
    return LocalizedTable(head, tuple(tuple(f"{row}{at}" for at in range(columns)) for row in range(rows)))


def test_a_table_is_slacks_own_with_five_columns_at_most() -> None:
    (shown,) = drawn(LocalizedReply((table(tables.COLUMNS_MAX),)))
    assert [len(row) for row in shown["rows"]] == [5, 5, 5]
    (wide,) = drawn(LocalizedReply((table(tables.COLUMNS_MAX + 1),)))
    assert words([wide]).split("\n")[:2] == ["A | B | C | D | E · F", "00 | 01 | 02 | 03 | 04 · 05"]


def test_a_first_column_without_a_name_joins_the_next() -> None:
    (shown,) = drawn(LocalizedReply((table(7, first=""),)))
    assert words([shown]).split("\n")[:2] == ["B | C | D | E | F · G", "00 · 01 | 02 | 03 | 04 | 05 · 06"]


def test_a_cell_is_never_empty_and_rows_are_as_wide_as_the_head() -> None:
    (shown,) = drawn(LocalizedReply((LocalizedTable(("A", "B"), (("", "x", "more"), ("y",))),)))
    assert words([shown]) == "A | B\n— | x\ny | —\n"


@pytest.mark.parametrize(
    "shown",
    [
        LocalizedReply((table(2), table(2))),
        LocalizedReply((table(2, limits.TABLE_ROWS_MAX),)),
        LocalizedReply((LocalizedTable(("A",), (("x" * tables.CELL_CHARS_MAX,),) * 68),)),
    ],
    ids=["two tables", "too many rows", "too many characters"],
)
def test_what_slack_takes_no_table_for_is_lines(shown: LocalizedReply) -> None:
    every = [block for message in messages(shown) for block in message.blocks]
    assert all(block["type"] == "rich_text" for block in every)
    assert list(rules.message_blocks(every)) == []
    rows = sum(len(block.rows) for block in shown.blocks if isinstance(block, LocalizedTable))
    assert words(every).count("\n") == rows


def test_app_home_has_lines_for_a_table() -> None:
    view = home(LocalizedReply((table(3),)))
    assert words(view["blocks"]) == "00 · 01 · 02\n10 · 11 · 12\n"


def test_staffs_queue_is_a_table_that_a_phone_shows(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/desk queue")
        (shown,) = [block for block in sam.last["blocks"] if block["type"] == "table"]
        assert [cell["text"] for cell in shown["rows"][0]][:3] == ["Ticket", "Subject", "Urgency"]
        assert shown["rows"][1][0]["text"] == "1st · #1001"

    on_slack(story)


# ── Dates ──────────────────────────────────────────────────────────────────────────────


def test_a_moment_is_read_in_everybodys_own_zone(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        with it.house.store.read() as unit:
            ticket = unit.ticket(1001)
        assert ticket is not None
        promised = int(ticket.promise_at.timestamp())
        for channel in (ana.channel, STAFF_CHANNEL):
            posts = [block for post in it.slack.posts(channel) for block in post["blocks"]]
            dates = [each for block in posts for each in _dates(block)]
            assert promised in {each["timestamp"] for each in dates}
            assert {each["format"] for each in dates} == {MOMENT}
            assert all(each["fallback"] for each in dates)

    on_slack(story)


def _dates(value: Any) -> list[dict[str, Any]]:
    match value:
        case {"type": "date"}:
            return [value]
        case dict():
            return [found for part in value.values() for found in _dates(part)]
        case list():
            return [found for part in value for found in _dates(part)]
        case _:
            return []


def test_a_moment_is_whole_even_where_words_are_parted() -> None:
    before = "x" * (limits.SECTION_CHARS_MAX - 3)
    shown = LocalizedReply((Para((Run(before), Run("Thu, 9 PM", at=1_797_500_000), Run(" at the latest"))),))
    assert [each["fallback"] for each in elements(shown, "date")] in ([], ["Thu, 9 PM"])
    assert words(list(drawn(shown))).replace("\n", "") == f"{before}Thu, 9 PM at the latest"


# ── Notifications ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (LocalizedReply((para("I found 2:"), card("x").blocks[0], card("x", "Full").blocks[0])),
         "Mail isn't arriving · Full"),
        (LocalizedReply((para("sam answered #1:"), LocalizedQuote("Try it\nonce more."))),
         "sam answered #1: Try it once more."),
        (LocalizedReply((LocalizedTable(("A",), (("#1", "mail", "1st in line"),)),)), "#1 · mail · 1st in line"),
        (LocalizedReply((para("Ticket #1 is in."), para("You're first."))), "Ticket #1 is in."),
        (LocalizedReply((File("call.ics", "text/calendar", "BEGIN"),)), "call.ics"),
        (LocalizedReply((para(" "),), (LocalizedChoice("Yes", "1.1:yes"),)), "Yes"),
        (LocalizedReply((para("a <!channel> b"),)), "a &lt;!channel&gt; b"),
        (LocalizedReply(()), "✉"),
    ],
)  # fmt: skip
def test_a_notification_says_the_answer(shown: LocalizedReply, says: str) -> None:
    assert fallback(shown) == says


# ── What is said once ──────────────────────────────────────────────────────────────────


def test_who_answered_is_named_once(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.types("/desk claim 1001")
        await sam.types("/desk reply 1001 Try it once more.")
        assert ana.screen.count("sam") == 1
        ana.sees("sam answered #1001", "Try it once more.")
        assert "type" not in ana.screen

    on_slack(story)


def test_where_it_goes_on_is_said_to_the_asker_alone_with_a_link(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await mentions(it, ana, "my emails dont arive")
        await ana.clicks("None of these", channel="C1")
        assert len(it.slack.posts("C1")) == 1, "nothing more in public"
        told = words(it.slack.ephemeral[-1]["blocks"])
        assert told == f"I've answered you in private. <https://acme.slack.example/archives/{ana.channel}>\n"
        assert buttons(it.slack.posts("C1")[0]["blocks"]) == []
        ana.sees("I'll open a ticket")

    on_slack(story)


def test_words_in_public_that_are_personal_are_answered_by_a_pointer_there(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        await mentions(it, ana, "status")
        assert it.slack.posts("C1") == []
        (call,) = it.slack.asked("chat.postEphemeral")
        assert (call["user"], call["channel"], "thread_ts" in call) == ("U1", "C1", False)
        assert "archives/D1" in words(call["blocks"])
        await mentions(it, ana, "status", thread="1.000001")
        assert it.slack.asked("chat.postEphemeral")[-1]["thread_ts"] == "1.000001"

    on_slack(story)


def test_where_the_direct_message_isnt_known_it_is_said_without_a_link(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.always["conversations.open"] = "internal_error"
        ana = it.user()
        assert await ana.types("/support my emails dont arive") == "I've answered you in private.\n"

    on_slack(story)


def test_a_choice_from_earlier_shows_where_things_are_to_them_alone(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        old = it.slack.posts(ana.channel)[-1]
        pressed = ana.button("None of these", old["blocks"])
        await ana.clicks("Mail not arriving")
        count = len(it.slack.posts(ana.channel))
        await ana.presses(pressed, ana.channel, old)
        assert len(it.slack.posts(ana.channel)) == count
        ana.sees("That choice is from earlier", "Did this solve it?", on=words(it.slack.ephemeral[-1]["blocks"]))
        await ana.clicks("Yes, thanks", message=it.slack.posts(ana.channel)[-1])
        ana.sees("Glad it did")

    on_slack(story)


@pytest.mark.parametrize(("filed", "where"), [(False, "What can I help you with?"), (True, "#1001")])
def test_at_rest_too_it_shows_where_things_are(on_slack: Play, filed: bool, where: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        old = it.slack.posts(ana.channel)[-1]
        pressed = ana.button("None of these", old["blocks"])
        if filed:
            await ana.clicks("None of these")
            await ana.submits(urgency="normal", name="Ana")
        else:
            await ana.writes("start over")
        await ana.presses(pressed, ana.channel, old)
        ana.sees("That choice is from earlier", where, on=words(it.slack.ephemeral[-1]["blocks"]))

    on_slack(story)


# ── Files ──────────────────────────────────────────────────────────────────────────────


def put(it: Scene, *blocks_of: Any) -> None:
    """A message with a calendar entry, in the outbox."""
    shown = LocalizedReply((*blocks_of, File("call.ics", "text/calendar", "BEGIN")))
    now = it.house.clock.now()
    it.house.store.write(lambda unit: unit.send(None, ANA, shown, now, key="talk")()).result()


def test_a_calendar_entry_is_one_message_with_its_words(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        put(it, para("Confirmed."))
        await it.settled()
        (post,) = it.slack.posts("D1")
        assert (words(post["blocks"]), post["files"][0]["title"]) == ("Confirmed.\n", "call.ics")
        with it.house.store.read() as unit:
            held = unit.posted(ANA, "talk")
        assert held is not None
        assert held.receipt == f"D1/{post['ts']}"

    on_slack(story)


@pytest.mark.parametrize("fault", ["lost", "reset", "500", "429:5"])
def test_a_calendar_entry_is_sent_once_whatever_becomes_of_the_answer(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["files.completeUploadExternal"].append(fault)
        put(it, para("Confirmed."))
        for _time in range(6):
            await it.settled()
            it.house.clock.forward(seconds=60)
        (post,) = it.slack.posts("D1")
        assert post["files"][0]["title"] == "call.ics"

    on_slack(story)


@pytest.mark.parametrize("fault", ["500", "429:3"])
def test_a_message_waits_for_its_file_while_slack_doesnt_say_where_it_goes(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["conversations.open"] += [fault] * 2
        put(it, para("Confirmed."))
        for _minute in range(3):
            await it.settled()
            it.house.clock.forward(minutes=1)
        (only,) = it.slack.posts("D1")
        assert only["files"][0]["title"] == "call.ics"

    on_slack(story)


def test_it_doesnt_wait_for_ever(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["conversations.open"] += ["500"] * 9
        put(it, para("Confirmed."))
        for _minute in range(9):
            await it.settled()
            it.house.clock.forward(minutes=1)
        assert "Confirmed." in words(it.slack.posts("D1")[0]["blocks"])
        assert it.slack.files

    on_slack(story)


@pytest.mark.parametrize("refused", [True, False])
def test_what_cant_come_with_a_file_comes_before_it(on_slack: Play, refused: bool) -> None:
    async def story(it: Scene) -> None:
        if refused:
            it.slack.faults["files.completeUploadExternal"].append("invalid_blocks")
            put(it, para("Confirmed."))
        else:
            put(it, table(2))
        await it.settled()
        first, second = it.slack.posts("D1")
        assert ("files" in first, second["files"][0]["title"]) == (False, "call.ics")
        assert first["text"]

    on_slack(story)
