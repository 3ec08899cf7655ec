"""Clients: their accounts, the identities that belong to each, and the codes that link two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model.people import Account, Identity
from bot.core.text.surface import LocalizedReply


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A link code: who asked for it, and in which conversation."""

    issuer: Identity
    conversation: int | None


class Accounts(Protocol):
    """What is known of each client, and which identities are theirs."""

    def create_account(self, identity: Identity, name: str, at: datetime) -> Account: ...

    def account(self, id: int) -> Account | None: ...

    def accounts_named(self, name: str, limit: int) -> Sequence[Account]:
        """Accounts whose name, or the first of its words, is this one, whatever its capitals; the latest first."""
        ...

    def client_names(self, limit: int) -> Sequence[str]:
        """Names of the accounts made last, each once."""
        ...

    def blocked_clients(self, now: datetime, limit: int) -> Sequence[Account]:
        """Accounts that are blocked at a moment, those first whose block ends first."""
        ...

    def save_account(self, account: Account) -> None: ...

    def link(
        self, identity: Identity, account: int, at: datetime | None = None, conversation: int | None = None
    ) -> None:
        """Make the identity one of the account's. If it belonged to another account, that
        account's tickets and identities move over too and the other account is removed.

        ``at`` is when they were linked, ``None`` for an account's first; ``conversation`` is where they write to us."""
        ...

    def account_of(self, identity: Identity) -> Account | None:
        """The account that an identity belongs to."""
        ...

    def identities(self, account: int) -> Sequence[Identity]: ...

    def founders(self, account: int) -> Sequence[Identity]:
        """The identities that the account began with: those that weren't linked to it later."""
        ...

    def filed_by(self, identity: Identity, account: int) -> Sequence[int]:
        """The account's tickets that were filed where this identity writes to us."""
        ...

    def part(self, identity: Identity, account: int, at: datetime) -> Account:
        """Give an identity an account of its own, nameless, with the tickets that were filed there; the new account.

        Raises Conflict when it left before.
        """
        ...

    def talks_of(self, account: int) -> Sequence[tuple[Identity, int | None]]:
        """The account's identities, each with the conversation in which it is told things in private, if known."""
        ...


class LinkCodes(Protocol):
    """One-time codes that link two identities, and attempts at them."""

    def new_id(self) -> int:
        """An id for a new row."""
        ...

    def link_secret(self) -> bytes:
        """What link codes are derived with."""
        ...

    def issue_code(self, id: int, digest: str, identity: Identity, conversation: int | None, expires: datetime) -> None:
        """Keep a one-time link code by its digest, replacing the identity's earlier ones."""
        ...

    def claim_code(self, digest: str, by: Identity, now: datetime, lasts: timedelta) -> int | None:
        """Bind an unexpired code to the identity that typed it. Its row; ``None`` if there is no such code."""
        ...

    def typed_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """A code that they typed, while it is good."""
        ...

    def take_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """Use up a code that they typed. ``None``: it isn't good any more."""
        ...

    def with_code(self, shown: LocalizedReply, now: datetime) -> LocalizedReply:
        """A message as it is to be sent: with the link code that it shows, if that is still to be typed."""
        ...

    def count_attempt(self, identity: Identity, act: str, now: datetime, since: datetime) -> int:
        """Note one attempt at ``act`` and count those after ``since``, this one included."""
        ...
