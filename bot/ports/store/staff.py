"""Who works at the desk, and where they look."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model.people import Address, Grant, Identity, Role, Staff


class StaffList(Protocol):
    """Staff members and their identities."""

    def staff(self, identity: Identity) -> Staff | None:
        """The active staff member behind an identity."""
        ...

    def staff_by_role(self, identity: Identity, grant: Grant) -> Staff:
        """The staff member that a platform's role makes of somebody; entered on the desk the first time.

        That entry alone opens nothing: ``staff`` doesn't find it.
        """
        ...

    def staff_list(self) -> Sequence[tuple[Staff, Sequence[Identity]]]: ...

    def add_staff(self, name: str, role: Role, identity: Identity | None = None) -> None:
        """Add or change a staff member, or add an identity to one; makes them active."""
        ...

    def remove_staff(self, name: str) -> bool:
        """Take someone off the list; their name stays on what they did."""
        ...

    def set_staff_zone(self, name: str, zone: str) -> None:
        """Note where a staff member reads times (IANA); empty: in the desk's zone."""
        ...

    def worked(self, name: str, since: datetime) -> tuple[int, int]:
        """How many tickets with a first response since a moment somebody answered, and how many of them are solved."""
        ...

    def note_shown(self, identity: Identity, ticket: int, at: datetime) -> None:
        """Note which ticket a staff member saw last, as the one they are on this platform."""
        ...

    def last_shown(self, identity: Identity) -> tuple[int, datetime] | None:
        """The ticket they saw last there, and when; ``None`` when they saw none yet."""
        ...


class Rooms(Protocol):
    """Where staff look: their own rooms, shared ones, and boards."""

    def staff_channels(self, staff: str = "") -> Sequence[Address]:
        """Where staff look: all rooms, or those that are one staff member's own."""
        ...

    def card_channels(self) -> Sequence[Address]:
        """The rooms in which every ticket has a card, with what is said about it in the card's thread."""
        ...

    def open_room(self, address: Address, staff: str = "", cards: bool = False) -> None:
        """Register a place where staff look; ``staff`` makes it that member's own, ``cards`` a board."""
        ...

    def close_room(self, address: Address) -> None:
        """Forget a room and what was still to be sent there."""
        ...
