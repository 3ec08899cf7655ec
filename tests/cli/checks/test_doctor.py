"""``doctor``: what is well, what isn't, and never a secret."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import i18n
from bot.cli.checks import catalogues, doctor
from bot.core.text.language_data import Languages
from bot.i18n import languages
from bot.store.migrate import HEAD
from tests.cli.conftest import Done, Run


def grades(done: Done) -> dict[str, str]:
    """What was looked at → ok, warn or fail."""
    rows = re.findall(r"^ (ok|warn|fail) +(\w+(?: \w+)?)  ", done.out, re.MULTILINE)
    return {what: grade for grade, what in rows}


def found(done: Done) -> str:
    """Everything it said, without the table's line breaks."""
    return " ".join(done.out.split())


@pytest.mark.usefixtures("busy")
def test_a_healthy_desk_is_healthy(frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frontdoor("init", tmp_path, "--name", "Coral Books", "--zone", "Madrid", "--languages", "en,es,de", "--yes")
    for lang in ("en", "es", "de"):
        (tmp_path / "articles" / lang / "wrapping.md").write_text("---\ntitle: Wrapping\n---\n\nIn paper.\n")
    monkeypatch.setenv("FRONTDOOR_DATA", str(tmp_path / "desk"))
    done = frontdoor("doctor")

    assert done.code == 0, done.out
    assert set(grades(done).values()) == {"ok"}, done.out
    for name in (
        *("python", "packages", "sqlite", "database", "schema", "permissions", "policy", "time zones"),
        *("language en", "language es", "language de", "articles", "staff", "platforms"),
    ):
        assert name in grades(done), name
    assert re.search(r"sqlalchemy \d.*rapidfuzz \d.*babel \d", found(done))
    assert re.search(r"en \d+, de \d+, es \d+ in", found(done))
    assert "All is well." in done.out


def test_a_fresh_machine_has_no_database_yet_and_none_is_made(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("doctor")

    assert grades(done)["database"] == "warn"
    assert "none yet" in done.out
    assert not (tmp_path / "desk").exists()


def test_a_damaged_file_fails(frontdoor: Run, busy: Path) -> None:
    (busy / "frontdoor.db").write_bytes(b"this was a database once, honestly" * 200)

    done = frontdoor("doctor")

    assert done.code == 1
    assert grades(done)["database"] == "fail"


def test_damaged_pages_are_found(frontdoor: Run, busy: Path) -> None:
    with open(busy / "frontdoor.db", "r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 20 * 4096)

    done = frontdoor("doctor")

    assert (done.code, grades(done)["database"]) == (1, "fail")


@pytest.mark.parametrize(("schema", "grade", "said"), [("0000", "warn", "db upgrade"), ("9999", "fail", "newer")])
def test_another_schema_is_told_and_left_alone(frontdoor: Run, busy: Path, schema: str, grade: str, said: str) -> None:
    def change(to: str) -> None:
        with closing(sqlite3.connect(busy / "frontdoor.db")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (to,))
            connection.commit()

    change(schema)

    done = frontdoor("doctor")

    assert grades(done)["schema"] == grade
    assert said in done.out
    assert HEAD in done.out
    with closing(sqlite3.connect(busy / "frontdoor.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (schema,)


def test_a_lock_that_is_held_is_found(frontdoor: Run, busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.database_state.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(busy / "frontdoor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = frontdoor("doctor")

    assert grades(done)["writing"] == "fail"
    assert "locked" in done.out


def test_a_folder_that_others_can_read_is_a_warning_with_the_way_out(frontdoor: Run, busy: Path) -> None:
    os.chmod(busy, 0o755)  # noqa: S103 - that's the point

    done = frontdoor("doctor")

    assert grades(done)["permissions"] == "warn"
    assert "chmod -R go-rwx" in found(done)


def test_a_log_that_others_can_read_is_a_warning(frontdoor: Run, busy: Path) -> None:
    (busy / "frontdoor.log").touch()
    (busy / "frontdoor.log").chmod(0o644)

    done = frontdoor("doctor")

    assert grades(done)["permissions"] == "warn"


@pytest.mark.usefixtures("empty")
def test_a_desk_without_a_lead_is_a_warning(frontdoor: Run) -> None:
    done = frontdoor("doctor")

    assert grades(done)["staff"] == "warn"
    assert "nobody is lead" in found(done)


def test_a_broken_policy_fails_with_its_problems(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours.toml").write_text("[firm]\nname = 3\n")
    monkeypatch.setenv("FRONTDOOR_POLICY", str(tmp_path / "ours.toml"))

    done = frontdoor("doctor")

    assert done.code == 1
    assert grades(done)["policy"] == "fail"
    assert "firm.name" in done.out


def test_broken_saved_replies_fail_with_the_file_and_the_rest_is_told(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert grades(frontdoor("doctor"))["saved replies"] == "ok"
    (tmp_path / "en").mkdir()
    hello = tmp_path / "en" / "hello.md"
    monkeypatch.setenv("FRONTDOOR_REPLIES", str(tmp_path))
    for wrong in ("{clinet}", "{article:mx-record}"):
        hello.write_text(f"---\ntitle: Hello\n---\n{wrong}\n")
        done = frontdoor("doctor")
        assert grades(done)["saved replies"] == "fail"
        assert grades(done)["articles"] == "ok"
        assert "hello.md" in done.out


def test_broken_articles_fail_with_the_file(frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lamp.md").write_text("no fence")
    monkeypatch.setenv("FRONTDOOR_ARTICLES", str(tmp_path / "articles"))

    done = frontdoor("doctor")

    assert grades(done)["articles"] == "fail"
    assert "lamp.md" in done.out


def test_wrong_settings_fail(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_PORT", "eighty")

    done = frontdoor("doctor")

    assert (done.code, grades(done)["settings"]) == (1, "fail")
    assert "FRONTDOOR_PORT" in done.out


def test_secrets_in_the_environment_are_never_printed(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    monkeypatch.setenv("DISCORD_TOKEN", "also-very-secret")

    assert "very-secret" not in frontdoor("doctor").out


# ── Parts ──────────────────────────────────────────────────────────────────────────────


def test_what_is_still_the_examples_is_a_warning(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = frontdoor("doctor")
    assert grades(shipped)["policy"] == "warn"
    assert "begin a desk of your own with: frontdoor init" in found(shipped)
    assert grades(shipped)["articles"] == "ok"
    frontdoor("init", tmp_path, "--name", "Coral Books", "--zone", "Madrid", "--articles", "ours", "--yes")
    done = frontdoor("doctor")
    assert (grades(done)["policy"], grades(done)["articles"]) == ("ok", "warn")
    assert "63 of 63 are the shipped ones, about web hosting, and answer clients of Coral Books" in found(done)
    policy = (tmp_path / "policy.toml").read_text("utf-8")
    own = policy.replace("# article_url", "article_url").replace("Coral Books", "Harbour Hosting")
    (tmp_path / "policy.toml").write_text(own, "utf-8")
    again = frontdoor("doctor")
    assert grades(again)["policy"] == "warn"
    assert "firm.name Harbour Hosting is the example's name; firm.article_url leads to" in found(again)


def test_names_that_are_no_settings_are_told(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_DB_URL", "x")
    monkeypatch.setenv("SLACK_TOKEN", "x")
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "x")
    done = frontdoor("doctor")
    assert grades(done)["settings"] == "warn"
    assert "FRONTDOOR_DB_URL: isn't a setting (did you mean FRONTDOOR_DATABASE_URL?): it changes nothing" in found(done)
    assert "SLACK_TOKEN: isn't a setting (did you mean SLACK_BOT_TOKEN?)" in found(done)
    assert "SLACK_WEBHOOK_URL" not in found(done)


def test_a_slip_in_a_settings_name_starts_nothing(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_POLCIY", "own.toml")
    done = frontdoor("queue")
    assert done.code == 1
    assert "FRONTDOOR_POLCIY: isn't a setting (did you mean FRONTDOOR_POLICY?)" in done.err
    assert grades(frontdoor("doctor"))["settings"] == "fail"
    monkeypatch.delenv("FRONTDOOR_POLCIY")
    monkeypatch.setenv("DISCORD_TOKENS", "x")
    assert "did you mean DISCORD_TOKEN?" in frontdoor("serve").err
    monkeypatch.delenv("DISCORD_TOKENS")
    monkeypatch.setenv("SLACK_TOKEN", "x")
    assert "SLACK_TOKEN: isn't a setting (did you mean SLACK_BOT_TOKEN?)" in frontdoor("serve").err


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True),
        ((3, 51, 3), False), ((3, 52, 0), False),
    ],
)  # fmt: skip
def test_the_releases_with_the_wal_race_are_known(version: tuple[int, ...], has_it: bool) -> None:
    assert doctor.has_wal_race(version) is has_it


def test_this_sqlite_is_judged_with_its_note(frontdoor: Run) -> None:
    told = "checkpoints are made only while holding the write lock" in found(frontdoor("doctor"))

    assert told is doctor.has_wal_race(sqlite3.sqlite_version_info)


def test_a_language_without_catalogue_is_a_gap_and_english_needs_none() -> None:
    assert "no catalogue" in catalogues.gaps("xx")
    assert catalogues.gaps(i18n.SOURCE_LANGUAGE) == ""


def test_what_one_language_has_the_others_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "whole").write_text('msgid ""\nmsgstr ""\n\nmsgid "Yes"\nmsgstr "Oui"\n\nmsgid "No"\nmsgstr "Non"\n')
    (tmp_path / "half").write_text('msgid ""\nmsgstr ""\n\n#, fuzzy\nmsgid "Yes"\nmsgstr "Oui"\n')
    monkeypatch.setattr(catalogues, "_languages", lambda: ("fr", "fr_CA"))
    understood = Languages({"fr": languages().by_code["en"]})
    monkeypatch.setattr(catalogues, "languages", lambda: understood)
    monkeypatch.setattr(catalogues, "_file", lambda lang: tmp_path / {"fr": "whole", "fr_CA": "half"}[lang])

    assert catalogues.gaps("fr") == ""
    not_understood = "its commands and times aren't understood: bot/locale/fr_CA/ has no phrases.toml and times.toml"
    assert catalogues.gaps("fr_CA") == f"2 messages aren't translated; {not_understood}"


def test_a_language_that_is_offered_and_not_understood_fails(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = languages()
    spoken = Languages({code: whole.by_code[code] for code in ("en", "de")}, whole.neighbours)
    monkeypatch.setattr(catalogues, "languages", lambda: spoken)

    done = frontdoor("doctor")

    assert done.code == 1
    assert (grades(done)["language es"], grades(done)["language de"]) == ("fail", "ok")
    assert "its commands and times aren't understood: bot/locale/es/" in found(done)
