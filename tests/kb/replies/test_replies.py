"""Saved replies: the files, what is wrong with them, and that a change of them is seen."""

from pathlib import Path
from time import thread_time

import pytest

from bot.core.model.knowledge import Article
from bot.core.rules.replies.saved import FIELDS_NAMED_MAX
from bot.core.text.errors import ArticlesInvalid
from kb.articles import loader as articles
from kb.replies.live import LiveReplies
from kb.replies.loader import load_replies, missing_articles, missing_languages, nearest, shipped
from tests.fakes import FakeSearch
from tests.parsers.measure import seconds_max


def put(folder: Path, **texts: str) -> Path:
    """Files by language and name: ``en_hello`` is ``en/hello.md``."""
    for place, text in texts.items():
        lang, _, name = place.partition("_")
        file = folder / lang / f"{name.replace('_', '-')}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: About {name}\n---\n{text}\n", "utf-8")
    return folder


def test_those_that_are_shipped_are_fine_in_every_language() -> None:
    library = load_replies(shipped())
    names = {lang: {each.slug for each in library.articles if each.lang == lang} for lang in library.langs}
    assert set(names) == {"en", "es", "de"}
    assert names["en"] == names["es"] == names["de"]
    assert list(missing_articles(library, articles.load(articles.shipped()))) == []
    assert list(missing_languages(library)) == []


def test_an_unknown_field_is_named_with_file_line_and_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, en_one="Hello {client},\n\nplease {clinet}", es_two="{xyzzy}")
    with pytest.raises(ArticlesInvalid) as wrong:
        load_replies(tmp_path)
    first, second = wrong.value.problems
    assert (first.where, first.line, first.instead) == ("en/one.md", 6, "did you mean {client}?")
    assert "{clinet}" in first.reason
    assert (second.where, second.line) == ("es/two.md", 4)
    assert "client, number, subject" in second.instead


def test_an_article_that_isnt_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    library = load_replies(put(tmp_path, en_one="see\n{article:mx-record}", de_one="{article:mx-records}"))
    (problem,) = missing_articles(library, articles.load(articles.shipped()))
    assert (problem.where, problem.line, problem.instead) == ("en/one.md", 5, "did you mean mx-records?")
    own = articles.load(put(tmp_path / "own", en_mine="words"))
    assert len(list(missing_articles(library, own))) == 2
    assert list(missing_articles(load_replies(shipped()), own)) == []


def test_of_many_articles_that_arent_there_the_first_are_named(tmp_path: Path) -> None:
    library = load_replies(put(tmp_path, en_one="{article:none}\n" * (FIELDS_NAMED_MAX + 1)))
    assert len(list(missing_articles(library, articles.load(articles.shipped())))) == FIELDS_NAMED_MAX


def test_the_nearest_names() -> None:
    names = ("try-again", "mx-records", "dns-records", "restored")
    assert nearest("try", names) == ("try-again",)
    assert nearest("records", names)[:2] == ("mx-records", "dns-records")
    assert nearest("restord", names) == ("restored",)
    assert nearest("xyzzy", names) == ()


def test_the_nearest_of_very_many_names_is_found_at_once() -> None:
    names = [f"reset-your-mailbox-password-{number}-in-the-panel" for number in range(10_000)]
    began = thread_time()
    assert nearest("reset-yuor-mailbox-password-1234-in-teh-panel", names)[0] == names[1234]
    assert thread_time() - began < seconds_max()


def test_one_without_a_version_in_the_default_language_is_named(tmp_path: Path) -> None:
    library = load_replies(put(tmp_path, en_one="Hello", de_one="Hallo", de_two="Zwei"))
    assert [problem.where for problem in missing_languages(library)] == ["de/two.md"]


def test_an_empty_folder_has_none_and_a_missing_one_is_said(tmp_path: Path) -> None:
    assert load_replies(tmp_path).sources == ()
    with pytest.raises(ArticlesInvalid, match="no such directory"):
        load_replies(tmp_path / "nowhere")


def test_a_changed_file_is_seen_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    live = LiveReplies(put(tmp_path, en_one="Hello"), FakeSearch())
    assert [reply.name for reply in live.all()] == ["one"]
    assert not live.refresh()
    put(tmp_path, en_two="Hello again")
    assert live.refresh()
    assert [reply.name for reply in live.all()] == ["one", "two"]
    put(tmp_path, en_two="Hello {clinet}")
    assert not live.refresh()
    assert "clinet" in str(live.problem)
    found = live.find("two", "en")
    assert found
    assert found.text == "Hello again"
    put(tmp_path, en_two="Hello {client}!")
    assert live.refresh()
    assert live.problem is None


def test_the_clients_language_goes_first_then_the_default_one(tmp_path: Path) -> None:
    live = LiveReplies(put(tmp_path, en_one="Hello", es_one="Hola", de_only="Nur"), FakeSearch())
    for name, lang, text in (("one", "es", "Hola"), ("ONE", "de", "Hello"), ("only", "de", "Nur")):
        found = live.find(name, lang)
        assert found
        assert found.text == text
    assert live.find("only", "es") is None
    assert [(reply.name, reply.lang) for reply in live.all()] == [("one", "en"), ("only", "de")]


def test_an_article_is_one_too_by_its_beginning_and_link(tmp_path: Path) -> None:
    live = LiveReplies(put(tmp_path, en_one="Hello"), FakeSearch(), slugs=lambda: ("mx-records", "mailbox-full"))
    found = live.find("mx-records", "en")
    assert found
    assert found.text == "Mx records\n\nRead about mx-records.\n\n{article:mx-records}"
    assert live.nearest("mx") == ("mx-records",)
    assert live.nearest("on") == ("one",)


def test_a_long_articles_beginning_is_cut_at_a_word_and_braces_are_no_fields() -> None:
    live = LiveReplies(shipped(), _Long())
    found = live.find("long", "en")
    assert found
    _title, said, link = found.text.split("\n\n")
    assert said.endswith("…")
    assert len(said.replace("{{", "{").replace("}}", "}")) <= 400
    assert said.startswith("{{client}} word")
    assert link == "{article:long}"


class _Long(FakeSearch):
    """One article with a paragraph that doesn't end."""

    def article(self, slug: str, lang: str) -> Article:
        """That one."""
        return Article(slug, "en", "Long", "## Head\n\n{client} " + "word " * 200 + "\n\nSecond.\n")
