"""The dialogue corpus is whole, its contexts are what they say, and its judge notices what is wrong."""

from pathlib import Path

import pytest

from tests.dialogue.cases import CONTEXTS, FOLDER, HALVES, LANGS, Case, CaseInvalid, load
from tests.dialogue.judge import asked_on, judge
from tests.dialogue.scenes import scene

SHARES = {"en": 0.5, "es": 0.25, "de": 0.25}


@pytest.mark.parametrize("half", HALVES)
def test_each_half_covers_every_context_in_every_language(half: str) -> None:
    cases = load(half)
    assert len(cases) >= 350
    assert {(case.lang, case.context) for case in cases} == {(lang, context) for lang in LANGS for context in CONTEXTS}
    for lang, share in SHARES.items():
        assert sum(case.lang == lang for case in cases) / len(cases) == pytest.approx(share, abs=0.02)


def test_what_the_guide_doesnt_know_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.dialogue.cases.FOLDER", tmp_path)
    line = (FOLDER / "tuning.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "odd.jsonl").write_text(line.replace('"context": "', '"context": "no-'), "utf-8")
    with pytest.raises(CaseInvalid, match=r"odd\.jsonl:1: context 'no-"):
        load("odd")


@pytest.mark.parametrize(
    ("context", "asks"),
    [("articles", "articles"), ("form_urgency", "urgency"), ("answered", "solved?"), ("slots_time", "time")],
)
def test_a_context_ends_with_its_question(context: str, asks: str, tmp_path: Path) -> None:
    with scene(context, "de", tmp_path) as at:
        assert asks in asked_on(at)


def test_the_judge_tells_what_happened_from_what_was_wanted(tmp_path: Path) -> None:
    wanted = {"call": "requested", "call_at": "2026-12-17T19:30"}
    with scene("slots_time", "en", tmp_path / "right") as at:
        assert judge(Case("x", "en", "slots_time", "7:30 pm please", (wanted,), "harm"), at).right
    with scene("slots_time", "en", tmp_path / "wrong") as at:
        other = judge(Case("x", "en", "slots_time", "8:30 pm please", (wanted,), "harm"), at)
    assert other.wrong == (next(iter(other.wrong)),)
    assert "no call at 2026-12-17T19:30" in other.wrong[0]
