"""Row 18: words have one owner, whatever order messages, files, edits, deletions and clicks come in.

Five people write in shared threads and to us alone. Everything that each of them writes or sends bears a mark
of theirs, so that whoever looks at a desk afterwards knows whose every byte is, without asking the desk.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select, true

from bot.core.model.outbox import Outgoing, OutKind, Sent
from bot.core.model.people import Address, Identity
from bot.core.model.record import Author, EntryKind
from bot.core.model.tickets import State
from bot.core.text.surface import LocalizedChoice, LocalizedReply
from bot.ports import UnitOfWork
from bot.ports.inbound import Attached, Inbound, delete_key, edit_key
from bot.store.admin import operations
from bot.store.schema import tables as db
from bot.store.sql_store import SqlStore
from bot.store.transaction.unit_of_work import SqlUnit
from tests.dialogue import House
from tests.proof.records import store_of
from tests.proof.stored import haystack

NAMES = ("ana", "bob", "cat", "dan", "eve")
THREADS = tuple(Address("test", "", f"general/{n}") for n in (1, 2))
BOARD = Address("test", "", "board")
SAM = Identity("test", "", "sam")
MARK = re.compile(r"zq([a-z]{3})\d+x")
ACTS_EACH, LOOKED_AT_EVERY = 10, 10
"""Acts in one interleaving; and so many of these go by between two looks at the whole desk."""
KEPT_MAX = 40
"""Choices, messages and cards that are remembered to be taken up again: old ones among them."""

LINES = (
    *("{}", "{}", "{}", "add to #{number}: {}", "add to #{number}: {}", "add: {}", "none of these", "no, {}", "yes"),
    *("talk to a person", "open a ticket", "none of these", "skip", "show #{number}", "start over", "status", "normal"),
    *("it's something new", "{}\nand so on", "solved", "#{number}"),
)
"""What people type: their own words, answers, and commands."""

Said = tuple[str, str]
"""Whose a message is, and its key."""


@dataclass
class Story:
    """What happened on a desk, and what may still be clicked or changed."""

    house: House
    dice: random.Random
    offers: list[tuple[Address, LocalizedChoice]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    gone: set[Said] = field(default_factory=set)
    """Messages that were taken back."""
    astray: list[str] = field(default_factory=list)
    """What was wrong at once."""
    count: int = 0
    whispers: int = 0

    # ── Who and where ──────────────────────────────────────────────────────────────────

    def key(self) -> str:
        """Of the next event."""
        self.count += 1
        return f"m{self.count:08}"

    def marked(self, who: str, text: str = "mail") -> str:
        """Words of somebody's own."""
        self.count += 1
        return f"{text} zq{who}{self.count}x"

    def who(self, name: str) -> Identity:
        """Somebody on the platform."""
        return Identity("test", "", name)

    def alone(self, name: str) -> Address:
        """Where they write to us alone."""
        return Address("test", "", f"chat/{name}")

    def tickets(self) -> list[int]:
        """All there are."""
        with self.house.store.read() as unit:
            assert isinstance(unit, SqlUnit)
            return list(unit.connection.execute(select(db.tickets.c.number)).scalars())

    # ── Acts ───────────────────────────────────────────────────────────────────────────

    def take(self, name: str, address: Address, **event: object) -> None:
        """One event of somebody's; what is shown then can be clicked by everybody in public, by them alone else."""
        public = address in THREADS
        key = str(event.pop("key", "") or self.key())
        aside = self.alone(name) if public else None
        inbound = Inbound(address, self.who(name), key, private_address=aside, name=f"N{name}", **event)  # type: ignore[arg-type]
        answer = self.house.engine.turn(inbound).result()
        if answer.whispered:
            self.whispers += 1
            self.offers += [(self.alone(name), offer) for offer in answer.shown.all_offers()]
        for place in (address, self.alone(name)):
            self.deliver(place)
        self.seen(address if not answer.whispered else self.alone(name), answer.shown)

    def seen(self, place: Address, shown: LocalizedReply) -> None:
        """What stands somewhere now."""
        self.offers = [*self.offers, *((place, offer) for offer in shown.all_offers())][-KEPT_MAX:]
        if shown.form:
            self.forms[place.channel] = shown.form.token

    def deliver(self, place: Address) -> None:
        """Send what waits for a place."""
        now = self.house.clock.now()

        def send(unit: UnitOfWork) -> tuple[Outgoing, ...]:
            leased = tuple(unit.lease([place], now, now, 20))
            for out in leased:
                edited = out.posted if out.kind is OutKind.UPDATE else None
                unit.settle(out, Sent(edited.receipt if edited else str(out.id)), now, None)
            return leased

        while leased := self.house.store.write(send).result():
            for out in leased:
                self.seen(place, out.shown)
                if place == BOARD and out.kind is OutKind.UPDATE and out.posted is None:
                    self.cards.append(str(out.id))

    def writes(self) -> None:
        """Somebody asks, answers or adds, perhaps with a file; all files have one name."""
        name, key = self.dice.choice(NAMES), self.key()
        place = self.dice.choice([*THREADS, self.alone(name), self.alone(name)])
        number = self.dice.choice(self.tickets() or [1001])
        text = self.dice.choice(LINES).format(self.marked(name), number=number)
        files: tuple[Attached, ...] = ()
        if self.dice.random() < 0.3:
            text += "\n[image.png]"
            files = (Attached(f"{key}/F", "image.png", "image/png", 3, f"http://x/{self.marked(name, 'file')}"),)
        self.said = [*self.said, (name, key)][-KEPT_MAX:]
        self.take(name, place, key=key, text=text, files=files)

    def clicks(self) -> None:
        """Somebody takes a choice that stands somewhere, whoever it was meant for."""
        if self.offers:
            name = self.dice.choice(NAMES)
            place, offer = self.dice.choice(self.offers)
            if place in THREADS or place == self.alone(name):
                self.take(name, place, token=offer.token)

    def submits(self) -> None:
        """Somebody sends a form: the one that was opened for them, or another's."""
        name = self.dice.choice(NAMES)
        token = self.forms.get(self.alone(self.dice.choice([name, name, *NAMES])).channel)
        if token:
            values = (("subject", self.marked(name)), ("service", ""), ("symptoms", self.marked(name)),
                      ("urgency", "normal"), ("name", self.marked(name, "")))  # fmt: skip
            self.take(name, self.alone(name), token=token, form=values)

    def revises(self) -> None:
        """Somebody changes what they wrote, or takes it back; another's message stays as it is."""
        if not self.said:
            return
        name, key = self.dice.choice(self.said)
        other = self.dice.choice(NAMES) if self.dice.random() < 0.2 else name
        gone = self.dice.random() < 0.3
        text = None if gone else self.marked(other, "changed")
        event = delete_key(key) if gone else edit_key(key, self.key())
        before = {number: len(self.house.record(number)) for number in self.holding(name, key)}
        inbound = Inbound(self.alone(other), self.who(other), event, text=text)
        self.house.engine.message_edited(inbound, key).result()
        over = (name, key) in self.gone
        for number, length in before.items():
            added = [entry.text or "" for entry in self.house.record(number)[length:]]
            if bool(added and (text or "") in added[0]) is (over or other != name):
                self.astray.append(f"#{number}: {other} makes “{text}” of {name}'s {key}, and the record says {added}")
        if other == name and gone:
            self.gone.add((name, key))

    def holding(self, name: str, key: str) -> list[int]:
        """The tickets that somebody's message is on: neither merged into another, nor left by them since."""
        who = self.who(name)
        with self.house.store.read() as unit:
            placed = [each.ticket for each in unit.placed_at("test", "", key) if each.sender == who]
            tickets = [ticket for number in dict.fromkeys(placed) if (ticket := unit.ticket(number))]
            left = {t.number for t in tickets if (part := unit.participant(t.number, who)) and part.left_at}
        return [ticket.number for ticket in tickets if ticket.state is not State.MERGED and ticket.number not in left]

    def joins(self) -> None:
        """Staff let somebody take part, or end that."""
        numbers = self.tickets()
        if numbers:
            number, name, at = self.dice.choice(numbers), self.dice.choice(NAMES), self.house.clock.now()
            mark = self.marked(name, "")
            if self.dice.random() < 0.8:
                self.house.store.write(lambda u: u.add_participant(number, self.who(name), mark, "sam", at)).result()
            else:
                self.house.store.write(lambda u: u.remove_participant(number, self.who(name), at)).result()

    def works(self) -> None:
        """Staff answer, note under a card and change their notes, merge; files are copied."""
        numbers = self.tickets()
        act = self.dice.randrange(5)
        if numbers and act == 0:
            line = self.dice.choice(["reply {} Try again", "claim {}", "ask {} Which one?", "resolve {}", "release {}"])
            self.order(line.format(self.dice.choice(numbers)))
        elif numbers and act == 1:
            self.order(f"merge {self.dice.choice(numbers)} {self.dice.choice(numbers)}")
        elif self.cards and act == 2:
            self.notes.append(self.key())
            self.house.engine.remark(SAM, BOARD, self.dice.choice(self.cards), self.notes[-1], "a note").result()
        elif self.notes and act == 3:
            of = self.dice.choice(self.notes)
            self.house.engine.message_edited(
                Inbound(BOARD, SAM, edit_key(of, self.key()), text="another note"), of
            ).result()
        else:
            self.copies()
        self.deliver(BOARD)

    def order(self, line: str) -> None:
        """A command of staff."""
        self.house.engine.command(SAM, Address("test", "", "desk/sam"), self.key(), line).result()
        for name in NAMES:
            self.deliver(self.alone(name))

    def copies(self) -> None:
        """Each file holds its sender's mark, as its address does."""
        for fetch in self.house.engine.files_due("test", "").result():
            content = fetch.file.url.encode() if self.dice.random() < 0.9 else None
            self.house.engine.keep_file(fetch.file, content, "it's away").result()

    def interleaving(self) -> None:
        """Some acts of anybody's, in random order."""
        acts: tuple[Callable[[], None], ...] = (
            self.writes,
            self.clicks,
            self.submits,
            self.revises,
            self.joins,
            self.works,
        )
        for act in self.dice.choices(acts, weights=(8, 8, 5, 4, 1, 3), k=ACTS_EACH):
            act()
            self.house.clock.forward(seconds=self.dice.randrange(1, 400))


