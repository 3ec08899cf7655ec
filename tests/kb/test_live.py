"""Articles may change at any time; what is searched is always whole, the newest that is sound."""

import os
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.core.text.errors import ArticlesInvalid
from kb.live import LiveArticles
from tests.builders import LANGUAGES
from tests.kb.pages import write

_ticks = count(1_800_000_000)


def change(path: Path, text: str = "") -> None:
    """Write a file anew, later than all before, however coarse the file system's clock is."""
    if text:
        path.write_text(text, encoding="utf-8")
    at = next(_ticks)
    os.utime(path, (at, at))


@pytest.fixture
def live(tmp_path: Path) -> LiveArticles:
    change(write(tmp_path, "mail", "Mail isn't arriving? Look at the log.", "Mail isn't arriving"))
    return LiveArticles(tmp_path, LANGUAGES)


def slugs(live: LiveArticles, text: str) -> list[str]:
    return [hit.slug for hit in live.find(text, "en")]


def test_new_changed_and_removed_articles(live: LiveArticles, tmp_path: Path) -> None:
    assert slugs(live, "zeppelin") == []
    change(write(tmp_path, "zeppelin", "How to fly.", "Zeppelin rides"))
    assert live.refresh(now=True)
    assert slugs(live, "zeppelin") == ["zeppelin"]
    change(write(tmp_path, "zeppelin", "How to sail.", "Boat rides"))
    assert live.refresh(now=True)
    assert slugs(live, "zeppelin") == []
    assert slugs(live, "boat") == ["zeppelin"]
    (tmp_path / "zeppelin.md").unlink()
    assert live.refresh(now=True)
    assert slugs(live, "boat") == []
    assert live.article("zeppelin", "en") is None


def test_nothing_changed_nothing_done(live: LiveArticles) -> None:
    before = live.catalogue
    assert not live.refresh(now=True)
    assert live.catalogue is before


def test_a_broken_article_changes_nothing_until_it_is_mended(live: LiveArticles, tmp_path: Path) -> None:
    broken = write(tmp_path, "zeppelin")
    change(broken, "no front matter")
    assert not live.refresh(now=True)
    assert live.problem is not None
    assert [problem.where for problem in live.problem.problems] == ["zeppelin.md"]
    assert slugs(live, "mail") == ["mail"]
    change(broken, "---\ntitle: Zeppelin\n---\nFly.")
    assert live.refresh(now=True)
    assert live.problem is None
    assert slugs(live, "zeppelin") == ["zeppelin"]


def test_a_directory_that_vanishes_leaves_the_articles_in_use(live: LiveArticles, tmp_path: Path) -> None:
    (tmp_path / "mail.md").unlink()
    tmp_path.rmdir()
    assert not live.refresh(now=True)
    assert live.problem is not None
    assert slugs(live, "mail") == ["mail"]
    tmp_path.mkdir()


def test_starting_with_broken_articles_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "one").write_text("no front matter")
    with pytest.raises(ArticlesInvalid, match="has no front matter"):
        LiveArticles(tmp_path, LANGUAGES)


def test_looking_only_every_so_often(tmp_path: Path) -> None:
    seconds = iter((0.0, 1.0, 3.0)).__next__
    change(write(tmp_path, "mail", "Mail.", "Mail"))
    live = LiveArticles(tmp_path, LANGUAGES, look_every_seconds=2.0, seconds=seconds)
    change(write(tmp_path, "zeppelin", "Fly.", "Zeppelin"))
    assert not live.refresh()
    assert live.refresh()


def test_other_languages_are_kept_when_one_changes(live: LiveArticles, tmp_path: Path) -> None:
    change(write(tmp_path, "es/correo", "El correo no llega.", "Correo"))
    live.refresh(now=True)
    assert live.find("correo", "es")
    before = live.catalogue.build_seconds
    spanish = live.catalogue._reader("es")
    change(write(tmp_path, "zeppelin", "Fly.", "Zeppelin"))
    assert live.refresh(now=True)
    assert live.catalogue._reader("es") is spanish
    assert before > 0


def test_read_from_several_threads_while_articles_change(live: LiveArticles, tmp_path: Path) -> None:
    stop = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        while not stop.is_set():
            for hit in live.find("mail isnt ariving", "en"):
                found = live.article(hit.slug, "en")
                if hit.slug != "mail" or found is None:
                    wrong.append(hit)
            if not 0 <= live.alike("mail log", ["mail logs"])[0] <= 1:
                wrong.append("likeness")

    def run() -> Iterator[threading.Thread]:
        for _ in range(3):
            thread = threading.Thread(target=read)
            thread.start()
            yield thread

    threads = list(run())
    try:
        for number in range(20):
            change(write(tmp_path, "mail", f"Mail isn't arriving? Look at log {number}.", "Mail isn't arriving"))
            assert live.refresh(now=True)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
