"""``init``: from an empty folder to a desk of one's own; nothing is lost, and what is wrong is asked again."""

import stat
from pathlib import Path

import pytest
import yaml

from bot.cli.start.files import SERVICES, SETTINGS
from bot.config import policy_file
from bot.core.policy import OpenHours
from kb.articles import loader
from tests.cli.conftest import Run
from tests.deploy.compose import services

OPTIONS = ("--name", "Coral Books", "--zone", "Madrid", "--hours", "Mon-Fri 9-17", "--holidays", "ES-MD",
           "--languages", "es, en", "--articles", "none")  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what ``init`` writes is set."""
    monkeypatch.delenv("FRONTDOOR_DATA")
    monkeypatch.setenv("TZ", "Europe/Berlin")


def test_options_answer_everything(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("init", *OPTIONS)

    assert done.code == 0, done.err
    assert "1 of 6" not in done.out
    policy = policy_file.load(tmp_path / "policy.toml")
    assert (policy.firm.name, policy.firm.zone, policy.firm.languages) == ("Coral Books", "Europe/Madrid", ("es", "en"))
    assert (policy.holidays.country, policy.holidays.subdivision) == ("ES", "MD")
    assert policy.hours.saturday is None
    assert isinstance(policy.hours.friday, OpenHours)
    assert {path.name for path in tmp_path.iterdir() if path.name != "said"} == {
        "policy.toml", "articles", "replies", ".env", "docker-compose.override.yml"
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert [line.split("  ")[1].strip() for line in done.out.splitlines() if line.startswith("  frontdoor")] == [
        "frontdoor policy check", "frontdoor kb import PATH --to articles --lang es", "frontdoor chat"
    ]  # fmt: skip


def test_the_six_questions_are_asked_again_until_they_are_answered(speaks: Run, tmp_path: Path) -> None:
    said = ["", 'Søk & "Find"', "mars", "ist", "madrid", "9-5", "Sun 22-8, Mon 6-14", "Sat 9-14", "Fantasia",
            "germany", "fr", "English, Deutsch", "/nowhere", "none"]  # fmt: skip

    done = speaks("\n".join(said), "init", "desk")

    assert done.code == 0, done.err
    for reason in (
        "Write the name that clients know you by", "No time zone is called so", "Which one: ",
        "write 09:00-17:00", "hours.sunday.close is later than the opening on Monday",
        "No country's holidays are known by that", "The bot doesn't speak “fr”",
        'There is no file or folder "/nowhere"',
    ):  # fmt: skip
        assert reason in done.out
    policy = policy_file.load(tmp_path / "desk" / "policy.toml")
    assert (policy.firm.name, policy.firm.languages) == ('Søk & "Find"', ("en", "de"))
    assert policy.holidays.country == "DE"
    assert "cd desk && frontdoor policy check" in done.out


def test_an_empty_answer_takes_what_is_proposed(speaks: Run, tmp_path: Path) -> None:
    done = speaks("Coral Books\n" + "\n" * 5, "init")

    assert "[Europe/Berlin] ›" in done.out
    assert "[DE] ›" in done.out
    policy = policy_file.load(tmp_path / "policy.toml")
    assert (policy.firm.zone, policy.holidays.country, policy.firm.languages) == ("Europe/Berlin", "DE", ("en",))
    assert sum(map(bool, policy.hours.days())) == 5


def test_an_input_that_ends_writes_nothing(speaks: Run, tmp_path: Path) -> None:
    done = speaks("Coral Books\nMadrid\n", "init", "desk")

    assert done.code == 2
    assert "the input ended before --hours was answered; nothing was written" in done.err
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--yes",), "--name is needed: write the name that clients know you by"),
        (
            ("--name", " ", "--zone", "mars", "--yes"),
            "--name: write the name that clients know you by; --zone: no time",
        ),
        (("--name", "x" * 81, "--yes"), "--name: that's 81 letters; 80 at most"),
        (("--name", "A", "--holidays", "DE-ZZ", "--yes"), "--holidays: DE has no part ZZ; it has BB, BE"),
        (("--name", "A", "--holidays", "EG-C", "--yes"), "EG has no part C; it has no parts with holidays"),
        (("--name", "A", "--languages", " ", "--yes"), "--languages: name one at least, of en, de, es"),
        (("--name", "A", "--hours", "Sun 22-8, Mon 6-14", "--yes"), "hours.sunday.close is later than the opening"),
    ],
)
def test_what_cant_be_is_refused_together_and_nothing_is_written(
    frontdoor: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = frontdoor("init", "desk", *options)

    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "desk").exists()


def test_without_a_zone_of_its_own_the_machine_proposes_none(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Etc/UTC")
    assert "--zone is needed" in frontdoor("init", "--name", "A", "--yes").err


# ── What is there already ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "there", ["policy.toml", ".env", "docker-compose.override.yml", "articles/en/x.md", "replies/a"]
)
def test_nothing_is_replaced_without_being_told(frontdoor: Run, tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine", "utf-8")

    done = frontdoor("init", *OPTIONS)

    assert done.code == 2
    assert f"has {there.split('/', maxsplit=1)[0]}" in done.err
    assert "--overwrite" in done.err
    assert (tmp_path / there).read_text("utf-8") == "mine"
    assert len([path for path in tmp_path.rglob("*") if path.is_file() and path.name != "said"]) == 1


def test_what_is_replaced_keeps_tokens_and_articles(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "articles" / "es").mkdir(parents=True)
    (tmp_path / "articles" / "es" / "mine.md").write_text("mine", "utf-8")
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nexport FRONTDOOR_POLICY=old.toml\n# a note\n", "utf-8")

    done = frontdoor("init", *OPTIONS, "--overwrite")

    assert done.code == 0, done.err
    assert (tmp_path / "articles" / "es" / "mine.md").read_text("utf-8") == "mine"
    assert (tmp_path / ".env").read_text("utf-8").splitlines() == [
        *(f"{name}={value}" for name, value in SETTINGS.items()), "SLACK_BOT_TOKEN=xoxb-1", "# a note"
    ]  # fmt: skip
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_a_file_is_no_folder_and_a_folder_that_takes_no_files_is_named(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk").write_text("", "utf-8")
    assert "desk is a file; name a folder" in frontdoor("init", "desk", *OPTIONS).err

    def full(self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    done = frontdoor("init", "other", *OPTIONS)
    assert done.code == 2
    assert ".policy.toml.new: No space left on device" in done.err


# ── What it begins with ────────────────────────────────────────────────────────────────


def test_ours_to_begin_with_are_those_of_the_languages(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("init", *OPTIONS[:-1], "ours")

    library, shipped = loader.load(tmp_path / "articles", "es"), loader.load(loader.shipped())
    assert library.langs == ("es", "en")
    assert len(library.articles) == sum(article.lang in {"en", "es"} for article in shipped.articles)
    assert "frontdoor kb check" in done.out
    assert frontdoor("kb", "check").code == 0


def test_replies_that_lead_to_our_articles_stay_out(frontdoor: Run, tmp_path: Path) -> None:
    frontdoor("init", *OPTIONS)
    replies = [path.read_text("utf-8") for path in (tmp_path / "replies").rglob("*.md")]
    assert len(replies) == 10
    assert not any("{article:" in text for text in replies)


def test_ones_own_help_centre_is_imported(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "gifts.md").write_text("# Wrapping gifts\n\nTick *Wrap it* in the basket.\n", "utf-8")

    done = frontdoor("init", "desk", *OPTIONS[:-1], "site")

    assert done.code == 0, done.err
    assert (tmp_path / "desk" / "articles" / "es" / "gifts.md").is_file()
    assert "1 of 1 files are articles" in done.out


def test_an_import_that_fails_leaves_the_desk_and_says_so(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text("{", "utf-8")

    done = frontdoor("init", "desk", *OPTIONS[:-1], "export.json")

    assert done.code == 1
    assert "export.json: not taken over" in done.out
    assert (tmp_path / "desk" / "policy.toml").is_file()


# ── Containers ─────────────────────────────────────────────────────────────────────────


def test_every_container_that_reads_settings_reads_the_desks_own(frontdoor: Run, tmp_path: Path) -> None:
    frontdoor("init", "my $desk", *OPTIONS)
    said = yaml.safe_load((tmp_path / "my $desk" / "docker-compose.override.yml").read_text("utf-8"))["services"]

    assert set(said) == set(SERVICES) == {name for name, one in services().items() if "env_file" in one.said}
    for service in said.values():
        inside = {volume["target"]: volume for volume in service["volumes"]}
        assert all(volume["read_only"] for volume in inside.values())
        own = {service["environment"][name] for name in SETTINGS if name != "FRONTDOOR_DATA"}
        assert own == set(inside)
        assert service["environment"]["FRONTDOOR_DATA"] == "/data"
        for volume in inside.values():
            assert Path(volume["source"].replace("$$", "$")).exists()
