"""A desk on which time stands still until somebody moves it: clients and staff act through the real engine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.terminal import session as terminal
from bot.bootstrap import App
from bot.core.calendar.business_hours import LOOK_AHEAD_DAYS, Calendar
from bot.core.policy import DAY
from bot.core.text import tokens
from bot.core.text.errors import NoBusinessDay
from bot.core.text.surface import LocalizedReply
from bot.engine.engine import Engine
from bot.ports.inbound import Inbound


class HandClock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment that was set, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Set the clock."""
        self._at = at.astimezone(UTC)

    def forward(self, by: timedelta) -> None:
        """Advance the clock."""
        self._at += by


@dataclass(slots=True)
class Stage:
    """Plays clients and staff on one desk: what they type, choose and command."""

    app: App
    clock: HandClock
    """The desk's own."""
    _events: int = 0

    @property
    def engine(self) -> Engine:
        """The desk's own."""
        return self.app.engine

    def opens(self, client: str, lang: str = "", zone: str = "") -> LocalizedReply:
        """A client comes in."""
        return self._turn(self._inbound(client, lang=lang, zone=zone))

    def says(self, client: str, text: str, lang: str = "", zone: str = "") -> LocalizedReply:
        """A client types."""
        return self._turn(self._inbound(client, text=text, lang=lang, zone=zone))

    def takes(self, client: str, token: str) -> LocalizedReply:
        """A client takes one of the choices offered."""
        return self._turn(self._inbound(client, token=token))

    def fills(self, client: str, shown: LocalizedReply, **values: str) -> LocalizedReply:
        """A client sends the form that is ``shown``, all of it at once."""
        token = shown.form.token if shown.form else ""
        return self._turn(self._inbound(client, token=token, form=tuple(values.items())))

    def commands(self, staff: str, line: str) -> LocalizedReply:
        """A staff member types a command; empty on coming in."""
        address, key = terminal.staff_address(staff), self._key()
        return self.engine.command(terminal.identity(staff), address, key, line).result().shown

    def ticket_of(self, client: str) -> int:
        """The number of the client's newest open ticket; 0 when there is none."""
        with self.app.store.read() as unit:
            talk = unit.find_conversation(terminal.client_address(client))
            account = talk.account if talk else None
            return max((ticket.number for ticket in unit.tickets_of(account.id)), default=0) if account else 0

    def _turn(self, inbound: Inbound) -> LocalizedReply:
        return self.engine.turn(inbound).result().shown

    def _inbound(
        self,
        client: str,
        text: str | None = None,
        token: str | None = None,
        form: tuple[tuple[str, str], ...] | None = None,
        lang: str = "",
        zone: str = "",
    ) -> Inbound:
        address, identity = terminal.client_address(client), terminal.identity(client)
        return Inbound(address, identity, self._key(), text, token, form, lang, zone)

    def _key(self) -> str:
        self._events += 1
        return f"stage/{self._events}"


def offered(shown: LocalizedReply, *actions: str) -> str:
    """The token of the first of these actions that is offered; empty when none is."""
    known = {read.action: offer.token for offer in shown.all_offers() if (read := tokens.read(offer.token))}
    return next((known[action] for action in actions if action in known), "")


def staffed_before(calendar: Calendar, t: datetime, staffed: timedelta) -> datetime:
    """The moment so much staffed time before ``t``. Raises NoBusinessDay."""
    today = t.date() + DAY  # whatever the desk's zone, its day is not later than this
    for back in range(LOOK_AHEAD_DAYS):
        window = calendar.window(today - back * DAY)
        if window is None or window.start >= t:
            continue
        end = min(window.end, t)
        if end - window.start > staffed:
            return end - staffed
        staffed -= end - window.start
    raise NoBusinessDay(today, LOOK_AHEAD_DAYS)
