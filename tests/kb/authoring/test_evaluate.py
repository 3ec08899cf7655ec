"""Figures worked out by hand, and files of questions read with clear errors."""

from pathlib import Path

import pytest

from bot.core.text.errors import QueriesInvalid
from kb.authoring.evaluate import Labelled, answers, evaluate, read_queries
from kb.search import ArticleSearch
from tests.bench.calibrate import calibration_error
from tests.builders import LANGUAGES
from tests.kb.pages import article, library
from tests.kb.taught import weighted

SEARCH = ArticleSearch(
    library(
        article("apple", "Apple", "apple"),
        article("pear", "Pear", "pear apple"),
        article("plum", "Plum", "plum"),
        article("grape", "Grape", "grape"),
    ),
    LANGUAGES,
)


def asked(query: str, *relevant: str) -> Labelled:
    return Labelled(query, frozenset(relevant))


def test_the_figures() -> None:
    figures = evaluate(
        SEARCH,
        [
            asked("apple", "apple"),  # first
            asked("apple", "pear"),  # second: the word is only in its text
            asked("plum", "grape"),  # not at all
            asked("plum", "plum", "grape"),  # one of two, first
            asked("zeppelin"),  # finds nothing: confidence 0
        ],
    )
    assert list(figures) == [
        "recall@1", "recall@3", "mrr@10", "auroc", "p50_ms", "p99_ms", "build_s", "articles", "queries",
    ]  # fmt: skip
    assert figures["recall@1"] == pytest.approx(2 / 4)
    assert figures["recall@3"] == pytest.approx(3 / 4)
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 2 + 0 + 1) / 4)
    assert figures["auroc"] == 1.0
    assert (figures["articles"], figures["queries"]) == (4, 5)
    assert all(isinstance(figures[name], float) for name in ("p50_ms", "p99_ms", "build_s"))


def test_ties_count_half() -> None:
    figures = evaluate(SEARCH, [asked("zeppelin", "apple"), asked("balloon"), asked("apple")])
    assert figures["auroc"] == pytest.approx((0.5 + 0) / 2)


def test_a_figure_about_no_questions_is_none() -> None:
    assert evaluate(SEARCH, [asked("apple", "apple")])["auroc"] is None
    unanswerable = evaluate(SEARCH, [asked("zeppelin")])
    assert [unanswerable[name] for name in ("recall@1", "recall@3", "mrr@10", "auroc")] == [None] * 4
    assert evaluate(SEARCH, [])["p50_ms"] is None


def test_the_calibration_error() -> None:
    assert calibration_error([(1.0, True), (0.0, False)]) == 0
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == pytest.approx(0)
    assert calibration_error([(0.9, False), (0.2, False)]) == pytest.approx((0.9 + 0.2) / 2)
    assert calibration_error([]) == 0


def test_reading_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"query": "an apple", "relevant": ["apple", "pear"]}\n\n{"query": "x", "relevant": [], "note": 1}\n'
    )
    assert read_queries(file) == (asked("an apple", "apple", "pear"), asked("x"))


def test_an_article_left_out_answers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"query": "pear", "relevant": ["pear", "plum"], "exclude": ["pear"], "lang": "de"}\n')
    (read,) = read_queries(file)
    assert read == Labelled("pear", frozenset({"plum"}), frozenset({"pear"}), "de")
    found = answers(SEARCH, [read, asked("apple", "apple")])
    assert [(each.lang, [slug for slug, _ in each.found]) for each in found] == [("de", []), ("en", ["apple", "pear"])]


def test_making_vectors_is_part_of_building_and_told() -> None:
    one, told = weighted(fruit=("apple", "pear")), list[float]()
    search = ArticleSearch(SEARCH.library, LANGUAGES, layer="static", embedders=(one,))
    search.warm()
    before = search.build_seconds
    search.make_all(told.append)
    assert told == [1.0]
    assert search.build_seconds > before


def test_every_problem_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    wrong = (
        *("not json", "[]", '{"relevant": []}', '{"query": "x"}', '{"query": "x", "relevant": "apple"}'),
        '{"query": "x", "relevant": [], "exclude": "apple"}',
        '{"query": "x", "relevant": [], "lang": 1}',
    )
    file.write_text("\n".join(['{"query": "x", "relevant": []}', *wrong, "[" * 100_000]))
    with pytest.raises(QueriesInvalid) as caught:
        read_queries(file)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "line 2: questions.jsonl: is not JSON" in str(caught.value)


def test_files_without_questions(tmp_path: Path) -> None:
    empty, latin = tmp_path / "empty.jsonl", tmp_path / "latin.jsonl"
    empty.write_text("\n")
    latin.write_bytes(b"\xe9")
    for file, reason in ((empty, "holds no questions"), (latin, "not UTF-8"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(QueriesInvalid, match=reason):
            read_queries(file)
