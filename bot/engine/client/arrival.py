"""What a client did, where and when: read once, before the turn that it begins."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.conversation.events import ClientEvent
from bot.core.model.files import FileDue
from bot.core.model.people import Origin
from bot.engine.client_event import event_of
from bot.engine.context import Context
from bot.i18n import is_zone
from bot.ports import Conversation
from bot.ports.inbound import Inbound


@dataclass(slots=True)
class Arrival:
    """One event of a client, with the desk that it came to."""

    inbound: Inbound
    context: Context
    now: datetime
    _read: ClientEvent | None = field(default=None, kw_only=True)

    @property
    def taken(self) -> ClientEvent:
        """What came in."""
        return self._read or self.read()

    def read(self) -> ClientEvent:
        """Read what came in; otherwise it is read when it is first asked for. Never on the event loop."""
        self._read = event_of(self.inbound, self.context)
        return self._read

    @property
    def written_at(self) -> datetime:
        """When it was written: never later than now, whatever a platform's clock says."""
        return min(self.inbound.at or self.now, self.now)

    def files(self, conversation: int) -> Iterator[FileDue]:
        """The files that came with it, to be copied."""
        for file in self.inbound.files:
            whose, name = (self.inbound.identity, file.id, conversation), self.context.safe(file.name).text
            yield FileDue(*whose, name, file.media, file.bytes, file.url, self.now, self.inbound.key)

    @property
    def origin(self) -> Origin:
        """The event, and whose it is: what they write belongs to it."""
        at, inbound = self.inbound.address, self.inbound
        return Origin(at.platform, at.tenant, inbound.key, inbound.identity, files=bool(inbound.files))

    def with_profile(self, conversation: Conversation) -> Conversation:
        """Take over what the platform knows of the reader, unless the client has said otherwise."""
        lang = self.inbound.lang.replace("_", "-").partition("-")[0].casefold()
        known = (conversation.lang, conversation.lang_source)
        if known != (lang, "platform") and known[1] != "chosen" and lang in self.context.policy.firm.languages:
            conversation = replace(conversation, lang=lang, lang_source="platform")
        if not conversation.zone and is_zone(self.inbound.zone):
            conversation = replace(conversation, zone=self.inbound.zone)
        return conversation
