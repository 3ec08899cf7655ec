"""Commands that sort tickets: the tags on one, and all tags with how many tickets have them."""

from dataclasses import dataclass
from typing import ClassVar, Self

from bot.core.model.tickets import Ticket
from bot.core.rules.change import Change, Refused
from bot.core.rules.staff import tags
from bot.core.rules.staff.tags import TAG_CHARS_MAX, tag_of
from bot.core.staff_view import tickets
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.staff.commands.command import Alone, Decided
from bot.engine.staff.staff_turn import StaffTurn


@dataclass(frozen=True, slots=True)
class Tag(Decided):
    """Tags are put on a ticket, or taken off it."""

    number: int
    add: tuple[str, ...]
    remove: tuple[str, ...] = ()
    usage: ClassVar[Usage] = Usage(
        "tag", "<number> <tag> … [-<tag> …]", desk_("put tags on it; with - before them, take them off"), asks=True
    )
    done: ClassVar[str] = "The tags of #{number} are changed."

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A ticket and words that can be tags."""
        number, behind = numbered(rest) or (0, "")
        words = behind.replace(",", " ").split()
        if not words:
            return None
        if wrong := [word for word in words if not tag_of(word.removeprefix("-"))]:
            said = "“{word}” can be no tag: write letters, figures and -, {count} at most."
            return desk_(said, word=wrong[0], count=TAG_CHARS_MAX)
        add = tuple(tag_of(word) for word in words if not word.startswith("-"))
        return cls(number, add, tuple(tag_of(word[1:]) for word in words if word.startswith("-")))

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return tags.change(ticket, self.add, self.remove, turn.staff, turn.context.policy.tags, turn.now)


@dataclass(frozen=True, slots=True)
class TagList(Alone):
    """The tags in use."""

    usage: ClassVar[Usage] = Usage("tags", "", desk_("the tags, and how many tickets have them"))

    def do(self, turn: StaffTurn) -> Reply:
        """Count them."""
        return tickets.tag_list(turn.unit.tags(), tags.known(turn.context.policy.tags))
