"""The files of a desk of one's own: what stands in them, and putting them into a folder without losing any."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.cli.start.answers import OURS, Answers
from bot.config.dotenv_file import SETTINGS_FILE
from bot.core.rules.replies.saved import articles_named
from kb.articles import loader
from kb.articles.files import ENDING
from kb.replies import loader as replies_loader

POLICY, ARTICLES, REPLIES, OVERRIDE = "policy.toml", "articles", "replies", "docker-compose.override.yml"
INSIDE = "/own"
"""Where a container sees them."""

SETTINGS = {
    "FRONTDOOR_POLICY": POLICY, "FRONTDOOR_ARTICLES": ARTICLES, "FRONTDOOR_REPLIES": REPLIES, "FRONTDOOR_DATA": "data",
}  # fmt: skip
"""What ``.env`` names, seen from its folder."""

SERVICES = ("migrations", "slack-1", "slack-2", "discord", "backups")
"""Those of docker-compose.yml that read a desk's settings."""

PRIVATE, PUBLIC = 0o600, 0o644
"""``.env`` is where tokens are put; the others are read by the containers' user."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to be written, below the desk's folder."""

    path: str
    text: str
    mode: int = PUBLIC


def planned(answers: Answers, folder: Path) -> tuple[Planned, ...]:
    """Everything that a desk begins with but articles that are imported."""
    return (
        Planned(POLICY, policy_text(answers)),
        *(_copied(loader.shipped(), ARTICLES, answers.languages) if answers.articles == OURS else ()),
        *_replies(answers),
        Planned(SETTINGS_FILE, settings_text(_text_at(folder / SETTINGS_FILE)), PRIVATE),
        Planned(OVERRIDE, override_text(folder)),
    )


def in_the_way(folder: Path) -> tuple[str, ...]:
    """What is there already and would be changed."""
    files = (name for name in (POLICY, SETTINGS_FILE, OVERRIDE) if os.path.lexists(folder / name))
    folders = (f"{name}/" for name in (ARTICLES, REPLIES) if _holds_something(folder / name))
    return (*files, *folders)


def write(files: Iterable[Planned], folder: Path, languages: Iterable[str]) -> None:
    """Write them all, each whole or not at all. Raises OSError."""
    for lang in languages:
        (folder / ARTICLES / lang).mkdir(parents=True, exist_ok=True)
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode), "w", encoding="utf-8") as out:
            out.write(file.text)
        fresh.chmod(file.mode)
        fresh.replace(target)


def _holds_something(folder: Path) -> bool:
    return folder.is_file() or (folder.is_dir() and any(path.is_file() for path in folder.rglob("*")))


