"""Ready means ready: once the articles are prepared no question builds, loads or waits for anything.

Embedders here stop in the middle of an article until a test lets them go on; questions are asked meanwhile.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from kb import live
from kb.index import build
from kb.index.arrays import Floats
from kb.live import LiveArticles
from kb.search import ArticleSearch
from kb.vectors import stored
from kb.vectors.embedders import WeightedEmbedder
from kb.vectors.stored import Vectors
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, article, library, write
from tests.kb.taught import Taught
from tests.kb.test_live import change

MONEY = ("invoice", "moolah", "payment")
PATIENCE_S = 120.0
"""Only a test that fails waits so long."""


class Stuck(Taught):
    """Stops at every article until it may go on; hears questions at once."""

    def __init__(self) -> None:
        super().__init__({"money": MONEY})
        self.may_go_on, self.reads = Event(), Event()

    def embed(self, texts: Sequence[str]) -> Floats:
        """An article's, sooner or later."""
        self.reads.set()
        assert self.may_go_on.wait(PATIENCE_S), "it waits for whoever asks, who waits for it"
        return super().embed(texts)

    def embed_question(self, text: str) -> Floats:
        """A question's."""
        found: Floats = super().embed([text])[0]
        return found


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Two languages of them."""
    folder = tmp_path / "articles"
    change(write(folder, "bills", "Pay an invoice.", "Invoices"))
    change(write(folder, "boats", "Sail away.", "Boats"))
    change(write(folder, "es/barcos", "El barco zarpa.", "Barcos"))
    return folder


@pytest.fixture
def stuck() -> Iterator[Stuck]:
    """An embedder that stops; let go in the end."""
    embedder = Stuck()
    yield embedder
    embedder.may_go_on.set()


def opened(folder: Path, embedder: Taught, kept: Path | None = None, **how: Any) -> LiveArticles:
    """Live articles that wait for no vectors when it is prepared."""
    embedders = (WeightedEmbedder(embedder, 0.5, 0.5),)
    return LiveArticles(
        folder, LANGUAGES, layer="static", vectors_folder=kept, embedders=embedders, start_seconds=0.0, **how
    )


def slugs(one: LiveArticles, text: str, lang: str = "en") -> list[str]:
    return [hit.slug for hit in one.find(text, lang)]


def nothing_is_built_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*_any: object) -> object:
        raise AssertionError("a question builds what should have been there")

    monkeypatch.setattr(build, "build", too_late)
    monkeypatch.setattr(stored.Vectors, "_read", too_late)
    monkeypatch.setattr("kb.vectors.nearness.Meaning.__init__", too_late)


def test_all_is_ready_when_it_is_prepared(articles: Path, stuck: Stuck) -> None:
    one = opened(articles, stuck)
    assert not one.ready
    one.prepare()
    assert one.ready


def test_questions_are_answered_by_words_while_vectors_are_made(articles: Path, stuck: Stuck) -> None:
    one = opened(articles, stuck)
    one.prepare()
    assert stuck.reads.wait(PATIENCE_S)
    assert slugs(one, "boats") == ["boats"]
    assert slugs(one, "barco", "es") == ["barcos"]
    assert one.alike("invoices", ["invoices"])[0] > 0.5
    assert [found.slug for found in one.complete("boa", "en")] == ["boats"]


def test_no_question_in_any_language_finds_something_unbuilt(
    articles: Path, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened(articles, stuck)
    one.prepare()
    nothing_is_built_any_more(monkeypatch)
    assert slugs(one, "boats") == ["boats"]
    assert slugs(one, "barco", "es") == ["barcos"]
    assert slugs(one, "boats", "de") == ["boats"]


def test_nor_does_one_after_articles_were_changed(
    articles: Path, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened(articles, stuck)
    one.prepare()
    change(write(articles, "zeppelin", "Fly.", "Zeppelin rides"))
    change(write(articles, "es/globo", "El globo vuela.", "Globo"))
    assert one.refresh(now=True), "it isn't held up by vectors that are being made"
    nothing_is_built_any_more(monkeypatch)
    assert slugs(one, "zeppelin") == ["zeppelin"]
    assert slugs(one, "globo", "es") == ["globo"]


def test_kept_vectors_are_there_from_the_first_question_on(articles: Path, tmp_path: Path, stuck: Stuck) -> None:
    stuck.may_go_on.set()
    before = opened(articles, stuck, tmp_path / "kept")
    before.prepare()
    before.catalogue.make_all()
    before.close()
    anew = Stuck()
    one = opened(articles, anew, tmp_path / "kept")
    one.prepare()
    assert slugs(one, "where is the moolah")[0] == "bills"
    assert not anew.reads.is_set()


def test_what_is_missing_is_read_after_the_start(articles: Path, stuck: Stuck) -> None:
    one = opened(articles, stuck)
    one.prepare()
    stuck.may_go_on.set()
    reading = one._reading
    assert reading is not None
    reading.join(PATIENCE_S)
    assert slugs(one, "where is the moolah")[0] == "bills"


@pytest.mark.parametrize(("asked", "times"), [(False, live.REST), (True, live.REST_WHILE_ASKED)])
def test_the_background_rests_after_every_article(articles: Path, stuck: Stuck, asked: bool, times: float) -> None:
    rests, now = list[float](), [0.0]

    class Timed(Stuck):
        def embed(self, texts: Sequence[str]) -> Floats:
            now[0] += 2.0  # an article takes so long by that clock
            return super().embed(texts)

    timed = Timed()
    timed.may_go_on.set()
    one = opened(articles, timed, seconds=lambda: now[0], rest=rests.append)
    one.ready = True  # as when articles are changed later: nobody waits for these
    if asked:
        one.find("boats", "en")
    one._read_on()
    reading = one._reading
    assert reading is not None
    reading.join(PATIENCE_S)
    quiet_after = live.ASKED_LATELY_SECONDS
    assert rests == [(times if 2.0 * number < quiet_after else live.REST) * 2.0 for number in (1, 2, 3)]


def test_changed_articles_are_read_in_place_of_those_before(articles: Path, stuck: Stuck) -> None:
    one = opened(articles, stuck)
    one.prepare()
    before = one._reading
    change(write(articles, "bills", "Pay with moolah.", "Bills"))
    assert one.refresh(now=True)
    stuck.may_go_on.set()
    assert before is not None
    before.join(PATIENCE_S)
    assert one._reading is not None
    one._reading.join(PATIENCE_S)
    assert len([text for text in stuck.read if text.startswith("Bills. ")]) == 1
    assert one.catalogue.missing == 0


def test_what_is_closed_reads_no_further(articles: Path, stuck: Stuck) -> None:
    one = opened(articles, stuck)
    one.prepare()
    assert stuck.reads.wait(PATIENCE_S)
    reading, one._reading = one._reading, None  # as ``close`` does
    stuck.may_go_on.set()
    assert reading is not None
    reading.join(PATIENCE_S)
    assert one.catalogue.missing == 2


def test_an_embedder_that_fails_is_left_out(articles: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Mute(Taught):
        def embed_question(self, text: str) -> Floats:
            raise OSError("the model is gone")

    one = opened(articles, Mute({"money": MONEY}))
    one.prepare()
    assert one.ready
    assert slugs(one, "boats") == ["boats"]
    assert one.catalogue.layer == "lexical"
    assert "searching by words" in caplog.text


def test_progress_is_told(articles: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TOLD_EVERY", 2)
    caplog.set_level("INFO")
    one = LiveArticles(
        articles, LANGUAGES, layer="static", embedders=(WeightedEmbedder(Taught({"money": MONEY}), 0.5, 0.5),)
    )
    one.prepare()
    assert "3 articles in en, es can be searched; 3 vectors are still to be made" in caplog.text
    assert "1 vectors of articles are still to be made" in caplog.text


def look_ups(size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often vectors are looked up while those of so many articles are made, and asked for in between."""
    found, asked = Vectors.of, list[bytes]()

    def counted(self: Vectors, key: bytes) -> object:
        asked.append(key)
        return found(self, key)

    many = library(*(article(f"a{number}", f"Article {number}", "Text.") for number in range(size)))
    search = ArticleSearch(
        many, LANGUAGES, layer="static", embedders=(WeightedEmbedder(Taught({"money": MONEY}), 0.5, 0.5),)
    ).prepare()
    with monkeypatch.context() as patched:
        patched.setattr(Vectors, "of", counted)
        while search.make_some(1):
            search.find("article", "en")
    return len(asked)


def test_making_vectors_is_linear_and_asking_meanwhile_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (look_ups(20, monkeypatch), look_ups(40, monkeypatch)) == (20, 40)


def test_impressions_are_kept_until_all_is_read() -> None:
    embedder = Taught({"money": MONEY})
    search = ArticleSearch(
        library(*HOSTING), LANGUAGES, layer="static", embedders=(WeightedEmbedder(embedder, 0.5, 0.5),)
    ).prepare()
    search.alike("moolah", ("payment",))
    read = search._seen["en"]
    while search.make_some(1):
        assert search._seen["en"] is read
    assert not search._seen
