"""``frontdoor init``: its options. Imports little, like the command line itself."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The desk's folder, made if need be; here by default.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The firm's name.")] = None,
    zone: Annotated[str | None, typer.Option(help="Where the desk is: a city, or a zone like Europe/Madrid.")] = None,
    hours: Annotated[str | None, typer.Option(help='When tickets are watched: "Mon-Fri 9:00-17:00".')] = None,
    holidays: Annotated[str | None, typer.Option(help="Whose public holidays are kept: ES, DE-BY, none.")] = None,
    languages: Annotated[str | None, typer.Option(help='What clients read, the main one first: "en, de".')] = None,
    articles: Annotated[
        str | None, typer.Option(metavar="none|ours|PATH", help="What to begin with; a folder or file is imported.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: what isn't given is as it is proposed.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there already.")] = False,
) -> None:
    """Begin a desk of your own: six questions, or options; writes policy, articles, replies and settings."""
    from bot.cli.start import init as beginning

    given = {"name": name, "zone": zone, "hours": hours, "holidays": holidays, "languages": languages,
             "articles": articles}  # fmt: skip
    raise typer.Exit(beginning.run(folder or Path(), given, ask=not yes, overwrite=overwrite))
