"""Are the tokens good, and may they do what we need? Asks Slack, changes nothing."""

from adapters.kit.outage import TO_DO
from adapters.slack.api import Api, Done, Outcome, Refused, Unknown
from adapters.slack.manifest import GROUP_SCOPES, SCOPES
from adapters.slack.settings import SOCKET, Settings
from bot.ports.check_result import CheckResult


async def check(settings: Settings) -> tuple[CheckResult, ...]:
    """Everything that can be known beforehand; never a token."""
    bot = Api(settings.bot_token, settings.base_url)
    try:
        found = [*await _token(bot, settings), *await _staff_channel(bot, settings.staff_channel)]
        found += await _staff_group(bot, settings.staff_group)
    finally:
        await bot.close()
    return (*found, *await _socket(settings))


async def _token(bot: Api, settings: Settings) -> tuple[CheckResult, ...]:
    outcome = await bot.call("auth.test")
    if not isinstance(outcome, Done):
        return (CheckResult(False, f"SLACK_BOT_TOKEN: {_why_not(outcome)}"),)
    team = f"{outcome.data.get('team', '')} ({outcome.data.get('team_id', '')})"
    wanted = {**SCOPES, **(GROUP_SCOPES if settings.staff_group else {})}
    missing = [f"scope {name} is missing: {why}" for name, why in wanted.items() if name not in outcome.scopes]
    return (CheckResult(True, f"SLACK_BOT_TOKEN: accepted by {team}"), *(CheckResult(False, each) for each in missing))


async def _staff_channel(bot: Api, channel: str) -> tuple[CheckResult, ...]:
    if not channel:
        return (CheckResult(True, "SLACK_STAFF_CHANNEL: none, so there are no cards"),)
    outcome = await bot.call("conversations.history", channel=channel, limit=1)
    if isinstance(outcome, Done):
        return (CheckResult(True, f"SLACK_STAFF_CHANNEL: {channel} can be read"),)
    hint = " (invite the bot there)" if outcome.reason in {"not_in_channel", "channel_not_found"} else ""
    return (CheckResult(False, f"SLACK_STAFF_CHANNEL: {channel}: {outcome.reason}{hint}"),)


async def _staff_group(bot: Api, group: str) -> tuple[CheckResult, ...]:
    if not group:
        return ()
    outcome = await bot.call("usergroups.users.list", usergroup=group)
    if isinstance(outcome, Done):
        members = len(outcome.data.get("users") or ())
        return (CheckResult(True, f"SLACK_STAFF_GROUP: {group} has {members} members, who are staff"),)
    return (CheckResult(False, f"SLACK_STAFF_GROUP: {group}: {outcome.reason}"),)


async def _socket(settings: Settings) -> tuple[CheckResult, ...]:
    if settings.mode != SOCKET:
        return (CheckResult(True, "SLACK_SIGNING_SECRET: set; only a request from Slack can tell whether it's right"),)
    app = Api(settings.app_token, settings.base_url)
    try:
        outcome = await app.call("apps.connections.open")
    finally:
        await app.close()
    if isinstance(outcome, Done):
        return (CheckResult(True, "SLACK_APP_TOKEN: accepted"),)
    return (CheckResult(False, f"SLACK_APP_TOKEN: {_why_not(outcome)}"),)


def _why_not(outcome: Outcome) -> str:
    """What Slack said of a token and what to do about it, or that it said nothing."""
    if isinstance(outcome, Refused):
        return f"{outcome.reason}: copy it anew from Slack's page of the app"
    if isinstance(outcome, Unknown):
        return f"Slack can't be reached ({outcome.reason}): {TO_DO}"
    return "Slack is asked too often: try again in a minute"
