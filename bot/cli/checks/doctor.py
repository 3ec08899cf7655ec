"""``doctor``: is everything here that the desk needs? One row each, ok, warn or fail; never a secret."""

import platform
import sqlite3
import stat
import sys
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage, which
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.text import Text

from bot import DISTRIBUTION, platforms
from bot.cli.checks.catalogues import gaps, translated
from bot.cli.checks.example import AS_SHIPPED, of_articles
from bot.cli.checks.strangers import strangers
from bot.cli.database_state import NO_SCHEMA, state_of
from bot.cli.logs import LOG_FILE
from bot.cli.opened_desk import office
from bot.cli.screen import console, table
from bot.config import policy_file, settings
from bot.config.dotenv_file import SETTINGS_FILE
from bot.config.secret_files import SUFFIX
from bot.config.settings import Settings
from bot.core.model.people import Role
from bot.core.policy import Policy
from bot.core.policy_review.example import still_examples
from bot.core.text.errors import ArticlesInvalid, FrontDoorError, Problem, SettingsInvalid
from bot.i18n import SOURCE_LANGUAGE
from bot.ports.platform import Environment, Platform
from bot.store.migrate import HEAD
from bot.store.open import server_at
from bot.store.sqlite.failures import is_there
from kb.articles import loader
from kb.replies import loader as replies_loader
from kb.vectors.embedders import LAYERS, missing_requirement, working

if TYPE_CHECKING:
    from bot.store.postgres.state import ServerState

PYTHON_OLDEST = (3, 11)
SQLITE_OLDEST = (3, 35)
"""SQLite with RETURNING."""
PACKAGES = (
    "sqlalchemy",
    "psycopg",
    "alembic",
    "rapidfuzz",
    "numpy",
    "babel",
    "pydantic",
    "holidays",
    "aiohttp",
    "rich",
    "typer",
)
FREE_BYTES_MIN = 100 * 1024 * 1024
"""With less room, a backup or a busy day may no longer fit."""


class Grade(StrEnum):
    """How a check came out; any ``FAIL`` makes the exit code 1."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


STYLES = {Grade.OK: "green", Grade.WARN: "yellow", Grade.FAIL: "bold red"}


class Row(NamedTuple):
    """One finding."""

    grade: Grade
    what: str
    found: str


Rows = Generator[Row, None, None]
Findings = Generator[Row, None, bool | None]
"""Findings one by one; some come to an answer."""


def run(data: Path | None) -> int:
    """Print every finding; the exit code."""
    rows = list(examine(data))
    drawn = [(Text(row.grade.value, style=STYLES[row.grade]), row.what, row.found) for row in rows]
    console().print(table(("", "What", "Found"), drawn))
    failed = sum(row.grade is Grade.FAIL for row in rows)
    warned = sum(row.grade is Grade.WARN for row in rows)
    console().print(f"{failed} failed, {warned} to look at." if failed or warned else "All is well.")
    return 1 if failed else 0


def examine(data: Path | None) -> Iterator[Row]:
    """Every finding, in the order in which things depend on each other."""
    yield _python()
    yield _packages()
    yield _sqlite()
    chosen, wrong = _settings(data)
    yield from (Row(Grade.FAIL, "settings", str(problem)) for problem in wrong)
    if not wrong:
        yield from _guarded(_strangers, "settings")
    yield from _guarded(_platforms, "platforms")
    usable = None
    if not _about_database(wrong):
        usable = yield from _guarded(lambda: _server(chosen) if chosen.shared else _database(chosen), "database")
        yield from _guarded(lambda: _permissions(chosen), "permissions")
    try:
        policy = policy_file.load(chosen.policy)
    except FrontDoorError as error:
        yield Row(Grade.FAIL, "policy", str(error))
        policy = None
    if policy is not None:
        yield _policy(chosen, policy)
        yield _zones(policy)
    yield from _guarded(lambda: _catalogues(policy), "languages")
    yield from _guarded(lambda: _articles(chosen, policy), "articles")
    if policy is not None and usable:
        yield from _guarded(lambda: _staff(data), "staff")


def _settings(data: Path | None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, and what is wrong with them: those are left out, so that the rest can be looked at."""
    problems: tuple[Problem, ...] = ()
    while True:
        names = {problem.where for problem in problems}
        left_out = names | {f"{name}{SUFFIX}" for name in names}
        try:
            return settings.load(without=left_out, data=data), problems
        except SettingsInvalid as error:
            if any(
                problem.where in left_out or not problem.where.startswith(settings.PREFIX) for problem in error.problems
            ):
                return Settings(data=data) if data else Settings(), (*problems, *error.problems)
            problems = (*problems, *error.problems)


