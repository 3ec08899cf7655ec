"""``db``: the database as a whole, and one person's part in it."""

import re
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.cli.database_state import schema_in
from bot.cli.opened_desk import office
from bot.cli.screen import console, print_json, progress, refuse
from bot.config import settings
from bot.config.settings import Settings
from bot.core.model.people import Identity
from bot.core.rules.retention import Copies
from bot.core.text.words import visible
from bot.pages import keys
from bot.store.admin import operations
from bot.store.admin.operations import Who
from bot.store.open import private_folder
from bot.store.transaction.unit_of_work import SqlUnit
from bot.workers import pruning

YES = {"y", "yes"}
LEFT = {"log left", "tables left"}
"""What an erasure counts beside rows."""


def upgrade(data: Path | None) -> None:
    """Make the database, or bring its schema up to date; say from what to what."""
    chosen = settings.load(data=data)
    file, before = chosen.where, schema_in(chosen)
    with office(data, create=True):
        after = schema_in(chosen)
    screen = console()
    if before == after:
        screen.print(f"{file} has schema {after} already.", soft_wrap=True)
    else:
        screen.print(f"{file}: schema {before} → {after}.", soft_wrap=True)
    if chosen.signing_keys is None and keys.load(chosen.key_file) is None:
        private_folder(chosen.data)
        made = keys.make(chosen.key_file)
        screen.print(f"{chosen.key_file} signs transcripts from now on; public key {made.public}.", soft_wrap=True)


HEAD = re.compile(r"[0-9a-f]{64}")
"""What ``db check`` prints to be kept elsewhere."""


def check(data: Path | None, against: str | None = None, as_json: bool = False) -> int:
    """Verify all that is stored, and hold it against a head that was kept elsewhere; 1 when something is wrong.

    A desk that is whole gets a head of now.
    """
    if against is not None and not HEAD.fullmatch(against := against.strip().lower()):
        refuse("a head is the 64 hexadecimal digits that an earlier db check printed")
    with office(data) as desk:
        with progress("checking") as told:
            found = operations.check(desk.store, told)
        problems = [*found, *(operations.held_against(desk.store, against) if against else ())]
        file, head = desk.settings.where, None if problems else operations.keep_head(desk.store)
    if as_json:
        print_json({"database": str(file), "problems": [str(problem) for problem in problems], "head": head})
        return 1 if problems else 0
    screen = console()
    for problem in problems:
        screen.print(visible(str(problem)), soft_wrap=True)
    if problems:
        screen.print(f"{file}: {len(problems)} problem(s).", soft_wrap=True)
        return 1
    screen.print(
        f"{file} is whole: the database, its references, and the chain and seal of every ticket.", soft_wrap=True
    )
    if against:
        screen.print("What that head stood for is there as it was.", soft_wrap=True)
    if head:
        screen.print(f"Head, to be kept elsewhere: {head}", soft_wrap=True)
    return 0


def backup(target: Path, data: Path | None) -> None:
    """Copy the database while it is in use; an existing file is never replaced."""
    if not target.parent.is_dir():
        refuse(f"there is no folder {target.parent}")
    with office(data) as desk:
        try:
            with progress("backup") as told:
                operations.backup(desk.store, target, told)
        except FileExistsError:
            refuse(f"{target} exists already; choose another name")
        except OSError as error:
            refuse(f"can't write {target}: {error.strerror or error}")
    size = target.stat().st_size
    console().print(f"{target}: {size / 1024:,.0f} KiB, checked and sound. It holds clients' words: keep it safe.",
                    soft_wrap=True)  # fmt: skip


def export(account: int | None, identity: str | None, data: Path | None) -> None:
    """Print everything kept about a person as JSON; the audit keeps that it was handed out."""
    who = _who(account, identity)
    with office(data) as desk:
        try:
            everything = operations.hand_out(desk.store, who, desk.now())
        except LookupError:
            refuse(_unknown(who))
    print_json(everything)


def erase(account: int | None, identity: str | None, data: Path | None, yes: bool) -> int:
    """Remove a person's words and names for good; asks first unless ``yes``. 1 when it was declined."""
    who = _who(account, identity)
    with office(data) as desk:
        try:
            known = operations.export(desk.store, who)["account"]
            quoted = operations.quoted(desk.store, who)
        except LookupError:
            refuse(_unknown(who))
        if not yes and not _agreed(_named(who, known)):
            print("Nothing was erased.")
            return 1
        touched = operations.erase(desk.store, who, desk.now())
        shared = desk.settings.shared
    _print_touched(touched)
    _print_left(touched, quoted, shared)
    return 0


