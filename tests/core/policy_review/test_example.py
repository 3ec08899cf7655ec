"""What of the shipped policy a firm left as it was."""

from dataclasses import replace

import pytest

from bot.config import policy_file
from bot.core.policy import Policy
from bot.core.policy_review.example import NAME, still_examples
from tests.core.policy_review.test_check import SOUND, TERMS, figure, firm

OURS = firm(name="Coral Books", article_url="", terms_url="https://coral-books.com/terms")


def left(policy: Policy) -> list[str]:
    return [problem.where for problem in still_examples(policy)]


def test_all_that_is_the_examples_is_named() -> None:
    shipped = policy_file.load()
    assert shipped.firm.name == NAME
    assert left(shipped) == ["firm.name", "firm.article_url", "firm.terms_url", "rates.card_url"]
    assert left(OURS) == []


def test_terms_for_each_language_are_looked_at_one_by_one() -> None:
    own = {**TERMS, "en": "https://coral-books.com/terms"}
    assert left(replace(OURS, firm=replace(OURS.firm, terms_url=own))) == ["firm.terms_url.es", "firm.terms_url.de"]


@pytest.mark.parametrize(
    ("url", "nobodys"),
    [
        ("https://example.com/pay", True),
        ("http://www.EXAMPLE.org", True),
        ("https://pay.coral.example/card?x=1", True),
        ("https://coral.test:8080/", True),
        ("https://example.com.coral-books.com/", False),
        ("https://my-example.com/", False),
        ("https://coral-books.com/?see=https://example.com/", False),
        ("", False),
    ],
)
def test_domains_that_are_nobodys(url: str, nobodys: bool) -> None:
    policy = replace(OURS, rates=figure("rates", card_url=url).rates)
    assert left(policy) == (["rates.card_url"] if nobodys else [])


def test_its_own_remarks_are_about_a_sound_policy() -> None:
    assert left(SOUND) == ["firm.name", "firm.article_url", "firm.terms_url"]
