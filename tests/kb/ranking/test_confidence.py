"""Confidence means the same in every library: each asks itself questions and moves its curve by what they find."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb.articles import loader
from kb.authoring.evaluate import Labelled
from kb.query.slots import Query
from kb.ranking import self_test
from kb.ranking.confidence import Curve, Features, curves
from kb.ranking.scoring import Scored, score_all
from kb.ranking.self_test import SHIFT_MAX, SHIFT_MIN, SHOWN_FROM, Odds, aliens, shift, titles, tried
from kb.search import ArticleSearch
from kb.vectors.embedders import missing_requirement
from tests.bench.calibrate import calibration_error
from tests.builders import LANGUAGES
from tests.kb.made_libraries import made
from tests.kb.pages import HOSTING, article, library
from tests.kb.taught import weighted

OFF_TOPIC = tuple(
    row["query"]
    for line in (Path(__file__).parent.parent / "questions" / "tuning-en.jsonl").read_text().splitlines()
    if (row := json.loads(line))["kind"] == "off-topic"
)
ECE_MAX = 0.10
FAR_SHOWN_MAX = 0.05
NEAR_SHOWN_MAX = {50: 0.5, 500: 0.36, 5_000: 0.32}
"""These near misses share all but a word with an article. Fifty articles are believed less."""

RIGHT_SHOWN_MIN = 0.65


def best(search: ArticleSearch, text: str) -> tuple[str, float]:
    """The first hit's slug and confidence."""
    found = search.rank(text, "en", 1)
    return found[0] if found else ("", 0.0)


def shown(search: ArticleSearch, text: str) -> bool:
    """Whether the question would be shown an article."""
    return best(search, text)[1] >= SHOWN_FROM


@pytest.mark.parametrize("layer", ["lexical", "static"])
@pytest.mark.parametrize("size", [50, 500, 5_000])
def test_confidence_is_how_often_it_is_right_in_libraries_of_any_size(size: int, layer: str) -> None:
    if missing := missing_requirement(layer):
        pytest.skip(missing)
    one = made(size)
    search = ArticleSearch(one.library, LANGUAGES, layer=layer).make_all()
    asked = (*one.answered, *one.near[::2], *(Labelled(text, frozenset()) for text in OFF_TOPIC))
    told = [(best(search, each.query), each.relevant) for each in asked]
    assert calibration_error([(sure, slug in relevant) for (slug, sure), relevant in told]) <= ECE_MAX
    assert sum(shown(search, text) for text in OFF_TOPIC) <= FAR_SHOWN_MAX * len(OFF_TOPIC)
    assert sum(shown(search, each.query) for each in one.near) <= NEAR_SHOWN_MAX[size] * len(one.near)
    right = [sure for (slug, sure), relevant in told if slug in relevant]
    assert sum(sure >= SHOWN_FROM for sure in right) >= RIGHT_SHOWN_MIN * len(right)


def test_a_library_whose_articles_look_alike_is_less_sure() -> None:
    small, large = (ArticleSearch(made(size).library, LANGUAGES) for size in (50, 500))
    moved = [search.explain("resize the photo gallery", "en", 1)[0].shift for search in (small, large)]
    assert 0 > moved[0] > moved[1] >= SHIFT_MIN


def test_each_article_is_covered_up_once() -> None:
    search = ArticleSearch(library(*HOSTING), LANGUAGES)
    reader = search._reader("en")
    assert sorted(titles(reader.index)) == list(range(len(HOSTING)))
    seen: list[Scored] = []

    def score(query: Query) -> Scored:
        seen.append(score_all(reader.index, query, None))
        return seen[-1]

    found = tried(reader, "en", score, curves()["lexical"])
    covered = [place for place, scored in zip(titles(reader.index), seen, strict=False) if scored.total[place] == 0]
    assert sorted(covered) == list(range(len(HOSTING)))
    assert len(found.aliens) == 8


def test_a_language_without_its_own_strange_questions_is_asked_the_english_ones() -> None:
    assert aliens("fr") == aliens("en") != aliens("es")
    assert {len(aliens(lang)) for lang in ("en", "es", "de")} == {8}


SILENT = ((-9.0,) * 6,) * 8


def test_near_misses_are_kept_from_being_shown() -> None:
    alike, apart = (shift(Odds((odds,) * 60, SILENT), 1_000) for odds in (2.0, -2.0))
    assert alike < -2 < 0 < apart
    assert shift(Odds((50.0,) * 60, SILENT), 1_000) == SHIFT_MIN
    assert shift(Odds((-50.0,) * 60, SILENT), 1_000) == SHIFT_MAX
    assert shift(Odds((), ()), 0) == 0


