"""A day at the desk with everything that people do there, while the platform and the database fail now and then.

Clients write, click, fill in forms, attach files, change and take back what they wrote; staff claim, reply, ask and
note, by command, by form and under cards; timers fall due. What each act must lead to is written down as it is done:
by the clock of the story, on any platform that a ``Side`` stands for.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.faults import journal
from tests.faults.history import History, Owed, Said, Talk
from tests.faults.holdings import holding
from tests.faults.places import Place
from tests.faults.sides import Files, Side, Taken, rest

PEOPLE = 3
"""The fewest: two who are helped, and one who waits."""
CALLED = (0, 1)
"""Who asks for a call and gets it; the last of all asks, and nobody confirms."""
NIGHT_HOURS = 25
"""After so long timers have fallen due: half of a promise is over, and nobody confirmed a call."""


Act = Callable[[], Awaitable[object]]


@dataclass
class Day:
    """What was done, and what it must lead to."""

    side: Side
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    async def do(self, act: Awaitable[object]) -> None:
        """An act, if what it needs is on the screen."""
        try:
            await act
        except (AssertionError, LookupError, StopIteration, RuntimeError) as missing:
            self.stuck.append(str(missing).partition("\n")[0])

    def note(self, taken: Taken, **what: Any) -> None:
        """An act was done."""
        n = sum(said.talk == taken.talk for said in self.said) + 1
        self.said.append(Said(taken.talk, n, taken.key, taken.acknowledged, deliveries=taken.deliveries, **what))

    def owe(self, talk: Talk, words: str, *, private: bool = False) -> None:
        """It must be read there."""
        self.owed.append(Owed(talk, words, private))

    # ── Clients ────────────────────────────────────────────────────────────────────────

    async def files(self, n: int) -> None:
        """A question that no article answers becomes a ticket."""
        text = f"my mail of case {n} doesnt arrive"
        asked, clicked, sent = await self.side.files(n, text)
        self.note(asked, words=text, shows=("I found 3 articles", "None of these"))
        if self.side.form_alone:
            self.note(clicked, answers=0)
        else:
            self.note(clicked, shows=("A few questions", text))
        self.note(sent, subject=text, noted=(text,), shows=("is in. You're", "Remember something else"))
        await rest(self.side)

    async def asks_for_a_call(self, n: int) -> None:
        """The first free time of the second day, and the number to call."""
        for text in ("call me", "2", "1", "+49 30 5550123"):
            self.note(await self.side.says(n, text, {}))
            await rest(self.side)
        self.owe(self.side.board, f"of case {n} doesnt arrive” asks for a call")

    async def adds(self, n: int, fact: str, files: Files | None = None) -> Taken:
        """A fact, perhaps with files."""
        taken = await self.side.says(n, f"add: {fact}", files or {})
        fact = "\n".join((fact, *(f"[{name}]" for name in files or ())))
        self.note(taken, fact=fact, words=f"add: {fact}", files=files or {}, shows=("Added to",))
        self.owe(self.side.board, fact)
        return taken

    async def changes(self, n: int, number: int) -> None:
        """A fact that reads otherwise a moment later."""
        before = await self.adds(n, f"colour {number} of case {n} is rde")
        after = f"colour {number} of case {n} is red"
        self.note(await self.side.edits(n, before, f"add: {after}"), words=f"add: {after}", answers=0, noted=(after,))
        self.owe(self.side.board, after)

    async def takes_back(self, n: int, number: int) -> None:
        """A fact that is gone a moment later: it stands on the record, and that it was taken back."""
        fact = f"slip {number} of case {n}"
        before = await self.adds(n, fact)
        self.note(await self.side.deletes(n, before), answers=0, noted=(fact, fact))

    async def attaches(self, n: int, number: int) -> None:
        """A fact with a file, in which every byte counts."""
        content = f"log {number} of case {n}\n".encode() * 3
        name = f"log-{n}-{number}.txt"
        await self.adds(n, f"see log {number} of case {n}", {name: content})

    async def looks(self, n: int, last: str) -> None:
        """The ticket is shown from its subject to what was said last."""
        line = f"show {1001 + n}"
        shows = (f"#{1001 + n} “my mail of case {n} doesnt arrive”", last)
        self.note(await self.side.says(n, line, {}), words=line, shows=shows)

    # ── Staff ──────────────────────────────────────────────────────────────────────────

    async def claims(self, n: int) -> None:
        """A ticket is somebody's."""
        line = f"claim {1001 + n}"
        self.note(await self.side.orders(line), words=line, answers=0, noted=("claimed",))

    async def confirms(self, n: int) -> None:
        """The client gets a calendar file with it."""
        line = f"confirm {1001 + n}"
        self.note(await self.side.orders(line), words=line, answers=0)
        self.owe(self.side.talk(n), f"confirmed your call about #{1001 + n}", private=True)

    async def replies(self, n: int, number: int) -> None:
        """Two replies, one right after the other: they are read in that order."""
        for words in (f"first reply {number} to case {n}", f"second reply {number} to case {n}"):
            line = f"reply {1001 + n} {words}"
            self.note(await self.side.orders(line), words=line, answers=0, noted=(words,))
            self.owe(self.side.talk(n), words, private=True)
            self.owe(self.side.board, words)

    async def fills_in(self, n: int) -> None:
        """A reply by a form."""
        words = f"reply by form to case {n}"
        clicked, sent = await self.side.fills_in(1001 + n, words)
        self.note(clicked, words=f"reply {1001 + n}", answers=0)
        self.note(sent, words=f"reply {1001 + n} {words}", answers=0, noted=(words,))
        self.owe(self.side.talk(n), words, private=True)
        self.owe(self.side.board, words)

    async def notes(self, n: int, number: int) -> None:
        """A note by command, and one under the card."""
        words = f"note {number} on case {n}"
        line = f"note {1001 + n} {words}"
        self.note(await self.side.orders(line), words=line, answers=0, noted=(words,))
        self.owe(self.side.board, words)
        remark = f"remark {number} on case {n}"
        self.note(await self.side.remarks(1001 + n, remark), answers=0, noted=(remark,))

    # ── Time ───────────────────────────────────────────────────────────────────────────

    async def night(self, called: Sequence[int], unclaimed: Sequence[int]) -> None:
        """Timers fall due while there is trouble."""
        self.side.trouble = True
        self.side.pass_hours(NIGHT_HOURS)
        self.side.house.fire()
        for n in called:
            self.owe(self.side.talk(n), f"nobody confirmed your call about #{1001 + n}", private=True)
        for n in unclaimed:
            self.owe(self.side.board, f"#{1001 + n} “my mail of case {n} doesnt arrive”: 50 % of the promise is used")
        for _step in range(3):
            await self.side.step()
        self.side.trouble = False
        await rest(self.side)


