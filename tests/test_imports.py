"""Who may import whom: each contract notices a forbidden import, every room is small and on the map."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import grimp
import pytest
from importlinter import configuration
from importlinter.application import app_config, use_cases

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "adapters", "kb")
MODULES_MAX = 15
"""A folder with more is a reason to look for two rooms in it."""
UNCOUNTED = ("bot/store/schema/migrations/versions",)
"""One module per version of the schema, for ever."""
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
Lint = Callable[..., tuple[bool, str]]

PLANTED = (
    # Layers: upwards, sideways, and a module that nobody gave a layer
    ("bot", "bot/core/text/words.py", "import bot.ports.clock", "bot.core.text.words -> bot.ports.clock"),
    ("bot", "bot/ports/clock.py", "import bot.i18n.calendar_file", "bot.ports.clock -> bot.i18n.calendar_file"),
    ("bot", "bot/engine/context.py", "import bot.store.open", "bot.engine.context -> bot.store.open"),
    ("bot", "bot/store/open.py", "import bot.engine.context", "bot.store.open -> bot.engine.context"),
    ("bot", "bot/config/settings.py", "import bot.bootstrap", "bot.config.settings -> bot.bootstrap"),
    (
        "bot",
        "bot/understanding/times.py",
        "import bot.engine.context",
        "bot.understanding.times -> bot.engine.context",
    ),
    ("bot", "bot/workers/timers.py", "import bot.cli.screen", "bot.workers.timers -> bot.cli.screen"),
    ("bot", "bot/stranger.py", "", "bot.stranger"),
    ("core", "bot/core/text/words.py", "import bot.core.policy", "bot.core.text.words -> bot.core.policy"),
    ("core", "bot/core/policy.py", "import bot.core.calendar.slots", "bot.core.policy -> bot.core.calendar.slots"),
    (
        "core",
        "bot/core/model/people.py",
        "import bot.core.rules.timers",
        "bot.core.model.people -> bot.core.rules.timers",
    ),
    (
        "core",
        "bot/core/rules/timers.py",
        "import bot.core.conversation.state",
        "bot.core.rules.timers -> bot.core.conversation.state",
    ),
    (
        "core",
        "bot/core/conversation/state.py",
        "import bot.core.client_view.prompt",
        "bot.core.conversation.state -> bot.core.client_view.prompt",
    ),
    (
        "core",
        "bot/core/staff_view/cards.py",
        "import bot.core.client_view.prompt",
        "bot.core.staff_view.cards -> bot.core.client_view.prompt",
    ),
    (
        "core",
        "bot/core/client_view/prompt.py",
        "import bot.core.policy_review.check",
        "bot.core.client_view.prompt -> bot.core.policy_review.check",
    ),
    ("core", "bot/core/stranger.py", "", "bot.core.stranger"),
    (
        "adapters",
        "adapters/slack/api.py",
        "import adapters.discord.limits",
        "adapters.slack.api -> adapters.discord.limits",
    ),
    (
        "adapters",
        "adapters/kit/committed.py",
        "import adapters.terminal.lines",
        "adapters.kit.committed -> adapters.terminal.lines",
    ),
    ("adapters", "adapters/stranger.py", "", "adapters.stranger"),
    # Forbidden, directly
    ("core-alone", "bot/core/text/words.py", "import kb.search", "bot.core.text.words -> kb.search"),
    ("adapters-know", "adapters/slack/api.py", "import bot.engine.engine", "adapters.slack.api -> bot.engine.engine"),
    (
        "adapters-know",
        "adapters/discord/client.py",
        "import bot.engine.tickets.changes",
        "adapters.discord.client -> bot.engine.tickets.changes",
    ),
    (
        "adapters-know",
        "adapters/terminal/lines.py",
        "import bot.engine.staff.commands",
        "adapters.terminal.lines -> bot.engine.staff.commands",
    ),
    (
        "adapters-know",
        "adapters/slack/sender.py",
        "import bot.engine.client.turn",
        "adapters.slack.sender -> bot.engine.client.turn",
    ),
    (
        "adapters-know",
        "adapters/kit/committed.py",
        "import bot.workers.outbox",
        "adapters.kit.committed -> bot.workers.outbox",
    ),
    (
        "adapters-know",
        "adapters/slack/sender.py",
        "import bot.ports.store.outbox",
        "adapters.slack.sender -> bot.ports.store.outbox",
    ),
    ("adapters-know", "adapters/slack/check.py", "import sqlalchemy", "adapters.slack.check -> sqlalchemy"),
    (
        "tokens-read",
        "adapters/slack/api.py",
        "import bot.core.text.tokens",
        "adapters.slack.api -> bot.core.text.tokens",
    ),
    ("engine-knows", "bot/engine/context.py", "import bot.store.open", "bot.engine.context -> bot.store.open"),
    ("engine-knows", "bot/engine/context.py", "import kb.search", "bot.engine.context -> kb.search"),
    (
        "engine-knows",
        "bot/engine/staff/staff_turn.py",
        "import adapters.kit.committed",
        "bot.engine.staff.staff_turn -> adapters.kit.committed",
    ),
    ("engine-knows", "bot/engine/client/turn.py", "import sqlalchemy", "bot.engine.client.turn -> sqlalchemy"),
    ("workers-know", "bot/workers/timers.py", "import bot.store.open", "bot.workers.timers -> bot.store.open"),
    ("store-only", "bot/store/open.py", "import bot.i18n.calendar_file", "bot.store.open -> bot.i18n.calendar_file"),
    (
        "understanding-knows",
        "bot/understanding/times.py",
        "import kb.language.words",
        "bot.understanding.times -> kb.language.words",
    ),
    ("search-knows", "kb/search.py", "import bot.engine.context", "kb.search -> bot.engine.context"),
    # Forbidden, by way of a module that may be imported
    ("adapters-know", "bot/ports/gateway.py", "import bot.engine.engine", "bot.ports.gateway -> bot.engine.engine"),
    ("engine-knows", "bot/i18n/calendar_file.py", "import kb.search", "bot.i18n.calendar_file -> kb.search"),
    ("workers-know", "bot/core/model/outbox.py", "import sqlalchemy", "bot.core.model.outbox -> sqlalchemy"),
    ("understanding-knows", "bot/i18n/messages.py", "import sqlalchemy", "bot.i18n.messages -> sqlalchemy"),
    (
        "store-only",
        "bot/core/text/errors.py",
        "import bot.i18n.calendar_file",
        "bot.core.text.errors -> bot.i18n.calendar_file",
    ),
    ("search-knows", "bot/core/text/errors.py", "import bot.store.open", "bot.core.text.errors -> bot.store.open"),
    # Circles
    ("circles", "bot/core/rules/change.py", "import bot.core.rules.timers", "No cycles are allowed in bot.core.rules."),
    ("circles", "kb/articles/loader.py", "import kb.index.build", "No cycles are allowed in kb."),
    ("circles", "adapters/slack/limits.py", "import adapters.slack.sender", "No cycles are allowed in adapters.slack."),
)
"""The contract that is broken, where, by what, and how it is said."""


def settings() -> dict[str, object]:
    """What pyproject.toml says of import-linter."""
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return found


def contracts() -> list[dict[str, object]]:
    """What it says may not be."""
    found = settings()["contracts"]
    assert isinstance(found, list)
    return found


@dataclass(frozen=True, slots=True)
class Planted:
    """Hands import-linter a graph of our own instead of reading the packages again."""

    graph: grimp.ImportGraph

    def build(self, **_how: object) -> grimp.ImportGraph:
        """As import-linter's own builder is asked."""
        return self.graph


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom today; not to be changed."""
    said = settings()
    return grimp.build_graph(
        *PACKAGES,
        include_external_packages=bool(said["include_external_packages"]),
        exclude_type_checking_imports=bool(said["exclude_type_checking_imports"]),
        cache_dir=None,
    )


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    """What lint-imports says of a graph, all contracts or one, and whether it is content."""
    configuration.configure()

    def run(graph: grimp.ImportGraph, *only: str) -> tuple[bool, str]:
        monkeypatch.setattr(app_config.settings, "GRAPH_BUILDER", Planted(graph))
        well = use_cases.lint_imports(str(ROOT / "pyproject.toml"), only, cache_dir=None, no_logo=True)
        return well, capsys.readouterr().out

    return run


def planted(graph: grimp.ImportGraph, path: str, line: str) -> grimp.ImportGraph:
    """The graph with one more module, or with one more import in a module that is there."""
    module = path.removesuffix(".py").replace("/", ".")
    changed = deepcopy(graph)
    if not line:
        changed.add_module(module)
        return changed
    assert module in graph.modules, f"{path} is gone: plant it elsewhere"
    imported = line.removeprefix("import ")
    assert imported in graph.modules, f"{imported} is gone: plant another"
    changed.add_import(importer=module, imported=imported, line_number=1, line_contents=line)
    return changed


def test_who_imports_whom_is_as_the_contracts_say(graph: grimp.ImportGraph, lint: Lint) -> None:
    well, said = lint(graph)
    assert well, said


@pytest.mark.parametrize(("contract", "path", "line", "said"), PLANTED, ids=lambda value: str(value)[:60])
def test_a_forbidden_import_is_noticed(
    graph: grimp.ImportGraph, lint: Lint, contract: str, path: str, line: str, said: str
) -> None:
    well, told = lint(planted(graph, path, line), contract)
    assert not well
    assert said in told


def test_the_command_reads_imports_from_the_files(tmp_path: Path) -> None:
    """All of them planted at once in a copy: every contract is broken."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.md"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for _contract, path, line, _said in PLANTED:
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"0 kept, {len(contracts())} broken" in done.stdout