def _about_database(wrong: tuple[Problem, ...]) -> bool:
    """Whether it can't be known which database is meant."""
    told = ("FRONTDOOR_DATABASE_URL", "FRONTDOOR_DATA", "FRONTDOOR_DESK", SETTINGS_FILE)
    return any(problem.where.removesuffix(SUFFIX) in told for problem in wrong)


def _guarded(look: Callable[[], Findings], what: str) -> Findings:
    """The findings of a check that may itself stumble over what it looks at, and what came of it."""
    try:
        return (yield from look())
    except (FrontDoorError, OSError) as error:
        yield Row(Grade.FAIL, what, str(error))
        return None


# ── The program ────────────────────────────────────────────────────────────────────────


def _python() -> Row:
    found = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < PYTHON_OLDEST:
        return Row(Grade.FAIL, "python", f"{found}; 3.11 or newer is needed")
    return Row(Grade.OK, "python", found)


def _packages() -> Row:
    found, missing = [], []
    for name in (DISTRIBUTION, *PACKAGES):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Row(Grade.FAIL, "packages", f"missing: {', '.join(missing)}; found: {', '.join(found)}")
    return Row(Grade.OK, "packages", ", ".join(found))


def _sqlite() -> Row:
    found = sqlite3.sqlite_version_info
    if found < SQLITE_OLDEST:
        return Row(Grade.FAIL, "sqlite", f"{sqlite3.sqlite_version}; 3.35 or newer is needed")
    if has_wal_race(found):
        note = "has the WAL-reset race: checkpoints are made only while holding the write lock"
        return Row(Grade.OK, "sqlite", f"{sqlite3.sqlite_version} {note}")
    return Row(Grade.OK, "sqlite", sqlite3.sqlite_version)