async def day(side: Side, place: Place, people: int, rounds: int, seed: int = 7) -> History:
    """So many people, each so many times of everything; the last of them waits in line, and nobody replies."""
    it = Day(side, random.Random(seed))
    replied = range(people - 1)
    for n in range(people):
        await it.do(it.files(n))
    for n in (*CALLED, people - 1):
        await it.do(it.asks_for_a_call(n))
    for n in range(len(CALLED), people - 1):  # each card has a thread by then
        await it.do(it.adds(n, f"first fact of case {n}"))
        await rest(side)
    for n in replied:
        await it.do(it.claims(n))
    side.trouble = True
    for act in _mixed(it, people, replied, rounds):
        await it.do(act())
        await side.step()
    side.trouble = False
    await rest(side)
    for n in range(people):
        last = f"last fact of case {n}"
        await it.do(it.adds(n, last))
        await it.do(it.looks(n, last))
    await rest(side)
    await it.night(called=[people - 1], unclaimed=[people - 1])
    known = {"held": holding(side.house.store), "wrote": journal.kept(place)}
    return side.history(said=it.said, owed=it.owed, stuck=it.stuck, card_channels=(side.board,), **known)


def _mixed(it: Day, people: int, replied: Sequence[int], rounds: int) -> list[Act]:
    """Everybody's acts, in any order."""
    acts: list[Act] = [partial(it.fills_in, n) for n in replied]
    acts += [partial(it.confirms, n) for n in CALLED]
    for number in range(rounds):
        for n in range(people):
            acts.append(partial(it.adds, n, f"fact {number} of case {n}"))
            acts += [partial(act, n, number) for act in (it.changes, it.takes_back, it.attaches)]
        for n in replied:
            acts += [partial(it.replies, n, number), partial(it.notes, n, number)]
    it.chance.shuffle(acts)
    return acts