def test_every_contract_has_a_planted_import() -> None:
    assert {contract["id"] for contract in contracts()} == {contract for contract, *_rest in PLANTED}


# ── Rooms ──────────────────────────────────────────────────────────────────────────────


def folders() -> dict[str, list[str]]:
    """Every folder of the product with modules in it, and these without ``__init__``."""
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            found.setdefault(file.parent.relative_to(ROOT).as_posix(), []).append(file.stem)
    return {folder: [name for name in names if not name.startswith("__")] for folder, names in found.items()}


def test_no_room_holds_more_than_a_stranger_can_take_in() -> None:
    assert {f: len(names) for f, names in folders().items() if len(names) > MODULES_MAX and f not in UNCOUNTED} == {}


def test_every_room_says_what_it_holds() -> None:
    silent = [f for f in folders() if not (ROOT / f / "__init__.py").read_text("utf-8").startswith('"""')]
    assert not silent


def test_every_room_is_on_the_map_once_and_nothing_else_is() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    mapped = re.findall(r"^\| `([\w/]+)/` \| \S.*\|$", page, re.MULTILINE)
    wanted = {f for f in folders() if "/migrations" not in f}
    assert sorted(name for name in mapped if name.split("/")[0] in PACKAGES) == sorted(wanted)
    assert [name for name in mapped if not (ROOT / name).is_dir()] == []
    assert {f"tests/{f.name}" for f in (ROOT / "tests").iterdir() if f.is_dir() and (f / "__init__.py").exists()} <= {
        *mapped,
        *(f"tests/{name.split('/')[-1]}" for name in mapped if name.count("/") == 1),
        *(f"tests/{name}" for name in PACKAGES),
    }