def begun(house: House, seed: int) -> Story:
    """A desk with a board and somebody who works there."""
    house.store.write(lambda unit: unit.open_room(BOARD, cards=True)).result()
    house.agent("sam")
    return Story(house, random.Random(seed))


# ── Whose is what ──────────────────────────────────────────────────────────────────────


def misplaced(store: SqlStore, known_as: Mapping[str, str] | None = None) -> Iterator[str]:
    """Every byte that isn't its author's: on a ticket of others', under another's name, or kept as another's.

    ``known_as`` gives the mark of a platform's user, where that isn't who they are there.
    """
    whose = Whose(known_as or {name: name for name in NAMES})
    with store.read() as unit:
        assert isinstance(unit, SqlUnit)
        clients = _clients(unit)
        for number, client in clients.items():
            yield from _on_ticket(unit, number, client, whose)
        yield from _kept(unit, whose)


@dataclass(frozen=True)
class Whose:
    """Finds words of others than whoever they should be of."""

    known_as: Mapping[str, str]
    """User → the mark in their words."""

    def others(self, where: str, user: str, text: str) -> Iterator[str]:
        """Marks in a text that are somebody else's."""
        for name in sorted(set(MARK.findall(text)) - {self.known_as.get(user, "")}):
            yield f"{where}: {name}'s words are {user}'s"


