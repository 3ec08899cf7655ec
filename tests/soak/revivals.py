"""Row 18, second half: after erasing people, 0 of their bytes and 0 revivals over 3 restarts."""

from collections.abc import Iterator

from tests.faults.places import both
from tests.proof import revivals
from tests.soak.table import Row, verdict

PEOPLE, ACTS, RESTARTS = 20, 12, 3


def rows() -> Iterator[Row]:
    """On each database, with both platforms' fakes."""
    asked = f"{PEOPLE // 2} erased, {RESTARTS} restarts: 0 of their bytes, 0 revivals"
    for name, measure in (("Slack", revivals.slack), ("Discord", revivals.on_a_guild)):
        for place in both():
            reached, wrong = measure(place.folder, PEOPLE, ACTS, RESTARTS, place.url)
            yield verdict(18, "words have one owner", place.name, asked, f"{name}: {reached}", wrong)
