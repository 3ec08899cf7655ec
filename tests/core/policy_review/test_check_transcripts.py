"""Where transcripts go has to be a channel of a platform."""

from dataclasses import replace

import pytest

from bot.core.model.people import Address
from bot.core.model.platform_user import channel_of
from bot.core.policy import Transcripts
from bot.core.policy_review.check import check
from tests.builders import policy

SLACK, DISCORD = "slack:T024BE7LD:C0LOG", "discord::145607444398080001"


def problems(*log: str) -> list[str]:
    return [str(problem) for problem in check(replace(policy(), transcripts=Transcripts(log)))]


def test_channels_are_named_by_platform_workspace_and_id() -> None:
    assert channel_of(SLACK) == Address("slack", "T024BE7LD", "C0LOG")
    assert channel_of(DISCORD) == Address("discord", "", "145607444398080001")
    assert problems(SLACK, DISCORD) == []


@pytest.mark.parametrize(
    "written",
    [
        "", "slack", "slack:T024BE7LD", "slack::C0LOG", "slack:T024BE7LD:", "slack:T024BE7LD:#log", "irc:x:C0LOG",
        "terminal::chat/ana", "discord:1:145607444398080001", "slack:nobody:C0LOG",
    ],
)  # fmt: skip
def test_what_is_no_channel_is_named(written: str) -> None:
    assert channel_of(written) is None
    assert problems(SLACK, written) == [
        f'transcripts.log.2: "{written}" is no channel (such as "{SLACK}" or "{DISCORD}")'
    ]


def test_one_that_is_listed_twice_would_get_everything_twice() -> None:
    assert problems(SLACK, DISCORD, SLACK) == [f'transcripts.log.3: "{SLACK}" is listed before (leave one of them out)']
