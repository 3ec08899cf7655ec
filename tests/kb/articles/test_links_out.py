"""Symbolic links out of a folder that somebody else may have filled: never followed, always said."""

import os
from pathlib import Path

import pytest

from bot.core.text.errors import ArticlesInvalid
from kb.articles.loader import load
from kb.importing.articles import read_folder
from tests.kb.pages import write

SECRET = "the neighbour's secret"
TEXT = "# A title\n\nSome words."


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    write(folder, "private", SECRET)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "own.md").write_text(TEXT)
    return folder


def refused(folder: Path) -> dict[str, str]:
    read = {each.file: each for each in read_folder(folder)}
    assert SECRET not in "".join(each.text for each in read.values())
    return {name: each.refused for name, each in read.items() if each.refused}


def test_neither_a_file_nor_a_chain_nor_a_folder_leads_an_import_out(folder: Path, elsewhere: Path) -> None:
    (folder / "file.md").symlink_to(elsewhere / "private.md")
    (folder / "first.md").symlink_to(folder / ".second")
    (folder / ".second").symlink_to(elsewhere / "private.md")
    (folder / "deep").symlink_to(elsewhere)
    (folder / "up.md").symlink_to(Path("..", "elsewhere", "private.md"))
    (folder / "round.md").symlink_to(folder / "round.md")
    told = refused(folder)
    assert {name for name, why in told.items() if "symbolic link out" in why} == {
        "file.md",
        "first.md",
        "deep",
        "up.md",
    }
    assert "round.md" in told


def test_a_link_within_the_folder_is_as_good_as_a_file(folder: Path, tmp_path: Path) -> None:
    (folder / "again.md").symlink_to(folder / "own.md")
    (tmp_path / "named").symlink_to(folder)
    assert refused(folder) == {} == refused(tmp_path / "named")


def test_a_name_that_begins_alike_is_outside(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "folder-of-others", "private", SECRET)
    (folder / "near.md").symlink_to(tmp_path / "folder-of-others" / "private.md")
    assert "symbolic link out" in refused(folder)["near.md"]


def test_what_is_no_file_keeps_no_import_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    assert refused(folder) == {"pipe.md": "no ordinary file"}


def test_articles_arent_loaded_from_elsewhere(tmp_path: Path, elsewhere: Path) -> None:
    articles = tmp_path / "articles"
    write(articles, "en/own")
    (articles / "en" / "file.md").symlink_to(elsewhere / "private.md")
    (articles / "de").symlink_to(elsewhere)
    (articles / "top.md").symlink_to(elsewhere / "private.md")
    with pytest.raises(ArticlesInvalid) as caught:
        load(articles)
    told = {problem.where: problem.reason for problem in caught.value.problems}
    assert told == dict.fromkeys(("de", "en/file.md", "top.md"), "is a symbolic link out of the directory")


def test_links_within_the_directory_load(tmp_path: Path) -> None:
    """As containers mount a folder of settings: each file is a link into a hidden folder beside it."""
    articles = tmp_path / "articles"
    write(articles, "..data/own")
    (articles / "own.md").symlink_to(Path("..data", "own.md"))
    (articles / "es").symlink_to("..data")
    assert [article.lang for article in load(articles).articles] == ["es", "en"]
