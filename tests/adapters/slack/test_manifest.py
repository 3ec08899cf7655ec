"""The manifest has the fewest scopes that do, and ``slack check`` finds what is wrong."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.slack import limits, manifest
from adapters.slack.check import check
from adapters.slack.manifest import AGENT_EVENTS, AGENT_SCOPES, EVENTS, GROUP_EVENTS, GROUP_SCOPES, SCOPES
from adapters.slack.settings import Settings
from bot.i18n import languages
from bot.ports.check_result import CheckResult
from tests.adapters.slack.fake_slack import APP_TOKEN, SECRET, STAFF_CHANNEL, TOKEN, FakeSlack, fake_slack
from tests.cli.conftest import Run, frontdoor

__all__ = ["frontdoor"]

ADAPTER = Path(manifest.__file__).parent

FOR_METHODS: dict[str, set[str]] = {
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "assistant.threads.setTitle": {"assistant:write"},
    "apps.connections.open": set(),  # an app-level token's
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
"""What docs.slack.dev/reference/methods says that each method needs."""
FOR_EVENTS: dict[str, set[str]] = {
    "assistant_thread_started": {"assistant:write"},
    "assistant_thread_context_changed": {"assistant:write"},
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "subteam_members_changed": {"usergroups:read"},
}
"""What docs.slack.dev/reference/events says that each event needs."""
BESIDES = {"commands", "files:read"}
"""Slash commands and shortcuts; and the download of files, which is no method."""


def methods_called() -> set[str]:
    """Every method of the Web API that the adapter names."""
    source = "\n".join(path.read_text() for path in ADAPTER.rglob("*.py") if path.name != "manifest.py")
    families = "assistant|auth|apps|chat|conversations|files|usergroups|users|views"
    return set(re.findall(rf'"((?:{families})\.[A-Za-z.]+)"', source))


def test_every_scope_is_needed_and_none_is_missing() -> None:
    assert methods_called() == set(FOR_METHODS)
    assert {*EVENTS, *GROUP_EVENTS, *AGENT_EVENTS} == set(FOR_EVENTS)
    needed = set.union(*FOR_METHODS.values(), *FOR_EVENTS.values(), BESIDES)
    assert {*SCOPES, *GROUP_SCOPES, *AGENT_SCOPES} == needed
    assert not set(SCOPES) & {*GROUP_SCOPES, *AGENT_SCOPES}


def test_only_where_a_user_group_is_staff_its_scope_is_asked_for() -> None:
    without = manifest.manifest("", socket=True, name="x")
    whole = manifest.manifest("", socket=True, name="x", group=True)
    assert set(without["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert set(whole["oauth_config"]["scopes"]["bot"]) == {*SCOPES, *GROUP_SCOPES}
    assert without["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert set(whole["settings"]["event_subscriptions"]["bot_events"]) == {*EVENTS, *GROUP_EVENTS}


def test_only_where_the_app_has_the_agent_panel_it_is_asked_for() -> None:
    without = manifest.manifest("", socket=True, name="x")
    agent = manifest.manifest("", socket=True, name="x", agent=True)
    assert "assistant_view" not in without["features"]
    assert agent["features"]["assistant_view"]["assistant_description"] == without["display_information"]["description"]
    assert set(agent["oauth_config"]["scopes"]["bot"]) == {*SCOPES, *AGENT_SCOPES}
    assert set(agent["settings"]["event_subscriptions"]["bot_events"]) == {*EVENTS, *AGENT_EVENTS}


@pytest.mark.parametrize("lang", sorted(languages().by_code))
def test_what_clients_read_of_it_is_in_the_desks_language_and_nothing_is_cut(lang: str) -> None:
    made = manifest.manifest("", socket=True, name="x", lang=lang)
    ask, about, file_for = made["features"]["shortcuts"]
    support, claim, _desk = made["features"]["slash_commands"]
    every = (*made["features"]["shortcuts"], *made["features"]["slash_commands"], made["display_information"])
    assert not any(text.endswith("…") for each in every for text in map(str, each.values()))
    translated = (ask["name"], about["description"], support["description"], support["usage_hint"])
    source = ("Ask support", "Its words become your question", manifest.COMMANDS[0][1].id, "[what is wrong]")
    assert [one == other for one, other in zip(translated, source, strict=True)] == [lang == "en"] * 4
    assert (file_for["name"], claim["usage_hint"]) == ("File for its writer", "[number]")
    assert (ask["type"], ask["callback_id"], about["type"]) == ("global", "ask", "message")


def test_texts_that_are_too_long_are_cut_to_what_slack_takes() -> None:
    assert len(manifest.app_name("x" * 90, "en")) == limits.APP_NAME_CHARS_MAX


def test_the_manifest_for_http_and_for_a_socket() -> None:
    http = manifest.manifest("https://desk.example/", socket=False, name="Example support")
    assert http["settings"]["event_subscriptions"]["request_url"] == "https://desk.example/slack/events"
    assert {c["command"] for c in http["features"]["slash_commands"]} == {"/support", "/claim", "/desk"}
    assert all(c["url"] == "https://desk.example/slack/events" for c in http["features"]["slash_commands"])
    assert len(http["features"]["shortcuts"][0]["name"]) <= 24
    assert not http["settings"]["socket_mode_enabled"]

    socket = manifest.manifest("", socket=True, name="x" * 90)
    assert socket["settings"]["socket_mode_enabled"]
    assert "url" not in json.dumps(socket).replace("usage_hint", "")
    assert len(socket["display_information"]["name"]) == 35
    assert len(socket["features"]["bot_user"]["display_name"]) == 80


def test_the_command_prints_it(frontdoor: Run) -> None:
    done = frontdoor("slack", "manifest", "--url", "https://desk.example")
    assert done.json["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert frontdoor("slack", "manifest", "--socket").code == 0
    german = frontdoor("slack", "manifest", "--socket", "--lang", "de").json
    assert german["features"]["shortcuts"][0]["name"] == "Support fragen"
    assert german["display_information"]["name"].startswith("Support von")
    agent = frontdoor("slack", "manifest", "--socket", "--agent").json
    assert "assistant:write" in agent["oauth_config"]["scopes"]["bot"]
    unknown = frontdoor("slack", "manifest", "--socket", "--lang", "xx")
    assert (unknown.code, "de, en, es" in unknown.err) == (2, True)
    refused = frontdoor("slack", "manifest", "--url", "http://desk.example")
    assert (refused.code, "https" in refused.err) == (2, True)


def test_the_command_asks_for_the_groups_scope_where_the_settings_name_one(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_STAFF_GROUP", "S0123")
    made = frontdoor("slack", "manifest", "--socket").json
    assert "usergroups:read" in made["oauth_config"]["scopes"]["bot"]


def checked(slack_has: "dict[str, str]", scopes: str = ",".join(SCOPES), mode: str = "http") -> tuple[CheckResult, ...]:
    """What a check finds with a Slack that fails so."""

    async def run() -> tuple[CheckResult, ...]:
        async with fake_slack() as slack:
            slack.always, slack.scopes = slack_has, scopes
            return await check(_settings(slack, mode))

    return asyncio.run(run())


def _settings(slack: FakeSlack, mode: str) -> Settings:
    return Settings(TOKEN, SECRET, APP_TOKEN, mode, f"{slack.base}/api/", staff_channel=STAFF_CHANNEL)


def test_who_is_in_the_staff_group_is_counted_and_what_hinders_it_is_named() -> None:
    async def run() -> None:
        async with fake_slack() as slack:
            settings = replace(_settings(slack, "http"), staff_group="S1")
            slack.groups["S1"], slack.scopes = {"UEVE", "UBOB"}, ",".join(SCOPES)
            says = [finding.says for finding in await check(settings)]
            assert "SLACK_STAFF_GROUP: S1 has 2 members, who are staff" in says
            assert any("scope usergroups:read is missing" in each for each in says)
            slack.groups.clear()
            (wrong,) = [each for each in await check(settings) if "no_such_subteam" in each.says]
            assert not wrong.well

    asyncio.run(run())


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_all_is_well(mode: str) -> None:
    assert all(finding.well for finding in checked({}, mode=mode))


@pytest.mark.parametrize(("fails", "scopes", "says"), [
    ({"auth.test": "invalid_auth"}, "", "SLACK_BOT_TOKEN: invalid_auth: copy it anew"),
    ({"auth.test": "ratelimited"}, "", "Slack is asked too often"),
    ({}, "chat:write", "scope im:history is missing"),
    ({"conversations.history": "not_in_channel"}, "", "invite the bot there"),
    ({"apps.connections.open": "not_allowed_token_type"}, "", "SLACK_APP_TOKEN: not_allowed_token_type"),
])  # fmt: skip
def test_what_isnt_well_is_named(fails: dict[str, str], scopes: str, says: str) -> None:
    wrong = [finding.says for finding in checked(fails, scopes, "socket") if not finding.well]
    assert any(says in each for each in wrong), wrong
    assert not any("xoxb" in each or "xapp" in each for each in wrong)


def test_the_command_ends_with_one_when_something_is_wrong(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    monkeypatch.setenv("SLACK_API_BASE_URL", "http://127.0.0.1:9/api/")
    done = frontdoor("slack", "check")
    assert done.code == 1
    assert "NOT" in done.out
    assert "Slack can't be reached (ClientConnectorError): look after the network" in " ".join(done.out.split())
    assert TOKEN not in done.out + done.err
