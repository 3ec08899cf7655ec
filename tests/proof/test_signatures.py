"""Promise 10, a small one: what isn't signed by Slack is 401, whatever is wrong with it."""

import random
from pathlib import Path

from adapters.slack.requests.signature import SIGNATURE, TIMESTAMP, is_slacks
from tests.adapters.slack.fake_slack import SECRET
from tests.adapters.slack.scene import WALL
from tests.proof.signatures import mutated, refused, right


def test_mutations_are_refused_over_http(tmp_path: Path) -> None:
    done, wrong = refused(tmp_path, 160)
    assert wrong == [], done


def test_no_mutation_fits() -> None:
    dice = random.Random(7)
    for _time in range(2_000):
        sent = mutated(right(), dice)
        values = {name: [v for n, v in sent.headers if n == name] for name in (TIMESTAMP, SIGNATURE)}
        assert not is_slacks(SECRET, values[TIMESTAMP], values[SIGNATURE], sent.body, WALL), sent
