"""``migrate``: a desk moves from its file to a PostgreSQL server."""

from rich.text import Text

from bot.cli.screen import console, refuse, table
from bot.config import settings
from bot.core.text.errors import NotMoved
from bot.store.admin.move import Moved, move

DIGEST_SHOWN = 16
"""Hexadecimal digits: enough to compare by eye."""


def migrate(source: str, target: str | None) -> int:
    """Move everything, say what each table came to; the exit code. Without ``target``: the environment's database."""
    known = settings.load()
    to = target or (str(known.address) if known.shared else "")
    if not to:
        refuse("name the target: postgresql://user@host/name, or FRONTDOOR_DATABASE_URL in the environment")
    try:
        moved = move(source, to)
    except (NotMoved, ValueError) as error:
        refuse(f"nothing was moved: {error}")
    screen = console()
    screen.print(table(("Table", "Rows", "SHA-256, summed"), [_row(one) for one in moved if one.rows]))
    total = sum(one.rows for one in moved)
    screen.print(f"{total:,} rows moved, read back and compared: all are as they were.", soft_wrap=True)
    screen.print(
        "Start Front Door with FRONTDOOR_DATABASE_URL from now on. The file is as it was: keep it until you are sure,"
        " and let nobody work on it meanwhile.",
        soft_wrap=True,
    )
    return 0


def _row(moved: Moved) -> tuple[str, Text, str]:
    return moved.table, Text(f"{moved.rows:,}", justify="right"), moved.digest[:DIGEST_SHOWN]
