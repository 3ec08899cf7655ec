"""``frontdoor db``: its verbs and options. Imports little, like the command line itself."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ID_MAX, AsJson, DataDir

db_app = typer.Typer(
    no_args_is_help=True,
    help="The database: upgrade, check, back up, restore, prune; export and erase a person; renew the secret of codes.",
)
Account = Annotated[
    int | None, typer.Argument(min=0, max=ID_MAX, help="The account's id, as shown by `frontdoor ticket N --json`.")
]
Known = Annotated[
    str | None,
    typer.Option("--identity", metavar="PLATFORM:TENANT:USER", help="Instead: somebody who may never have filed."),
]


@db_app.command("upgrade")
def db_upgrade(data: DataDir = None) -> None:
    """Make the database, or bring it to this version's schema."""
    from bot.cli.database import verbs

    verbs.upgrade(data)


@db_app.command("check")
def db_check(
    against: Annotated[
        str | None, typer.Option(metavar="HEAD", help="A head that an earlier check printed, kept elsewhere since.")
    ] = None,
    as_json: AsJson = False,
    data: DataDir = None,
) -> None:
    """Verify the database and every ticket's record, and print its head; exit code 1 when something is wrong."""
    from bot.cli.database import verbs

    raise typer.Exit(verbs.check(data, against, as_json))


@db_app.command("backup")
def db_backup(
    target: Annotated[Path, typer.Argument(help="The copy's file; must not exist.")], data: DataDir = None
) -> None:
    """Copy the database while it is in use, and verify the copy."""
    from bot.cli.database import verbs

    verbs.backup(target, data)


@db_app.command("backups")
def db_backups(
    folder: Annotated[Path, typer.Argument(help="Where the copies are, each named by its moment.")],
    keep: Annotated[int, typer.Option(min=1, metavar="DAYS", help="Remove copies that are older.")] = 14,
    every: Annotated[
        float | None, typer.Option(min=0.1, max=8760, metavar="HOURS", help="Stay, and make one so often.")
    ] = None,
    data: DataDir = None,
) -> None:
    """Make a dated copy in a folder and remove old ones; with --every again and again."""
    from bot.cli.database import backups

    raise typer.Exit(backups.backups(folder, keep, every, data))


@db_app.command("restore")
def db_restore(copy: Annotated[Path, typer.Argument(help="A backup.")], data: DataDir = None) -> None:
    """Make the database out of a backup, where there is none, and check all of it."""
    from bot.cli.database import backups

    raise typer.Exit(backups.restore(copy, data))


@db_app.command("export")
def db_export(account: Account = None, identity: Known = None, data: DataDir = None) -> None:
    """Everything kept about a person, as JSON."""
    from bot.cli.database import verbs

    verbs.export(account, identity, data)


@db_app.command("erase")
def db_erase(
    account: Account = None,
    identity: Known = None,
    data: DataDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove a person's words and names for good; tickets stay as numbers."""
    from bot.cli.database import verbs

    raise typer.Exit(verbs.erase(account, identity, data, yes))


@db_app.command("rotate")
def db_rotate(
    data: DataDir = None,
    signing: Annotated[
        bool, typer.Option("--signing-key", help="Instead: the key that transcripts are signed with.")
    ] = False,
) -> None:
    """Renew the secret that link codes are derived from; codes on their way are void."""
    from bot.cli.database import verbs

    verbs.rotate(data, signing=signing)


@db_app.command("prune")
def db_prune(
    compact: Annotated[
        bool, typer.Option("--compact", help="Then write the database anew, so that the disk has the space back.")
    ] = False,
    data: DataDir = None,
) -> None:
    """Remove copies that are older than the policy's [retention], as serve does every day."""
    from bot.cli.database import verbs

    verbs.prune(data, compact)
