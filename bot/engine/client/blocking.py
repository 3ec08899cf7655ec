"""Somebody whom a lead blocked: nothing of what they do is taken or kept, and they are told once."""

from dataclasses import replace
from datetime import datetime

from bot.core.client_view.notices import blocked_until, too_new
from bot.core.model.outbox import OutKind
from bot.core.model.people import Account, Block
from bot.core.rules.change import CLIENT
from bot.core.rules.limits.blocks import REFUSED
from bot.engine.client.arrival import Arrival
from bot.i18n import localize
from bot.ports import Conversation, HeldWords, UnitOfWork
from bot.ports.inbound import Answer

TOO_NEW = "too new"
"""What the message holds that says so: it stands where it is, and isn't sent again."""


def refuse(arrival: Arrival, unit: UnitOfWork, place: Conversation, block: Block, held: HeldWords | None) -> Answer:
    """Take nothing. The event is known from now on, without its words, so that one that comes again counts once."""
    inbound = arrival.inbound
    shown = localize(blocked_until(block), arrival.context.reader(place, arrival.now), lambda action: action)
    if inbound.text is None and inbound.token is None and inbound.form is None:
        return Answer(shown, refused=True, reopened=True)  # they only look
    if held is not None:
        new = unit.take_held(held, arrival.now)
    else:
        new = unit.record_if_new(
            inbound.address, inbound.key, arrival.now, client_key=inbound.client_key, identity=inbound.identity
        )
    if new and place.account is not None:
        count(unit, place.account, arrival)
        if not block.told:
            unit.save_account(replace(place.account, block=replace(block, told=True)))
            unit.send(None, inbound.private, shown, arrival.now)
    return Answer(shown, repeated=not new, refused=True, whispered=True)


def turn_away(arrival: Arrival, unit: UnitOfWork, place: Conversation, welcome: datetime) -> Answer:
    """Take nothing of somebody who is too new here; a message says so once, however much they write."""
    inbound = arrival.inbound
    shown = localize(too_new(welcome), arrival.context.reader(place, arrival.now), lambda action: action)
    if inbound.text is None and inbound.token is None and inbound.form is None:
        return Answer(shown, refused=True, reopened=True)  # they only look
    new = unit.record_if_new(
        inbound.address, inbound.key, arrival.now, client_key=inbound.client_key, identity=inbound.identity
    )
    if new and inbound.text is not None:
        unit.send(None, inbound.private, shown, arrival.now, OutKind.UPDATE, TOO_NEW)
    return Answer(shown, repeated=not new, refused=True, whispered=True)


def count(unit: UnitOfWork, account: Account, arrival: "Arrival") -> None:
    """Note one refusal in the audit."""
    unit.audit(arrival.now, CLIENT, REFUSED, detail=str(account.id))
