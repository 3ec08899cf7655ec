"""``init``: ask what isn't given, check all of it as a policy, write the desk's files, and say what comes next."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.cli.knowledge import importing
from bot.cli.screen import console, refuse
from bot.cli.start.answers import HOURS, NONE, QUESTIONS, Answers, Question, holidays_near
from bot.cli.start.files import ARTICLES, in_the_way, planned, policy_text, write
from bot.cli.start.opening_hours import Unclear
from bot.config import policy_file
from bot.core.text.errors import PolicyInvalid
from bot.core.text.words import visible
from bot.i18n import SOURCE_LANGUAGE
from bot.understanding.zones import zone_meant

Given = Mapping[str, str | None]
"""What the options said, by question."""


def run(folder: Path, given: Given, *, ask: bool, overwrite: bool) -> int:
    """Make the desk's files; the exit code is 1 when the articles that were named couldn't all be imported."""
    _writable(folder, overwrite)
    known = _options(given)
    if ask and len(known) < len(QUESTIONS):
        _say(f"Your own desk, in {folder.resolve()}. An empty answer takes what stands in [brackets].")
    for question in QUESTIONS:
        if question.field not in known:
            known[question.field] = _asked(question, known) if ask else _proposed(question, known)
    answers = Answers(**known)
    if problem := _as_policy(answers):
        refuse(f"--hours {given['hours']!r}: {problem}")
    try:
        write(planned(answers, folder), folder, answers.languages)
    except OSError as error:
        refuse(f"{error.filename or folder}: {error.strerror or error}; what was written before it stays")
    imported = _imported(answers, folder, overwrite)
    _say(_next(answers, folder))
    return imported


def _writable(folder: Path, overwrite: bool) -> None:
    """End the program before anything is asked where the files couldn't be written."""
    if folder.exists() and not folder.is_dir():
        refuse(f"{folder} is a file; name a folder")
    there = in_the_way(folder)
    if there and not overwrite:
        refuse(f"{folder} has {', '.join(there)} already: name another folder, or replace them with --overwrite"
               " (tokens in .env stay)")  # fmt: skip


# ── Asking ─────────────────────────────────────────────────────────────────────────────


def _options(given: Given) -> dict[str, Any]:
    """What the options come to; all that are wrong end the program together."""
    read = {each.field: each.read(value) for each in QUESTIONS if (value := given[each.field]) is not None}
    wrong = [f"--{name}: {value.why}" for name, value in read.items() if isinstance(value, Unclear)]
    if wrong:
        refuse("; ".join(wrong))
    return read


def _asked(question: Question, known: Mapping[str, Any]) -> object:
    """The answer to one question, asked until there is one. Ends the program where the input ends before."""
    proposal = _proposal(question.field, known)
    _say(f"\n{QUESTIONS.index(question) + 1} of {len(QUESTIONS)}  {question.asks}")
    while True:
        print(f"  {f'[{proposal}] ' if proposal else ''}› ", end="", flush=True)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            print(visible(line.rstrip("\n")))
        if not line:
            refuse(f"the input ended before {question.option} was answered; nothing was written")
        answer = question.read(line.strip() or proposal)
        if question.field == "hours" and not isinstance(answer, Unclear):
            answer = _checked_hours(answer, known)
        if not isinstance(answer, Unclear):
            return answer
        _say(f"  {answer.why[:1].upper()}{answer.why[1:]}")


def _checked_hours(hours: Any, known: Mapping[str, Any]) -> object:
    """The hours, unless a policy can't have them: days that run into one another."""
    problem = _as_policy(Answers(known["name"], known["zone"], hours))
    return Unclear(problem) if problem else hours


def _proposed(question: Question, known: Mapping[str, Any]) -> object:
    """The answer of who is asked nothing. Ends the program where nothing can be proposed."""
    answer = question.read(_proposal(question.field, known))
    if isinstance(answer, Unclear):
        refuse(f"{question.option} is needed: {answer.why}")
    return answer


def _proposal(field: str, known: Mapping[str, Any]) -> str:
    """What an empty answer comes to; empty where only the firm can know."""
    match field:
        case "zone":
            return _zone_here()
        case "hours":
            return HOURS
        case "holidays":
            return holidays_near(known["zone"])
        case "languages":
            return SOURCE_LANGUAGE
        case "articles":
            return NONE
        case _:
            return ""


def _zone_here() -> str:
    """This machine's own zone, by TZ or by what /etc/localtime leads to; empty where it has none, or UTC."""
    name = os.environ.get("TZ", "") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return zone_meant(name, SOURCE_LANGUAGE).zone if "/" in name and not name.startswith("Etc/") else ""


def _as_policy(answers: Answers) -> str:
    """What is wrong with the policy that the answers come to; empty when all is well."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "policy.toml"
        file.write_text(policy_text(answers), "utf-8")
        try:
            policy_file.load(file)
        except PolicyInvalid as invalid:
            found = "; ".join(f"{problem.where} {problem.reason} ({problem.instead})" for problem in invalid.problems)
            return f"no policy can have that: {found}"
    return ""


# ── Articles, and what comes next ──────────────────────────────────────────────────────


def _imported(answers: Answers, folder: Path, overwrite: bool) -> int:
    if not isinstance(answers.articles, Path):
        return 0
    return importing.run(answers.articles, folder / ARTICLES, answers.languages[0], overwrite, False, False)


def _next(answers: Answers, folder: Path) -> str:
    """The next three commands, and where the files are."""
    lang = answers.languages[0]
    enter = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    steps = [(f"{enter}frontdoor policy check", "what you promise, and what is worth a look")]
    if any((folder / ARTICLES).rglob("*.md")):
        steps.append(("frontdoor kb check", "what an author would want to know of the articles"))
    else:
        steps.append((f"frontdoor kb import PATH --to {ARTICLES} --lang {lang}", "bring your articles in; or write"
                      f" {ARTICLES}/{lang}/NAME.md"))  # fmt: skip
    steps.append(("frontdoor chat", "ask, as a client of yours would"))
    width = max(len(command) for command, _why in steps)
    lines = [f"  {command:<{width}}  {why}" for command, why in steps]
    return "\n".join([
        "", f"The desk of {answers.name} is in {folder.resolve()}: policy.toml, articles/, replies/, .env and"
        " docker-compose.override.yml.", "Next:", *lines,
        "Later: frontdoor staff add NAME --role lead, frontdoor doctor, and what README.md says of Slack and Discord.",
    ])  # fmt: skip


def _say(text: str) -> None:
    console().print(visible(text), soft_wrap=True)
