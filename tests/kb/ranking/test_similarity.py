"""Tickets that are about the same problem, and those that only share their words."""

import json
from pathlib import Path
from statistics import fmean

import pytest

from kb.ranking.similar_tickets import REMEMBERED_MAX
from kb.search import ArticleSearch

PAIRS = Path(__file__).parents[1] / "ticket-pairs.jsonl"
TWIN_FROM = 0.45


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Please transfer the domain in, to you.", "Please transfer the domain out, away from you."),
        ("Please cancel my hosting plan.", "Please don't cancel my hosting plan."),
        ("Please send me invoice 113 again.", "Please send me invoice 114 again."),
        ("Restore the backup of 4 May.", "Restore the backup of 11 May."),
        ("I can't find the invoice for March.", "I can't find the invoice for April."),
        ("The shop shop.fernhill.example is down.", "The shop shop.bluefern.example is down."),
        ("Create the mailbox kim@.", "Delete the mailbox kim@."),
        ("I can receive mail but not send any.", "I can send mail but not receive any."),
        ("Bitte kündigt meinen Tarif.", "Bitte kündigt meinen Tarif nicht."),
        ("Cread el buzón kim@.", "Borrad el buzón kim@."),
    ],
)
def test_opposites_are_no_twins(shipped: ArticleSearch, one: str, two: str) -> None:
    (opposite, itself) = shipped.alike(one, (two, one))
    assert opposite < TWIN_FROM < itself
    assert shipped.alike(two, (one,))[0] == pytest.approx(opposite)


def test_tickets_in_other_words_are_more_alike_than_others(shipped: ArticleSearch) -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = [row for row in rows if row["half"] == "tuning" and row["same"]]
    same = [shipped.alike(pair["a"], (pair["b"],))[0] for pair in pairs]
    others = [shipped.alike(one["a"], (two["b"],))[0] for one, two in zip(pairs, pairs[7:], strict=False)
              if one["lang"] == two["lang"]]  # fmt: skip
    threshold = sorted(others)[-len(others) // 20]
    assert fmean(value > threshold for value in same) >= 0.6


def test_a_word_that_all_tickets_have_tells_little(hosting: ArticleSearch) -> None:
    similar = hosting.similar()
    before = similar._impressions.of("zeppelin invoice")
    other = similar._impressions.of("zeppelin password")
    alike = similar._impressions.likeness(before, other)
    for number in range(300):
        similar.add(number, f"zeppelin {number} ticket of somebody")
    assert similar._impressions.likeness(before, other) < alike


def test_what_is_forgotten_is_not_counted_any_more(hosting: ArticleSearch) -> None:
    impressions = hosting.similar()._impressions
    impressions.of("unforgettable balloon")
    for number in range(REMEMBERED_MAX + 5):
        impressions.of(f"{number} x")
    assert impressions._spread["balloon"] == 0
    assert len(impressions._remembered) == REMEMBERED_MAX


def test_what_no_article_knows_is_compared_by_its_words(hosting: ArticleSearch) -> None:
    strange, known = "xqzvxq wkjpwk", "reset my password"
    itself, other, back = *hosting.alike(strange, (strange, known)), *hosting.alike(known, (strange,))
    assert itself > TWIN_FROM > other
    assert back == pytest.approx(other)
