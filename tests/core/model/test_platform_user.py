"""Who is meant when somebody writes a user of a platform."""

import pytest

from bot.core.model.people import Identity
from bot.core.model.platform_user import shown, user_of, with_names
from bot.core.text.surface import Msg
from tests.reading import words

SAM = Identity("slack", "T024BE7LD", "U0G9QF9C6")
SAMS = Identity("discord", "", "145607444398080001")
KIM = Identity("slack", "T024BE7LD", "U4KIM")


@pytest.mark.parametrize(
    ("platform", "written", "here", "meant"),
    [
        ("slack", "U4KIM", SAM, KIM),
        ("Slack", "@u4kim", SAM, KIM),
        ("slack", "<@U4KIM>", SAM, KIM),
        ("", "<@U4KIM|kim>", SAM, KIM),
        ("slack", "T024BE7LD/U4KIM", SAMS, KIM),
        ("slack", "T024BE7LD/<@U4KIM>", SAM, KIM),
        ("slack", "E1/W1", SAM, Identity("slack", "E1", "W1")),
        ("slack", "T2/U4KIM", None, Identity("slack", "T2", "U4KIM")),
        ("discord", "145607444398080001", SAM, SAMS),
        ("discord", "<@!145607444398080001>", SAM, SAMS),
        ("", "<@145607444398080001>", SAMS, SAMS),
        ("terminal", "kim", SAM, Identity("terminal", "", "kim")),
        ("test", "eve", Identity("test", "", "sam"), Identity("test", "", "eve")),
        ("", "here/eve", Identity("test", "", "sam"), Identity("test", "here", "eve")),
    ],
)
def test_an_id_a_mention_and_a_workspace_before_it(
    platform: str, written: str, here: Identity | None, meant: Identity
) -> None:
    assert user_of(platform, written, here) == meant


@pytest.mark.parametrize(
    ("platform", "written", "here", "why"),
    [
        ("slack", "U4KIM", SAMS, "write it before the user, such as T024BE7LD/U4KIM"),
        ("slack", "U4KIM", None, "a user belongs to a workspace"),
        ("slack", "kim", SAM, "“KIM” is no user's id on slack; one looks like U0G9QF9C6"),
        ("slack", "C0GENERAL", SAM, "is no user's id"),
        ("slack", "@kim", SAM, "is no user's id"),
        ("slack", "1234/U4KIM", SAM, "1234 is no workspace's id"),
        ("slack", "", SAM, "is no user's id"),
        ("discord", "kim", SAMS, "one looks like 145607444398080001"),
        ("discord", "1" * 16, SAMS, "is no user's id"),
        ("discord", "1" * 21, SAMS, "is no user's id"),
        ("discord", "\u0661" * 18, SAMS, "is no user's id"),
        ("discord", "T1/145607444398080001", SAMS, "belong to no workspace"),
        ("terminal", "a/b", None, "belong to no workspace"),
        ("slak", "U4KIM", SAM, "There is no platform slak: take one of slack, discord, terminal"),
        ("", "U4KIM", None, "There is no platform"),
        ("slack", "<@U4KIM" * 1000, SAM, "is no user's id"),
    ],
)
def test_what_no_platform_ever_sends_is_refused(platform: str, written: str, here: Identity | None, why: str) -> None:
    refused = user_of(platform, written, here)
    assert isinstance(refused, Msg)
    assert why in words(refused)


def test_a_workspace_that_stands_apart_is_the_one() -> None:
    assert user_of("slack", "U4KIM", tenant="T024BE7LD") == KIM


def test_a_user_is_shown_with_their_workspace() -> None:
    assert shown(Identity("slack", "T1", "U1")) == "slack:T1/U1"
    assert shown(Identity("discord", "", "145607444398080001")) == "discord:145607444398080001"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12 to <@U4KIM> because", "12 to @kim because"),
        ("12 to <@!U4KIM|kimmy> because", "12 to @kim because"),
        ("12 @U4KIM: look", "12 @kim: look"),
        ("12 <@U9> and @U9, mail a@U4KIM", "12 <@U9> and @U9, mail a@U4KIM"),
    ],
)
def test_colleagues_whom_a_platform_wrote_by_their_ids_are_read_by_name(written: str, read: str) -> None:
    assert with_names(written, lambda user: "kim" if user == "U4KIM" else "") == read
