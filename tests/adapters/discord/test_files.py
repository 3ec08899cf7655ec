"""What clients attach, change, take back; and who they are elsewhere."""

from typing import Any

from bot.workers.attachments import TRIES_MAX
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import refused
from tests.adapters.discord.scene import Scene, User
from tests.adapters.discord.test_public import posts, thread_of

LOG = b"550 mailbox unavailable\n" * 40
ON_RECORD = """SELECT r.ticket, r.name, a.content FROM record_attachments r
               JOIN attachments a ON a.digest = r.digest ORDER BY r.ticket, r.seq, r.name"""


def rows(it: Scene, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in the database."""

    def look(unit: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in unit.connection.exec_driver_sql(query)]

    return it.house.store.write(look).result()


async def attaches(user: User, text: str, *files: tuple[str, bytes]) -> Any:
    """Send files in the direct message."""
    stored = user.scene.env.backend.store_attachments(user.dm.id, files)
    return await user.writes(text, attachments=stored)


def test_files_that_cant_be_had_are_named_on_the_record(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, limit = it.user(), it.house.policy.limits.attachment_mib * 1024 * 1024
        await ana.files()
        await attaches(ana, "add: a big one", ("big.bin", b"x" * (limit + 1)))
        with refused(it, "GET", f"/channels/{ana.dm.id}/messages/*", 500, 0):
            await attaches(ana, "add: while Discord is away", ("later.log", LOG))
            assert rows(it, ON_RECORD) == []
        await it.copier.look()
        assert rows(it, ON_RECORD) == [(1001, "later.log", LOG)]

        with refused(it, "GET", f"/channels/{ana.dm.id}/messages/*", 404, 10008):
            await attaches(ana, "add: a third", ("gone.log", LOG))
            for _time in range(TRIES_MAX):
                await it.copier.look()
        said = [entry.text for entry in it.house.record(1001) if "not copied" in (entry.text or "")]
        assert [text.split(":")[0] for text in said if text] == [
            "file [big.bin] not copied", "file [gone.log] not copied"]  # fmt: skip
        assert rows(it, "SELECT * FROM files_due") == []

    on_discord(story)


def test_in_a_shared_thread_words_files_and_edits_are_their_senders(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo, us = it.user(), it.user("bo"), it.env.backend.bot_user.id
        asked = await ana.asks("my emails dont arive")
        thread = thread_of(it.lobby)
        anas = ana.latest(thread)
        too = await bo.writes(f"<@{us}> my emails dont arive", thread, attachments=[("image.png", b"bos")])
        bos = bo.latest(thread)
        await ana.clicks("None of these", message=anas)
        await ana.submits(urgency="normal", name="Ana")
        await ana.writes("add: see [image.png]")
        assert rows(it, ON_RECORD) == []

        before = len(it.house.record(1001))
        await bo.actor.edit(too, f"<@{us}> Bo's own business")
        await it.settled()
        assert len(it.house.record(1001)) == before
        await ana.actor.edit(asked, f"<@{us}> my emails are late")
        await ana.actor.delete(asked)
        await it.settled()
        said = [entry.text or "" for entry in it.house.record(1001)[before:]]
        assert any("now reads “my emails are late”" in text for text in said)
        assert any("Message deleted: “my emails are late”" in text for text in said)

        await bo.clicks("None of these", message=bos)
        await bo.submits(urgency="normal", name="Bo")
        assert [row[0] for row in rows(it, ON_RECORD)] == [1002]
        assert "Bo's own business" in (it.house.record(1002)[0].text or "")

    on_discord(story)


def test_a_post_that_is_changed_keeps_its_title(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        place = await posts(it, ana, "My mails don't arrive", "since Monday")
        first = next(m for m in place.history() if m.id == place.id)
        await ana.actor.edit(first, "since Tuesday")
        await it.settled()
        await ana.clicks("None of these", where=place)
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == "My mails don't arrive\nsince Tuesday"

    on_discord(story, help_forum=True)


def test_one_account_on_discord_and_elsewhere_by_a_code(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, at_home = it.user(), it.house.client("ana at home")
        await ana.files()
        await ana.writes("link")
        code = ana.screen().split("Your code is ")[1].split(".")[0]
        at_home.says(f"link {code}")
        at_home.says("yes")
        at_home.sees("one account")
        at_home.says("any news?")
        at_home.sees("#1001")
        at_home.files("another thing entirely")
        await ana.writes("my tickets")
        ana.sees("#1001", "#1002")
        bo = it.user("bo")
        await bo.writes(f"link {code}")
        bo.sees("wrong or no longer valid")

    on_discord(story)
