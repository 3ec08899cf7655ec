"""Every format's pages arrive whole: what a description says is there, read by another library."""

from pathlib import Path

import pytest

from tests.kb.importing.formats import FORMATS
from tests.kb.importing.measured import measure


@pytest.mark.parametrize("name", FORMATS)
def test_a_centre_arrives_whole(name: str, tmp_path: Path) -> None:
    done = measure(name, tmp_path)
    assert done.wrong == []
    assert (done.trees, done.titles) == (done.pages, done.pages)
    assert done.words_found >= 0.97 * done.words
    assert done.chrome <= 0.02 * done.words_got
