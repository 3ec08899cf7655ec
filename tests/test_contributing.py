"""CONTRIBUTING names what is there: every file of the walk of a message, and what is called in it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WALK = TEXT.partition("## The walk of one message\n")[2].partition("\n## ")[0]
GLOSSARY = TEXT.partition("## Glossary\n")[2].partition("\n## ")[0]
STEPS = re.findall(r"^\d+\. `([^`]+\.py)`: (.*?)(?=^\d+\. |\Z)", WALK, re.MULTILINE | re.DOTALL)
WORDS_MAX = 25


def _names(tree: ast.AST, within: str = "") -> Iterator[str]:
    """Functions, classes and their methods, as ``name`` and ``Class.name``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"{within}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from _names(node, f"{node.name}.")


def _missing(file: str, told: str) -> set[str]:
    """What is said to be called in a file, or with "in" and another file behind it in that one, and isn't there."""
    called = re.findall(r"`([\w.]+)\(\)`(?:\s+in\s+`([\w/]+\.py)`)?", told)
    assert called, f"{file}: no function is named"
    return {f"{place or file}: {name}" for name, place in called if name not in _known(place or file)}


@cache
def _known(file: str) -> frozenset[str]:
    return frozenset(_names(ast.parse((ROOT / file).read_text(encoding="utf-8"))))


@pytest.mark.parametrize(("file", "told"), STEPS, ids=[file for file, _told in STEPS])
def test_what_a_step_of_the_walk_calls_is_there(file: str, told: str) -> None:
    assert _missing(file, told) == set()


def test_what_isnt_there_is_noticed() -> None:
    assert _missing("bot/markdown.py", "`blocks()`, `links()` in `kb/search.py`") == {"kb/search.py: links"}


def test_every_file_and_folder_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:bot|adapters|kb|tests)/[\w./-]*)`", WALK + GLOSSARY)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_walk_goes_from_the_webhook_to_the_sender() -> None:
    files = [file for file, _told in STEPS]
    assert files[0] == "adapters/slack/requests/webhook_endpoint.py"
    assert files[-1] == "adapters/slack/sender.py"
    assert len(files) >= 12


def test_every_word_of_the_glossary_stands_on_one_line() -> None:
    lines = GLOSSARY.strip().splitlines()[2:]
    words = [line.partition(" | ")[0].strip("| *") for line in lines]
    assert len(set(words)) == len(words) == WORDS_MAX
    assert words == sorted(words, key=str.casefold)
