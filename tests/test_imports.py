"""Who may import whom: each contract notices a forbidden import, every room is small and on the map."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "adapters", "kb")
MODULES_MAX = 15
"""A folder with more is a reason to look for two rooms in it."""
UNCOUNTED = ("bot/store/schema/migrations/versions",)
"""One module per version of the schema, for ever."""
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

PLANTED = (
    # Layers: upwards, sideways, and a module that nobody gave a layer
    ("bot", "bot/core/text/words.py", "import bot.ports.clock", "bot.core.text.words -> bot.ports.clock"),
    ("bot", "bot/ports/clock.py", "import bot.i18n.calendar_file", "bot.ports.clock -> bot.i18n.calendar_file"),
    ("bot", "bot/engine/context.py", "import bot.store.open", "bot.engine.context -> bot.store.open"),
    ("bot", "bot/store/open.py", "import bot.engine.context", "bot.store.open -> bot.engine.context"),
    ("bot", "bot/config/settings.py", "import bot.bootstrap", "bot.config.settings -> bot.bootstrap"),
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
        "bot/engine/staff/commands.py",
        "import adapters.kit.committed",
        "bot.engine.staff.commands -> adapters.kit.committed",
    ),
    ("engine-knows", "bot/engine/client/turn.py", "import sqlalchemy", "bot.engine.client.turn -> sqlalchemy"),
    ("workers-know", "bot/workers/timers.py", "import bot.store.open", "bot.workers.timers -> bot.store.open"),
    ("store-only", "bot/store/open.py", "import bot.i18n.calendar_file", "bot.store.open -> bot.i18n.calendar_file"),
    ("search-knows", "kb/search.py", "import bot.engine.context", "kb.search -> bot.engine.context"),
    # Forbidden, by way of a module that may be imported
    ("adapters-know", "bot/ports/gateway.py", "import bot.engine.engine", "bot.ports.gateway -> bot.engine.engine"),
    ("engine-knows", "bot/i18n/calendar_file.py", "import kb.search", "bot.i18n.calendar_file -> kb.search"),
    ("workers-know", "bot/core/model/outbox.py", "import sqlalchemy", "bot.core.model.outbox -> sqlalchemy"),
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


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's packages and settings beside the repository, to plant in."""
    here = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, here / package, ignore=shutil.ignore_patterns("__pycache__", "*.md"))
    shutil.copy(ROOT / "pyproject.toml", here)
    return here


def lint(where: Path, *only: str) -> subprocess.CompletedProcess[str]:
    """lint-imports over a copy, all contracts or one."""
    chosen = [word for name in only for word in ("--contract", name)]
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", *chosen], cwd=where, capture_output=True, text=True, check=False
    )


def test_who_imports_whom_is_as_the_contracts_say(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "path", "line", "said"), PLANTED, ids=lambda value: str(value)[:60])
def test_a_forbidden_import_is_noticed(copy: Path, contract: str, path: str, line: str, said: str) -> None:
    file = copy / path
    before = file.read_text("utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        done = lint(copy, contract)
    finally:
        file.unlink() if before is None else file.write_text(before, "utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout


def test_every_contract_has_a_planted_import() -> None:
    contracts = settings()["contracts"]
    assert isinstance(contracts, list)
    assert {contract["id"] for contract in contracts} == {contract for contract, *_rest in PLANTED}


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
