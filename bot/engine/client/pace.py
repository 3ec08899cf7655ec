"""How fast people write: whoever writes too much at once is read later.

What was taken stands in the inbox. This process remembers whom it heard lately, so that the database is asked only
about those whom it doesn't know, or who write fast.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from bot.core.client_view.notices import reads_on
from bot.core.conversation.events import Said
from bot.core.conversation.ticket_form import NAME_CHARS_MAX
from bot.core.model.people import Identity
from bot.core.rules.limits import pace
from bot.engine.client.arrival import Arrival
from bot.engine.client_event import words_of
from bot.i18n import sentence
from bot.ports import Conversation, UnitOfWork
from bot.ports.inbound import Answer, Inbound

HEARD_FOR = timedelta(minutes=10)
"""So long a process relies on what it heard of a person itself: in a talk, one asks again within that."""
FAST_PART = 4
"""With a fourth of the limit within a minute the database is asked, which knows what other processes took as well."""
HEARD_MAX = 10_000
"""People remembered; some 5 MB."""


@dataclass(slots=True)
class Pace:
    """Whom this process heard lately, and when. Safe to use from any thread."""

    _heard: "OrderedDict[Identity, deque[datetime]]" = field(default_factory=OrderedDict)
    _waiting: dict[Identity, datetime] = field(default_factory=dict)
    """Until when somebody's words wait."""
    _lock: Lock = field(default_factory=Lock)

    def is_known(self, who: Identity, at: datetime, limit: int) -> bool:
        """Whether somebody surely writes no faster than they may, and no words of theirs wait."""
        with self._lock:
            heard = self._heard.get(who)
            if not heard or at - heard[-1] > HEARD_FOR or at <= self._waiting.get(who, at - HEARD_FOR):
                return False
            return sum(1 for one in heard if one > at - pace.MINUTE) * FAST_PART < limit

    def took(self, who: Identity, at: datetime) -> None:
        """Words of theirs were taken."""
        with self._lock:
            heard = self._heard.setdefault(who, deque(maxlen=64))
            heard.append(at)
            self._heard.move_to_end(who)
            while len(self._heard) > HEARD_MAX:
                self._heard.popitem(last=False)

    def waits(self, who: Identity, until: datetime) -> None:
        """Words of theirs wait."""
        with self._lock:
            self._waiting = {one: due for one, due in self._waiting.items() if due + pace.MINUTE > until}
            self._waiting[who] = until + pace.MINUTE


def limited(arrival: Arrival) -> bool:
    """Whether an event counts: words do, where people are limited; not clicks and forms, which answer us.

    Nor a link code, which may not be written down; how often one is tried is limited by itself.
    """
    if arrival.inbound.address.platform in pace.SPARED or not isinstance(arrival.taken, Said):
        return False
    return words_of(arrival.taken, arrival.context.languages) == arrival.taken.text


def due(arrival: Arrival, unit: UnitOfWork, known: Pace) -> tuple[datetime | None, bool]:
    """When the words are to be taken (``None``: now), and whether others of theirs wait already."""
    who, limits = arrival.inbound.identity, arrival.context.policy.limits
    limit, cooldown = limits.messages_per_minute, timedelta(minutes=limits.cooldown_minutes)
    if known.is_known(who, arrival.written_at, limit):
        return None, False
    waiting = unit.waits_until(who)
    taken: Sequence[datetime] = () if waiting else unit.words_since(who, arrival.written_at - pace.MINUTE)
    return pace.due(taken, waiting, arrival.written_at, arrival.now, limit, cooldown), bool(waiting)


def hold(arrival: Arrival, unit: UnitOfWork, place: Conversation, until: datetime, *, told: bool) -> Answer:
    """Keep words that wait; that they do is said once, to whoever wrote them."""
    inbound = _kept(arrival)
    shown = sentence(reads_on(until), arrival.context.reader(arrival.with_profile(place), arrival.now))
    words = inbound.text or ""
    if not unit.record_if_new(inbound.address, inbound.key, arrival.now, words, inbound.client_key, inbound.identity):
        return Answer(shown, repeated=True, whispered=True)
    for file in arrival.files(place.id):
        unit.note_file_due(file)
    unit.hold_words(inbound, until)
    if not told:
        unit.send(None, inbound.private, shown, arrival.now)
    return Answer(shown, whispered=True)


def _kept(arrival: Arrival) -> Inbound:
    """The event as it may be written down."""
    inbound, event, safe = arrival.inbound, arrival.taken, arrival.context.safe
    text = event.text if isinstance(event, Said) else ""
    files = tuple(replace(file, name=safe(file.name).text) for file in inbound.files)
    return replace(inbound, text=text, files=files, name=safe(inbound.name).text[:NAME_CHARS_MAX])
