"""Clicks and submitted forms as they reach us, whichever process showed what was clicked.

Buttons and selects are found by the shape of their ids (``DynamicItem``). discord.py keeps modals only in
memory: those are taken from the interaction itself.
"""

import re
from typing import Any, Protocol, Self

import discord
from discord import ui

from adapters.discord.drawing.choices import PICK


class Taker(Protocol):
    """Where a click goes."""

    async def clicked(self, interaction: discord.Interaction[Any]) -> None: ...


class Choice(ui.DynamicItem[ui.Button[ui.View]], template=rf"(?s)(?!{re.escape(PICK)}\d+\Z).+"):
    """Any button that we ever showed."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The button that was clicked."""
        return cls(item)  # type: ignore[arg-type]

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take the click."""
        await _taker(interaction).clicked(interaction)


class Pick(ui.DynamicItem[ui.Select[ui.View]], template=rf"{re.escape(PICK)}\d+"):
    """Any list that we ever showed."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The list that something was picked from."""
        return cls(item)  # type: ignore[arg-type]

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take the choice."""
        await _taker(interaction).clicked(interaction)


def _taker(interaction: discord.Interaction[Any]) -> Taker:
    handler: Taker = interaction.client.handler
    return handler
