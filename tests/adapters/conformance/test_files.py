"""Files both ways: what staff send reaches the client where they are, and staff open what a client sent."""

from pathlib import Path

import pytest

from bot.core.model.record import EntryKind
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import everything, files, record

REPORT = b"%PDF-1.4 \xff\x00 report"


@pytest.mark.needs(Ability.CARDS, Ability.FILES)
def test_a_file_under_the_card_goes_to_the_client_with_attach_and_stays_without(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        before = len(ana.received)
        await sam.remarks(it.cards()[-1], "his own log", ("log.txt", b"550"))
        await it.settled()
        assert len(ana.received) == before
        await sam.remarks(it.cards()[-1], "attach Here is the report", ("report.pdf", REPORT))
        await it.settled()
        assert ana.received[-1] == REPORT
        assert "Here is the report" in everything(ana.shown)
        with it.house.store.read() as unit:
            kinds = [record(it)[each.seq - 1].kind for each in unit.kept_files(1001)]
        assert kinds == [EntryKind.NOTE, EntryKind.REPLY]

    play(story)


def test_a_file_of_the_machine_goes_to_the_client_from_the_terminal(play: Play, tmp_path: Path) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (tmp_path / "my report.pdf").write_bytes(REPORT)
        shown = await sam.orders(f'attach 1001 "{tmp_path}/my report.pdf" Here it is')
        await it.settled()
        if Ability.CARDS in it.abilities:
            shown.has("upload it in the thread")
            assert REPORT not in ana.received
        else:
            assert ana.received[-1] == REPORT
            assert "Here it is" in everything(ana.shown)

    play(story)


@pytest.mark.needs(Ability.FILES)
def test_staff_open_what_a_client_sent(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await ana.attaches("the log", ("log.txt", b"550 no such mailbox"))
        await it.settled()
        (await sam.orders("files 1001")).has("log.txt")
        await it.settled()
        with it.house.store.read() as unit:
            (kept,) = unit.kept_files(1001)
            assert unit.content(kept.digest) == b"550 no such mailbox"

    play(story)
