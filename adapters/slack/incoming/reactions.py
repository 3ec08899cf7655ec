"""Emoji that staff put on messages: one makes a message a ticket, others take or end a card's.

A reaction has no trigger: it opens nothing, and what it would end is asked about first.
"""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from adapters.kit.outage import Away
from adapters.slack import addresses, payloads
from adapters.slack.api import Api, Done, Limited, Unknown
from adapters.slack.payloads import Reacted, Written
from bot.core.model.people import Address
from bot.ports.inbound import Answer, Inbound

TICKET = "ticket"
"""🎫, unless the settings name another one."""
CLAIMS = frozenset({"eyes"})
"""👀 on a card."""
RESOLVES = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})
"""✅ on a card, and what looks like it."""

log = logging.getLogger(__name__)


class Desk(Protocol):
    """What a reaction comes to, once it is known what it is about."""

    async def is_staff(self, user: str, team: str) -> bool:
        """Whether somebody is staff."""
        ...

    async def card_number(self, channel: str, ts: str) -> int:
        """The ticket whose card a message is; 0 for another one."""
        ...

    def inbound(
        self, user: str, key: str, where: Address | None = None, team: str = "", **event: Any
    ) -> Awaitable[Inbound]:
        """What somebody did."""
        ...

    async def file_for(self, inbound: Inbound, written: Written, link: str, thread: Address) -> Answer:
        """Make a message a ticket of its writer's, and say so in its thread."""
        ...

    async def ordered(self, inbound: Inbound, verb: str) -> Answer:
        """Take a command of staff."""
        ...

    def asked_to_resolve(self, number: int) -> Answer:
        """Ask whether a ticket is to be resolved."""
        ...

    def whispered(self, reacted: Reacted, inbound: Inbound, answer: Answer) -> None:
        """Show an answer to whoever reacted alone."""
        ...


@dataclass(slots=True)
class Reactions:
    """What comes of reactions."""

    api: Api
    desk: Desk
    team: str
    bot_user: str
    staff_channel: str = ""
    ticket: str = TICKET
    url: str = ""
    """The workspace's address on the web; empty while unknown."""

    async def take(self, reacted: Reacted) -> None:
        """Take one; what is no sign of staff's does nothing. Raises Away when the message can't be read now."""
        on_board = bool(self.staff_channel) and reacted.channel == self.staff_channel
        means = (reacted.name in CLAIMS | RESOLVES) if on_board else reacted.name == self.ticket
        if not means or not await self.desk.is_staff(reacted.user, reacted.team):
            return
        await (self._on_card(reacted) if on_board else self._filed(reacted))

    async def _on_card(self, reacted: Reacted) -> None:
        number = await self.desk.card_number(reacted.channel, reacted.ts)
        if not number:
            return
        inbound = await self.desk.inbound(reacted.user, reacted.key, None, reacted.team, text=str(number))
        claims = reacted.name in CLAIMS
        answer = await self.desk.ordered(inbound, "claim") if claims else self.desk.asked_to_resolve(number)
        if not answer.repeated:
            self.desk.whispered(reacted, inbound, answer)

    async def _filed(self, reacted: Reacted) -> None:
        """The message that it is on becomes a ticket of its writer's; a bot's is nobody's."""
        found = await self._message(reacted)
        written = payloads.written(found, self.bot_user, channel=reacted.channel) if found else None
        if written is None:
            return
        inbound = await self.desk.inbound(reacted.user, reacted.key, None, reacted.team)
        thread = addresses.thread(self.team, reacted.channel, written.thread or written.ts)
        answer = await self.desk.file_for(inbound, written, self._link(written), thread)
        if not answer.repeated:
            self.desk.whispered(reacted, inbound, answer)

    def _link(self, written: Written) -> str:
        return f"{self.url}archives/{written.channel}/p{written.ts.replace('.', '')}" if self.url else ""

    async def _message(self, reacted: Reacted) -> Mapping[str, Any] | None:
        """The message by its place: among a channel's own, or in a thread."""
        where = {"channel": reacted.channel, "latest": reacted.ts, "inclusive": True}
        for method, which in (
            ("conversations.history", {"oldest": reacted.ts, "limit": 1}),
            ("conversations.replies", {"ts": reacted.ts, "oldest": reacted.ts}),
        ):
            outcome = await self.api.call(method, **where, **which)
            if isinstance(outcome, Unknown | Limited):  # Slack delivers the reaction again
                raise Away(outcome.reason)
            if not isinstance(outcome, Done):
                log.warning("a message that staff reacted to can't be read: %s", outcome.reason)
                return None
            found = next((each for each in outcome.data.get("messages") or () if each.get("ts") == reacted.ts), None)
            if found is not None:
                return dict(found)
        return None
