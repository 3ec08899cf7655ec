"""What confidence is worth: by language on the held-out half, and in made-up libraries of growing size.

Shown are shares at the policy's threshold: of first hits that are right, of near misses, and of questions that nobody
answers. A near miss is a question whose article isn't there.
"""

from collections.abc import Sequence
from statistics import fmean

from kb.articles import loader
from kb.authoring.evaluate import Labelled, read_queries
from kb.ranking.self_test import SHOWN_FROM, aliens
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement
from tests.bench.calibrate import LANGS, QUESTIONS, calibration_error, interval, only
from tests.bench.desks import emit
from tests.builders import LANGUAGES
from tests.kb.made_libraries import made

SIZES = (50, 500, 5_000)
SLOW = "semantic"
"""A layer that needs minutes for the largest of them; the others tell."""

ECE_MAX = 0.10
FAR_SHOWN_MAX, NEAR_SHOWN_MAX = 0.05, 0.25
NEAR_EACH = 2
"""Every second near miss counts for the calibration error: clients ask what is answered more often."""

FOREIGN_MIN = {"es": 0.70, "de": 0.78}
"""Recall@3 of all labelled questions of these languages against the English articles alone."""

Told = tuple[float, bool]
"""The first hit's confidence, and whether it answers."""


def sizes(off_topic: Sequence[str]) -> None:
    """The sweep over libraries' sizes."""
    print(f"\n{'made-up library':30} {'@1':>5} {'@3':>5} {'ECE':>6} {'right':>6} {'near':>6} {'far':>6}  shown")
    for layer in LAYERS:
        for size in SIZES if layer != SLOW and not missing_requirement(layer) else ():
            _size(size, layer, off_topic)


def _size(size: int, layer: str, off_topic: Sequence[str]) -> None:
    one, name = made(size), f"{size:,} articles, {layer}"
    search = ArticleSearch(one.library, LANGUAGES, layer=layer).make_all()
    answered = [_first(search, each) for each in one.answered]
    near = [_first(search, each) for each in one.near]
    far = [_first(search, Labelled(text, frozenset())) for text in off_topic]
    at_3 = fmean(_among(search, each, 3) for each in one.answered)
    error = calibration_error([*answered, *near[::NEAR_EACH], *far])
    right = [told for told in answered if told[1]]
    print(
        f"{name:30} {fmean(told[1] for told in answered):5.2f} {at_3:5.2f} {error:6.3f}"
        f" {_shown(right):6.2f} {_shown(near):6.2f} {_shown(far):6.2f}"
    )
    emit(f"search, {name}: calibration error", error, f"≤ {ECE_MAX}", error <= ECE_MAX, "")
    for what, shown, most in (("far", _shown(far), FAR_SHOWN_MAX), ("near", _shown(near), NEAR_SHOWN_MAX)):
        emit(f"search, {name}: {what} shown", shown, f"≤ {most}", shown <= most, "")


def languages() -> None:
    """The shipped articles, by the reader's language."""
    print(
        f"\n{'held-out half':16} {'@1':>5} {'@3':>5} {'ECE':>6} {'with near':>9}"
        f" {'shown: right':21} {'near':21} {'off topic':21} {'strange':21}"
    )
    library = loader.load(loader.shipped())
    for layer in LAYERS:
        if not missing_requirement(layer):
            search = ArticleSearch(library, LANGUAGES, layer=layer).make_all()
            for lang in LANGS:
                _language(search, lang)
    if not missing_requirement(LAYERS[-1]):
        search = only(LANGS[0], LAYERS[-1])
        for lang, least in FOREIGN_MIN.items():
            asked = (
                *read_queries(QUESTIONS / f"tuning-{lang}.jsonl"),
                *read_queries(QUESTIONS / f"held-out-{lang}.jsonl"),
            )
            found = fmean(_among(search, each, 3, lang) for each in asked if each.relevant)
            emit(
                f"search, {LAYERS[-1]}: recall@3, {lang} against English articles",
                found,
                f"≥ {least}",
                found >= least,
                "",
            )


def _language(search: ArticleSearch, lang: str) -> None:
    asked = held_out(lang)
    told = [_first(search, each, lang) for each in asked]
    answered = [each for each in asked if each.relevant]
    near = [_first(search, each, lang, covered=True) for each in answered]
    others = [each for each, question in zip(told, asked, strict=True) if not question.relevant]
    strange = [_first(search, Labelled(text, frozenset()), lang) for matter in aliens(lang) for text in matter]
    first, third = (fmean(_among(search, each, depth, lang) for each in answered) for depth in (1, 3))
    right = [each for each in told if each[1]]
    name = f"{lang}, {search.layer}"
    shares = " ".join(f"{interval(_each_shown(found)):21}" for found in (right, near, others, strange))
    error, with_near = calibration_error(told), calibration_error([*told, *near[::NEAR_EACH]])
    print(f"{name:16} {first:5.2f} {third:5.2f} {error:6.3f} {with_near:9.3f} {shares}")
    for what, found, most in (("strange", strange, FAR_SHOWN_MAX), ("near", near, NEAR_SHOWN_MAX)):
        emit(f"search, {name}: {what} questions shown", _shown(found), f"≤ {most}", _shown(found) <= most, "")


def held_out(lang: str) -> tuple[Labelled, ...]:
    """The questions that nobody looked at."""
    return tuple(each for file in sorted(QUESTIONS.glob(f"*held-out-{lang}.jsonl")) for each in read_queries(file))


def _first(search: ArticleSearch, asked: Labelled, lang: str = "", *, covered: bool = False) -> Told:
    """``covered``: as if the articles that answer weren't there."""
    found = search.rank(asked.query, lang, 1, asked.relevant if covered else ())
    return (found[0][1], found[0][0] in asked.relevant) if found else (0.0, False)


def _among(search: ArticleSearch, asked: Labelled, depth: int, lang: str = "") -> bool:
    return any(slug in asked.relevant for slug, _ in search.rank(asked.query, lang, depth))


def _shown(told: Sequence[Told]) -> float:
    return fmean(_each_shown(told)) if told else 0.0


def _each_shown(told: Sequence[Told]) -> list[float]:
    return [float(sure >= SHOWN_FROM) for sure, _ in told]