def _clients(unit: SqlUnit) -> dict[int, str]:
    """Tickets, and who may call themselves their client: one identity each, as nobody links any here."""
    joined = db.tickets.join(db.identities, db.tickets.c.account == db.identities.c.account)
    rows = unit.connection.execute(select(db.tickets.c.number, db.identities.c.user_id).select_from(joined))
    return {row[0]: row[1] for row in rows}


def _on_ticket(unit: SqlUnit, number: int, client: str, marks: Whose) -> Iterator[str]:
    ticket, taking_part = unit.ticket(number), {each.n: each.identity.user for each in unit.participants(number)}
    assert ticket is not None
    yield from marks.others(f"#{number}", client, f"{ticket.subject} {ticket.symptoms} {ticket.service}")
    for entry in unit.record(number):
        at = f"#{number}, entry {entry.seq}"
        if entry.author is Author.STAFF or entry.text is None:
            continue
        whose = taking_part.get(entry.part, "?") if entry.author is Author.PARTICIPANT else client
        if entry.kind is not EntryKind.ACT:
            yield from marks.others(at, whose, entry.text)
        if entry.kind is EntryKind.WORDS:
            senders = {each.sender.user for each in unit.origins(number).get(entry.seq, ())}
            if senders != {whose}:
                yield f"{at}: written by {whose}, sent by {senders} {entry.text!r}"
    files, kept = db.record_attachments, db.attachments
    rows = unit.connection.execute(
        select(files.c.seq, kept.c.content).where(files.c.ticket == number, files.c.digest == kept.c.digest)
    )
    entries = {entry.seq: entry for entry in unit.record(number)}
    for seq, content in rows:
        entry = entries[seq]
        whose = taking_part.get(entry.part, "?") if entry.author is Author.PARTICIPANT else client
        yield from marks.others(f"#{number}, file of entry {seq}", whose, bytes(content).decode())


