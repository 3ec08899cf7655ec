"""``db``: the database as a whole, and one person's part in it."""

import sys
from pathlib import Path

from bot import settings
from bot.commands.database_file import schema_of
from bot.commands.office import office
from bot.commands.screen import console, print_json, refuse
from bot.core.words import visible
from bot.store import admin

YES = {"y", "yes"}


def upgrade(data: Path | None) -> None:
    """Make the database, or bring its schema up to date; say from what to what."""
    file = settings.load(data=data).database
    before = schema_of(file)
    with office(data, create=True):
        after = schema_of(file)
    screen = console()
    if before == after:
        screen.print(f"{file} has schema {after} already.", soft_wrap=True)
    else:
        screen.print(f"{file}: schema {before} → {after}.", soft_wrap=True)


def check(data: Path | None) -> int:
    """Verify the file and every record's chain; 1 when something is wrong."""
    with office(data) as desk:
        problems = admin.check(desk.store)
        file = desk.settings.database
    screen = console()
    for problem in problems:
        screen.print(visible(str(problem)), soft_wrap=True)
    if problems:
        screen.print(f"{file}: {len(problems)} problem(s).", soft_wrap=True)
        return 1
    screen.print(f"{file} is whole: the file, its references, and the chain of every record.", soft_wrap=True)
    return 0


def backup(target: Path, data: Path | None) -> None:
    """Copy the database while it is in use; an existing file is never replaced."""
    if not target.parent.is_dir():
        refuse(f"there is no folder {target.parent}")
    with office(data) as desk:
        try:
            admin.backup(desk.store, target)
        except FileExistsError:
            refuse(f"{target} exists already; choose another name")
        except OSError as error:
            refuse(f"can't write {target}: {error.strerror or error}")
    size = target.stat().st_size
    console().print(f"{target}: {size / 1024:,.0f} KiB, checked and sound. It holds clients' words: keep it safe.",
                    soft_wrap=True)  # fmt: skip


def export(account: int, data: Path | None) -> None:
    """Print everything kept about a person as JSON."""
    with office(data) as desk:
        try:
            everything = admin.export(desk.store, account)
        except LookupError:
            refuse(f"there is no account {account}")
    print_json(everything)


def erase(account: int, data: Path | None, yes: bool) -> int:
    """Remove a person's words and names for good; asks first unless ``yes``. 1 when it was declined."""
    with office(data) as desk:
        with desk.store.read() as unit:
            known = unit.account(account)
        if known is None:
            refuse(f"there is no account {account}")
        if not yes and not _agreed(known.name, account):
            print("Nothing was erased.")
            return 1
        touched = admin.erase(desk.store, account)
    _print_touched(touched)
    return 0


def _agreed(name: str, account: int) -> bool:
    """The operator's word; silence is a no."""
    named = visible(" ".join(name.split())) or "(no name)"
    print(
        f"Erase all words and names of {named}, account {account}? This can't be taken back. [y/N] ", end="", flush=True
    )
    answer = sys.stdin.readline()
    return answer.strip().casefold() in YES


def _print_touched(touched: dict[str, int]) -> None:
    left = touched.pop("log left", 0)
    screen = console()
    screen.print("Erased. Rows changed: " + ", ".join(f"{name} {count}" for name, count in touched.items() if count))
    if left:
        screen.print("A reader held the log back: old words leave the disk with the next db erase or restart.")
    screen.print("Backups made before still hold this person's words until you replace them.")
