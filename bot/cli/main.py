"""The command line. Imports little: each verb brings in only what it needs."""

import contextlib
import errno
import io
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.checks.line import discord_app, slack_app
from bot.cli.database.line import db_app
from bot.cli.knowledge.line import kb_app
from bot.cli.options import ID_MAX, AsJson, DataDir, Now
from bot.cli.policy.line import policy_app
from bot.cli.start.line import init
from bot.cli.tickets.staff_line import staff_app
from bot.pages.form import Form

app = typer.Typer(
    name="frontdoor",
    help="The chat front door of a support desk: from a misspelt question to an answered ticket.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(init)
app.add_typer(kb_app, name="kb")
app.add_typer(db_app, name="db")
app.add_typer(policy_app, name="policy")
app.add_typer(staff_app, name="staff")
app.add_typer(discord_app, name="discord")
app.add_typer(slack_app, name="slack")

NOT_READY = 1
"""Settings, policy, articles or the database aren't as they have to be."""

CLOSED_PIPE = 141
"""What a shell reports of a program that SIGPIPE ended (128 + 13)."""

OUTPUT_FAILED = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF)
"""What writing to a file, a disk or a device may come to; errors about other files name them."""


def main() -> None:
    """Run the command line; errors of ours, and files that can't be had, are one message.

    The exit code is 1 where settings, policy, articles or the database aren't as they have to be, 2 where the call
    wasn't.
    """
    from bot.core.text.errors import (
        ArticlesInvalid,
        DatabaseOutdated,
        ExtraMissing,
        FrontDoorError,
        LanguageInvalid,
        NotSaved,
        PolicyInvalid,
        SettingsInvalid,
    )

    _prepare_output()
    try:
        _run()
    except NotSaved as error:
        _end(_nothing_saved(error), NOT_READY)
    except DatabaseOutdated as error:
        _end(f"{error}: update the program, or restore a backup that was made with it", NOT_READY)
    except (SettingsInvalid, PolicyInvalid, ArticlesInvalid, LanguageInvalid, ExtraMissing) as error:
        _end(str(error), NOT_READY)
    except FrontDoorError as error:
        _end(str(error))
    except BrokenPipeError:
        _drop_output()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        if error.filename is None and error.errno not in OUTPUT_FAILED:
            raise
        if error.filename is None:
            _drop_output()
            _end(f"the output: {error.strerror}: make room there, or write it elsewhere", NOT_READY)
        _end(f"{error.filename}: {error.strerror}")


def _run() -> None:
    """Run the verb and flush its output, which may fail as well."""
    try:
        app()
    except SystemExit:
        sys.stdout.flush()
        raise


