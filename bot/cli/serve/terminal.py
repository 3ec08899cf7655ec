"""``chat`` and ``desk``: a client or a staff member at a terminal."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.terminal import attaching, lines
from adapters.terminal import session as terminal_app
from adapters.terminal.session import Session, Terminal, event_key
from bot.bootstrap import App, open_desk
from bot.cli import logs
from bot.cli.moments import given
from bot.cli.screen import console, refuse
from bot.clock import OffsetClock
from bot.config import policy_file, settings
from bot.core.client_view.notices import NOT_SAVED
from bot.core.rules.attachments import bytes_max
from bot.core.text import tokens
from bot.core.text.redaction.redact import redact
from bot.core.text.surface import LocalizedForm
from bot.core.text.words import clean
from bot.engine.staff.absence import summed_up
from bot.i18n import SOURCE_LANGUAGE, Reader, languages, localize, plain
from bot.ports.inbound import Inbound
from bot.understanding.zones import zone_meant
from bot.workers import timers
from bot.workers.indexing import Indexing
from bot.workers.outbox import Delivery

NAME_CHARS_MAX = 80
CLIENT_PROMPT = "you › "


def chat(name: str | None, lang: str | None, zone: str | None, data: Path | None, now: str | None) -> int:
    """A client's conversation; the exit code."""
    who = _name(name)
    known_zone = zone_meant(zone, SOURCE_LANGUAGE).zone if zone else _own_zone()
    if zone and not known_zone:
        refuse(f"I don't know the time zone {zone!r}; try --zone Europe/Berlin")
    with _open(data, now) as app:
        known = app.policy.firm.languages
        if lang and lang not in known:
            refuse(f"no language {lang!r} here; there are {', '.join(known)}")
        return asyncio.run(_chat(app, who, lang or _own_language(known), known_zone))


ENDS = frozenset({"exit", "quit"})
"""What staff type to leave, beside the end of the input."""

FILES = "files"
"""The folder, beside the database, for files that come with messages."""


def desk(name: str | None, data: Path | None, now: str | None) -> int:
    """A staff member's session; the exit code."""
    who = _name(name)
    with _open(data, now) as opened:
        with opened.store.read() as unit:
            known = unit.staff(terminal_app.identity(who))
        if known is None:
            refuse(f"{who} isn't on the staff list; add them with: frontdoor staff add {who}")
        return asyncio.run(_desk(opened, who, known.name))


async def _chat(app: App, name: str, lang: str, zone: str) -> int:
    address = terminal_app.client_address(name)
    terminal = Terminal(console(), address, files=app.settings.data / FILES)
    delivery = Delivery(
        app.store,
        terminal,
        app.clock,
        app.engine.report_undelivered,
        app.engine.filled,
        report_lost=app.engine.report_lost,
    )

    gateway = app.gateway

    def inbound(text: str | None = None, token: str | None = None) -> Inbound:
        return Inbound(address, terminal_app.identity(name), event_key(), text, token, lang=lang, zone=zone)

    prepared = asyncio.create_task(asyncio.to_thread(app.prepare))  # while the greeting is read

    async def take(line: str) -> None:
        await prepared
        app.articles.refresh()
        chosen = terminal.chosen(line)
        taken = gateway.clicked(inbound(token=chosen.token)) if chosen else gateway.turn(inbound(text=line))
        await asyncio.wrap_future(taken)

    async def opening() -> None:
        await asyncio.wrap_future(gateway.came_in(address))
        await delivery.drain()
        answer = await asyncio.wrap_future(gateway.turn(inbound()))
        if not terminal.printed:
            terminal.show(answer.shown)

    def not_saved() -> str:
        return _not_saved(app, terminal.lang or lang)

    session = Session(terminal, take, delivery.drain, not_saved)
    return await _session(app, terminal, delivery, session, opening(), CLIENT_PROMPT)


