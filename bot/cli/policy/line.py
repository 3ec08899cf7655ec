"""``frontdoor policy``: its verbs and options. Imports little, like the command line itself."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, DataDir

policy_app = typer.Typer(no_args_is_help=True, help="What the firm promises: check it, show it, compare it, try it.")

PolicyPath = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="A policy file; else the one in use.")
]


@policy_app.command("check")
def policy_check(
    file: Annotated[Path | None, typer.Argument(help="A policy file; else the one in use.")] = None,
) -> None:
    """Every problem of a policy file at once, with line and reason; exit code 1 when there are any."""
    from bot.cli.policy import verbs

    raise typer.Exit(verbs.check(file))


@policy_app.command("show")
def policy_show(
    file: Annotated[Path | None, typer.Argument(help="A policy file; else the one in use.")] = None,
    lang: Annotated[str | None, typer.Option(help="One of the policy's languages; its first by default.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="ISO", help="The day on which it is read; desk time; now by default.")
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page for a web server.")] = False,
    as_json: AsJson = False,
    data: DataDir = None,
) -> None:
    """The firm's support page, made from the policy alone: channels, hours, holidays, promises, rates."""
    from bot.cli.policy import verbs

    verbs.show(file, lang, at, as_html, as_json, data)


@policy_app.command("diff")
def policy_diff(
    old: Annotated[Path, typer.Argument(help="The policy so far.")],
    new: Annotated[Path, typer.Argument(help="The one that follows.")],
    lang: Annotated[str | None, typer.Option(help="One of the new policy's languages; its first by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """What changes for clients and for staff, in words, and what stays."""
    from bot.cli.policy import verbs

    verbs.diff(old, new, lang, as_json)


@policy_app.command("estimate")
def policy_estimate(
    at: Annotated[
        str, typer.Option("--at", metavar="ISO", help="When the ticket is filed; desk time without an offset.")
    ],
    file: PolicyPath = None,
    as_json: AsJson = False,
) -> None:
    """What a client filing at a moment is told about time."""
    from bot.cli.policy import verbs

    verbs.estimate(at, file, as_json)
