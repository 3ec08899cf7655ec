"""What is said to somebody behind their latest interaction, once it is known what came of their message.

Discord takes such answers for 15 minutes. They are the way to whoever can be written to nowhere else, and only when a
private message is there, or surely under way, its reader is told so where they look.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from adapters.discord import answers
from adapters.discord.answers import Interaction
from adapters.discord.drawing.drawing import Drawing
from adapters.kit.background_tasks import BackgroundTasks
from bot.core.text.surface import LocalizedReply

OPEN_SECONDS = 14 * 60.0
"""An interaction's token is good for 15 minutes (interactions/receiving-and-responding); a call takes its time."""
UNDER_WAY_SECONDS = 6.0
"""After so long a message is surely under way, and another process may be sending it."""
PEOPLE_MAX = 10_000
"""Interactions that are remembered, one a person."""

Note = Callable[[], Coroutine[Any, Any, object]]


@dataclass(slots=True)
class Followups:
    """The latest interaction of each user, and what waits to be said to them."""

    drawing: Drawing
    background: BackgroundTasks
    monotonic: Callable[[], float] = time.monotonic
    _latest: "OrderedDict[int, tuple[Interaction, float]]" = field(default_factory=OrderedDict)
    _notes: dict[int, tuple[Note, asyncio.TimerHandle]] = field(default_factory=dict)
    _came: dict[int, bool] = field(default_factory=dict)
    """Whether a private message came of it since they acted, where that was known before anybody asked."""

    def acted(self, interaction: Interaction) -> None:
        """Somebody clicked, or sent a form or a command."""
        user, now = interaction.user.id, self.monotonic()
        self._came.pop(user, None)
        self._latest[user] = interaction, now
        self._latest.move_to_end(user)
        while len(self._latest) > PEOPLE_MAX:
            forgotten, _interaction = self._latest.popitem(last=False)
            self._came.pop(forgotten, None)

    async def say(self, user: int, shown: LocalizedReply) -> bool:
        """Say something where they acted last, to them alone; ``False`` where that is too long ago, or isn't taken."""
        interaction, at = self._latest.get(user, (None, 0.0))
        if interaction is None or self.monotonic() - at > OPEN_SECONDS:
            return False
        return await answers.beside(interaction, self.drawing, shown)

    def once_there(self, user: int, note: Note) -> None:
        """Say something once their private message is there; at once, if it came before this was asked for."""
        match self._came.pop(user, None):
            case True:
                self.background.begin(note())
            case None:
                self._drop(user)
                later = asyncio.get_running_loop().call_later(UNDER_WAY_SECONDS, self.there, user)
                self._notes[user] = note, later

    def there(self, user: int) -> None:
        """Their private message is there: say what waits for that."""
        if note := self._drop(user):
            self.background.begin(note())
        elif user in self._latest:
            self._came[user] = True

    def nowhere(self, user: int) -> None:
        """There is no private message: nothing is said of one."""
        if self._drop(user) is None and user in self._latest:
            self._came[user] = False

    def _drop(self, user: int) -> Note | None:
        note, later = self._notes.pop(user, (None, None))
        if later:
            later.cancel()
        return note
