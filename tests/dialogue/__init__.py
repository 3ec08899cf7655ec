"""A desk in a temporary folder, with clients and staff whose sessions read as dialogue.

Everything is real but the clock and, unless a test brings its own, the search.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot.bootstrap import engine_on
from bot.core.model.outbox import Outgoing, Sent
from bot.core.model.people import Account, Address, Identity, Role
from bot.core.model.record import StoredEntry
from bot.core.model.tickets import Ticket
from bot.core.policy import Policy
from bot.core.text import tokens
from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    LocalizedTranscript,
    Para,
)
from bot.engine.engine import Engine
from bot.pages.keys import SigningKeys
from bot.ports import Search, Store
from bot.ports.inbound import Inbound, delete_key, edit_key
from bot.store.open import open_store
from tests.builders import NUMBER, policy
from tests.databases import empty_desk
from tests.fakes import FakeClock, FakeSearch

_keys = count(1)
SIGNING = SigningKeys(bytes(range(32)))
"""What the desk of a test signs transcripts with."""


def text_of(shown: LocalizedReply) -> str:
    """A reply as plain text, choices as ``[label]``."""
    lines: list[str] = []
    for block in shown.blocks:
        match block:
            case Para(runs):
                lines.append("".join(run.text for run in runs))
            case LocalizedQuote(text, by):
                lines.append(f"{by}: “{text}”")
            case LocalizedCard(title, extract, url):
                lines.append(f"* {title} — {''.join(piece.text for piece in extract)} <{url}>")
            case LocalizedDoc(title, markdown):
                lines.append(f"{title}\n{markdown}")
            case LocalizedTable(head, rows):
                lines.extend(" | ".join(row) for row in (head, *rows))
            case File() | KeptFile() | Fetched() | LocalizedTranscript():
                lines.append(f"▤ {block.name}")
    if shown.form:
        asked = shown.form.fields[shown.form.current]
        lines.append(f"▢ {asked.label} {asked.hint} {asked.problem}")
    return "\n".join([*lines, *(f"[{offer.label}]" for offer in shown.offers)])


@dataclass
class Screen:
    """What one address shows: everything delivered since the last thing typed."""

    house: "House"
    address: Address
    shown: list[LocalizedReply] = field(default_factory=list)

    def sees(self, *words: str) -> None:
        """All of these stand on the screen."""
        self.deliver()
        text = self.text
        for wanted in words:
            assert wanted.casefold() in text.casefold(), f"{wanted!r} is not on the screen:\n{text}"

    def sees_not(self, *words: str) -> None:
        """None of these stands on the screen."""
        self.deliver()
        for unwanted in words:
            assert unwanted.casefold() not in self.text.casefold(), f"{unwanted!r} is on the screen:\n{self.text}"

    @property
    def text(self) -> str:
        """The screen as plain text."""
        return "\n".join(text_of(shown) for shown in self.shown).replace("\u00a0", " ")

    @property
    def received(self) -> list[File]:
        """The files that came with what is on the screen, in their order."""
        return [block for shown in self.shown for block in shown.blocks if isinstance(block, File)]

    @property
    def fetched(self) -> list[Fetched]:
        """The files that were made or fetched for what is on the screen."""
        return [block for shown in self.shown for block in shown.blocks if isinstance(block, Fetched)]

    def offer(self, label: str) -> LocalizedChoice:
        """The choice whose label begins so, the latest if there are several."""
        for shown in reversed(self.shown):
            for offer in shown.all_offers():
                if offer.label.replace("\u00a0", " ").casefold().startswith(label.casefold()):
                    return offer
        raise AssertionError(f"no choice {label!r} on the screen:\n{self.text}")

    def deliver(self) -> None:
        """Print what the outbox holds for this address."""
        now, store = self.house.clock.now(), self.house.store
        until = now + timedelta(minutes=1)
        while leased := store.write(lambda unit: tuple(unit.lease([self.address], now, until, 10))).result():
            for out in leased:
                self.shown.append(self.house.engine.filled(out.shown).result())
                self._settle(out)

    def _settle(self, out: Outgoing) -> None:
        now = self.house.clock.now()
        self.house.store.write(lambda unit: unit.settle(out, Sent(), now, None)).result()


@dataclass
class Client(Screen):
    """Somebody who asks for help."""

    name: str = "ana"
    platform: str = "test"
    lang: str = "en"
    zone: str = "Europe/Berlin"
    display: str | None = None
    """What the platform calls them; ``None``: their name."""
    said: dict[str, str] = field(default_factory=dict)
    """By what they wrote, the key that it came with."""

    @property
    def identity(self) -> Identity:
        """Who they are on their platform."""
        return Identity(self.platform, "", self.name)

    def inbound(self, **event: object) -> Inbound:
        """An event of theirs."""
        key = str(event.pop("key", None) or f"event-{next(_keys)}")
        if event.get("text"):
            self.said[str(event["text"])] = key
        event = {"name": self.name.title() if self.display is None else self.display, **event}
        return Inbound(self.address, self.identity, key, lang=self.lang, zone=self.zone, **event)  # type: ignore[arg-type]

    def says(self, text: str, **also: object) -> None:
        """Type a line."""
        self._send(self.inbound(text=text, **also))

    def edits(self, said: str, text: str | None, key: str = "", at: Address | None = None) -> None:
        """Change what they wrote last in these words, or take it back."""
        of = self.said.get(said, "nothing")
        key = key or (edit_key(of, f"{next(_keys):08}") if text is not None else delete_key(of))
        inbound = Inbound(at or self.address, self.identity, key, text=text)
        self.house.engine.message_edited(inbound, of).result()

    def chooses(self, label: str) -> None:
        """Take a choice that is on the screen."""
        self.clicks(self.offer(label).token)

    def clicks(self, token: str, **also: object) -> None:
        """Click a button, perhaps an old one."""
        self._send(self.inbound(token=token, **also))

    @property
    def asking(self) -> LocalizedReply | None:
        """What asks something on the screen: the latest with choices or a form."""
        return next((shown for shown in reversed(self.shown) if shown.form or any(shown.all_offers())), None)

    @property
    def actions(self) -> tuple[str, ...]:
        """What the choices of the question on the screen stand for."""
        return tuple(offer.token.partition(":")[2] for offer in self.asking.all_offers()) if self.asking else ()

    @property
    def field(self) -> str | None:
        """The field that a form on the screen asks for."""
        form = self.asking.form if self.asking else None
        return form.fields[form.current].name if form else None

    def can(self, action: str) -> bool:
        """Whether the question on the screen offers this."""
        return action in self.actions

    def takes(self, action: str) -> None:
        """Take the choice that stands for this, whatever its label in their language."""
        offers = self.asking.all_offers() if self.asking else ()
        found = next((offer for offer in offers if offer.token.partition(":")[2] == action), None)
        assert found, f"no choice {action!r} among {self.actions}:\n{self.text}"
        self.clicks(found.token)

    def submits(self, **values: str) -> None:
        """Send a whole form."""
        self.deliver()
        form = next(shown.form for shown in reversed(self.shown) if shown.form)
        self._send(self.inbound(token=form.token, form=tuple(values.items())))

    def opens(self) -> None:
        """Come back to the talk."""
        self.shown = [self.house.engine.turn(self.inbound()).result().shown]

    def _send(self, inbound: Inbound) -> None:
        self.deliver()
        self.shown = []
        self.house.engine.turn(inbound).result()
        self.deliver()

    def files(self, subject: str = "My emails dont arive", urgency: str = "Normal", name: str = "Ana") -> Ticket:
        """Walk the shortest way to a ticket."""
        self.says("start over")
        self.says("talk to a person" if not self.has_tickets else "open a ticket")
        self.says(subject)
        while self.field:
            match self.field:
                case "urgency":
                    self.chooses(urgency)
                case "name":
                    self.says(name)
                case _:
                    self.takes("keep")
        if "File it anyway" in self.text:
            self.chooses("File it anyway")
        self.sees("is in.")
        self.can_be_called()
        return self.tickets[-1]

    def can_be_called(self, number: str = NUMBER) -> None:
        """Their number is known, as after a first call."""
        account = self.account
        assert account is not None
        self.house.store.write(lambda unit: unit.save_account(replace(account, phone=number))).result()

    def shows_code(self) -> str:
        """Ask for a link code; as it stands on the screen."""
        self.says("link")
        found = re.search(r"code is ([A-Z2-9]{4}-[A-Z2-9]{3}[2-9])\.", self.text)
        assert found, self.text
        return found[1]

    @property
    def account(self) -> Account | None:
        """What is known of them."""
        with self.house.store.read() as unit:
            known = unit.find_conversation(self.address)
            return known.account if known else None

    @property
    def has_tickets(self) -> bool:
        """Whether they have a live ticket."""
        return any(ticket.live for ticket in self.tickets)

    @property
    def tickets(self) -> list[Ticket]:
        """Their tickets, oldest first, solved ones included."""
        with self.house.store.read() as unit:
            known = unit.find_conversation(self.address)
            if known is None or known.account is None:
                return []
            return list(unit.tickets_of(known.account.id, closed_after=self.house.clock.now() - timedelta(days=365)))


@dataclass
class Agent(Screen):
    """Somebody who works at the desk."""

    name: str = "sam"

    @property
    def identity(self) -> Identity:
        """Who they are on the platform of their room."""
        return Identity("test", "", self.name)

    def types(self, line: str, key: str = "") -> None:
        """Type a command."""
        self.shown = []
        answer = self.house.engine.command(self.identity, self.address, key or f"event-{next(_keys)}", line).result()
        self.shown.append(answer.shown)

    def chooses(self, label: str) -> None:
        """Take a choice that is on the screen."""
        self.types(tokens.command(self.offer(label).token) or "")


@dataclass
class House:
    """One desk with everything around it."""

    store: Store
    clock: FakeClock
    search: Search
    policy: Policy
    engine: Engine

    def client(self, name: str = "ana", platform: str = "test", **more: str) -> Client:
        """Somebody new at the door."""
        return Client(self, Address(platform, "", f"chat/{name}"), name=name, platform=platform, **more)  # type: ignore[arg-type]

    def agent(self, name: str = "sam", role: Role = Role.LEAD) -> Agent:
        """A staff member with a room of their own."""
        address = Address("test", "", f"desk/{name}")
        self.store.write(lambda u: u.add_staff(name, role, Identity("test", "", name))).result()
        self.store.write(lambda u: u.open_room(address, name)).result()
        return Agent(self, address, name=name)

    def fire(self) -> int:
        """Let everything happen that has fallen due, and words go on that waited; how many timers were due."""
        fired = sum(self.engine.fire(timer).result() for timer in self.engine.due())
        for held in self.engine.words_due():
            self.engine.turn(held.inbound, held).result()
        return fired

    def record(self, number: int) -> list[StoredEntry]:
        """A ticket's whole record."""
        with self.store.read() as unit:
            return list(unit.record(number))


@contextmanager
def open_house(
    folder: Path, search: Search | None = None, rules: Policy | None = None, url: str = ""
) -> Iterator[House]:
    """A desk in a folder, or in a database; opened again on the same one, it is the same desk."""
    store = open_store(url or empty_desk(folder / "frontdoor.db"))
    clock, rules = FakeClock(), rules or policy()
    search = search or FakeSearch()
    engine = engine_on(store, rules, search, clock, signing=SIGNING)
    try:
        yield House(store, clock, search, rules, engine)
    finally:
        engine.close()
        store.close()
