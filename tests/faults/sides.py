"""What a day needs of a platform, and a database that refuses now and then."""

import random
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

from bot.core.text.errors import NotSaved
from bot.ports import Store, UnitOfWork
from tests.dialogue import House
from tests.faults.history import History, Talk
from tests.faults.holdings import unsent

T = TypeVar("T")
FAILING = 0.4
"""Of the platform's calls while there is trouble."""
REFUSED = 0.3
"""Of the writes that the database refuses then, where it may."""
AGAIN = 0.3
"""How often an event that was acknowledged comes again."""
STEPS_MAX = 400
"""Looks at the outbox until it counts as never delivered."""


@dataclass
class Refusing:
    """A database that now and then takes nothing: what is refused didn't happen."""

    store: Store
    chance: random.Random
    may: Callable[[], bool]
    """Whether it is such a moment."""

    def write(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """As the store, or NotSaved."""
        if self.may() and self.chance.random() < REFUSED:
            refused: Future[T] = Future()
            refused.set_exception(NotSaved("the harness said so"))
            return refused
        return self.store.write(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@dataclass(frozen=True)
class Taken:
    """An event as the platform's side knows it."""

    talk: Talk
    key: str
    acknowledged: bool = True
    deliveries: int = 1
    message: Any = None
    """For who changes it, or takes it back."""


Files = Mapping[str, bytes]


class Side(Protocol):
    """A platform, with a desk connected to it."""

    trouble: bool
    """While it is set, calls of ours fail now and then."""

    form_alone: ClassVar[bool]
    """Whether a click that opens a form is answered by it alone, and by no message."""

    @property
    def house(self) -> House: ...

    @property
    def board(self) -> Talk: ...

    def talk(self, n: int) -> Talk: ...

    async def files(self, n: int, text: str) -> tuple[Taken, Taken, Taken]:
        """Words that become a ticket by a click and a form: the three events."""
        ...

    async def says(self, n: int, text: str, files: Files) -> Taken: ...

    async def edits(self, n: int, before: Taken, text: str) -> Taken: ...

    async def deletes(self, n: int, before: Taken) -> Taken: ...

    async def orders(self, line: str) -> Taken:
        """A command of staff; not acknowledged when the answer doesn't say that it is done."""
        ...

    async def fills_in(self, number: int, text: str) -> tuple[Taken, Taken]:
        """A reply of staff by the button on a card, and its form: both events."""
        ...

    async def remarks(self, number: int, text: str) -> Taken:
        """A note of staff under a card."""
        ...

    async def step(self) -> None:
        """The outbox is looked at once, files are looked for, and a second passes."""
        ...

    def pass_hours(self, hours: int) -> None: ...

    def history(self, **known: Any) -> History: ...


async def rest(side: Side) -> None:
    """Until everything is delivered; what never is, the outbox shows."""
    for _step in range(STEPS_MAX):
        if not unsent(side.house.store):
            break
        await side.step()
    await side.step()
