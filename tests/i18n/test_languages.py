"""Every language has its whole folder; a further one is a folder, and no Python file changes."""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.text.errors import LanguageInvalid
from bot.i18n import SOURCE_LANGUAGE, languages
from bot.i18n.phrases import NEIGHBOURS, SIGNS, read

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "bot" / "locale"
FRENCH = Path(__file__).resolve().parent.parent / "french"
FILES = ("language.toml", "phrases.toml", "times.toml", "search.toml", "secrets.toml", "acts.toml", "mail.toml")
OPTIONAL = {
    "language.toml: guessing.letters_telling",
    "language.toml: guessing.letters_leaning",
    "language.toml: ordinals.one",
    "language.toml: ordinals.two",
    "language.toml: ordinals.few",
    "phrases.toml: words.not_a_slip",
    *(
        f"times.toml: {key}"
        for key in (
            "also_behind_hours",
            "onwards",
            "before_hour",
            "behind_hour",
            "next",
            "tonight",
            "not_a_slip",
            "feasts",
        )
    ),
    "search.toml: also_written",
    "search.toml: particles",
    "search.toml: clause_words",
    "search.toml: opposites",
    "search.toml: numbered_places",
    "search.toml: other_places",
    "secrets.toml: behind_other_words",
    "secrets.toml: before_other_words",
    "secrets.toml: isnt",
    "secrets.toml: no_keys",
    "search.toml: also_written.ss",
}
"""What not every language has: left out then, never empty."""
RUN_SECONDS_MAX = 60

Table = dict[str, Any]


def data(name: str, lang: str = SOURCE_LANGUAGE) -> Table:
    return tomllib.loads((LOCALE / lang / name).read_text("utf-8"))


def keys(table: Table, *above: str) -> Iterator[tuple[str, ...]]:
    """Every key, those within tables by their path."""
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from keys(value, *above, key)


def written(table: Table) -> str:
    """The same as TOML again."""
    flat = [f"{key} = {json.dumps(value)}" for key, value in table.items() if not isinstance(value, dict)]
    tables = [f"[{key}]\n{written(value)}" for key, value in table.items() if isinstance(value, dict)]
    return "\n".join([*flat, *tables])


