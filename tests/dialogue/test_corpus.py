"""The dialogue corpus is whole, its contexts are what they say, and its judge notices what is wrong."""

from pathlib import Path

import pytest

from tests.bench.dialogue import wilson
from tests.dialogue.agreement import agree, choose_alike, second
from tests.dialogue.cases import CONTEXTS, FOLDER, HALVES, LANGS, TELLS, Case, CaseInvalid, Effects, load
from tests.dialogue.judge import TELLS as TOLD_BY
from tests.dialogue.judge import Verdict, asked_on, catalogued, form_on, judge, sources_of, told_by, told_on
from tests.dialogue.scenes import SceneNotReached, scene

SHARES = {"en": 0.5, "es": 0.25, "de": 0.25}


@pytest.mark.parametrize("half", HALVES)
def test_each_half_covers_every_context_in_every_language(half: str) -> None:
    cases = load(half)
    assert len(cases) >= 350
    assert {(case.lang, case.context) for case in cases} == {(lang, context) for lang in LANGS for context in CONTEXTS}
    for lang, share in SHARES.items():
        assert sum(case.lang == lang for case in cases) / len(cases) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("lang", LANGS)
def test_the_fresh_ones_cover_every_context(lang: str) -> None:
    cases = load(f"fresh.{lang}")
    assert {case.context for case in cases} == {*CONTEXTS}
    assert {case.lang for case in cases} == {lang}


