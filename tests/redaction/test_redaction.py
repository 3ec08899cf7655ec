"""What redaction has reached on the labelled corpus stays reached, on each part, and both ways."""

import pytest

from tests.builders import redact
from tests.redaction.measure import PARTS, outcomes, parted, shares

FLOORS = {
    "tuning": (0.995, 0.993, 0.998),
    "second person": (0.97, 0.995, 0.997),
    "third person": (0.98, 0.995, 0.995),
    "fourth batch": (0.99, 0.99, 0.995),
    "fifth batch": (0.99, 0.99, 0.995),
    "sixth batch": (0.96, 0.98, 0.995),
    "seventh batch": (0.98, 0.995, 0.995),
    "held out": (0.98, 0.995, 0.99),
}
"""Secrets gone, what stands beside them kept, innocent lines whole."""


@pytest.mark.parametrize("part", PARTS)
def test_what_was_reached_stays(part: str) -> None:
    found = shares(outcomes(part))
    gone, stayed, innocent = FLOORS[part]
    assert found.gone >= gone
    assert found.stayed >= stayed
    assert found.innocent >= innocent


def test_the_measure_tells_a_redactor_that_takes_nothing_from_one_that_takes_all() -> None:
    nothing, everything = (
        shares(outcomes("tuning", through)) for through in (lambda text: text, lambda text: "" * len(text))
    )
    assert (nothing.gone, nothing.stayed, nothing.innocent) == (0, 1, 1)
    assert everything.gone == 1
    assert everything.innocent == 0


@pytest.mark.parametrize("part", PARTS)
def test_what_was_redacted_once_is_redacted(part: str) -> None:
    assert all(each.whole or each.what != "innocent" for each in outcomes(part, _twice_is_once))


def _twice_is_once(text: str) -> str:
    once = redact(text).text
    return text if redact(once).text == once else ""


def test_the_corpus_is_half_innocent() -> None:
    for part in PARTS:
        secret, innocent = parted(outcomes(part, str))
        assert 0.45 < len(innocent) / (len(secret) + len(innocent)) < 0.55
