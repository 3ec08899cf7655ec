"""Row 18 on Discord: five people in one thread, in any order, and every byte is still its author's."""

import random
from typing import Any

from sqlalchemy import select

from adapters.discord import addresses
from adapters.discord.drawing.choices import Button
from bot.core.model.record import Author
from bot.store.schema import tables as db
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.scene import Scene
from tests.adapters.discord.shown import drawn
from tests.proof.owners import NAMES, misplaced
from tests.proof.records import store_of

ACTS = 140


class Crowd:
    """Five members, and what they do."""

    def __init__(self, it: Scene, dice: random.Random) -> None:
        self.it, self.dice, self.count = it, dice, 0
        self.users = {name: it.user(name) for name in NAMES}
        self.written: list[tuple[str, Any]] = []
        self.gone: set[int] = set()

    def marked(self, name: str, text: str = "mail") -> str:
        """Words of somebody's own."""
        self.count += 1
        return f"{text} zq{name}{self.count}x"

    async def writes(self, name: str) -> None:
        """In the thread, with a mention, or to us alone; perhaps with a file."""
        user, it = self.users[name], self.it
        text = self.dice.choice(["{}", "{}", "add: {}", "none of these", "talk to a person", "start over", "yes"])
        also: dict[str, Any] = {}
        said = text.format(self.marked(name))
        public = self.dice.random() < 0.5
        files = [("image.png", self.marked(name, "file").encode())] if self.dice.random() < 0.6 else []
        if public and files:
            also = {"attachments": files}
        elif files and user.dm:
            also = {"attachments": it.env.backend.store_attachments(user.dm.id, files)}
        if public:
            where = it.lobby.threads[0] if it.lobby.threads else it.lobby
            sent = await user.writes(f"<@{it.env.backend.bot_user.id}> {said}", where, **also)
        else:
            sent = await user.writes(said, **also)
        self.written.append((name, sent))

    async def clicks(self, name: str) -> None:
        """Whatever can be clicked where they look: in the thread, in their direct message, on what they were told."""
        user, us = self.users[name], self.it.env.backend.bot_user.id
        where = self.dice.choice([*self.it.lobby.threads[:1] * 2, *([user.dm] if user.dm else [])] or [None])
        shown = [m for m in where.history() if m.author.id == us][-6:] if where else []
        told = [user.last.response.message] if user.last and user.last.response and user.last.response.ephemeral else []
        can = [(message, each) for message in (*shown, *told) for row in drawn(message).rows for each in row]
        can = [(message, each) for message, each in can if isinstance(each, Button)]
        if can:
            message, each = self.dice.choice(can)
            await user._press(message, each.custom_id, "")
            if user.last.modal is not None:
                text = self.marked(name)
                await user.submits(subject=text, symptoms=text, service="", urgency="normal", name=name, text=text)

    async def points(self, name: str) -> None:
        """ "Ask support about this" on a message in public, whoever wrote it."""
        sent = [each for _writer, each in self.written if each.guild and each.id not in self.gone]
        if sent:
            user, message = self.users[name], self.dice.choice(sent)
            (where,) = (each for each in (self.it.lobby, *self.it.lobby.threads) if each.id == message.channel.id)
            user.last = await user.actor.context_menu(where, "Ask support about this", message)
            await self.it.settled()
            if user.last.modal is not None:
                await user.submits(text=self.marked(name))

    async def revises(self, name: str) -> None:
        """Something that they wrote: Discord lets nobody change another's."""
        theirs = [sent for whose, sent in self.written if whose == name and sent.id not in self.gone]
        if theirs:
            sent = self.dice.choice(theirs)
            who = self.users[name].actor if sent.guild else self.users[name].actor.user
            if self.dice.random() < 0.3:
                self.gone.add(sent.id)
                await who.delete(sent)
            else:
                await who.edit(sent, self.marked(name, "changed"))
            await self.it.settled()

    async def joins(self, name: str) -> None:
        """Somebody takes part in a ticket of another's, and says so."""
        store, who = self.it.house.store, self.users[name]
        numbers = [number for number in range(1001, 1010) if self.it.house.record(number)]
        if numbers:
            number, at = self.dice.choice(numbers), self.it.house.clock.now()
            identity, mark = addresses.who(who.id), self.marked(name, "")
            store.write(lambda unit: unit.add_participant(number, identity, mark, "sam", at)).result()
            self.written.append((name, await who.writes(f"add to #{number}: {self.marked(name)}")))


def test_in_any_order_every_byte_is_still_its_authors(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        crowd = Crowd(it, random.Random(18))
        acts = (crowd.writes, crowd.clicks, crowd.revises, crowd.points, crowd.joins)
        for act in crowd.dice.choices(acts, weights=(5, 8, 3, 2, 1), k=ACTS):
            await act(crowd.dice.choice(NAMES))
            it.house.clock.forward(seconds=30)
        await it.copier.look()
        store = store_of(it.house)
        assert list(misplaced(store, {str(user.id): name for name, user in crowd.users.items()})) == []
        with store.read() as unit:
            kinds = unit.connection.execute(select(db.record.c.author)).scalars().all()
            files = unit.connection.execute(select(db.record_attachments.c.name)).all()
        assert {Author.CLIENT.value, Author.PARTICIPANT.value} <= set(kinds)
        assert files

    on_discord(story)
