"""Options that several verbs have."""

from pathlib import Path
from typing import Annotated

import typer

ID_MAX = 2**63 - 1
"""No database has a larger number."""

DataDir = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the database (or FRONTDOOR_DATA).")
]
Now = Annotated[str | None, typer.Option("--now", metavar="ISO", help="Start the clock at this moment instead.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
