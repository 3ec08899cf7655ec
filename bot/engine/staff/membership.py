"""Who is staff at this moment: by name on the desk's own list, or by a role that their platform vouches for."""

from dataclasses import replace

from bot.core.client_view.notices import PANEL
from bot.core.model.people import Grant, Identity, Role, Staff
from bot.core.model.platform_user import SHAPES
from bot.core.rules.attachments import ATTACH
from bot.core.rules.change import is_reserved
from bot.core.staff_view.tickets import answer
from bot.core.staff_view.usage import bare
from bot.core.text import tokens
from bot.core.text.redaction.redact import Redacted
from bot.core.text.words import clean, visible
from bot.engine.context import Context
from bot.engine.staff.staff_turn import LEADS_ONLY, NOT_STAFF
from bot.engine.transaction import Transaction
from bot.i18n import Reader, localize
from bot.ports import UnitOfWork
from bot.ports.inbound import Answer

NAME_CHARS_MAX = 80
"""A staff member's name; clients read it."""
_DIGITS = frozenset("0123456789")


def safe(line: str, context: Context) -> Redacted:
    """A command line without what mustn't be kept. One in ten of Discord's user ids would pass for a card's number."""
    cleaned = clean(line)
    return Redacted(cleaned) if _names_a_user(cleaned) else context.safe(line)


def safe_under_card(number: int, text: str, context: Context, *, files: bool) -> Redacted:
    """The command that words under a card are: a note on the ticket or, with files, what goes to its client."""
    kept = context.safe(text)
    if files and (begun := ATTACH.match(kept.text)):
        return replace(kept, text=f"attach {number} {kept.text[begun.end() :]}")
    return replace(kept, text=f"note {number} {kept.text}")


def _names_a_user(line: str) -> bool:
    """Whether it is ``staff add <name> <agent|lead> <platform> <user>`` and nothing in it but the user has digits."""
    verb, *words = bare(line).split() or [""]
    if verb.casefold() != "staff" or len(words) < 4 or words[0].casefold() != "add":
        return False
    *named, platform, user = words[1:]
    user = user.removeprefix("<@").removeprefix("!").removesuffix(">")
    return (
        SHAPES["discord"].user.fullmatch(user) is not None
        and platform.isascii()
        and platform.isalpha()
        and _DIGITS.isdisjoint("".join(named))
    )


def behind(unit: UnitOfWork, identity: Identity, grant: Grant | None, context: Context) -> Staff | None:
    """The staff member behind an identity; the list goes before a role. ``None`` for everybody else."""
    listed = unit.staff(identity)
    if listed is not None or grant is None:
        return listed
    name = visible(context.safe(grant.name).text).strip()[:NAME_CHARS_MAX]
    return unit.staff_by_role(identity, replace(grant, name="" if is_reserved(name) else name))


def panel(tx: Transaction, identity: Identity, grant: Grant | None) -> Answer:
    """The panel for a lead, in the desk's first language; for others the refusal that they always get."""
    staff = behind(tx.unit, identity, grant, tx.context)
    if staff is None or staff.role is not Role.LEAD:
        refusal = NOT_STAFF if staff is None else LEADS_ONLY
        return Answer(localize(answer(refusal), tx.context.staff_reader(tx.now), tokens.staff), refused=True)
    tx.unit.audit(tx.now, staff.name, "panel")
    reader = Reader(tx.context.policy.firm.languages[0], tx.context.policy.firm.zone, tx.now)
    return Answer(localize(PANEL, reader, str))
