"""Messages that are changed or taken back, and files: on the record, each once, and never answered."""

from typing import Any

import pytest

from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import QUESTION, files, fills_in, texts

LOG = b"550 mailbox unavailable\n" * 40


def attached(it: Driver) -> list[tuple[int, str, bytes]]:
    """The files on all records: ticket, name, content."""
    query = """SELECT r.ticket, r.name, a.content FROM record_attachments r
               JOIN attachments a ON a.digest = r.digest ORDER BY r.ticket, r.seq, r.name"""
    return [(int(number), str(name), bytes(content)) for number, name, content in rows(it, query)]


def rows(it: Driver, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in the database."""

    def look(unit: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in unit.connection.exec_driver_sql(query)]

    return it.house.store.write(look).result()


@pytest.mark.needs(Ability.EDITS, Ability.DELETIONS)
def test_what_is_changed_or_taken_back_is_on_the_record_and_never_answered(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        said = await ana.writes("add: it says 550")
        before = len(ana.shown)
        await ana.edits(said, "add: it says 551")
        await ana.edits(said, "add: it says 552")
        await it.restarts()
        await ana.deletes(said)
        changes = [text for text in texts(it) if "it says" in text]
        assert len(changes) == 4  # as it was said, both changes, and that it is gone
        for text, words in zip(changes[1:], ("551", "552", "552"), strict=True):
            assert words in text
        assert len(ana.shown) == before

    play(story)


@pytest.mark.needs(Ability.EDITS)
def test_an_edit_before_the_ticket_changes_what_it_will_say(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        said = await ana.writes(QUESTION)
        await ana.edits(said, "my emails bounce")
        assert len(ana.shown) == 1
        await ana.takes("none")
        await fills_in(it, ana)
        assert texts(it)[0] == "my emails bounce"

    play(story)


@pytest.mark.needs(Ability.FILES, Ability.FORMS)
def test_files_are_copied_once_their_words_are_on_a_ticket_also_after_a_restart(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await it.client(), await it.client("bo")
        await ana.attaches(QUESTION, ("mail.log", LOG))
        await bo.attaches("mail?", ("never.log", LOG))
        assert attached(it) == []
        await it.restarts()
        await ana.takes("none")
        await fills_in(it, ana)
        assert attached(it) == [(1001, "mail.log", LOG)]
        assert texts(it)[0] == f"{QUESTION}\n[mail.log]"

        await ana.attaches("add: two more", ("two.png", b"\x89PNG"), ("three.log", LOG))
        assert [name for _ticket, name, _content in attached(it)] == ["mail.log", "three.log", "two.png"]
        await it.passes(days=8)
        assert rows(it, "SELECT * FROM files_due") == []  # what became no ticket is forgotten

    play(story)


@pytest.mark.needs(Ability.FILES)
def test_a_file_one_byte_too_large_is_named_and_not_copied(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, limit = await it.client(), it.house.policy.limits.attachment_mib * 1024 * 1024
        await files(it, ana)
        await ana.attaches("add: both", ("fits.bin", b"x" * limit), ("big.bin", b"x" * (limit + 1)))
        assert [name for _ticket, name, _content in attached(it)] == ["fits.bin"]
        assert sum("big.bin" in text for text in texts(it)) == 2  # with its words, and that it isn't copied
        assert rows(it, "SELECT * FROM files_due") == []

    play(story)