def test_what_nobody_answers_is_kept_from_being_shown_except_what_the_library_is_about() -> None:
    curve = Curve(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    about = (3.0,) * 6
    moved = shift(Odds((-2.0,) * 60, (*((-0.5,) * 6 for _ in range(7)), about)), 1_000)
    assert curve(Features(-0.5, 0, 0, 0, 0, 0), moved) <= SHOWN_FROM + 1e-6
    assert curve(Features(3.0, 0, 0, 0, 0, 0), moved) > SHOWN_FROM
    assert moved > shift(Odds((-2.0,) * 60, (*((0.5,) * 6 for _ in range(7)), about)), 1_000)


def test_a_small_library_is_believed_less() -> None:
    found = Odds((3.0,) * 60, SILENT)
    assert 0 > shift(found, 5) > shift(found, 500)


def test_some_changed_articles_cost_no_other_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made(500).library
    before = ArticleSearch(one, LANGUAGES)
    before.warm()
    monkeypatch.setattr(self_test, "tried", lambda *_any: pytest.fail("it is asked again"))
    fresh = replace(one.sources[0], article=article("zeppelin", "Zeppelin rides", "Fly."))
    after = ArticleSearch(replace(one, sources=(fresh, *one.sources[1:])), LANGUAGES, previous=before)
    assert best(after, "zeppelin")[0] == "zeppelin"
    assert after.explain("zeppelin", "en")[0].shift == before.explain("photo gallery", "en")[0].shift


def test_what_is_indexed_anew_is_asked_anew() -> None:
    before = ArticleSearch(library(*HOSTING), LANGUAGES)
    moved = before.explain("mail", "en")[0].shift
    more = (article(f"mail-{number}", f"Mail isn't arriving {number}", "The mail.") for number in range(60))
    after = ArticleSearch(library(*HOSTING, *more), LANGUAGES, previous=before)
    assert after.explain("mail", "en")[0].shift != moved


def test_embedders_are_asked_when_they_have_read_everything() -> None:
    one = weighted(mail=("mail",), money=("invoice",))
    search = ArticleSearch(library(*HOSTING), LANGUAGES, layer="static", embedders=(one,))
    assert search.unfinished
    while search.missing:
        search.make_some()
        assert "static" not in search._shifts.get("en", {})
    search.make_some()
    assert "static" in search._shifts["en"]
    assert not search.unfinished


def test_every_curve_rises_with_the_score() -> None:
    for curve in curves().values():
        assert min(curve[1:6]) >= 0
        assert curve(Features(0.9, 0.5, 3.0, 0.8, 0.9, 0.0)) > curve(Features(0.2, 0.1, 1.0, 0.2, 0.2, 0.0))


def test_an_article_is_never_surer_than_a_better_one() -> None:
    search = ArticleSearch(library(*HOSTING), LANGUAGES)
    for text in ("mail full", "the certificate of my site expired", "invoice"):
        sure = [confidence for _slug, confidence in search.rank(text, "en", 5)]
        assert sure == sorted(sure, reverse=True)


def test_confidence_sees_what_title_and_keywords_name() -> None:
    text = "The seat of the bicycle, and its bell."
    search = ArticleSearch(library(article("bell", "Bell", text, "ringing"), article("seat", "Seat", text)), LANGUAGES)
    named = {(asked, why.slug): why.named for asked in ("bell", "ringing", "a bell and a horn")
             for why in search.explain(asked, "en", 2)}  # fmt: skip
    assert (named["bell", "bell"], named["bell", "seat"], named["ringing", "bell"]) == (1, 0, 1)
    assert 0.3 < named["a bell and a horn", "bell"] < 0.9


def test_a_compound_in_a_title_names_its_parts() -> None:
    one = article("zertifikat", "Zertifikatsfehler", "Das Zertifikat und der Fehler.", lang="de")
    search = ArticleSearch(replace(library(one), default_lang="de"), LANGUAGES)
    assert [search.explain(asked, "de", 1)[0].named for asked in ("fehler", "zertifikat")] == [1, 1]


# ── Other languages ────────────────────────────────────────────────────────────────────


def english(layer: str) -> ArticleSearch:
    """The shipped English articles alone."""
    whole = loader.load(loader.shipped())
    own = tuple(source for source in whole.sources if source.article.lang == "en")
    return ArticleSearch(replace(whole, sources=own), LANGUAGES, layer=layer)


def test_a_question_in_another_language_is_judged_by_a_curve_of_its_own() -> None:
    search = english("lexical")
    spoken = {
        (text, lang): search.explain(text, lang, 1)[0].curve
        for text, lang in (
            ("no puedo entrar en mi panel, el certificado ssl", "es"),
            ("no puedo entrar en mi panel, el certificado ssl", "en"),  # whatever the profile says
            ("i can't open my site, the ssl certificate", "es"),
            ("dns ssl", "es"),  # nothing tells: the profile does
            ("dns ssl", "en"),
        )
    }
    assert list(spoken.values()) == ["lexical across", "lexical across", "lexical", "lexical across", "lexical"]


def test_words_of_another_language_are_not_repaired() -> None:
    (why, *_) = english("lexical").explain("no puedo entrar en el panel con mi contraseña", "es", 1)
    assert why.repaired == "no puedo entrar en el panel con mi contraseña"