KEYS = [(name, path) for name in FILES for lang in ("en", "de") for path in keys(data(name, lang))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English alone, to be changed."""
    shutil.copytree(LOCALE / SOURCE_LANGUAGE, tmp_path / SOURCE_LANGUAGE)
    shutil.copy(LOCALE / NEIGHBOURS, tmp_path)
    shutil.copy(LOCALE / SIGNS, tmp_path)
    return tmp_path


def changed(folder: Path, name: str, path: tuple[str, ...], value: object) -> Path:
    """The folder with another value for a key; ``None`` takes it away."""
    whole = data(name)
    table = whole
    for key in path[:-1]:
        table = table.setdefault(key, {})
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
    (folder / SOURCE_LANGUAGE / name).write_text(written(whole), "utf-8")
    return folder


# ── Complete ───────────────────────────────────────────────────────────────────────────


def test_every_language_is_whole() -> None:
    assert {path.parent.name for path in LOCALE.glob("*/*.toml")} == set(languages().by_code)
    assert next(iter(languages().by_code)) == SOURCE_LANGUAGE


def test_every_ordinal_says_its_number() -> None:
    for language in languages().by_code.values():
        assert all("{number}" in form for form in language.ordinals.values()), language.name


@pytest.mark.parametrize(("name", "path"), sorted(set(KEYS)), ids=lambda each: str(each))
def test_a_key_that_is_missing_or_empty_is_named_with_its_file(name: str, path: tuple[str, ...], folder: Path) -> None:
    place = f"{name}: {'.'.join(path)}"
    table = isinstance(data(name).get(path[0]), dict) and len(path) == 1
    if place in OPTIONAL:
        read(changed(folder, name, path, None))
    else:
        with pytest.raises(LanguageInvalid, match="bot/locale/en") as caught:
            read(changed(folder, name, path, None))
        assert f"{place}: is missing" in str(caught.value)
    for wrong, reason in (("  ", "is empty"), (12, "is no text")):
        if place.endswith(("compounds", "also_written")) or table:
            reason = "is neither true nor false" if place.endswith("compounds") else "is no table"
        with pytest.raises(LanguageInvalid) as caught:
            read(changed(folder, name, path, wrong))
        assert f"{place}: {reason}" in str(caught.value)


@pytest.mark.parametrize(("name", "path"), sorted({(name, path[:-1]) for name, path in KEYS}))
def test_a_key_that_nobody_knows_is_named_with_its_file(name: str, path: tuple[str, ...], folder: Path) -> None:
    if path == ("also_written",):
        pytest.skip("holds any letters")
    with pytest.raises(LanguageInvalid) as caught:
        read(changed(folder, name, (*path, "thanks_a_lot"), "merci"))
    assert f"{name}: {'.'.join((*path, 'thanks_a_lot'))}: is unknown" in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_or_broken_is_named(name: str, folder: Path) -> None:
    file = folder / SOURCE_LANGUAGE / name
    file.write_text("name = English", "utf-8")
    with pytest.raises(LanguageInvalid, match=rf"{name}: can't be read: .*line 1"):
        read(folder)
    file.unlink()
    with pytest.raises(LanguageInvalid, match=f"{name}: is missing"):
        read(folder)


def test_all_that_is_wrong_is_said_at_once(folder: Path) -> None:
    changed(folder, "times.toml", ("today",), None)
    changed(folder, "phrases.toml", ("commands", "help"), "")
    with pytest.raises(LanguageInvalid) as caught:
        read(folder)
    assert [problem.where for problem in caught.value.problems] == ["phrases.toml: commands.help", "times.toml: today"]


def test_a_sign_of_no_act_is_named(folder: Path) -> None:
    (folder / SIGNS).write_text("applause = '👏'\nyes = '👍'", "utf-8")
    with pytest.raises(LanguageInvalid, match=r"signs\.toml: applause: is no act"):
        read(folder)


def test_a_neighbour_that_got_a_folder_is_none_any_more(folder: Path) -> None:
    shutil.copytree(FRENCH, folder / "fr")
    with pytest.raises(LanguageInvalid, match=r"neighbours\.toml: fr: has a folder of its own now"):
        read(folder)


def test_a_language_of_which_only_a_catalogue_was_begun_is_not_understood_yet(folder: Path) -> None:
    (folder / "it" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "it" / "LC_MESSAGES" / "frontdoor.po").touch()
    assert set(read(folder).by_code) == {SOURCE_LANGUAGE}


# ── A fourth language ──────────────────────────────────────────────────────────────────

CONVERSATION = """
import sys
from dataclasses import replace
from pathlib import Path

import bot
from bot.i18n import languages
from kb.search import ArticleSearch
from tests.builders import policy
from tests.dialogue import open_house
from tests.kb.pages import article, library

folder = Path(sys.argv[1])
assert Path(bot.__file__).is_relative_to(folder), bot.__file__
rules = policy()
rules = replace(rules, firm=replace(rules.firm, languages=(*rules.firm.languages, "fr")))
pages = library(article("quota", "Les courriels n'arrivent plus", "Votre boîte est pleine.", lang="fr"))
with open_house(folder, search=ArticleSearch(pages, languages()), rules=rules) as house:
    ana = house.client(lang="")
    ana.says("bonjour, mes courriels n'arrivent plus depuis hier")
    ana.sees("Votre boîte est pleine", "[Aucun de ceux-ci]")
    ana.says("aucun de ceux-ci")
    ana.says("passer")
    ana.chooses("High")
    ana.says("je ne sais pas")
    ana.says("je m'appelle Ana")
    ana.says("Où en est mon ticket ?")
    ana.sees("1er dans la file")
    ana.says("ajoute au ticket 1001 : toujours rien")
    ana.says("voir n° 1001")
    ana.sees("toujours rien")
    ana.says("rappelez-moi")
    ana.says("demain")
    ana.says("20 h")
    ana.says("+33 6 12 34 56 78")
    ana.sees("Phone call requested")
    ana.says("in english")
    ana.sees("English")
    ana.says("français")
    ana.sees("Français")
    ana.says("du nouveau ?")
    ana.sees("1er in line")
    bo = house.client("bo", lang="fr")
    bo.says("bonjour")
    bo.sees("Bonjour ! Dites-moi")
print("done")
"""


def test_a_further_language_is_a_folder_and_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "bot", copy / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("adapters", "kb", "tests"):
        (copy / package).symlink_to(ROOT / package)
    shutil.copytree(FRENCH, copy / "bot" / "locale" / "fr", ignore=shutil.ignore_patterns("README.md"))
    others = tomllib.loads((LOCALE / NEIGHBOURS).read_text("utf-8"))
    del others["fr"]
    (copy / "bot" / "locale" / NEIGHBOURS).write_text(written(others), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CONVERSATION, copy],
        env={"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS_MAX,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr
