"""What came in, and the conversations that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.conversation.state import Saved
from bot.core.model.people import Account, Address, Identity
from bot.core.text.surface import LocalizedReply
from bot.ports.inbound import Inbound


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk's row: where it is, whose it is, and how it stands."""

    id: int
    address: Address
    identity: Identity
    account: Account | None
    """The account that the identity is linked to, if any."""
    lang: str = ""
    lang_source: str = ""
    """``platform``, ``guessed`` or ``chosen``; empty while nothing is known."""
    zone: str = ""
    """IANA name; empty means the desk's zone."""
    state: Saved = Saved()  # noqa: RUF009 - frozen
    """The talk and what was offered last."""
    host: Identity | None = None
    """Whoever opened the place; ``None`` for a conversation that isn't stored."""
    guest: int = 0
    """The id of a guest's own talk in a place that somebody else opened; 0: the talk is the place's."""

    @property
    def talk(self) -> int:
        """What its choices are known by."""
        return self.guest or self.id


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """An event as the inbox keeps it: where it came in, whose it was, and its words."""

    address: Address
    identity: Identity
    words: str


class Inbox(Protocol):
    """Events as they came in: each is known by its key, once."""

    def record_if_new(
        self,
        address: Address,
        key: str,
        at: datetime,
        words: str = "",
        client_key: str = "",
        identity: Identity | None = None,
        counted: datetime | None = None,
    ) -> bool:
        """Note an event by its key, with the (redacted) words it carried. ``False``: seen before.

        ``identity`` is whose words they are: in a place where several people write, it alone tells.

        ``counted`` is when words were written that are taken now: they count for how much somebody writes at once.

        Unique on (desk, platform, tenant, key) and, when not empty, on ``client_key``.
        """
        ...

    def keep_answer(self, address: Address, key: str, shown: LocalizedReply, at: datetime, since: datetime) -> None:
        """Keep what an event was answered, and of older answers only those given since a moment."""
        ...

    def answered(self, address: Address, key: str) -> LocalizedReply | None:
        """What an event was answered; ``None`` when that isn't kept any more."""
        ...

    def said(self, platform: str, tenant: str, key: str) -> InboxEntry | None:
        """An event as the inbox keeps it; ``None`` for one that isn't known."""
        ...

    def latest_key(self, platform: str, tenant: str, prefix: str, before: datetime | None = None) -> str:
        """The greatest key in the inbox that begins so: how far a channel was read. Empty without any.

        With ``before``, of what was noted until then: an event that comes in while a back-fill is still
        reading says nothing about those in front of it.
        """
        ...


@dataclass(frozen=True, slots=True)
class HeldWords:
    """Words that wait, as they came in but for what mustn't be kept."""

    id: int
    inbound: Inbound


class HeldBack(Protocol):
    """Words of the inbox that are taken later, each person's in the order in which they came."""

    def words_since(self, identity: Identity, since: datetime) -> Sequence[datetime]:
        """When somebody's words were written or, if they had waited, taken: since a moment, the earliest first."""
        ...

    def waits_until(self, identity: Identity) -> Sequence[datetime]:
        """When each of somebody's words that wait is due, the first first."""
        ...

    def hold_words(self, inbound: Inbound, due_at: datetime) -> None:
        """Let words of the inbox wait."""
        ...

    def held_due(self, now: datetime, limit: int) -> Sequence[HeldWords]:
        """Words whose time has come, in the order in which they came in."""
        ...

    def held_behind(self, held: HeldWords, now: datetime) -> Sequence[HeldWords]:
        """What its writer wrote after words that waited, and is due as well."""
        ...

    def take_held(self, held: HeldWords, now: datetime) -> bool:
        """Take words that waited; they count from now on. ``False``: gone, or others of theirs come first."""
        ...

    def reword_held(self, platform: str, tenant: str, event: str, text: str | None) -> bool:
        """Change what an event says that waits, or take it back. ``False``: none such waits."""
        ...


class Conversations(Protocol):
    """Where clients write to us, and how far each talk is."""

    def open_conversation(self, address: Address, identity: Identity) -> Conversation:
        """The conversation at an address, created at first contact, locked for this turn."""
        ...

    def open_guest_talk(self, place: Conversation) -> Conversation:
        """The own talk of ``place.identity`` where somebody else is the host, created at first contact."""
        ...

    def guest_talk(self, place: Conversation, guest: int) -> Conversation | None:
        """A guest's talk at a place by its id, with the guest's identity; ``None`` for one of another place."""
        ...

    def find_talk(self, address: Address, identity: Identity) -> Conversation | None:
        """Somebody's own talk at an address: the place's if they opened it, else theirs as a guest; not locked."""
        ...

    def find_conversation(self, address: Address) -> Conversation | None:
        """The conversation at an address, if there is one; not locked."""
        ...

    def conversation(self, id: int) -> Conversation | None:
        """A conversation by id, for sending to it."""
        ...

    def save_conversation(self, conversation: Conversation) -> None:
        """Write lang, lang_source, zone and state, of a guest's talk to where it stands."""
        ...

    def reached(self, platform: str, tenant: str) -> Sequence[Address]:
        """Every address with a conversation on a platform, oldest first: what a back-fill reads."""
        ...
