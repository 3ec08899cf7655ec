"""``frontdoor kb``: its verbs and options. Imports little, like the command line itself."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ID_MAX, AsJson, DataDir

kb_app = typer.Typer(no_args_is_help=True, help="Articles: search, measure, check, import, and what is missing.")

Articles = Annotated[Path | None, typer.Option("--articles", metavar="DIR", help="Folder of articles.")]
Layer = Annotated[
    str, typer.Option("--layer", help="lexical, static or semantic; FRONTDOOR_SEARCH, or static, when empty.")
]
Question = Annotated[str, typer.Argument(help="The question, in a client's words.")]
Lang = Annotated[str, typer.Option(help="The reader's language.")]
Days = Annotated[int, typer.Option(min=1, max=3650, help="Look back so many days.")]


@kb_app.command("search")
def kb_search(
    text: Question,
    articles: Articles = None,
    lang: Lang = "en",
    layer: Layer = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 10,
    as_json: AsJson = False,
) -> None:
    """What a question finds, best first."""
    from bot.cli.knowledge import verbs

    verbs.search(text, articles, lang, layer, limit, as_json)


@kb_app.command("why")
def kb_why(
    text: Question,
    articles: Articles = None,
    lang: Lang = "en",
    layer: Layer = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Each part of each score: why a question finds what it finds."""
    from bot.cli.knowledge import why

    why.why(text, articles, lang, layer, limit, as_json)


@kb_app.command("eval")
def kb_eval(
    queries: Annotated[Path, typer.Argument(help='JSON lines: {"query": …, "relevant": [slugs]}.')],
    articles: Articles = None,
    lang: Annotated[str, typer.Option(help="The readers' language; the articles' default one when empty.")] = "",
    layer: Layer = "",
    each: Annotated[
        Path | None, typer.Option("--each", metavar="FILE", help="Write what each question finds, a JSON line each.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How well the search answers labelled questions. Lines may carry "lang", and "exclude": slugs left out."""
    from bot.cli.knowledge import verbs

    verbs.evaluate(queries, articles, lang, layer, each, as_json)


@kb_app.command("check")
def kb_check(
    articles: Articles = None,
    replies: Annotated[Path | None, typer.Option("--replies", metavar="DIR", help="Folder of saved replies.")] = None,
    data: DataDir = None,
) -> None:
    """Errors and warnings in the articles and the saved replies; exit code 1 when there are any.

    Where the desk has a history, also articles that solve less of what is asked than they did.
    """
    from bot.cli.knowledge import verbs

    raise typer.Exit(verbs.check(articles, replies, data))


@kb_app.command("import")
def kb_import(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A folder or file: Markdown, saved pages, MkDocs, Docusaurus, GitBook, Hugo, Zola, Jekyll; exports of"
            " Zendesk, Freshdesk, Help Scout, Intercom (JSON) and WordPress (XML); questions in CSV."
        ),
    ],
    into: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of articles; made if need be.")],
    lang: Annotated[
        str, typer.Option(help="The language of pages that don't say theirs: the folder in --to; none when empty.")
    ] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace articles that are there already, or were changed by hand.")
    ] = False,
    skip_broken: Annotated[bool, typer.Option("--skip-broken", help="Import the rest if some is broken.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make articles of a help centre; a second run updates. Exit code 1 when an article couldn't be taken over."""
    from bot.cli.knowledge import importing

    raise typer.Exit(importing.run(folder, into, lang, overwrite, skip_broken, as_json))


@kb_app.command("gaps")
def kb_gaps(
    days: Days = 90,
    articles: Articles = None,
    layer: Layer = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many groups.")] = 20,
    answered: Annotated[
        bool, typer.Option("--answered", help="Only what staff answered alike, and what drafted articles saved.")
    ] = False,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """What clients asked and no article answered, and what staff answered alike: in groups, the largest first.

    --json has the questions alone, and with --answered the tickets.
    """
    from bot.cli.knowledge import gaps

    gaps.show(days, articles, layer, limit, data, answered_only=answered, as_json=as_json)


@kb_app.command("draft")
def kb_draft(
    number: Annotated[
        int | None, typer.Argument(min=1, help="A group's number in the same call of: frontdoor kb gaps.")
    ] = None,
    ticket: Annotated[
        int | None, typer.Option(min=1, max=ID_MAX, help="Out of staff's answer on this ticket instead.")
    ] = None,
    days: Days = 90,
    articles: Articles = None,
    layer: Layer = "",
    data: DataDir = None,
) -> None:
    """The beginning of an article, to standard output: for one of the gaps, or what staff answered on a ticket."""
    from bot.cli.knowledge import gaps

    gaps.begin(number, ticket, days, articles, layer, data)
