"""What a platform under test must be able to do: people who write, click and read there, and the trouble it makes.

Stories hold on to what stays when wording changes: tickets in the store, which choices and questions there are, what
they stand for, and who sees which words of people. Longer than 300 lines: it is the whole list, to be read at once.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

from bot.core.model.people import Address, Identity, Role
from tests.dialogue import House


class Ability(Enum):
    """What not every platform can do. A driver declares those of its platform."""

    FORMS = "forms of several questions"
    EDITS = "messages that their writer changes"
    DELETIONS = "messages that their writer takes back"
    FILES = "files that clients attach"
    REDELIVERY = "events that come again"
    OLD_CHOICES = "choices of earlier messages"
    FORGERY = "choices that were never offered"
    PUBLIC = "questions that others read"
    CARDS = "a staff channel with a card for each ticket"
    TROUBLE = "messages that can't be sent, or of which nobody knows whether they were"
    TOKEN = "a token that may be refused"
    BACKLOG = "messages that were written while nobody listened"
    LIVE_SIGNS = "signs that would call, link or format"
    ZONE = "the client's time zone"


class Fault(Enum):
    """What becomes of an attempt to post a message."""

    LIMITED = "refused: not before WAIT_SECONDS are over"
    BROKEN = "the platform's own failure: not done"
    RESET = "the line is cut: not done"
    LOST = "done, and its answer is lost"
    GONE = "refused for good"


WAIT_SECONDS = 7
"""What a platform wants to be left alone for when it is LIMITED."""


@dataclass(frozen=True)
class Offer:
    """Something that can be chosen."""

    token: str
    label: str
    handle: Any = None
    """What the platform's own way of clicking needs."""

    @property
    def action(self) -> str:
        """What it stands for: ``none``, ``day.2026-12-17`` … or, of staff's, ``!`` and a command line."""
        _where, colon, action = self.token.partition(":")
        return action if colon and not self.token.startswith("!") else self.token


@dataclass(frozen=True)
class Shown:
    """A message as it stood on somebody's screen, or nothing."""

    text: str = ""
    offers: tuple[Offer, ...] = ()
    at: Any = None
    """Where it stands, for the platform's own way of clicking."""

    @property
    def actions(self) -> tuple[str, ...]:
        """What can be chosen."""
        return tuple(offer.action for offer in self.offers)

    def offer(self, action: str) -> Offer:
        """The choice that stands for this, else the first whose action begins so."""
        found = [each for each in self.offers if each.action == action]
        found += [each for each in self.offers if each.action.startswith(action)]
        assert found, f"no choice {action!r} among {self.actions}:\n{self.text}"
        return found[0]

    def has(self, *words: str) -> None:
        """All of these stand there, wherever a line ends."""
        for each in words:
            assert _in_a_line(each) in _in_a_line(self.text), f"{each!r} isn't there:\n{self.text}"


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class Question:
    """What a form asks for."""

    name: str
    value: str = ""
    """What stands there already."""
    options: tuple[str, ...] = ()


class Undeclared(AssertionError):
    """A story asked for what a platform doesn't have: it lacks ``needs``."""


def lacking(ability: Ability) -> NoReturn:
    """Refuse what a platform hasn't declared."""
    raise Undeclared(ability.value)


class Person(Protocol):
    """Somebody on a platform: what they do, and what they see. Returns when everything that follows has happened."""

    @property
    def identity(self) -> Identity:
        """Who they are there."""
        ...

    @property
    def address(self) -> Address:
        """Where they are written to in private."""
        ...

    @property
    def shown(self) -> Sequence[Shown]:
        """What stands in their private conversation with us, oldest first."""
        ...

    @property
    def received(self) -> Sequence[bytes]:
        """The files that came with what is shown, oldest first."""
        ...

    @property
    def answer(self) -> Shown:
        """What they alone saw of the answer to what they did last; without any words when nothing."""
        ...

    @property
    def form(self) -> tuple[Question, ...]:
        """The questions of the form that is open before them; a platform without forms asks for one at a time."""
        ...

    @property
    def forms_opened(self) -> int:
        """How many forms were opened before them so far."""
        lacking(Ability.FORMS)

    async def writes(self, text: str) -> Any:
        """Type a message to us; the message."""
        ...

    async def takes(self, action: str, on: Shown | None = None) -> None:
        """Take a choice of what is shown last, or of ``on``, which may be gone by now."""
        ...

    async def submits(self, **values: str) -> None:
        """Send the form that is open; what isn't named stays as it is."""
        lacking(Ability.FORMS)

    async def forges(self, token: str) -> None:
        """Click a choice that wasn't offered, on what is shown last."""
        lacking(Ability.FORGERY)

    async def forges_form(self, token: str, **values: str) -> None:
        """Send a form that wasn't opened."""
        lacking(Ability.FORGERY)

    async def edits(self, message: Any, text: str) -> None:
        """Change a message."""
        lacking(Ability.EDITS)

    async def deletes(self, message: Any) -> None:
        """Take a message back."""
        lacking(Ability.DELETIONS)

    async def attaches(self, text: str, *files: tuple[str, bytes]) -> Any:
        """Type a message that comes with files; the message."""
        lacking(Ability.FILES)

    async def asks(self, text: str) -> Shown:
        """Ask where others read it; our answer there."""
        lacking(Ability.PUBLIC)

    async def remarks(self, card: Shown, text: str, *files: tuple[str, bytes]) -> Any:
        """Type a message under a card, perhaps with files; the message."""
        lacking(Ability.CARDS)

    async def orders(self, line: str) -> Shown:
        """Staff: type a command; what only they see of the answer."""
        ...


