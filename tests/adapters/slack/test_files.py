"""Files that clients attach are copied to the record."""

import asyncio
from pathlib import Path
from typing import Any

from bot.workers.attachments import TRIES_MAX
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import fake_slack
from tests.adapters.slack.scene import Scene, connected

LOG = b"550 mailbox unavailable\n" * 40


def attached(it: Scene, id: str = "F1", name: str = "mail.log", content: bytes = LOG, **more: Any) -> dict[str, Any]:
    """A file as Slack tells of it."""
    it.slack.downloads[id] = content
    return {"id": id, "name": name, "mimetype": "text/plain", "size": len(content),
            "url_private_download": f"{it.slack.base}/download/{id}", **more}  # fmt: skip


def rows(it: Scene, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in the database."""

    def look(unit: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in unit.connection.exec_driver_sql(query)]

    return it.house.store.write(look).result()


ON_RECORD = """SELECT r.ticket, r.name, r.media, a.content FROM record_attachments r
               JOIN attachments a ON a.digest = r.digest ORDER BY r.ticket, r.seq, r.name"""


def test_a_restart_between_filing_and_copying_loses_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                ana = it.user()
                await ana.files()
                file = attached(it)
                away = slack.downloads.pop("F1")
                await ana.writes("add: see this", subtype="file_share", files=[file])
                await it.settled()
                assert rows(it, ON_RECORD) == []
                assert len(rows(it, "SELECT * FROM files_due")) == 1
            slack.downloads["F1"] = away
            async with connected(tmp_path, slack) as it:
                # the address of that Slack is the same one
                await it.copier.look()
                assert [row[1] for row in rows(it, ON_RECORD)] == ["mail.log"]

    asyncio.run(story())


def test_a_file_one_byte_too_large_is_named_not_copied(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, limit = it.user(), it.house.policy.limits.attachment_mib * 1024 * 1024
        await ana.files()
        lies = attached(it, "F2", "lies.bin", b"x" * (limit + 1), size=3)
        await ana.writes("add: big ones", files=[attached(it, size=limit + 1), lies], subtype="file_share")
        await it.settled()
        assert rows(it, ON_RECORD) == []
        said = [entry.text for entry in it.house.record(1001) if entry.text and "not copied" in entry.text]
        assert len(said) == 2
        assert "larger than the policy allows" in said[0]

    on_slack(story)


def test_a_file_that_cant_be_had_is_given_up_after_some_tries(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        file = attached(it, url_private_download="http://127.0.0.1:9/gone")
        await ana.writes("add: see this", files=[file], subtype="file_share")
        for _time in range(TRIES_MAX):
            await it.copier.look()
        assert any("not copied" in (entry.text or "") for entry in it.house.record(1001))
        assert rows(it, "SELECT * FROM files_due") == []

    on_slack(story)
