"""Beside finding: words still being typed, why something is found, and tickets about the same problem."""

import numpy as np
import pytest

from kb.index.build import build
from kb.language.words import tongue
from kb.query.slots import Reader
from kb.ranking.contrast import facts
from kb.ranking.similar_tickets import REMEMBERED_MAX, Impressions
from kb.ranking.similarity import TextFeatures, text_features
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, library
from tests.kb.taught import weighted


def slugs(search: ArticleSearch, text: str) -> list[str]:
    return [article.slug for article in search.complete(text, "en")]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("mailb", "mailbox-full"),
        ("my inv", "invoices"),
        ("ssl cer", "ssl-certificate"),
        ("transfer a do", "transfer-domain"),
        ("certifcate exp", "ssl-certificate"),
        ("php", "php-limits"),
    ],
)
def test_while_a_question_is_typed(hosting: ArticleSearch, typed: str, slug: str) -> None:
    assert slugs(hosting, typed)[0] == slug


def test_a_finished_word_is_finished(hosting: ArticleSearch) -> None:
    assert "mailbox-full" in slugs(hosting, "mail")
    assert "mailbox-full" not in slugs(hosting, "webm")


def test_nothing_typed_nothing_found(hosting: ArticleSearch) -> None:
    assert slugs(hosting, "") == slugs(hosting, "?!") == slugs(hosting, "xqz") == []
    assert len(hosting.complete("m", "en", limit=2)) <= 2


# ── Why ────────────────────────────────────────────────────────────────────────────────


def test_the_parts_are_the_whole(hosting: ArticleSearch) -> None:
    for question in ("emails dont arive", "ssl certificate expired", "mial box full", "invoice for the helicopter"):
        hits, reasons = hosting.find(question, "en"), hosting.explain(question, "en")
        assert [reason.slug for reason in reasons] == [hit.slug for hit in hits]
        for hit, reason in zip(hits, reasons, strict=True):
            parts = sum(part.gained for part in reason.parts) + reason.pairs
            assert reason.words == pytest.approx(parts, abs=1e-4)
            assert (reason.score, reason.confidence) == (hit.score, hit.confidence)
            assert sum(part.asked for part in reason.parts) == pytest.approx(1)


def test_what_was_understood_and_what_it_was_searched_for(hosting: ArticleSearch) -> None:
    reason = hosting.explain("invoyce for the helicopter", "en")[0]
    assert reason.repaired == "invoice for the helicopter"
    invoice, helicopter = reason.parts
    assert invoice.searched[0][0].startswith("invoice")
    assert (helicopter.typed, helicopter.searched, helicopter.gained) == ("helicopter", (), 0)
    assert helicopter.asked > 0.2
    assert not hosting.explain("", "en")


def test_what_each_embedder_says() -> None:
    taught = weighted(0.5, money=("invoice", "moolah"), post=("mail",))
    search = ArticleSearch(library(*HOSTING), LANGUAGES, layer="static", embedders=(taught,))
    assert search.explain("invoice", "en")[0].embedders == ()
    assert search.explain("invoice", "en")[0].curve == "lexical"
    reason = search.make_all().explain("invoice", "en")[0]
    ((name, share, nearness),) = reason.embedders
    assert (reason.slug, reason.curve, name, share) == ("invoices", "static", "taught", 0.5)
    assert reason.score == pytest.approx(0.5 * reason.words + 0.5 * nearness, abs=1e-4)


# ── Similar texts ──────────────────────────────────────────────────────────────────────────────


def test_tickets_come_and_go(hosting: ArticleSearch) -> None:
    similar = hosting.similar()
    similar.add(1, "My emails dont arive since yestrday")
    similar.add(2, "The certificate of the shop has expired")
    similar.add(3, "invoice is wrong")
    assert [number for number, _ in similar.near("mails not coming in", 3)] == [1]
    similar.remove(1)
    similar.remove(99)
    assert similar.near("mails not coming in", 3) == []
    similar.add(3, "no mail comes in")
    assert [number for number, _ in similar.near("mails not coming in", 3)] == [3]


def counted() -> tuple[list[str], Impressions]:
    """What was read, and impressions that are all the same."""
    read: list[str] = []
    english = tongue("en", LANGUAGES)
    query, scores = Reader(build(HOSTING, english)).read("mail"), np.zeros(len(HOSTING), np.float32)
    kept = text_features(query, scores, facts("mail", english, LANGUAGES))

    def note(text: str) -> TextFeatures:
        read.append(text)
        return kept

    return read, Impressions(note, 1.0)


def test_a_text_is_read_once() -> None:
    read, impressions = counted()
    for _ in range(3):
        impressions.of("mail")
        impressions.of("invoice")
    assert read == ["mail", "invoice"]


def test_what_was_read_long_ago_is_forgotten() -> None:
    read, impressions = counted()
    impressions.of("first")
    for number in range(REMEMBERED_MAX):
        impressions.of(str(number))
    impressions.of("first")
    assert read.count("first") == 2


def test_meanings_make_texts_similar() -> None:
    taught = weighted(0.5, money=("invoice", "moolah"), post=("mail",))
    search = ArticleSearch(library(*HOSTING), LANGUAGES, layer="static", embedders=(taught,)).make_all()
    money, post = search.alike("the moolah is gone", ["an invoice is wrong", "my mail is gone"])
    assert money > post