class Driver(Protocol):
    """A desk that is connected to a platform, as a test holds it."""

    @property
    def abilities(self) -> frozenset[Ability]:
        """What its platform has."""
        ...

    @property
    def house(self) -> House:
        """The desk."""
        ...

    async def client(self, name: str = "ana") -> Person:
        """Somebody who asks for help, called by a capital letter first."""
        ...

    async def staff(self, name: str = "sam", role: Role = Role.LEAD) -> Person:
        """Somebody who works at the desk."""
        ...

    async def settled(self) -> None:
        """Let everything happen that follows from what was done."""
        ...

    async def passes(self, **units: float) -> None:
        """Time goes by everywhere; then what has fallen due happens."""
        ...

    async def restarts(self) -> None:
        """The process ends, and another one starts on the same database, with a token that is accepted."""
        ...

    def complaints(self) -> Sequence[str]:
        """Which of the platform's rules we broke, and what of people's words went out live."""
        ...

    async def again(self) -> None:
        """The platform delivers what it delivered last once more."""
        lacking(Ability.REDELIVERY)

    def public(self) -> Sequence[Shown]:
        """What we said where others read it, oldest first."""
        lacking(Ability.PUBLIC)

    def cards(self) -> Sequence[Shown]:
        """The cards in the staff channel, as they stand now."""
        lacking(Ability.CARDS)

    def called(self, whom: Person) -> Sequence[str]:
        """What was said under cards with a ping to somebody by name, oldest first."""
        lacking(Ability.CARDS)

    def fails(self, fault: Fault, whom: Person, times: int = 1) -> None:
        """The next messages to somebody meet this."""
        lacking(Ability.TROUBLE)

    def attempts(self, whom: Person) -> int:
        """How many messages to somebody were tried so far."""
        lacking(Ability.TROUBLE)

    def skews(self, minutes: float) -> None:
        """The platform's clock goes so much ahead of ours; behind it, if negative."""
        lacking(Ability.TROUBLE)

    def refuses_token(self) -> None:
        """From now on the platform refuses the token."""
        lacking(Ability.TOKEN)

    @property
    def ready(self) -> bool:
        """Whether the connection says that events come in and messages go out."""
        lacking(Ability.TOKEN)

    async def missed(self, whom: Person, text: str) -> None:
        """The process ends, and somebody writes this while none listens; :meth:`restarts` comes next."""
        lacking(Ability.BACKLOG)

    @property
    def live_signs(self) -> str:
        """Words that would call, link or format, if they weren't made harmless."""
        lacking(Ability.LIVE_SIGNS)


NEEDED: dict[Ability, frozenset[str]] = {
    Ability.FORMS: frozenset({"submits", "forms_opened"}),
    Ability.EDITS: frozenset({"edits"}),
    Ability.DELETIONS: frozenset({"deletes"}),
    Ability.FILES: frozenset({"attaches"}),
    Ability.REDELIVERY: frozenset({"again"}),
    Ability.OLD_CHOICES: frozenset(),
    Ability.FORGERY: frozenset({"forges", "forges_form"}),
    Ability.PUBLIC: frozenset({"asks", "public"}),
    Ability.CARDS: frozenset({"called", "cards", "remarks"}),
    Ability.TROUBLE: frozenset({"fails", "attempts", "skews"}),
    Ability.TOKEN: frozenset({"refuses_token", "ready"}),
    Ability.BACKLOG: frozenset({"missed"}),
    Ability.LIVE_SIGNS: frozenset({"live_signs"}),
    Ability.ZONE: frozenset(),
}
"""What a driver and its people have for an ability, and don't have without it."""


@dataclass(frozen=True)
class Platform:
    """A platform under test."""

    name: str
    abilities: frozenset[Ability]
    person: type[Person]
    driver: type[Driver]
    connected: Callable[[Path], AbstractAsyncContextManager[Driver]]
    """A desk in a folder, connected; at the end the platform must have nothing to complain about."""
    prepare: Callable[[pytest.MonkeyPatch], None] = lambda _monkeypatch: None
    """What is to be set for a test, such as how long a busy machine may take."""
