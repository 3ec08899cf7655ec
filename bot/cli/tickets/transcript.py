"""``ticket N --transcript`` and ``verify``: a ticket's transcript as a signed file, and whether one is whole."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.bootstrap import keys_of
from bot.cli.opened_desk import office
from bot.cli.screen import refuse
from bot.config import settings
from bot.core.text.errors import TicketNotFound
from bot.engine.tickets import transcripts
from bot.engine.transaction import Transaction
from bot.pages.form import Form
from bot.pages.keys import PUBLIC
from bot.pages.seal import Seal, Verdict, check

NOT_WHOLE = 1
"""The exit code of ``verify`` for whatever isn't, for certain, what this desk signed."""


def write(number: int, form: Form, data: Path | None, as_json: bool) -> None:
    """Write a ticket's transcript to the output, in its client's language and zone. Raises TicketNotFound."""
    if as_json:
        refuse("--json and --transcript are two answers; ask for one")
    if form is Form.PDF and sys.stdout.isatty():
        refuse(f"a PDF is nothing for a terminal; write it to a file: … > ticket-{number}.pdf")
    with office(data) as desk:
        desk.context.keys = keys_of(desk.settings, make=True)
        with desk.store.read() as unit:
            ticket = unit.ticket(number)
            if ticket is None:
                raise TicketNotFound(number)
            tx = Transaction(unit, desk.context, desk.now())
            reader = tx.reader(unit.conversation(ticket.conversation))
            content = transcripts.made(tx, ticket, reader, form)
    sys.stdout.flush()
    sys.stdout.buffer.write(content)  # the very bytes that are signed, whatever the output's encoding
    sys.stdout.buffer.flush()


def verify(file: Path, given: Sequence[str], data: Path | None) -> int:
    """Say whether a transcript is as it was signed, and by whom; 1 when it isn't, or nobody here can tell."""
    for key in given:
        if not PUBLIC.fullmatch(key):
            refuse("a public key is the 64 hexadecimal digits that `frontdoor policy show` prints")
    keys = None if given else keys_of(settings.load(data=data))
    known = given or (keys.known if keys else ())
    seal = check(file.read_bytes(), known)
    print(_said(file, seal, bool(known)))
    return 0 if seal.verdict is Verdict.WHOLE else NOT_WHOLE


def _said(file: Path, seal: Seal, knows: bool) -> str:
    match seal.verdict:
        case Verdict.WHOLE:
            return f"{file} is whole: not a letter was changed since it was signed with the desk's key {seal.key}."
        case Verdict.CHANGED:
            return f"{file} was changed since it was signed: it isn't what the desk wrote."
        case Verdict.UNSEALED:
            return f"{file} isn't signed: nobody can tell whether it is what the desk wrote."
        case Verdict.FOREIGN if knows:
            return f"{file} is signed with another's key, {seal.key}: it doesn't come from this desk."
        case Verdict.FOREIGN:
            return (
                f"{file} is as it was signed with the key {seal.key}, but no key is known here to compare it with:"
                " name the desk's own, from its support page, with --key"
            )
