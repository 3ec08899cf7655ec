"""The project as a stranger gets it: the wheel, the lock, the commands in the pages, the container's files."""

import ast
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import DISTRIBUTION
from tests.postgres import REQUIRED

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "adapters", "kb")
CORPORA = "tests/redaction/"
"""What people paste: paths and hosts of machines that don't exist."""
NOT_OURS = frozenset({".git", ".venv", ".demo", ".bench", ".secrets", "build", "dist", "__pycache__"})
"""Folders that hold nothing of the repository; so do the tools' caches and the egg-info."""

RUN_SECONDS_MAX = 120
"""A started command that takes longer hangs. Generous: machines that test are busy."""


def read(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads(read("pyproject.toml"))


def repository_files() -> Iterator[Path]:
    """Every file that belongs to the repository, also where it is no git checkout."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            f for f in folders if f not in NOT_OURS and not f.endswith(("_cache", ".egg-info", ".hypothesis"))
        ]
        yield from (Path(folder, file) for file in files if file != ".git" and not file.startswith(".coverage"))


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


# ── The wheel ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy (no leftovers of earlier builds) and with no registry asked."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    done = subprocess.run([sys.executable, "-c", build], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, which for pure Python is all that installing does."""
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    return place


def run_installed(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed program, away from the checkout, without a terminal and with none of our settings."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("FRONTDOOR_")}
    env |= {"PYTHONPATH": str(installed), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=RUN_SECONDS_MAX,
    )


def test_the_wheel_carries_every_file_of_its_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        carried = set(packed.namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in repository_files()}
    wanted = {name for name in ours if name.split("/")[0] in PACKAGES and not name.endswith((".pot", ".pyc"))}
    assert wanted <= carried
    assert {name.split("/")[0] for name in carried if ".dist-info/" not in name} == set(PACKAGES)


def test_the_wheel_carries_what_the_program_reads_when_it_runs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        carried = packed.namelist()
    for pattern in (
        r"bot/policy\.toml",
        r"bot/locale/es/LC_MESSAGES/\w+\.po",
        r"bot/locale/de/LC_MESSAGES/\w+\.po",
        r"bot/locale/en/phrases\.toml",
        r"bot/locale/neighbours\.toml",
        r"kb/products\.txt",
        r"bot/store/schema/migrations/env\.py",
        r"bot/store/schema/migrations/versions/\w+\.py",
        r"kb/articles/en/[\w-]+\.md",
        r"frontdoor_desk-[\d.]+\.dist-info/licenses/LICENSE",
        r"frontdoor_desk-[\d.]+\.dist-info/licenses/NOTICE",
    ):
        assert any(re.fullmatch(pattern, name) for name in carried), pattern


def test_the_installed_wheel_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run_installed(installed, tmp_path, "-c", "import bot; print(bot.__file__)")
    assert where.stdout.strip() == str(installed / "bot" / "__init__.py")
    help_ = run_installed(installed, tmp_path, "-m", "bot", "--help")
    assert help_.returncode == 0, help_.stderr
    for command in ("demo", "chat", "desk", "serve", "kb", "policy", "db", "staff", "doctor", "queue", "ticket"):
        assert re.search(rf"\b{command}\b", help_.stdout), command


@pytest.mark.parametrize("command", ["policy check", "kb check"])
def test_the_installed_wheel_finds_its_own_data(installed: Path, tmp_path: Path, command: str) -> None:
    done = run_installed(installed, tmp_path, "-m", "bot", *command.split())
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_installed_demo_plays_a_whole_conversation_without_a_terminal(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, tmp_path, "-m", "bot", "demo", "--data", str(tmp_path / "a desk"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "in line" in done.stdout


def test_the_command_is_installed_under_its_name() -> None:
    assert project()["project"]["scripts"] == {"frontdoor": "bot.cli.main:main"}


# ── The name: on PyPI "frontdoor" is a stranger's package, which would take this one's place ──

STRANGERS = (
    re.compile(r"\b(?:pip3?|pipx|uv|poetry|pdm)\b[^\n`;&|]*\b(?:install|add|tool|wheel|download)\b[^\n`;&|]*?"
               r"(?<![\w./-])frontdoor(?![\w./-])"),
    re.compile(r"\buvx\s+(?:-\S+\s+)*frontdoor(?![\w./-])"),
    re.compile(r"(?<![\w./-])frontdoor\[[a-z]"),
    re.compile(r"^\s*frontdoor\s*(?:[=<>!~]=|@\s|$)", re.MULTILINE),
)  # fmt: skip
"""The old name as a requirement: of an installer, with extras, or with a version, alone on its line as well."""


def requirements_of(value: object) -> Iterator[str]:
    """Every text in a table of pyproject.toml."""
    match value:
        case str():
            yield value
        case dict():
            yield from (each for inner in value.values() for each in requirements_of(inner))
        case list():
            yield from (each for inner in value for each in requirements_of(inner))


@pytest.mark.parametrize(
    ("line", "strangers"),
    [
        ("pip install frontdoor", True),
        ("pip install --upgrade 'frontdoor[semantic]'", True),
        ("python -m pip install frontdoor==0.1", True),
        ("uv tool install frontdoor", True),
        ("uvx frontdoor chat", True),
        ("frontdoor>=0.1", True),
        ("pip install 'frontdoor-desk[semantic]'", False),
        ("uv run frontdoor demo --data .demo", False),
        ("pip --python /opt/frontdoor/bin/python install 'frontdoor-desk[semantic]'", False),
        ("frontdoor demo", False),
    ],
)
def test_the_old_name_is_known_as_a_requirement(line: str, strangers: bool) -> None:
    assert any(pattern.search(line) for pattern in STRANGERS) is strangers


def test_nothing_asks_for_the_package_that_is_somebody_elses() -> None:
    here = Path(__file__)
    for path in repository_files():
        if path == here or path.suffix not in {".py", ".md", ".toml", ".yml", ".lock", ".sh", ".txt", ""}:
            continue
        found = [match[0] for pattern in STRANGERS for match in pattern.finditer(path.read_text("utf-8"))]
        assert not found, f"{path}: {found}"


def test_the_project_itself_has_a_name_of_its_own() -> None:
    assert project()["project"]["name"] == DISTRIBUTION != "frontdoor"
    tables = (project()["project"].get(name) for name in ("dependencies", "optional-dependencies"))
    wanted = [*requirements_of(list(tables)), *requirements_of(project()["dependency-groups"])]
    assert "frontdoor" not in set(map(named, wanted))


# ── Licences ───────────────────────────────────────────────────────────────────────────

PLAIN = re.compile(r"\b(?:MIT|BSD|ISC|Apache|PSF|Python Software Foundation)\b", re.IGNORECASE)
CONDITIONS = re.compile(r"GPL|MPL|Mozilla|EPL|CDDL|Apache|PSF|Python Software", re.IGNORECASE)
LICENCE_CHARS_MAX = 100
"""Some packages put the whole text where the licence's name belongs; its beginning tells."""


def shipped() -> Iterator[Distribution]:
    """Every library that the product and its extra bring along, as far as they are installed here."""
    said = project()["project"]
    asked, seen = [*said["dependencies"], *said["optional-dependencies"]["semantic"], "psycopg-binary"], set[str]()
    while asked:
        name = named(asked.pop())
        if name in seen:
            continue
        seen.add(name)
        with contextlib.suppress(PackageNotFoundError):  # a library of another Python or machine
            found = distribution(name)
            asked += [line for line in found.requires or () if "extra ==" not in line]
            yield found


def licence(of: Distribution) -> str:
    """Its licence, as it says itself."""
    said = of.metadata.json
    classified = [line for line in said.get("classifier", ()) if line.startswith("License ::")]
    return str(said.get("license_expression") or "; ".join(classified) or said.get("license", ""))[:LICENCE_CHARS_MAX]


def test_a_library_whose_licence_has_conditions_is_named_in_the_notice() -> None:
    named, found = read("NOTICE"), {each.metadata["Name"]: licence(each) for each in shipped()}
    assert len(found) > 40
    unnamed = {name: said for name, said in found.items() if CONDITIONS.search(said) and canonical(name) not in named}
    assert not unnamed
    strange = {name: said for name, said in found.items() if not PLAIN.search(said) and canonical(name) not in named}
    assert not strange


def test_the_notice_says_where_the_vectors_come_from() -> None:
    notice = read("NOTICE")
    assert "Llama 2 is licensed under the LLAMA 2 Community License" in notice
    assert "all-MiniLM-L6-v2" in notice
    assert "Phi-3" in notice


# ── The lock ───────────────────────────────────────────────────────────────────────────


def locked() -> list[str]:
    """The lock's requirements, one string each, its continued lines joined."""
    return [line for line in read("requirements.lock").replace("\\\n", " ").splitlines() if line.strip()]


def test_every_library_of_the_project_is_in_the_lock() -> None:
    said = project()["project"]
    wanted = [*said["dependencies"], *said["optional-dependencies"]["dev"], *project()["build-system"]["requires"]]
    names = set(map(named, wanted))
    assert names <= {canonical(line.split("==")[0]) for line in locked()}


def test_every_line_of_the_lock_is_one_release_with_its_hashes() -> None:
    for line in locked():
        assert re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line[:80]


# ── What is imported is declared ───────────────────────────────────────────────────────


def test_every_library_that_is_imported_is_asked_for() -> None:
    """Not only by another library, which may do without it tomorrow."""
    said = project()["project"]
    extras = said["optional-dependencies"]
    asked = {named(line) for line in (*said["dependencies"], *extras["semantic"], *extras["pdf"])}
    of = packages_distributions()
    undeclared = {
        f"{path.relative_to(ROOT)}: {package}"
        for folder in OURS
        for path in (ROOT / folder).rglob("*.py")
        for package in foreign(path.read_text("utf-8"))
        if not asked & {canonical(name) for name in of.get(package, ())}
    }
    assert not undeclared


OURS = ("bot", "adapters", "kb")


def foreign(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it: neither our own nor the standard library's."""
    found = {name.split(".")[0] for node in ast.walk(ast.parse(source)) for name in imported(node)}
    return found - {*OURS, *sys.stdlib_module_names}


def named(requirement: str) -> str:
    """A requirement's library."""
    return canonical(re.split(r"[^\w.-]", requirement)[0])


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("import yarl", "yarl"),
        ("def f():\n    from dotenv.main import x", "dotenv"),
        ("if T:\n    import a.b as c", "a"),
    ],
)
def test_an_import_is_seen_wherever_it_stands(source: str, package: str) -> None:
    assert foreign(source) == {package}


# ── What may not stand in the repository ───────────────────────────────────────────────

MACHINE_PATH = re.compile(r"(?<![\w.~>*-])/(?:work|root)/")
REGISTRY_HOST = re.compile(r"pypi\.(?:org|python)|python(?:hosted)|registry\.(?:npmjs)", re.IGNORECASE)
"""Both are written so that they don't find themselves."""


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_file_names_the_machine_it_was_written_on(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in repository_files()
        if not path.relative_to(ROOT).as_posix().startswith(CORPORA)
        and (hit := forbidden.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert not found


def test_the_licence_is_mit_but_for_the_lists_of_words() -> None:
    assert read("LICENSE").startswith("MIT License\n")
    assert project()["project"]["license"] == "MIT AND CC-BY-SA-4.0"


# ── Who imports whom (the rest is checked by lint-imports) ─────────────────────────────────


def test_the_core_imports_the_standard_library_only() -> None:
    strangers = {
        f"{path.name}: {name}"
        for path in (ROOT / "bot" / "core").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("bot.core.")
    }
    assert not strangers


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports, by their full names."""
    match node:
        case ast.Import(names):
            return [name.name for name in names]
        case ast.ImportFrom(module, names, level):
            assert level == 0, "relative imports hide where a name comes from"
            return [f"{module}.{name.name}" for name in names]
        case _:
            return []


# ── The pages and the Makefile agree ───────────────────────────────────────────────────

PAGES = ("README.md", "CONTRIBUTING.md")


def make_targets() -> set[str]:
    """What make can be asked for."""
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


def test_the_makefile_has_the_targets_that_people_and_ci_use() -> None:
    assert {"demo", "test", "check", "bench", "format", "clean", "lock"} <= make_targets()


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_in_a_page_exists(page: str) -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE)) <= make_targets()


@pytest.mark.parametrize("page", PAGES)
def test_every_path_in_a_page_exists(page: str) -> None:
    linked = re.findall(r"\]\(((?!http)[^)#]+)\)", read(page))
    named = re.findall(r"`((?:bot|adapters|kb|tests)/[\w./-]*)`", read(page))
    assert [path for path in [*linked, *named] if not (ROOT / path).exists()] == []


def test_ci_runs_what_people_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert read(".ci/run").splitlines()[-1] == "make test"
    assert f"export {REQUIRED}=1" in read(".ci/run").splitlines(), "CI insists that PostgreSQL's tests ran"


def test_the_version_has_a_dated_entry_in_the_changelog() -> None:
    assert re.search(
        rf"^## \[{re.escape(project()['project']['version'])}\] - \d{{4}}-\d\d-\d\d$",
        read("CHANGELOG.md"),
        re.MULTILINE,
    )


# ── The container's files ──────────────────────────────────────────────────────────────


def dockerfile(instruction: str) -> list[str]:
    """Every use of an instruction, continued lines joined."""
    joined = read("Dockerfile").replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{instruction} ")]


def test_the_image_runs_a_command_that_exists_and_not_as_root(installed: Path, tmp_path: Path) -> None:
    assert yaml.safe_load(dockerfile("ENTRYPOINT")[-1]) == ["frontdoor"]
    (command,) = yaml.safe_load(dockerfile("CMD")[-1])
    assert run_installed(installed, tmp_path, "-m", "bot", command, "--help").returncode == 0
    assert int(dockerfile("USER")[-1]) > 0
    assert dockerfile("VOLUME") == ["/data"]


def test_the_image_copies_only_what_its_build_may_see() -> None:
    allowed = {line.removeprefix("!") for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {name for line in dockerfile("COPY") if "--from" not in line for name in shlex.split(line)[:-1]}
    assert {name for name in copied if name.split("/")[0] not in copied} == set()
    assert {name for name in copied if "/" not in name} == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_the_health_check_asks_the_port_that_is_served() -> None:
    (asked,) = dockerfile("HEALTHCHECK")
    assert "/healthz" in asked
    program = yaml.safe_load(asked[asked.index("[") :])[2]
    compile(program, "HEALTHCHECK", "exec")
    (port,) = dockerfile("EXPOSE")
    assert f"FRONTDOOR_PORT={port}" in " ".join(dockerfile("ENV"))
