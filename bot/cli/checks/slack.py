"""``slack``: the app's manifest, and whether tokens, scopes and the staff channel are well."""

import asyncio

from bot import platforms
from bot.cli.screen import print_findings, print_json, refuse
from bot.config import policy_file, settings
from bot.i18n import languages


def manifest(url: str | None, socket: bool, lang: str | None, agent: bool) -> None:
    """Print the manifest to paste where Slack asks for it."""
    from adapters.slack.manifest import app_name
    from adapters.slack.manifest import manifest as made

    if not socket and not (url or "").startswith("https://"):
        refuse("the manifest needs --url https://…, where Slack reaches this desk; or --socket, which needs none")
    firm = policy_file.load(settings.load().policy).firm
    known = sorted(languages().by_code)
    if lang is not None and lang not in known:
        refuse(f"--lang is none of {', '.join(known)}")
    group = bool(platforms.environment().get("SLACK_STAFF_GROUP", "").strip())
    spoken = lang or firm.languages[0]
    name = app_name(firm.name, spoken)
    print_json(made(url or "", socket=socket, name=name, lang=spoken, group=group, agent=agent))


def check() -> int:
    """Ask Slack; the exit code is 1 when something isn't well."""
    from adapters.slack.platform import SLACK

    return print_findings(asyncio.run(SLACK.check(platforms.environment())))
