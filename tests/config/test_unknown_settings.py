"""Names that are no settings: a slip starts nothing, others are told."""

import pytest

from bot.config.settings import names
from bot.config.unknown_settings import slips, unknown
from bot.platforms import PLATFORMS

KNOWN = {"FRONTDOOR_": names(), **{f"{one.name.upper()}_": one.settings for one in PLATFORMS}}


def told(name: str, **besides: str) -> tuple[list[str], list[str]]:
    """What is said of a setting as a slip, and when everything unknown is asked for."""
    prefix = f"{name.partition('_')[0]}_"
    here = {name: "x", **besides}
    return (
        [problem.instead for problem in slips(here, prefix, KNOWN[prefix])],
        [problem.instead for problem in unknown(here, prefix, KNOWN[prefix])],
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("FRONTDOOR_POLICYY", "FRONTDOOR_POLICY"),
        ("FRONTDOOR_POLCIY", "FRONTDOOR_POLICY"),
        ("FRONTDOOR_ARTICLE", "FRONTDOOR_ARTICLES"),
        ("FRONTDOOR_POLICYS_FILE", "FRONTDOOR_POLICY_FILE"),
        ("SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"),
        ("SLACK_APPTOKEN", "SLACK_APP_TOKEN"),
        ("DISCORD_TOKENS", "DISCORD_TOKEN"),
    ],
)
def test_a_slip_can_only_be_meant_for_one(written: str, meant: str) -> None:
    assert told(written) == ([f"did you mean {meant}?"], [f"did you mean {meant}?"])


def test_beside_the_setting_itself_it_is_no_slip() -> None:
    assert told("FRONTDOOR_POLICYY", FRONTDOOR_POLICY="policy.toml")[0] == []
    assert told("FRONTDOOR_POLICYY", FRONTDOOR_POLICY="policy.toml")[1] == ["did you mean FRONTDOOR_POLICY?"]


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("FRONTDOOR_DB_URL", "did you mean FRONTDOOR_DATABASE_URL?"),
        ("SLACK_TOKEN", "did you mean SLACK_BOT_TOKEN?"),
        ("SLACK_CHANNEL", "did you mean SLACK_STAFF_CHANNEL?"),
        ("DISCORD_GUILD_ID", "did you mean DISCORD_GUILD?"),
        ("FRONTDOOR_NAME", ""),
        ("SLACK_WEBHOOK_URL", ""),
    ],
)
def test_what_is_only_like_one_starts_and_is_told(written: str, proposed: str) -> None:
    assert told(written) == ([], [proposed])


@pytest.mark.parametrize("name", ["FRONTDOOR_POLICY", "FRONTDOOR_DATABASE_URL_FILE", "FRONTDOOR_SITE", "SLACK_MODE"])
def test_what_is_known_is_nothing_to_tell(name: str) -> None:
    assert told(name) == ([], [])
