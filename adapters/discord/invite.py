"""The link by which a guild's owner lets the bot in, with the fewest permissions that do."""

from base64 import urlsafe_b64decode
from binascii import Error
from urllib.parse import urlencode, urlsplit

import discord

PERMISSIONS = {
    "view_channel": "see the channels that it is asked in",
    "send_messages": "answer, and post cards",
    "send_messages_in_threads": "answer in threads",
    "create_public_threads": "begin a thread under a question, and under a card",
    "create_private_threads": "talk in private with whoever has direct messages closed",
    "read_message_history": "read what was written while it was away, and reply to a message",
    "embed_links": "show articles",
    "attach_files": "send calendar files",
    "add_reactions": "mark what staff wrote under a card as noted",
}
"""Each permission of the bot, and what it is for."""
SCOPES = ("bot", "applications.commands")


def application_of(token: str) -> int:
    """The application that a bot's token belongs to: its first part, in Base64. 0 for what is no token."""
    first = token.partition(".")[0]
    try:
        digits = urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (Error, ValueError):
        return 0
    return int(digits) if digits.isdecimal() else 0


def permissions() -> discord.Permissions:
    """All of them, as Discord counts them."""
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def link(application: int, base_url: str, guild: int = 0) -> str:
    """The page on which the bot is invited; with ``guild``, that one is chosen already."""
    site = urlsplit(base_url)
    asked = {"client_id": application, "scope": " ".join(SCOPES), "permissions": permissions().value}
    chosen = {"guild_id": guild, "disable_guild_select": "true"} if guild else {}
    return f"{site.scheme}://{site.netloc}/oauth2/authorize?{urlencode({**asked, **chosen})}"