def prune(data: Path | None, compact: bool) -> None:
    """Remove copies that are old by the policy, beside a working desk; ``compact`` gives the disk the space back."""
    with office(data) as desk:
        retention = desk.policy.retention
        walk = pruning.prune(desk.store, desk.policy, desk.now())
        left = desk.store.cut_log() if compact else None
    kept = {Copies.SENT: retention.sent_days, Copies.RECEIVED: retention.received_days}
    words = {Copies.SENT: "sent messages", Copies.RECEIVED: "events"}
    print_ = partial(console().print, soft_wrap=True)
    for copies, days in kept.items():
        older = f"{walk.removed[copies]:,} {words[copies]} older than {days} days removed"
        print_(f"{older}." if days else f"{words[copies].capitalize()} are kept for good: nothing removed.")
    if retention.received_days:
        print_(
            f"{walk.removed[Copies.ORIGINS]:,} notes on closed tickets of which event a client's words came removed."
        )
    if left is None:
        print_("New rows take their space; with --compact the disk has it back at once.")
    elif left.tables:
        print_(
            f"{len(left.tables)} tables were too large or too busy to be written anew beside a working desk: new rows"
            " take their space, or VACUUM FULL gives it back while it is closed."
        )
    elif left.log:
        print_("A reader held the log back: it gives its space back with the next db prune --compact or restart.")


def rotate(data: Path | None, *, signing: bool = False) -> None:
    """Derive link codes from another secret from now on; those on their way are void. ``signing``: the key instead."""
    if signing:
        _rotate_key(settings.load(data=data))
        return
    with office(data) as desk:
        now = desk.now()
        void = desk.store.write(lambda unit: _rotated(unit, now)).result()
    print(f"Link codes come from a new secret. Codes that became void: {void}.")


def _rotate_key(chosen: Settings) -> None:
    """Sign transcripts with another key from now on; those that were signed before stay good."""
    if chosen.signing_keys is not None:
        former = " ".join(f"{keys.RETIRED}{public}" for public in chosen.signing_keys.known)
        refuse(
            "FRONTDOOR_SIGNING_KEY holds the key: put another one there (openssl rand -base64 32), and behind it, so"
            f" that what was signed before stays good: {former}"
        )
    private_folder(chosen.data)
    renewed = keys.rotate(chosen.key_file)
    print(f"Transcripts are signed with another key from now on: {renewed.public}. Former ones stay known here.")


def _rotated(unit: SqlUnit, now: datetime) -> int:
    void = unit.renew_link_secret()
    unit.audit(now, operations.OPERATOR, "renewed the secret of link codes")
    return void


def _who(account: int | None, identity: str | None) -> Who:
    """An account, or one user of a platform; a user's id may have colons in it."""
    if (account is None) is (identity is None):
        refuse("name one person: an account's id, or --identity platform:tenant:user")
    if account is not None:
        return account
    platform, *rest = (identity or "").split(":", 2)
    if len(rest) != 2 or not platform or not rest[1]:
        refuse("an identity is platform:tenant:user; without a tenant, such as terminal::ana")
    return Identity(platform, *rest)


def _unknown(who: Who) -> str:
    return f"there is no account {who}" if isinstance(who, int) else f"nothing is kept about {_spelt(who)}"


def _named(who: Who, account: dict[str, Any] | None) -> str:
    """Whom the operator is about to erase: an identity's account goes with it."""
    if account is None:
        return f"{_spelt(who)}, who has no account" if isinstance(who, Identity) else str(who)
    name = visible(" ".join(account["name"].split())) or "(no name)"
    return f"{name}, account {account['id']}"


def _spelt(identity: Identity) -> str:
    return visible(f"{identity.platform}:{identity.tenant}:{identity.user}")


def _agreed(named: str) -> bool:
    """Ask the operator to confirm; no answer is a no."""
    print(f"Erase all words and names of {named}? This can't be taken back. [y/N] ", end="", flush=True)
    answer = sys.stdin.readline() if sys.stdin else ""
    return answer.strip().casefold() in YES


def _print_touched(touched: dict[str, int]) -> None:
    rows = ", ".join(f"{name} {count}" for name, count in touched.items() if count and name not in LEFT)
    console().print(f"Erased. Rows changed: {rows}")


def _print_left(touched: dict[str, int], quoted: tuple[int, ...], shared: bool) -> None:
    """What an erasure can't reach, where it is, and for how long."""
    screen = console()
    print_ = partial(screen.print, soft_wrap=True)
    if quoted:
        numbers = ", ".join(f"#{number}" for number in quoted)
        print_(f"Staff name them or repeat their words on other people's tickets, which stay as they are: {numbers}.")
    if touched["log left"]:
        print_("A reader held the log back: old words leave the disk with the next db erase or restart.")
    if touched["tables left"]:
        print_(
            f"{touched['tables left']} tables were too large or too busy to be written anew beside a working desk. Old"
            " words stay on their pages until new rows need the space, or until VACUUM FULL is run while it is closed."
        )
    if shared:
        print_("The server's write-ahead log, and copies of it, hold old words until they are recycled.")
    print_("Backups made before still hold this person's words until you replace them; so do exports.")
    print_("What was posted on Slack or Discord stays there until somebody deletes it there.")
