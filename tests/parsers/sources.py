"""What in the source reads text: every regular expression, by where it stands, and modules that read otherwise.

While ``watched`` lasts, each expression that is used says so: a parser of the registry goes through it, or doesn't.
"""

import ast
import contextlib
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from bot.core.text.redaction.words import Worded

EXPRESSIONS = (re.Pattern, Worded)
"""The second are made of words of languages when they are first used."""
PACKAGES = ("bot", "adapters", "kb")
LEFT_OUT = "bot.store.schema.migrations"
"""What reads there is our own."""
READERS = frozenset({"yaml", "tomllib", "difflib", "rapidfuzz", "dotenv", "textwrap", "html", "markdown_it"})
"""Libraries that take text apart; and rich.markdown."""
STEPS = frozenset({"find", "rfind", "index", "match", "search", "startswith", "partition"})
"""What a parser written by hand does in a loop."""


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the product."""
    names = []
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        names += [package, *(found.name for found in pkgutil.walk_packages(path, f"{package}."))]
    return tuple(
        map(importlib.import_module, (name for name in names if not name.startswith((LEFT_OUT, "bot.__main"))))
    )


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text("utf-8"))


def inline_calls(module: ModuleType) -> Iterator[str]:
    """Expressions that aren't compiled first: they have no name under which they could be watched."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    owner = call.func.value
                    if isinstance(owner, ast.Name) and owner.id == "re" and call.func.attr != "escape":
                        yield f"{module.__name__}:{node.name}"


def reads_by_hand(module: ModuleType) -> bool:
    """Whether a module asks a library to take text apart, or steps through one in a loop."""
    for node in ast.walk(_tree(module)):
        imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        imported += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name == "rich.markdown" or name.split(".")[0] in READERS for name in imported):
            return True
        if isinstance(node, ast.While) and any(
            isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in STEPS
            for call in ast.walk(node)
        ):
            return True
    return False


def patterns(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[Any] | Worded"]]:
    """The module's own expressions by name, those in tuples and dictionaries, too."""
    for name, value in vars(module).items():
        held = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)
        for each in held:
            if isinstance(each, EXPRESSIONS):
                yield name, each


def all_patterns() -> dict[str, "re.Pattern[Any] | Worded"]:
    """Every expression once, under the module whose source makes it: ``module:name``."""
    found: dict[str, re.Pattern[Any] | Worded] = {}
    for module in modules():
        made = {
            target.id
            for node in _tree(module).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for number, (name, pattern) in enumerate(patterns(module)):
            if name in made:
                several = isinstance(vars(module)[name], tuple | dict)
                found[f"{module.__name__}:{name}" + (f"[{number}]" if several else "")] = pattern
    return found


class Watched:
    """An expression that notes when it is used."""

    def __init__(self, pattern: "re.Pattern[Any] | Worded", used: set[int]) -> None:
        self._pattern, self._used = pattern, used

    def __getattr__(self, name: str) -> Any:
        self._used.add(id(self._pattern))
        return getattr(self._pattern, name)


@contextlib.contextmanager
def watched() -> Iterator[set[int]]:
    """While it lasts: the ids of the expressions that were used."""
    used: set[int] = set()
    undo: list[tuple[dict[str, Any], str, Any]] = []
    defaults: list[tuple[FunctionType, Any, Any]] = []

    def seen(value: Any) -> Any:
        match value:
            case re.Pattern() | Worded():
                return Watched(value, used)
            case tuple() if any(isinstance(each, EXPRESSIONS) for each in value):
                return tuple(map(seen, value))
            case dict() if any(isinstance(each, EXPRESSIONS) for each in value.values()):
                return {key: seen(each) for key, each in value.items()}
        return value

    for module in [module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES]:
        names = vars(module)
        for name, value in list(names.items()):
            if isinstance(value, FunctionType) and value.__defaults__:
                defaults.append((value, value.__defaults__, value.__kwdefaults__))
                value.__defaults__ = tuple(map(seen, value.__defaults__))
            elif (now := seen(value)) is not value:
                undo.append((names, name, value))
                names[name] = now
    try:
        yield used
    finally:
        for names, name, value in undo:
            names[name] = value
        for function, before, _keywords in defaults:
            function.__defaults__ = before