def _prepare_output() -> None:
    """An output that lacks a character shows "?"; a closed one ends the program before anything is done."""
    if sys.stdout is None:
        _end("the output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _drop_output() -> None:
    """Redirect the rest of the output to nowhere, so that the interpreter doesn't complain when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _nothing_saved(error: Exception) -> str:
    """What is wrong with the database and what to do about it; a lock goes away by itself."""
    from bot.core.text.errors import DatabaseBusy

    if isinstance(error, DatabaseBusy):
        return f"{error if ': ' in str(error) else 'the database is locked'}; nothing was saved, please try again"
    return f"{error}; nothing was saved"


def _end(why: str, code: int = 2) -> NoReturn:
    from bot.core.text.words import visible

    if sys.stderr is not None:
        print(f"frontdoor: {visible(why)}", file=sys.stderr)
    sys.exit(code)


# ── Talking ────────────────────────────────────────────────────────────────────────────


@app.command()
def chat(
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who you are; your login by default.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Language, such as en, es or de.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, such as Europe/Berlin.")] = None,
    data: DataDir = None,
    now: Now = None,
) -> None:
    """Ask for help, as a client. Reads lines from a pipe, too; numbers choose."""
    from bot.cli.serve import terminal

    raise typer.Exit(terminal.chat(name, lang, zone, data, now))


@app.command()
def desk(
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who you are; your login by default.")
    ] = None,
    data: DataDir = None,
    now: Now = None,
) -> None:
    """Work at the desk, as staff: queue, claim, reply, resolve … Type help there."""
    from bot.cli.serve import terminal

    raise typer.Exit(terminal.desk(name, data, now))


@app.command()
def demo(data: DataDir = None) -> None:
    """Try it: a small busy desk and a chat; without a terminal, a scripted conversation."""
    from bot.cli.demo import demo as demo_command

    raise typer.Exit(demo_command.run(data))


# ── Running and looking ────────────────────────────────────────────────────────────────


@app.command()
def serve(
    data: DataDir = None,
    host: Annotated[str | None, typer.Option(help="Where health checks listen.")] = None,
    port: Annotated[int | None, typer.Option(help="Their port; 0 takes any.")] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="PLATFORM", help="Only this one; may be given again.")
    ] = None,
) -> None:
    """Serve every platform whose settings are present, with /healthz and /readyz."""
    from bot.cli.serve import serve as serving

    raise typer.Exit(serving.serve(data, host, port, only=only or ()))


@app.command()
def queue(data: DataDir = None, as_json: AsJson = False) -> None:
    """The line, in order."""
    from bot.cli.tickets import show

    show.queue(data, as_json)


@app.command()
def ticket(
    number: Annotated[int, typer.Argument(min=0, max=ID_MAX, help="The ticket's number.")],
    data: DataDir = None,
    as_json: AsJson = False,
    transcript: Annotated[
        Form | None,
        typer.Option("--transcript", help="Instead: what its client may read, as a signed file, to the output."),
    ] = None,
    files: Annotated[
        Path | None, typer.Option("--files", metavar="DIR", help="Instead: the files on it, into this folder.")
    ] = None,
) -> None:
    """One ticket with its whole record."""
    from bot.cli.tickets import files as kept
    from bot.cli.tickets import show
    from bot.cli.tickets import transcript as written

    if files is not None:
        kept.save(number, files, data)
    elif transcript is not None:
        written.write(number, transcript, data, as_json)
    else:
        show.ticket(number, data, as_json)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A transcript: HTML, PDF or Markdown.")],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="HEX", help="The desk's public key; may be given again. Its own by default."),
    ] = None,
    data: DataDir = None,
) -> None:
    """Check a transcript without network or database: as it was signed, and by this desk? Exit code 1 if not."""
    from bot.cli.tickets import transcript as written

    raise typer.Exit(written.verify(file, key or (), data))


@app.command()
def find(
    words: Annotated[
        list[str], typer.Argument(help="Words, a number, a client, a domain; state:…, since:…, before:… narrow it.")
    ],
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Tickets by what was said on them, the newest first; slips of the keyboard are forgiven."""
    from bot.cli.tickets import find as find_command

    find_command.find(" ".join(words), data, as_json)


@app.command()
def slots(
    at: Annotated[str | None, typer.Option("--at", metavar="ISO", help="As of this moment; now by default.")] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", help="Business days ahead; as the policy says by default.")
    ] = None,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """The free times for a phone call."""
    from bot.cli.tickets import slots_and_statement

    slots_and_statement.slots(at, days, data, as_json)


@app.command()
def statement(
    number: Annotated[int, typer.Argument(min=1, max=ID_MAX, help="The ticket's number.")],
    data: DataDir = None,
    as_json: AsJson = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page for a browser.")] = False,
) -> None:
    """What a ticket's billed work comes to, in its client's language."""
    from bot.cli.tickets import slots_and_statement

    slots_and_statement.statement(number, data, as_json, as_html)


@app.command()
def promises(
    first: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="ISO", help="Only what was shown from this day or moment on; desk time without an offset."
        ),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="ISO", help="… up to this day, its end included, or up to this moment."),
    ] = None,
    data: DataDir = None,
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Every estimate and promise shown to clients, scored; and how fast answers come."""
    from bot.cli.tickets import promises as ledger

    ledger.show(data, first, last, as_json, now)


@app.command()
def report(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="ISO", help="Only what was asked from this day or moment on."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="ISO", help="… up to this day, its end included, or up to this moment."),
    ] = None,
    weekly: Annotated[bool, typer.Option("--week", help="A line for each week.")] = False,
    by_article: Annotated[bool, typer.Option("--article", help="A line for each article.")] = False,
    person: Annotated[
        bool, typer.Option("--person", help="How our help was, by whose ticket it was; where the policy allows it.")
    ] = False,
    name: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="With --person: who of the staff you are; leads see all of them."),
    ] = None,
    data: DataDir = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
    now: Now = None,
) -> None:
    """What the articles spared: questions, each counted once, by how they ended; and how good our help was."""
    from bot.cli.tickets import report as report_command

    report_command.show(
        data,
        first,
        last,
        weekly=weekly,
        by_article=by_article,
        person=person,
        as_name=name or "",
        as_json=as_json,
        as_csv=as_csv,
        now=now,
    )


@app.command()
def doctor(data: DataDir = None) -> None:
    """Check versions, database, catalogues, policy, articles and permissions."""
    from bot.cli.checks import doctor as doctor_command

    raise typer.Exit(doctor_command.run(data))


@app.command()
def similar(
    number: Annotated[int, typer.Argument(min=0, max=ID_MAX, help="The ticket's number.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many tickets.")] = 5,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Solved tickets that were about the same problem."""
    from bot.cli.tickets import similar as similar_command

    similar_command.similar(number, data, limit, as_json)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    from bot import DISTRIBUTION

    print(installed(DISTRIBUTION))


# ── Database ───────────────────────────────────────────────────────────────────────────


@app.command("migrate")
def migrate(
    source: Annotated[str, typer.Argument(help="sqlite:///FILE, or the file.")],
    target: Annotated[
        str | None, typer.Argument(help="postgresql://user@host/name; FRONTDOOR_DATABASE_URL if not given.")
    ] = None,
) -> None:
    """Move a desk from its file to an empty PostgreSQL database: all of it, checked row by row, or nothing."""
    from bot.cli.database import migrate as moving

    raise typer.Exit(moving.migrate(source, target))


if __name__ == "__main__":
    main()
