"""What is old by the policy, and from when on."""

from datetime import timedelta

from bot.core.policy import Retention
from bot.core.retention import Copies, outlived
from tests.builders import WEDNESDAY


def test_what_is_kept_for_so_many_days_goes_after_them() -> None:
    assert outlived(Retention(30, 60), WEDNESDAY) == (
        (Copies.SENT, WEDNESDAY - timedelta(days=30)),
        (Copies.RECEIVED, WEDNESDAY - timedelta(days=60)),
    )


def test_what_is_kept_for_good_never_goes() -> None:
    assert outlived(Retention(0, 0), WEDNESDAY) == ()