def _kept(unit: SqlUnit, marks: Whose) -> Iterator[str]:
    """What is kept under somebody's name beside tickets holds words of theirs alone."""
    for table, column in (
        (db.inbox, db.inbox.c.words),
        (db.feedback, db.feedback.c.question),
        (db.guest_talks, db.guest_talks.c.state),
        (db.conversations, db.conversations.c.state),
    ):
        for user, words in unit.connection.execute(select(table.c.by_user, column)):
            yield from marks.others(table.name, user, words)
    for user, url in unit.connection.execute(select(db.files_due.c.user_id, db.files_due.c.url)):
        yield from marks.others("files_due", user, url)


# ── The measure ────────────────────────────────────────────────────────────────────────


def interleaved(house: House, times: int, seed: int = 18) -> tuple[str, list[str]]:
    """So many interleavings on one desk, looked at in between; then two of its people are erased. What was wrong."""
    story, store = begun(house, seed), store_of(house)
    for done in range(1, times + 1):
        story.interleaving()
        if done % LOOKED_AT_EVERY == 0:
            story.astray += misplaced(store)
        if story.astray:
            break
    story.copies()
    story.astray += [] if story.astray else misplaced(store)
    counted = _counted(store)
    for name in NAMES[:2]:
        story.astray += erased(house, story, name)
    reached = f"{len(NAMES)} people, {counted}, {story.whispers} clicks turned away: {len(story.astray)} astray"
    return reached, story.astray


def _counted(store: SqlStore) -> str:
    with store.read() as unit:
        assert isinstance(unit, SqlUnit)
        tickets, files, theirs = (
            len(unit.connection.execute(select(column).where(where)).all())
            for column, where in (
                (db.tickets.c.number, true()),
                (db.record_attachments.c.seq, true()),
                (db.record.c.seq, db.record.c.author == Author.PARTICIPANT.value),
            )
        )
    return f"{tickets} tickets, {files} files, {theirs} entries of those who take part"


def erased(house: House, story: Story, name: str) -> Iterator[str]:
    """Erase somebody: nothing of theirs is left, everybody else's is."""
    store, mark = store_of(house), f"zq{name}".encode()
    before = haystack(store)
    if mark not in before:
        return
    operations.erase(store, story.who(name), house.clock.now())
    left = haystack(store)
    if mark in left:
        yield f"{left.count(mark)} marks of {name} are left"
    for other in NAMES:
        if other != name and f"zq{other}".encode() in before and f"zq{other}".encode() not in left:
            yield f"{other} is gone with {name}"
    yield from map(str, operations.check(store))
