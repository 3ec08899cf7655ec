"""What only Discord has to say, to clients and to staff."""

from bot.core.text.surface import _, desk_

NOT_HERE = _("I'm not at work on this server.")
UNREADABLE = _("I can't read this here: please write it again and mention me in it, or use the buttons above.")
UNREAD = desk_(
    "I can't read along here: the bot's message content intent is off. Mention me in it, or use the card's Note."
)
