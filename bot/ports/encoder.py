"""What turns sentences into vectors, whatever their language: what means the same lies near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # numpy is loaded with a model, not with this module
    import numpy as np
    import numpy.typing as npt


class SentenceEncoder(Protocol):
    """Reads sentences. Loaded at first use, in a second; a sentence then takes a millisecond or two."""

    @property
    def name(self) -> str:
        """Names the model: vectors of another one can't be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """A row of length 1 for each text, zeros for one that says nothing: a product of two is their nearness.

        Safe in any thread; never to be called on an event loop. Many at once take a third of the time each.
        """
        ...
