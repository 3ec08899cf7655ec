"""What an adapter received, as an event of the core: cleaned and redacted before anything is written."""

from bot.core.conversation.events import Chose, ClientEvent, Opened, Said, Submitted, TooLong
from bot.core.conversation.intents import Verb, read
from bot.core.conversation.stages.phone_number import FIELD
from bot.core.conversation.ticket_form import FIELDS
from bot.core.rules.linking import HIDDEN
from bot.core.text import tokens
from bot.core.text.language_data import Languages
from bot.core.text.redaction.redact import Redacted
from bot.engine.context import Context
from bot.ports.inbound import Inbound


def event_of(inbound: Inbound, context: Context) -> ClientEvent:
    """The payload as an event; more characters than the policy takes are refused as a whole."""
    if inbound.form is not None:
        return _form(inbound.form, inbound.token or "", context)
    if inbound.token is not None:
        return choice(inbound.token)
    if inbound.text is None:
        return Opened()
    if len(inbound.text) > context.policy.limits.text_chars:
        return TooLong(len(inbound.text))
    safe = context.safe(inbound.text)
    return Said(safe.text, safe.kinds)


def choice(token: str) -> ClientEvent:
    """A choice by its token; one that is none of ours is as stale as can be."""
    read = tokens.read(token)
    return Chose(read.action, read.revision) if read else Chose("", -1)


def _form(values: tuple[tuple[str, str], ...], token: str, context: Context) -> ClientEvent:
    values = tuple((name, value) for name, value in values if name in (*FIELDS, FIELD))
    chars = sum(len(value) for _name, value in values)
    if chars > context.policy.limits.text_chars:
        return TooLong(chars)
    safe: list[tuple[str, Redacted]] = []
    for name, value in values:
        before = safe[-1][1].text if safe and name in FIELDS else ""
        safe.append((name, context.safe_behind(before, context.safe(value))))
    removed = frozenset(kind for _name, value in safe for kind in value.kinds)
    read = tokens.read(token)
    return Submitted(tuple((name, value.text) for name, value in safe), read.revision if read else -1, removed)


def words_of(event: ClientEvent, languages: Languages) -> str:
    """What the inbox keeps of an event: the client's words, redacted."""
    match event:
        case Said(text):
            return _without_code(text, languages)
        case Chose(action):
            return f"[{action}]"
        case Submitted(values):
            return "\n".join(f"{name}: {value}" for name, value in values)
        case _:
            return ""


def _without_code(text: str, languages: Languages) -> str:
    """A link code that is typed isn't kept."""
    intent = read(text, languages)
    return text.replace(intent.text, HIDDEN) if intent.verb is Verb.LINK and intent.text else text
