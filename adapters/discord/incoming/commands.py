"""The commands that people type, with what is suggested while they do. Each only hands on what was typed.

Who may use a command is asked every time it is used; that staff's commands are hidden from others is only
to keep their lists short.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

import discord
from discord import app_commands

from adapters.discord import addresses
from adapters.discord.answers import Interaction
from adapters.discord.incoming.event_handler import EventHandler, Work, log_broken
from adapters.discord.limits import SUGGESTION_CHARS_MAX, SUGGESTIONS_MAX, cut
from adapters.kit.committed import committed
from bot.core.client_view.notices import NOT_SAVED
from bot.core.text.errors import NotSaved
from bot.core.text.words import visible
from bot.i18n import Reader, plain

ASK_ABOUT = "Ask support about this"
"""On a message: 32 characters at most (interactions/application-commands)."""
SUGGEST_SECONDS = 1.5
"""A suggestion that comes later is no use any more: people type on."""
FILE_FOR = "File for its writer"
"""On a message, for staff."""
STAFFS = discord.Permissions(manage_messages=True)
"""Whoever may do this sees staff's commands, until the guild's own settings say otherwise."""

STAFF_READER = Reader("en", "UTC", datetime.min.replace(tzinfo=UTC))
"""Staff's commands have one language."""

T = TypeVar("T")
Tree = app_commands.CommandTree[Any]
Choices = list[app_commands.Choice[str]]


class Commands(Tree):
    """Commands whose failures are told to whoever typed them."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """What our own entries didn't catch: a command that this process doesn't know."""
        log_broken(f"interaction {interaction.id}", error)
        await self.client.handler.note(interaction, NOT_SAVED)


def tree(client: discord.Client, handler: Callable[[], EventHandler]) -> Tree:
    """All commands of a client; the door is there once we are logged in."""
    made = Commands(client)

    async def entered(interaction: Interaction, work: Callable[[EventHandler], Work]) -> None:
        await handler().guarded(interaction, work(handler()))

    @made.command(name="support", description="Ask for help: an answer, a ticket, or a call")
    @app_commands.describe(question="What is wrong, in your own words")
    async def support(interaction: Interaction, question: app_commands.Range[str, 0, 2000] = "") -> None:
        await entered(interaction, lambda it: it.supported(interaction, question))

    @support.autocomplete("question")
    async def _titles(interaction: Interaction, typed: str) -> Choices:
        return await suggested_titles(handler(), interaction, typed)

    @made.command(name="claim", description="Staff: take the next in line, or the ticket you name")
    @app_commands.describe(ticket="Its number; nothing for the next in line")
    @app_commands.default_permissions(STAFFS)
    @app_commands.guild_only()
    async def claim(interaction: Interaction, ticket: str = "") -> None:
        await entered(interaction, lambda it: it.ordered(interaction, ticket, "claim"))

    @claim.autocomplete("ticket")
    async def _line(interaction: Interaction, typed: str) -> Choices:
        return await suggested_tickets(handler(), interaction, typed)

    @made.command(name="desk", description="Staff: queue, show, reply, note, resolve … and help")
    @app_commands.describe(command="What to do, such as: queue")
    @app_commands.default_permissions(STAFFS)
    @app_commands.guild_only()
    async def desk(interaction: Interaction, command: str = "") -> None:
        await entered(interaction, lambda it: it.ordered(interaction, command))

    @desk.autocomplete("command")
    async def _acts(interaction: Interaction, typed: str) -> Choices:
        return await suggested_acts(handler(), interaction, typed)

    @made.command(name="panel", description="Leads: put up a button here that leads clients to help")
    @app_commands.default_permissions(STAFFS)
    @app_commands.guild_only()
    async def panel(interaction: Interaction) -> None:
        await entered(interaction, lambda it: it.panel(interaction))

    @made.context_menu(name=ASK_ABOUT)
    async def ask_about(interaction: Interaction, message: discord.Message) -> None:
        await entered(interaction, lambda it: it.asked_about(interaction, message))

    @made.context_menu(name=FILE_FOR)
    @app_commands.default_permissions(STAFFS)
    @app_commands.guild_only()
    async def file_for(interaction: Interaction, message: discord.Message) -> None:
        await entered(interaction, lambda it: it.filed_for(interaction, message))

    return made


async def suggested_titles(handler: EventHandler, interaction: Interaction, typed: str) -> Choices:
    """Articles that may answer what is being typed."""
    asked = typed.strip() and handler.gateway.suggested(typed, str(interaction.locale), SUGGESTIONS_MAX)
    titles = await _in_time(asked, ()) if asked else ()
    return choices((title, title) for title in titles)


async def suggested_tickets(handler: EventHandler, interaction: Interaction, typed: str) -> Choices:
    """The tickets in line that fit; nothing for anybody who isn't staff."""
    who, granted = addresses.who(interaction.user.id), handler.messages.staff.granted(interaction.user)
    line = await _in_time(handler.gateway.claimable_tickets(who, granted, typed, SUGGESTIONS_MAX), ())
    return choices((f"#{ticket.number} {ticket.subject}", str(ticket.number)) for ticket in line)


async def suggested_acts(handler: EventHandler, interaction: Interaction, typed: str) -> Choices:
    """Commands of the desk that begin so, each with what it does; behind a ``~``, the saved replies that do.

    Nothing for anybody who isn't staff: replies are the firm's own words, and aren't everybody's to read.
    """
    who, granted = addresses.who(interaction.user.id), handler.messages.staff.granted(interaction.user)
    gateway = handler.gateway
    if not await _in_time(gateway.is_staff(who, granted), otherwise=False):
        return []
    before, tilde, begun = typed.rpartition("~")
    if tilde and " " not in begun:
        saved = (reply for reply in gateway.saved_replies() if reply.name.startswith(begun.casefold()))
        return choices((f"~{reply.name}: {reply.title}", f"{before}~{reply.name}") for reply in saved)
    name = typed.strip().casefold()
    found = (usage for usage in gateway.staff_commands() if usage.name.startswith(name))
    return choices((f"{usage.line}: {plain(usage.does, STAFF_READER)}", usage.name) for usage in found)


def choices(suggested: Iterable[tuple[str, str]]) -> Choices:
    """What is shown and what it stands for, as many as Discord takes."""
    fits = ((cut(visible(name), SUGGESTION_CHARS_MAX), cut(value, SUGGESTION_CHARS_MAX)) for name, value in suggested)
    return [app_commands.Choice(name=name, value=value) for name, value in islice(fits, SUGGESTIONS_MAX) if name]


async def _in_time(found: "Future[T]", otherwise: T) -> T:
    """What was found; something else if it takes too long, or can't be found now."""
    try:
        return await committed(found, SUGGEST_SECONDS)
    except (TimeoutError, NotSaved):
        return otherwise
