"""``frontdoor staff``: its verbs and options. Imports little, like the command line itself."""

from typing import Annotated

import typer

from bot.cli.options import AsJson, DataDir

staff_app = typer.Typer(no_args_is_help=True, help="Who works at the desk.")


@staff_app.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="The name that clients see.")],
    role: Annotated[
        str | None, typer.Option(help="agent or lead. Someone new is an agent; others keep theirs.")
    ] = None,
    platform: Annotated[str, typer.Option(help="Where they work.")] = "terminal",
    tenant: Annotated[str, typer.Option(help="The Slack team; empty elsewhere.")] = "",
    user: Annotated[str | None, typer.Option(help="Their user id there; the name by default.")] = None,
    data: DataDir = None,
) -> None:
    """Add someone, change their role, or add another identity."""
    from bot.cli.tickets import staff

    staff.add(name, role, platform, tenant, user, data)


@staff_app.command("list")
def staff_list(data: DataDir = None, as_json: AsJson = False) -> None:
    """Who is on the desk."""
    from bot.cli.tickets import staff

    staff.show(data, as_json)


@staff_app.command("remove")
def staff_remove(name: Annotated[str, typer.Argument(help="Who leaves.")], data: DataDir = None) -> None:
    """Take someone off the list; their tickets go back in line."""
    from bot.cli.tickets import staff

    staff.remove(name, data)
