"""What a client typed, as it was read: the words, the command that they are, and what they mean."""

from dataclasses import dataclass

from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, read
from bot.core.conversation.understanding.meaning import Meaning, understand


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a client."""

    text: str
    intent: Intent
    """The command that it is to the letter, if it is one."""
    meaning: Meaning


def heard(text: str, facts: Facts) -> Utterance:
    """Read a message."""
    return Utterance(text, read(text, facts.languages), understand(text, facts.languages, facts.lang))