def test_what_the_guide_doesnt_know_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.dialogue.cases.FOLDER", tmp_path)
    line = (FOLDER / "tuning.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "odd.jsonl").write_text(line.replace('"context": "', '"context": "no-'), "utf-8")
    with pytest.raises(CaseInvalid, match=r"odd\.jsonl:1: context 'no-"):
        load("odd")


def test_an_interval_is_honest_at_its_ends_too() -> None:
    assert wilson(0, 400) == pytest.approx((0.0, 0.0095), abs=0.0005)
    assert wilson(400, 400) == pytest.approx((0.9905, 1.0), abs=0.0005)
    assert wilson(5, 10) == pytest.approx((0.237, 0.763), abs=0.001)


# ── The second label ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("half", HALVES)
def test_every_case_has_a_second_label(half: str) -> None:
    assert list(second(half)) == [case.id for case in load(half)]


@pytest.mark.parametrize(
    ("context", "one", "two", "together"),
    [
        ("open_one", {"asks": ["articles", "belongs?"]}, {"asks": "articles"}, True),
        ("open_one", {"asks": "articles"}, {"asks": "rest"}, False),
        ("open_one", {"asks": "articles"}, {"tells": "status"}, True),
        ("first", {"asks": "ticket_offer"}, {"asks": "none_found"}, True),
        ("answered", {"state": {"1001": "solved"}}, {"asks": "solved?"}, False),
        ("answered", {"state": {"1001": "open"}}, {"asks": "solved?"}, False),
        ("open_one", {"state": {"1001": "open"}}, {"adds": [1001]}, True),
        ("solved", {"state": {"1001": "reopened"}}, {"state": {"1001": "open"}}, True),
        ("two_open", {"adds": [1001]}, {"adds": [1002]}, False),
        ("notice", {"agreement": "declined"}, {"asks": "notice"}, False),
        ("nudge", {"place": "lost"}, {}, False),
        ("slots_day", {"call": "none"}, {"asks": "rest"}, True),
        ("call_requested", {"call": "cancelled"}, {"asks": "rest"}, False),
        ("call_requested", {"call": "cancelled"}, {"call": "none"}, True),
        ("slots_time", {"call": "requested", "call_at": "2026-12-17T19:30"}, {"call": "requested"}, True),
        (
            "slots_time",
            {"call": "requested", "call_at": "2026-12-17T19:30"},
            {"call": "requested", "call_at": "2026-12-17T20:00"},
            False,
        ),
        ("form_symptoms", {"asks": "next"}, {"asks": "urgency"}, True),
        ("form_symptoms", {"asks": "next"}, {"asks": "symptoms"}, False),
        ("form_name", {"field": {"name": "Ana"}}, {"field": {"name": "ana petrović"}}, True),
        ("form_name", {"field": {"name": "Ana"}}, {"field": {"name": "Goran"}}, False),
        ("form_domain", {"drops": "form"}, {"asks": "domain"}, False),
        ("articles", {"files": {}}, {"asks": "articles"}, False),
        ("first", {"language": "de"}, {}, False),
    ],
)
def test_two_labels_agree_where_one_behaviour_is_right_by_both(
    context: str, one: Effects, two: Effects, together: bool
) -> None:
    case, twin = (Case("x", "en", context, "…", (effects,), "harm") for effects in (one, two))
    assert agree(case, [two]) is together
    assert agree(twin, [one]) is together


def test_two_labels_choose_alike_by_what_stands_first() -> None:
    case = Case("x", "en", "open_one", "…", ({"asks": "close?"}, {"state": {"1001": "solved"}}), "harm")
    turned = case.wanted[::-1]
    assert agree(case, turned)
    assert not choose_alike(case, turned)
    assert choose_alike(case, case.wanted)


# ── Scenes ─────────────────────────────────────────────────────────────────────────────


QUESTIONS = {
    "articles": "articles",
    "reading": "article",
    "none_found": "none_found",
    "form_subject": "subject",
    "form_symptoms": "symptoms",
    "form_urgency": "urgency",
    "form_domain": "domain",
    "form_name": "name",
    "open_one": "rest",
    "answered": "solved?",
    "asked": "staff_question",
    "two_open": "rest",
    "slots_day": "day",
    "slots_time": "time",
    "call_requested": "rest",
    "notice": "notice",
    "nudge": "nudge?",
    "pushed_answer": "solved?",
    "pushed_question": "staff_question",
    "pushed_notice": "notice",
    "pushed_offer": "offer",
}
UNASKED: frozenset[str] = frozenset()
"""Where what staff sent comes without its choices so far. Whoever lets it ask takes its name away here."""


def test_asking_for_clear_words_is_asking_the_same_again(tmp_path: Path) -> None:
    with scene("notice", "de", tmp_path) as at:
        at.ana.says("ok")
        assert "notice" in asked_on(at)
        assert "rest" not in asked_on(at)


@pytest.mark.parametrize("context", QUESTIONS)
def test_a_context_ends_with_its_question(context: str, tmp_path: Path) -> None:
    with scene(context, "de", tmp_path) as at:
        assert (QUESTIONS[context] in asked_on(at)) is (context not in UNASKED)


def test_a_context_that_the_talk_doesnt_lead_to_any_more_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.dialogue.scenes._TICKET", {"en": "how do i make a mailbox"})
    walked = scene("form_subject", "en", tmp_path)
    with pytest.raises(SceneNotReached, match="form_subject: no form before subject"), walked:
        pass


# ── The judge ──────────────────────────────────────────────────────────────────────────

UNTOLD: frozenset[str] = frozenset()
"""What no message of the product tells yet. Whoever adds one takes its name away here."""


def test_what_is_told_is_known_by_its_message() -> None:
    assert {*TOLD_BY} == TELLS
    told = {name for source in catalogued() for name in told_by(source)}
    assert told == TELLS - UNTOLD


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Ticket **#{number}** is in. You're **{place} in line**.", {"filed", "status"}),
        ("Let's open a ticket. A few questions, and you're in line:", set()),
        ("Added to **#{number}**. You keep {place} place.", {"added", "status"}),
        ("Good to hear! **#{number}** is closed. I'm here whenever you need me.", {"thanks", "closed"}),
        ("You're right to ask, and it costs you nothing: staff have just been told.", {"told_staff"}),
        ("It works again", set()),
        # Likely words of what isn't told yet
        ("Today, {day}, we're there from {opens} to {closes}.", {"hours"}),
        ("We're closed until {day}, {opens}.", {"hours"}),
        ("The desk is staffed {hours}.", {"hours"}),
        ("{day} is a public holiday: we're closed.", {"hours", "holidays"}),
        ("I'm a program, the front door of {firm}; people answer what I can't.", {"bot"}),
        ("I'm only a bot: what I don't know goes to a person.", {"bot"}),
        ("To have your data deleted, write it in a ticket.", {"privacy"}),
        ("What you write is read by our staff only.", {"privacy"}),
        ("So that staff know whom they're talking to.", {"field_help"}),
        ("Take your time. Just write here when you know more.", set()),
        ("I'm sorry that this is so annoying.", {"sorry"}),
    ],
)
def test_a_message_tells_what_it_says(source: str, names: set[str]) -> None:
    assert told_by(source) == names