def has_wal_race(version: tuple[int, ...]) -> bool:
    """Whether two connections of this SQLite can, very rarely, corrupt a file while the log begins anew.

    The releases are those that SQLite names: 3.7.0 to 3.51.2, but 3.44.6 and 3.50.7.
    """
    repaired = version[:2] in {(3, 44), (3, 50)} and version >= {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    return (3, 7, 0) <= version <= (3, 51, 2) and not repaired


def _platforms() -> Rows:
    if not platforms.PLATFORMS:
        yield Row(Grade.OK, "platforms", "the terminal (chat, desk); this version serves no network platform yet")
        return
    here = platforms.environment()
    states = []
    for one in platforms.PLATFORMS:
        missing = one.missing(here)
        states.append(f"{one.name}: {'not configured, needs ' + ', '.join(missing) if missing else 'configured'}")
    yield Row(Grade.OK, "platforms", "; ".join(states))
    for one in platforms.PLATFORMS:
        if not one.missing(here):
            yield from _wrong_of(one, here)


def _wrong_of(one: Platform, here: Environment) -> Iterator[Row]:
    """What is wrong with the settings of a platform that has all that it needs."""
    try:
        one.read(here)
    except SettingsInvalid as wrong:
        yield from (Row(Grade.FAIL, one.name, str(problem)) for problem in wrong.problems)


def _policy(chosen: Settings, policy: Policy) -> Row:
    """Which one is in use, and what of it is still the example's."""
    if chosen.policy is None:
        return Row(Grade.WARN, "policy", f"{policy.firm.name} {AS_SHIPPED}")
    left = "; ".join(f"{problem.where} {problem.reason}" for problem in still_examples(policy))
    return Row(Grade.WARN if left else Grade.OK, "policy", f"{chosen.policy}: {left or policy.firm.name}")


def _strangers() -> Rows:
    """Names that are no settings: a slip would leave the default in use."""
    for problem in strangers():
        yield Row(Grade.WARN, "settings", f"{problem}: it changes nothing")


def _zones(policy: Policy) -> Row:
    try:
        here = datetime.now(UTC).astimezone(ZoneInfo(policy.firm.zone))
    except ZoneInfoNotFoundError:
        return Row(Grade.FAIL, "time zones", f"no data for {policy.firm.zone}; install tzdata")
    return Row(
        Grade.OK,
        "time zones",
        f"tzdata {version('tzdata')}; the desk's clock says {here:%H:%M} in {policy.firm.zone} (UTC{here:%z})",
    )


# ── The database ───────────────────────────────────────────────────────────────────────


def _database(chosen: Settings) -> Findings:
    """The embedded database as found; whether it can be opened as it is."""
    file = chosen.database
    if not is_there(file):
        yield Row(Grade.WARN, "database", f"none yet at {file}; it's made at the first start")
        return False
    state = state_of(file)
    damage = "; ".join(state.damage)
    yield Row(Grade.FAIL if damage else Grade.OK, "database", f"{file}: {damage or 'sound'}")
    yield _schema(state.schema)
    if state.journal != "wal":
        yield Row(Grade.WARN, "journal", f"{state.journal}; it's switched to wal at the next start")
    if state.unwritable:
        yield Row(Grade.FAIL, "writing", state.unwritable)
    free = disk_usage(file.parent).free
    grade = Grade.OK if free >= FREE_BYTES_MIN else Grade.WARN
    yield Row(grade, "disk", f"{free / 1024 / 1024:,.0f} MiB free")
    return state.schema == HEAD and not state.damage


def _server(chosen: Settings) -> Findings:
    """A database on a PostgreSQL server, and whether it can be used as it is.

    Log, disk and who may read the files are the server's own business.
    """
    state = server_at(str(chosen.address))
    yield Row(Grade.OK, "database", chosen.where)
    if state.too_old:
        yield Row(Grade.WARN, "postgresql", f"{state.version} is no longer mended by its makers")
    else:
        yield Row(Grade.OK, "postgresql", state.version)
    yield _schema(state.schema or NO_SCHEMA)
    if state.read_only:
        yield Row(Grade.FAIL, "writing", "the server takes nothing in: a standby, or set to read only")
    for setting in state.risky:
        yield Row(Grade.FAIL, "durability", f"{setting}: what was acknowledged may be lost")
    if not state.read_only:
        yield _standby(state)
    if which("pg_dump") is None:
        yield Row(Grade.WARN, "backup", "frontdoor db backup needs pg_dump on the path; it comes with PostgreSQL")
    return state.schema == HEAD


def _standby(state: "ServerState") -> Row:
    """What would be lost with the server."""
    if state.confirming and not state.standbys:
        wait = f"commits wait for a standby ({state.confirming}), and none is connected: nothing is saved until one is"
        return Row(Grade.FAIL if state.confirmed else Grade.WARN, "standby", wait)
    if not state.standbys:
        lost = "none that this server knows of: if it is lost, so is everything since the last backup"
        return Row(Grade.OK, "standby", lost)
    if state.confirmed:
        return Row(Grade.OK, "standby", f"{state.standbys} connected; no answer before {state.confirming} has it, too")
    why = "synchronous_commit is local" if state.confirming else "synchronous_standby_names is empty"
    lost = (
        f"{state.standbys} connected, some moments behind: what was acknowledged last is lost with the server ({why})"
    )
    return Row(Grade.WARN, "standby", lost)


def _schema(found: str) -> Row:
    if found == HEAD:
        return Row(Grade.OK, "schema", f"{found}, this program's own")
    if found == NO_SCHEMA or found < HEAD:
        return Row(Grade.WARN, "schema", f"{found}; brought to {HEAD} at the next start, or by: frontdoor db upgrade")
    return Row(Grade.FAIL, "schema", f"{found} is newer than this program's {HEAD}: update the program")


def _permissions(chosen: Settings) -> Rows:
    """Clients' words lie in this folder: nobody else's business."""
    if not chosen.data.is_dir():
        return
    open_to = [
        f"{path} {reason}"
        for path in (chosen.data, chosen.database, *sorted(chosen.data.glob(f"{LOG_FILE}*")))
        if path.exists() and (reason := _exposed(path.stat().st_mode))
    ]
    if open_to:
        close = f"chmod -R go-rwx {chosen.data}"
        yield Row(Grade.WARN, "permissions", f"{'; '.join(open_to)}. Close it with: {close}")
    else:
        yield Row(Grade.OK, "permissions", f"{chosen.data} is private")


def _exposed(mode: int) -> str:
    """What other users of this machine can do with a file of this mode; empty when nothing."""
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be written by others"
    if mode & stat.S_IROTH:
        return "can be read by others"
    return ""


def _staff(data: Path | None) -> Rows:
    with office(data) as desk, desk.store.read() as unit:
        people = unit.staff_list()
    leads = [person.name for person, _known in people if person.role is Role.LEAD]
    if leads:
        yield Row(Grade.OK, "staff", f"{len(people)} on the desk, {len(leads)} of them lead")
    else:
        yield Row(Grade.WARN, "staff", "nobody is lead; add one: frontdoor staff add NAME --role lead")


# ── What clients read ──────────────────────────────────────────────────────────────────


def _catalogues(policy: Policy | None) -> Rows:
    for lang in policy.firm.languages if policy else translated():
        missing = gaps(lang)
        yield Row(Grade.FAIL if missing else Grade.OK, f"language {lang}", missing or "complete")


def _articles(chosen: Settings, policy: Policy | None) -> Rows:
    folder = chosen.articles or loader.shipped()
    library = loader.load(folder, policy.firm.languages[0] if policy else SOURCE_LANGUAGE)
    counts = ", ".join(f"{lang} {sum(article.lang == lang for article in library.articles)}" for lang in library.langs)
    foreign = of_articles(policy, library) if policy else ""
    yield Row(Grade.WARN if foreign else Grade.OK, "articles", f"{counts} in {folder}{foreign and f': {foreign}'}")
    yield _search(chosen)
    yield from _guarded(lambda: _replies(chosen, library), "saved replies")


def _replies(chosen: Settings, articles: loader.Library) -> Rows:
    """Whether staff's saved replies can be read, and what they link to is there."""
    folder = chosen.replies or replies_loader.shipped()
    library = replies_loader.load_replies(folder, articles.default_lang)
    problems = (*replies_loader.missing_articles(library, articles), *replies_loader.missing_languages(library))
    if problems:
        raise ArticlesInvalid(str(folder), problems)
    counts = ", ".join(f"{lang} {sum(reply.lang == lang for reply in library.articles)}" for lang in library.langs)
    yield Row(Grade.OK, "saved replies", f"{counts or 'none'} in {folder}")


def _search(chosen: Settings) -> Row:
    """Which layer ranks articles, and what keeps a better one from it."""
    used, missing = working(chosen.search), missing_requirement(chosen.search)
    if missing:
        return Row(Grade.WARN, "search", f"{used} instead of {chosen.search}: {missing}")
    further = LAYERS[LAYERS.index(used) + 1 :]
    ready = next((layer for layer in reversed(further) if not missing_requirement(layer)), "")
    hint = f"; {ready} is installed, too: FRONTDOOR_SEARCH={ready}" if ready else ""
    return Row(Grade.OK, "search", f"{used}{hint}")