def _text_at(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


# ── Policy ─────────────────────────────────────────────────────────────────────────────


def policy_text(answers: Answers) -> str:
    """The smallest policy that says all that was answered, and how to say more."""
    hours = "\n".join(
        f"{day} = {{ open = {_text(of[0])}, close = {_text(of[1])} }}" for day, of in answers.hours.items()
    )
    kept = answers.holidays
    holidays = f"[holidays]\ncountry = {_text(kept.country)}\nsubdivision = {_text(kept.subdivision)}"
    return _POLICY.format(
        firm=_comment(answers.name),
        name=_text(answers.name),
        zone=_text(answers.zone),
        languages=", ".join(map(_text, answers.languages)),
        hours=hours,
        holidays=holidays
        if kept.country
        else '# No public holidays are kept. To keep some:\n# [holidays]\n# country = "ES"',
    )


def _text(value: str) -> str:
    """As TOML writes a text; JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())


_POLICY = """\
# What {firm} promises its clients. `frontdoor policy check` names every mistake with its line, and
# `frontdoor policy show` is the support page that this file makes.
#
# Whatever isn't said here has its default: an estimate after 1 business day and an answer guaranteed after 2, no
# calls, nothing billed. Every setting stands with its explanation in the bot/policy.toml that comes with the program;
# a section of it can be copied to the end of this file.

[firm]
name = {name}
zone = {zone}
languages = [{languages}]  # the first is used where a client's language isn't known
# Where your articles are read on the web, if they are; imported ones know their own address:
# article_url = "https://help.example.com/{{lang}}/{{slug}}"

# When tickets are watched. A weekday that isn't named is a day of rest; a closing before the opening is that of the
# next morning.
[hours]
{hours}

{holidays}

# Further days of rest, as many as you like:
# [[closed_days]]
# day = 2027-12-27
# reason = "Between the years"

# Calls by appointment, within the hours above:
# [phone_hours]
# tuesday = {{ open = "10:00", close = "12:00" }}
"""


# ── Articles and replies ───────────────────────────────────────────────────────────────


def _copied(source: Path, into: str, languages: Iterable[str]) -> Iterator[Planned]:
    for lang in languages:
        for path in sorted((source / lang).glob(f"*{ENDING}")):
            yield Planned(f"{into}/{lang}/{path.name}", path.read_text("utf-8"))


def _replies(answers: Answers) -> Iterator[Planned]:
    """The shipped ones that lead to no article which the desk lacks, each in the first language at least."""
    first, kept = answers.languages[0], set[str]()
    for lang in answers.languages:
        known = _slugs(lang, first) if answers.articles == OURS else set()
        for file in _copied(replies_loader.shipped(), REPLIES, (lang,)):
            name = Path(file.path).name
            if all(slug in known for _line, slug in articles_named(file.text)) and (lang == first or name in kept):
                kept.add(name)
                yield file


def _slugs(*languages: str) -> set[str]:
    return {path.stem for lang in languages for path in (loader.shipped() / lang).glob(f"*{ENDING}")}


# ── Settings ───────────────────────────────────────────────────────────────────────────


def settings_text(before: str) -> str:
    """``.env`` with the four names; whatever else stood there, such as tokens, stays."""
    kept = [
        line for line in before.splitlines() if line.partition("=")[0].strip().removeprefix("export ") not in SETTINGS
    ]
    head = [] if before else [
        "# Settings, read by frontdoor in this folder; the environment wins. Tokens may stand here as well, or each in",
        "# a file of its own: SLACK_BOT_TOKEN_FILE names the file that holds SLACK_BOT_TOKEN.",
    ]  # fmt: skip
    return "\n".join([*head, *(f"{name}={value}" for name, value in SETTINGS.items()), *kept, ""])


def override_text(folder: Path) -> str:
    """What makes the containers of docker-compose.yml read these files."""
    here = str(folder.resolve()).replace("$", "$$")
    said: Mapping[str, object] = {
        "volumes": [
            {"type": "bind", "source": f"{here}/{name}", "target": f"{INSIDE}/{name}", "read_only": True}
            for name in (POLICY, ARTICLES, REPLIES)
        ],
        "env_file": [{"path": f"{here}/{SETTINGS_FILE}", "required": False}],
        "environment": {
            name: "/data" if name == "FRONTDOOR_DATA" else f"{INSIDE}/{value}" for name, value in SETTINGS.items()
        },
    }
    services = {"services": {service: said for service in SERVICES}}
    return _OVERRIDE + yaml.dump(services, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


class _Plain(yaml.SafeDumper):
    """Repeats what is the same, so that each service can be changed by itself."""

    def ignore_aliases(self, data: object) -> bool:
        """Always."""
        return True


_OVERRIDE = """\
# Your policy, articles and settings in the containers of docker-compose.yml, read only. Beside that file,
# `docker compose up --build --detach` reads this one by itself; from elsewhere:
#   docker compose --file CHECKOUT/docker-compose.yml --file docker-compose.override.yml up --build --detach
# The containers' user is nobody of this machine: let others read the folder's way here, articles/ and replies/.

"""
