"""A directory is loaded whole, or refused with every problem, each with file, line and what to write."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.core.text.errors import ArticlesInvalid, Problem
from kb.articles.loader import FROM_QUESTIONS, from_ticket, load, shipped
from tests.kb.pages import write


def problems(directory: Path) -> dict[str, Problem]:
    """What is wrong, by file; one each."""
    with pytest.raises(ArticlesInvalid) as caught:
        load(directory)
    found = {problem.where: problem for problem in caught.value.problems}
    assert len(found) == len(caught.value.problems)
    return found


def test_an_article(tmp_path: Path) -> None:
    write(
        tmp_path,
        "mail-not-arriving",
        "Look at the log.",
        "Mail isn't arriving",
        "keywords: [bounce, 550]\nupdated: 2026-11-02\nsource: https://help.example.com/a?b=1#c\n",
    )
    library = load(tmp_path)
    (source,) = library.sources
    assert source.article.slug == "mail-not-arriving"
    assert source.article.title == "Mail isn't arriving"
    assert source.article.markdown == "Look at the log.\n"
    assert source.article.keywords == ("bounce", "550")
    assert source.article.lang == "en"
    assert source.article.source == "https://help.example.com/a?b=1#c"
    assert (source.file, source.text_line, source.updated) == ("mail-not-arriving.md", 7, date(2026, 11, 2))


def test_what_an_article_was_drafted_of(tmp_path: Path) -> None:
    write(tmp_path, "answer", more=f"drafted: {from_ticket(1042)}\n")
    write(tmp_path, "asked", more=f"drafted: {FROM_QUESTIONS}\n")
    write(tmp_path, "written")
    found = {source.article.slug: (source.drafted, source.ticket) for source in load(tmp_path).sources}
    assert found == {"answer": ("ticket 1042", 1042), "asked": ("questions", 0), "written": ("", 0)}


def test_languages_by_folder(tmp_path: Path) -> None:
    write(tmp_path, "plain")
    write(tmp_path, "en/english")
    write(tmp_path, "es/spanish")
    write(tmp_path, "pt-BR/brazilian")
    library = load(tmp_path)
    assert {(article.lang, article.slug) for article in library.articles} == {
        ("en", "plain"), ("en", "english"), ("es", "spanish"), ("pt-br", "brazilian"),
    }  # fmt: skip
    assert library.langs == ("en", "es", "pt-br")


def test_files_directly_in_the_directory_are_in_the_default_language(tmp_path: Path) -> None:
    write(tmp_path, "artikel")
    assert load(tmp_path, "de").articles[0].lang == "de"


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: One\r\n---\r\n\r\nText.\r\nMore.\r\n")
    assert load(tmp_path).articles[0].markdown == "Text.\nMore.\n"


def test_what_is_no_article_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, ".drafts/two", "not even front matter")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "notes.txt").write_text("nothing")
    assert [article.slug for article in load(tmp_path).articles] == ["one"]


def test_every_problem_at_once(tmp_path: Path) -> None:
    write(tmp_path, "fine")
    (tmp_path / "no-matter.md").write_text("Just text.\n")
    (tmp_path / "no-end.md").write_text("---\ntitle: One\nText.\n")
    (tmp_path / "broken.md").write_text("---\nkeywords: [a]\ntitle: Mail isn't arriving: check\n---\nText.\n")
    (tmp_path / "no-title.md").write_text("---\nkeywords: [a]\n---\nText.\n")
    (tmp_path / "no-text.md").write_text("---\ntitle: One\n---\n\n")
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: One\n---\nfine\ncaf\xe9\n")
    write(tmp_path, "what's this?")
    write(tmp_path, "images/photo")
    write(tmp_path, "misspelt", more="keyword: [a]\n")
    write(tmp_path, "twice", more="title: Again\n")
    write(tmp_path, "numbers", more="keywords: [8.10, yes]\n")
    write(tmp_path, "someday", more="updated: someday\n")
    write(tmp_path, "undrafted", more="drafted: yes\n")
    write(tmp_path, "nought", more="drafted: ticket 0\n")
    write(tmp_path, "nowhere", more="source: help/mail\n")
    write(tmp_path, "no-link", more="source: https://a.example/b)c\n")
    write(tmp_path, "february", more="updated: 2026-02-31\n")
    write(tmp_path, "nested", more=f"keywords: {'[' * 4_000}{']' * 4_000}\n")
    write(tmp_path, "long", more=f"keywords: [{'mail, ' * 2_000}]\n")
    os.mkfifo(tmp_path / "pipe.md")
    write(tmp_path, "en/fine")
    found = problems(tmp_path)
    assert {file: (problem.reason.split(":")[0], problem.line) for file, problem in found.items()} == {
        "no-matter.md": ("has no front matter", 1),
        "no-end.md": ("its front matter has no end", 1),
        "broken.md": ("its front matter is broken", 3),
        "no-title.md": ("has no title", 1),
        "no-text.md": ("has no text below the front matter", 3),
        "latin.md": ("is not UTF-8 text", 5),
        "what's this?.md": ("its name cannot be part of a link", None),
        "images/photo.md": ("is in a folder that is not a language", None),
        "misspelt.md": ("unknown key 'keyword'", 3),
        "twice.md": ("title is given twice", 3),
        "numbers.md": ("keywords is not a list of words", 3),
        "someday.md": ("updated is not a date", 3),
        "undrafted.md": ("drafted doesn't say what of", 3),
        "nought.md": ("drafted doesn't say what of", 3),
        "nowhere.md": ("the source is no web address", 3),
        "no-link.md": ("the source is no web address", 3),
        "february.md": ("its front matter is broken", 2),
        "long.md": ("its front matter has more than 10,000 characters", 1),
        "nested.md": ("its front matter is nested too deeply", 2),
        "pipe.md": ("is not a file", None),
        "fine.md": ("the same slug as en/fine.md in the language en", None),
    }
    assert all(problem.instead for problem in found.values())


def test_a_directory_that_is_missing_or_empty(tmp_path: Path) -> None:
    missing, empty = tmp_path / "missing", tmp_path / "empty"
    empty.mkdir()
    assert problems(missing)[str(missing)].reason == "no such directory"
    assert problems(empty)[str(empty)].reason == "holds no articles"


def test_a_file_instead_of_a_directory(tmp_path: Path) -> None:
    file = write(tmp_path, "one")
    assert problems(file)[str(file)].reason.startswith("cannot be read")


def test_the_shipped_articles_load() -> None:
    library = load(shipped())
    assert library.langs[0] == "en"
    assert {"en", "es", "de"} <= set(library.langs)
