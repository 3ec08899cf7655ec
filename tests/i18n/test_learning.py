"""What is learned of examples: from the current ones, each act known, and small enough a reader to try it here."""

from pathlib import Path

import pytest

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.examples import OTHER, Examples
from bot.i18n import languages, learning
from bot.i18n.phrases import LEARNED, learned_in

CODES = tuple(languages().by_code)
FEW = """
# A few of each
leave: I'll stay patient then
leave: we stay patient, thanks
leave: stay patient is what I do
leave: patient as ever
leave: I am patient
leave: patient people wait
anger: this is a scandal
anger: what a scandal
anger: a scandal, really
anger: scandal!!
anger: such a scandal again
anger: your scandal of a firm
other: the weather is fine
other: fine weather today
"""


@pytest.mark.parametrize("code", CODES)
def test_it_was_learned_of_the_examples_and_patterns_that_there_are(code: str) -> None:
    text = (Path(learning.__file__).parents[1] / "locale" / code / LEARNED).read_text("utf-8")
    assert f'from = "{learning.digest(code)}"' in text, "run python -m bot.i18n.learning"


@pytest.mark.parametrize("code", CODES)
def test_every_line_is_an_example_of_acts_that_there_are(code: str) -> None:
    known = {act.value for act in Act} | {OTHER}
    acts = [each.acts for each in learning.examples(code)]
    assert len(acts) > 2000
    assert set().union(*acts) <= known


@pytest.mark.parametrize("code", CODES)
def test_thresholds_rise_with_what_they_stand_for(code: str) -> None:
    learned = languages().by_code[code].learned
    assert learned is not None
    assert all(sure >= likely for likely, sure in zip(learned.likely, learned.sure, strict=True))


def test_a_handful_of_examples_is_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples.txt").write_text(FEW, "utf-8")
    (tmp_path / "acts.toml").write_text("", "utf-8")
    monkeypatch.setattr(learning, "_path", lambda code: tmp_path / "examples.txt")
    monkeypatch.setattr(learning, "FOUND_MIN", 1)
    text = learning.learned("en")
    (tmp_path / LEARNED).write_text(text, "utf-8")
    learned = learned_in(tmp_path, [])
    assert learned is not None
    scores = Examples(learned).scores(("patient",), [], question=False)
    assert learned.acts[scores.index(max(scores))] == "leave"