async def _desk(app: App, user: str, staff: str) -> int:
    address = terminal_app.staff_address(user)
    terminal = Terminal(console(), address, files=app.settings.data / FILES)
    delivery = Delivery(
        app.store,
        terminal,
        app.clock,
        app.engine.report_undelivered,
        app.engine.filled,
        report_lost=app.engine.report_lost,
    )

    async def take(line: str) -> None:
        app.articles.refresh()
        app.replies.refresh()
        chosen, who, key = terminal.chosen(line), terminal_app.identity(user), event_key()
        if chosen:
            taken = app.gateway.clicked(Inbound(address, who, key, token=chosen.token))
        elif (found := attaching.asked(line)) is not None:
            file = attaching.read(found.path, bytes_max(app.policy))
            if isinstance(file, str):
                terminal.say(file)
                return
            taken = app.gateway.attached(Inbound(address, who, key, text=found.line), (file,))
        else:
            taken = app.gateway.ordered(Inbound(address, who, key, text=line))
        terminal.show((await asyncio.wrap_future(taken)).shown)

    async def opening() -> None:
        await asyncio.wrap_future(app.gateway.came_in(address, staff))
        news = await asyncio.wrap_future(app.store.write(lambda unit: summed_up(unit, address, app.clock.now())))
        if news is not None:
            terminal.show(localize(news, app.engine.context.staff_reader(app.clock.now()), tokens.staff))
        await take("")
        await delivery.drain()

    def not_saved() -> str:
        return _not_saved(app, SOURCE_LANGUAGE)

    session = Session(terminal, take, delivery.drain, not_saved, ENDS)
    names = (*sorted(usage.name for usage in app.gateway.staff_commands()), *sorted(ENDS))

    def saved() -> tuple[str, ...]:
        return tuple(reply.name for reply in app.gateway.saved_replies())

    return await _session(app, terminal, delivery, session, opening(), f"{user} › ", names, saved)


async def _session(
    app: App,
    terminal: Terminal,
    delivery: Delivery,
    session: Session,
    opening: Coroutine[Any, Any, None],
    prompt: str,
    words: Sequence[str] = (),
    names: lines.Names = tuple,
) -> int:
    await opening
    loops = (delivery.run(), timers.run(app.engine), Indexing(app.engine).run())
    workers = [asyncio.create_task(loop) for loop in loops]
    try:
        return await session.run(_lines(terminal, prompt, words, names))
    finally:
        await delivery.finish()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def _not_saved(app: App, lang: str) -> str:
    """In one of the catalogues' languages; without one, in the desk's first."""
    return plain(NOT_SAVED, Reader(lang or app.policy.firm.languages[0], "UTC", app.clock.now()))


def _lines(terminal: Terminal, prompt: str, words: Sequence[str], names: lines.Names) -> AsyncIterator[str]:
    if lines.from_keyboard():
        return lines.typed_lines(prompt, words, names, lambda: begun_line(terminal.form))
    return lines.piped_lines(terminal.console, prompt)


def begun_line(form: LocalizedForm | None) -> str:
    """What stands in the prompt already: the command that a form of staff's is for, with what it holds."""
    command = tokens.command(form.token) if form else None
    return f"{command} {form.fields[form.current].value}" if form and command else ""


def _name(given: str | None) -> str:
    """Who sits here: as it is kept, so it holds nothing that must never be kept."""
    name = " ".join(clean(_login() if given is None else given).split())
    if not 0 < len(name) <= NAME_CHARS_MAX:
        refuse(f"a name needs at least one character, {NAME_CHARS_MAX} at most: --as NAME")
    if redact(name, languages()).text != name:
        refuse("this looks like a card number, a password or a key rather than a name: --as NAME")
    return name


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name; OSError from Python 3.13 on
        refuse("your login has no name here; say who you are: --as NAME")


def _own_language(known: tuple[str, ...]) -> str:
    """The terminal's own language, when the environment names one that the desk speaks."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            code = value.partition("_")[0].partition(".")[0].casefold()
            return code if code in known else ""
    return ""


def _own_zone() -> str:
    """The terminal's own zone from TZ; empty when it isn't named."""
    name = os.environ.get("TZ", "")
    return zone_meant(name, SOURCE_LANGUAGE).zone if "/" in name else ""


@contextmanager
def _open(data: Path | None, now: str | None) -> Iterator[App]:
    """The desk; ``--now`` without an offset is the desk's own time. Warnings don't reach the screen."""
    chosen = settings.load(data=data)
    at = given("--now", now, policy_file.load(chosen.policy).firm.zone) if now else None
    with logs.to_file(chosen.data), open_desk(chosen, OffsetClock(at) if at else None) as opened:
        yield opened
