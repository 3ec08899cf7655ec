"""``<NAME>_FILE``: a setting that stands in a file of its own."""

from pathlib import Path

import pytest

from bot import platforms
from bot.config import settings
from bot.config.secret_files import CHARS_MAX, resolved
from bot.core.text.errors import SettingsInvalid
from tests.cli.conftest import Run


def held(path: Path, content: bytes) -> str:
    """A file's path."""
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("content", [b"xoxb-1", b"xoxb-1\n", b"  xoxb-1\r\n\n"])
def test_what_stands_in_the_file_is_the_setting(tmp_path: Path, content: bytes) -> None:
    here = {"SLACK_BOT_TOKEN_FILE": held(tmp_path / "token", content), "OTHER": "1"}

    assert resolved(here, ["SLACK_"]) == {**here, "SLACK_BOT_TOKEN": "xoxb-1"}


def test_only_our_own_settings_are_looked_at() -> None:
    here = {"SSL_CERT_FILE": "/nowhere", "DISCORD_TOKEN_FILE": "/nowhere", "_FILE": "/nowhere", "SLACK_PORT_FILE": " "}

    assert resolved(here, ["SLACK_", "FRONTDOOR_"]) == here


def test_everything_that_is_wrong_is_said_at_once_and_nothing_that_a_file_holds(tmp_path: Path) -> None:
    here = {
        "SLACK_A_FILE": str(tmp_path / "nowhere"),
        "SLACK_B_FILE": held(tmp_path / "empty", b" \n"),
        "SLACK_C_FILE": str(tmp_path),
        "SLACK_D_FILE": held(tmp_path / "binary", b"flamingo\xff\xfe"),
        "SLACK_E_FILE": held(tmp_path / "lines", b"flamingo\nflamingo"),
        "SLACK_F_FILE": held(tmp_path / "long", b"flamingo" * CHARS_MAX),
        "SLACK_G_FILE": held(tmp_path / "twice", b"flamingo"),
        "SLACK_G": "flamingo",
        "SLACK_H_FILE": "/proc/nobody\0knows",
    }

    with pytest.raises(SettingsInvalid) as wrong:
        resolved(here, ["SLACK_"])

    told = {problem.where: str(problem) for problem in wrong.value.problems}
    assert told.keys() == {name for name in here if name.endswith("_FILE")}
    for name, said in (
        *(("A", "there is no file"), ("B", "is empty"), ("C", "Is a directory"), ("D", "aren't UTF-8")),
        *(("E", "more than one line"), ("F", "more than one line"), ("G", "SLACK_G is set, too")),
    ):
        assert said in told[f"SLACK_{name}_FILE"]
    assert "flamingo" not in str(wrong.value)


def test_a_file_that_may_not_be_read_says_who_needs_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_how: object, **_else: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)

    with pytest.raises(SettingsInvalid, match=r"may not be read .*the user that runs this process"):
        resolved({"SLACK_A_FILE": "/run/secrets/a"}, ["SLACK_"])


def test_the_desks_own_settings_may_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(f"FRONTDOOR_DATABASE_URL_FILE={held(tmp_path / 'url', b'postgresql://db/desk')}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FRONTDOOR_DATABASE_URL", raising=False)

    assert settings.load().address == "postgresql://db/desk"
    assert not settings.load(data=tmp_path).shared, "a folder that is given wins over a server"


def test_what_is_wrong_with_a_file_is_said_by_every_command(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL_FILE", held(tmp_path / "url", b"mysql://ana:flamingo@db/desk"))
    wrong = frontdoor("queue")
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL_FILE", str(tmp_path / "nowhere"))
    missing = frontdoor("doctor")

    assert wrong.code == 1
    assert "FRONTDOOR_DATABASE_URL: is no URL" in wrong.err
    assert "flamingo" not in wrong.err
    assert missing.code == 1
    assert "FRONTDOOR_DATABASE_URL_FILE: there is no file" in " ".join(missing.out.split())


def test_a_process_needs_only_the_secrets_of_what_it_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "not for us"))
    monkeypatch.setenv("FAKE_TOKEN_FILE", held(tmp_path / "token", b"x"))

    assert platforms.environment(["fake"])["FAKE_TOKEN"] == "x"
    with pytest.raises(SettingsInvalid, match="SLACK_BOT_TOKEN_FILE"):
        platforms.environment()
