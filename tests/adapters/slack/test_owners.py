"""Row 18 by Slack's own payloads: five people in one thread, in any order, and every byte is still its author's."""

import random
from typing import Any

from sqlalchemy import select

from adapters.slack import addresses
from bot.core.model.record import Author
from bot.store.schema import tables as db
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import buttons
from tests.adapters.slack.scene import EMPTY, Scene, User
from tests.adapters.slack.test_files import attached
from tests.proof.owners import NAMES, misplaced
from tests.proof.records import store_of

ACTS = 120


class Crowd:
    """Five users, and what they do."""

    def __init__(self, it: Scene, dice: random.Random) -> None:
        self.it, self.dice, self.count = it, dice, 0
        self.users = {name: it.user(f"U{name}") for name in NAMES}
        self.written: list[tuple[User, dict[str, Any]]] = []
        self.thread = ""

    def marked(self, name: str, text: str = "mail") -> str:
        """Words of somebody's own."""
        self.count += 1
        return f"{text} zq{name}{self.count}x"

    async def writes(self, name: str) -> None:
        """In the thread, with a mention, or to us alone; perhaps with a file."""
        user, public = self.users[name], self.dice.random() < 0.5
        text = self.dice.choice(["{}", "{}", "add: {}", "none of these", "talk to a person", "start over", "yes"])
        more: dict[str, Any] = {}
        if self.dice.random() < 0.6:
            id = f"F{self.count}"
            content = self.marked(name, "file").encode()
            more = {"subtype": "file_share", "files": [attached(self.it, id, "image.png", content)]}
        if public:
            more |= {"channel": "C1", "channel_type": "channel"} | ({"thread_ts": self.thread} if self.thread else {})
        said = ("<@UBOT> " if public else "") + text.format(self.marked(name))
        event = await user.writes(said, **more)
        self.thread = self.thread or (event["ts"] if public else "")
        self.written.append((user, event))

    async def clicks(self, name: str) -> None:
        """Whatever can be clicked where they look: in the thread, in their direct message, on what they were told."""
        user, slack = self.users[name], self.it.slack
        where = self.dice.choice(["C1", "C1", user.channel])
        posts = [(where, post, post["blocks"]) for post in slack.posts(where)]
        told = [("C1", {"ts": "1.0", "thread_ts": self.thread}, each["blocks"])
                for each in slack.ephemeral if each.get("at") == user.id and each.get("blocks")]  # fmt: skip
        can = [
            (place, post, pressed) for place, post, blocks in (*posts[-6:], *told[-1:]) for pressed in buttons(blocks)
        ]
        if can:
            place, post, pressed = self.dice.choice(can)
            before = len(slack.views)
            await user.presses(pressed, place, post)
            if len(slack.views) > before and slack.views[list(slack.views)[-1]] != EMPTY:
                await self.submits(name, user)

    async def submits(self, name: str, user: User) -> None:
        """What has just been opened for them."""
        if user.modal.get("private_metadata"):
            text = self.marked(name)
            await user.submits(subject=text, symptoms=text, service="", urgency="normal", name=name, text=text)

    async def points(self, name: str) -> None:
        """ "Ask support about this" on a message, whoever wrote it."""
        if not self.written:
            return
        (_writer, event), user, before = self.dice.choice(self.written), self.users[name], len(self.it.slack.views)
        await self.it.interaction({
            "type": "message_action", "callback_id": "ask_support", "trigger_id": self.it.slack.trigger(),
            "user": {"id": user.id}, "team": {"id": "T1", "domain": "acme"}, "channel": {"id": event["channel"]},
            "message_ts": event["ts"], "message": event, "response_url": "http://nowhere",
        })  # fmt: skip
        if len(self.it.slack.views) > before:
            await self.submits(name, user)

    async def revises(self, name: str) -> None:
        """Something that they wrote, or, as nobody else may, that another did."""
        if not self.written:
            return
        user, event = self.dice.choice(self.written)
        change = {"type": "message", "channel": event["channel"], "channel_type": event["channel_type"],
                  "ts": self.it.slack.ts(), "previous_message": event}  # fmt: skip
        if self.dice.random() < 0.3:
            await self.it.event({**change, "subtype": "message_deleted", "deleted_ts": event["ts"]})
            return
        who = self.users[name] if self.dice.random() < 0.2 else user
        text = self.marked(who.id.removeprefix("U"), "changed")
        message = {**event, "user": who.id, "text": text, "edited": {"user": who.id, "ts": self.it.slack.ts()}}
        await self.it.event({**change, "subtype": "message_changed", "message": message})

    async def joins(self, name: str) -> None:
        """Somebody takes part in a ticket of another's, and says so."""
        store, who = self.it.house.store, self.users[name]
        numbers = [number for number in range(1001, 1010) if self.it.house.record(number)]
        if numbers:
            number, at = self.dice.choice(numbers), self.it.house.clock.now()
            identity = addresses.who("T1", who.id)
            store.write(lambda unit: unit.add_participant(number, identity, self.marked(name, ""), "sam", at)).result()
            self.written.append((who, await who.writes(f"add to #{number}: {self.marked(name)}")))


def test_in_any_order_every_byte_is_still_its_authors(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        crowd = Crowd(it, random.Random(18))
        acts = (crowd.writes, crowd.clicks, crowd.revises, crowd.points, crowd.joins)
        for act in crowd.dice.choices(acts, weights=(5, 8, 3, 2, 1), k=ACTS):
            await act(crowd.dice.choice(NAMES))
            it.house.clock.forward(seconds=30)
        await it.copier.look()
        store = store_of(it.house)
        assert list(misplaced(store, {user.id: name for name, user in crowd.users.items()})) == []
        with store.read() as unit:
            kinds = unit.connection.execute(select(db.record.c.author)).scalars().all()
            files = unit.connection.execute(select(db.record_attachments.c.name)).all()
        assert {Author.CLIENT.value, Author.PARTICIPANT.value} <= set(kinds)
        assert files
        assert any("question" in str(told) for told in it.slack.ephemeral)

    on_slack(story)