@pytest.mark.parametrize("lang", LANGS)
def test_a_message_with_values_in_it_is_known_in_every_language(lang: str, tmp_path: Path) -> None:
    with scene("nudge", lang, tmp_path) as at:
        sources = sources_of(at.ana.shown)
    assert any(source.startswith("I can nudge it, but our rule is") for source in sources), sources
    assert all(source in catalogued() for source in sources), sources


def _judged(folder: Path, context: str, said: str, *wanted: Effects) -> Verdict:
    with scene(context, "en", folder) as at:
        return judge(Case("x", "en", context, said, wanted, "harm"), at)


def test_the_judge_tells_what_happened_from_what_was_wanted(tmp_path: Path) -> None:
    wanted = {"call": "requested", "call_at": "2026-12-17T19:30"}
    assert _judged(tmp_path / "right", "slots_time", "7:30 pm please", wanted).right
    other = _judged(tmp_path / "wrong", "slots_time", "8:30 pm please", wanted)
    assert other.wrong == (next(iter(other.wrong)),)
    assert "no call at 2026-12-17T19:30" in other.wrong[0]


ANSWERS = {
    "form_subject": ("subject", "our shop shows an empty page"),
    "form_symptoms": ("symptoms", "it says 550 user unknown"),
    "form_urgency": ("urgency", "High"),
    "form_domain": ("domain", "harbor-lights-choir.org"),
    "form_name": ("name", "Ana Kovač"),
}


@pytest.mark.parametrize("context", ANSWERS)
def test_after_a_field_any_other_or_the_ticket_is_right(context: str, tmp_path: Path) -> None:
    name, said = ANSWERS[context]
    assert _judged(tmp_path / "right", context, said, {"field": {name: said}, "asks": "next"}).right
    lost = _judged(tmp_path / "lost", context, said, {"field": {name: "what nobody said"}, "asks": "next"})
    assert any(problem.startswith(f"{name} is") for problem in lost.wrong)


def test_a_field_that_was_to_stay_empty_is_looked_at(tmp_path: Path) -> None:
    wanted = {"field": {"domain": ""}, "asks": "next"}
    assert _judged(tmp_path / "right", "form_domain", "skip", wanted).right
    assert not _judged(tmp_path / "wrong", "form_domain", "harbor-lights-choir.org", wanted).right


def test_a_ticket_that_comes_of_a_form_is_noticed_where_another_question_was_wanted(tmp_path: Path) -> None:
    found = [_judged(tmp_path / at, at, said, {"asks": "clarify"}) for at, (_name, said) in ANSWERS.items()]
    assert any(problem.startswith("filed #") for verdict in found for problem in verdict.wrong)


def test_a_field_asked_again_is_no_next_one_and_what_it_says_of_itself_no_answer(tmp_path: Path) -> None:
    with scene("form_urgency", "en", tmp_path / "before") as at:
        assert {"field_help", "told_staff"} & told_on(at)
        assert not {"field_help", "told_staff"} & told_on(at, form_on(at))
    again = _judged(tmp_path / "again", "form_urgency", "bananas", {"asks": "next", "tells": "field_help"})
    assert [problem.partition(" ")[0] for problem in again.wrong] == ["asks", "tells"]
