"""``slack``: the app's manifest, and whether tokens, scopes and the staff channel are well."""

import asyncio

from bot import platforms
from bot.cli.screen import print_findings, print_json, refuse
from bot.config import policy_file, settings


def manifest(url: str | None, socket: bool) -> None:
    """Print the manifest to paste where Slack asks for it."""
    from adapters.slack.manifest import manifest as made

    if not socket and not (url or "").startswith("https://"):
        refuse("the manifest needs --url https://…, where Slack reaches this desk; or --socket, which needs none")
    name = policy_file.load(settings.load().policy).firm.name
    print_json(made(url or "", socket=socket, name=f"{name} support"))


def check() -> int:
    """Ask Slack; the exit code is 1 when something isn't well."""
    from adapters.slack.platform import SLACK

    return print_findings(asyncio.run(SLACK.check(platforms.environment())))
