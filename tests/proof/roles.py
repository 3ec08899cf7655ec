"""Promise 13: whatever they try, nobody learns of or touches a ticket that isn't theirs; every refusal reads alike."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from bot.core.conversation.intents import OF_A_TICKET, WHOLE
from bot.core.model.people import Role
from bot.core.text import tokens
from bot.engine.staff.commands.table import COMMANDS
from bot.i18n import SOURCE_LANGUAGE, languages
from tests.dialogue import Agent, Client, House
from tests.proof.stored import rows

THEIRS, NOBODYS = 1001, 1999
"""Ana's ticket, and one that never was."""

TICKET, WORDS, MAYBE_WORDS = ("{n}",), ("{n} words",), ("{n}", "{n} words")
AFTER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("mine", "overdue", "asked", "resting", "tags", "appointments", "closed", "replies"), ("",)),
    **dict.fromkeys(("send", "undo"), ("", "{n}")),
    "edit": ("{n} words", "{n} last words", "{n} entry 1 words"),
    "delete": ("{n}", "{n} last", "{n} entry 1"),
    **dict.fromkeys(("show", "why", "statement", "files"), TICKET),
    **dict.fromkeys(("reply", "ask", "note", "reopen", "decline", "outcome"), WORDS),
    **dict.fromkeys(("release", "resolve", "verify", "attach"), MAYBE_WORDS),
    "new": ("for {n}: words",),
    "participant": ("{n}", "{n} add sam as words", "{n} remove sam"),
    "tag": ("{n} words", "{n} words -others"),
    "rest": ("{n} until friday: words", "{n} off"),
    "assign": ("{n} to kim", "{n} kim because words"),
    "insert": ("{n} link mx-records", "{n} passage mx-records"),
    "block": ("", "{n} until 2026-12-24 because words"),
    "unblock": TICKET,
    "zone": ("", "Berlin", "desk"),
    "figures": ("", "kim"),
    "queue": ("", "1"),
    "find": ("words", "#{n}", "state:open words"),
    "claim": ("", "{n}"),
    "merge": ("{n} into 1002", "1002 into {n}"),
    "move": ("{n} to 1 words", "{n} to 2026-12-17 10:30 words"),
    "urgency": ("{n} high words",),
    "confirm": ("{n}", "{n} 2026-12-17 10:30"),
    "exception": ("{n} 2026-12-17 10:30 words",),
    "notice": ("{n} helpdesk Drupal", "{n} off"),
    "card": ("{n} yes", "{n} no"),
    "work": ("{n} helpdesk 5 words", "{n} credit helpdesk 5 words", "{n} correct 1 5 words"),
    "promises": ("", "2026-12-01"),
    "staff": ("", "add eve lead test eve", "remove sam"),
    "close": ("2026-12-24 words",),
    "open": ("2026-12-24",),
    "help": ("", "claim"),
    "incident": ("", "1", "new {n}: words", "add 1 {n}", "confirm 1", "dismiss 1", "update 1: words", "end 1"),
}
"""What follows each command."""

ACTIONS = (
    *("@status.{n}", "@show.{n}", "@solved.{n}", "@unsolved.{n}", "@cancel.{n}", "@news.{n}", "@phone.{n}"),
    *(
        "@calloff.{n}",
        "@movecall.{n}",
        "@withdraw.{n}",
        "@statement.{n}",
        "@transcript.{n}",
        "@earlier.{n}.0",
        "@add.{n}",
    ),
    *("@take.{n}.1.1", "@agree.{n}.1", "@refuse.{n}.1", "add.{n}", "accept.{n}", "slot.{n}", "cancel.{n}", "yes.{n}"),
)
"""What a choice may say: those that are good at any time, and some of a stage that one isn't in."""


def staff_lines() -> Iterator[tuple[str, Role]]:
    """Every command in every form, with the role that it takes."""
    for name, command in COMMANDS.items():
        for after in AFTER[name]:
            yield f"{name} {after}".strip(), command.usage.role


def client_words() -> Iterator[str]:
    """Every way to name a ticket in words."""
    known = languages().by_code[SOURCE_LANGUAGE].commands
    for verb in (*OF_A_TICKET, *WHOLE):
        phrase = (known.whole if verb in WHOLE else known.inside)[verb.value][0]
        yield f"{phrase} #{{n}}"
        if verb in OF_A_TICKET:
            yield f"{phrase} {{n}}"
    yield from ("#{n}", "ticket {n}", "add to #{n}: let me in", "add #{n} let me in", "please call me about #{n}")


# ── Measured ───────────────────────────────────────────────────────────────────────────


def kept_out(house: House, every: int = 1) -> tuple[str, list[str]]:
    """Try everything, or each so-manieth way of a client; what wasn't refused alike, or changed what isn't theirs."""
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("call me please")
    house.client("bo").files("Something else", name="Bo")
    sam.types("reply 1001 Try it again")
    before = _hers(house)
    wrong, tried = [], 0
    for part in (strangers(house), agents(house), clients(house, every), forgers(house, ana, every)):
        for problem in part:
            tried += 1
            wrong += [problem] if problem else []
    if _hers(house) != before:
        wrong.append("something of ana's was changed")
    return f"{tried:,} attempts, {len(wrong)} not refused alike", wrong


def _hers(house: House) -> Sequence[tuple[str, Sequence[Any]]]:
    """All that is stored about ana's ticket."""
    tables = {"tickets", "record", "queue_moves", "promises", "appointments", "agreements", "works", "call_quanta"}
    return [(name, row) for name, row in rows(house.store) if name in tables and THEIRS in row]


def strangers(house: House) -> Iterator[str]:
    """Who isn't staff gets one answer to all commands, of every role, for tickets that are there and that aren't."""
    eve = Agent(house, house.client("eve").address, name="eve")
    gone = house.agent("gone", Role.LEAD)
    house.store.write(lambda unit: unit.remove_staff("gone")).result()
    said: set[str] = set()
    for who in (eve, gone):
        for line, _role in staff_lines():
            for number in (THEIRS, NOBODYS):
                who.types(line.format(n=number))
                said.add(who.text)
                yield f"{who.name}: {line!r} is answered otherwise" if len(said) > 1 else ""


def agents(house: House) -> Iterator[str]:
    """What takes a lead is one refusal to an agent, whatever it is."""
    kim = house.agent("kim", Role.AGENT)
    said: set[str] = set()
    for line, role in staff_lines():
        if role is Role.LEAD:
            kim.types(line.format(n=THEIRS))
            said.add(kim.text)
            yield f"an agent: {line!r} is answered otherwise" if said != {"Only a lead can do that."} else ""


def clients(house: House, every: int) -> Iterator[str]:
    """A client who names somebody else's ticket reads what they would read about one that never was."""
    for owns in (False, True):
        for at, words in enumerate(islice(client_words(), 0, None, every)):
            pair = [house.client(f"{owns}-{at}-{number}") for number in (THEIRS, NOBODYS)]
            for who, number in zip(pair, (THEIRS, NOBODYS), strict=True):
                if owns:
                    who.files(f"My own question {at}", name="Eve")
                who.says(words.format(n=number))
            yield _alike(pair, words)


def forgers(house: House, ana: Client, every: int) -> Iterator[str]:
    """A choice that names somebody else's ticket, or was shown to somebody else, opens nothing."""
    with house.store.read() as unit:
        hers = unit.find_conversation(ana.address)
    assert hers is not None
    for theirs in (True, False):
        for at, action in enumerate(ACTIONS[::every]):
            pair = [house.client(f"forger-{theirs}-{at}-{number}") for number in (THEIRS, NOBODYS)]
            for who, number in zip(pair, (THEIRS, NOBODYS), strict=True):
                who.says("hello")
                with house.store.read() as unit:
                    own = unit.find_conversation(who.address)
                assert own is not None
                conversation = hers.id if theirs else own.id
                for revision in (1, 2):
                    who.clicks(tokens.make(conversation, revision, action.format(n=number)))
            yield _alike(pair, action)


def _alike(pair: Sequence[Client], tried: str) -> str:
    """What is wrong with two screens that must differ in the number only."""
    for who in pair:
        who.deliver()
    shown = [re.sub(rf"{number}", "N", _calm(who)) for who, number in zip(pair, (THEIRS, NOBODYS), strict=True)]
    if "arive" in shown[0] or "Try it again" in shown[0]:
        return f"{tried!r} shows ana's words"
    return "" if shown[0] == shown[1] else f"{tried!r} tells which tickets there are: {shown[0]!r} / {shown[1]!r}"


def _calm(who: Client) -> str:
    """The screen without what is their own: ticket numbers, places and times of what they filed themselves."""
    own = "|".join(str(ticket.number) for ticket in who.tickets) or "(?!)"
    return re.sub(r"\d+(?:st|nd|rd|th)|[A-Z2-9]{4}-[A-Z2-9]{4}", "…", re.sub(rf"\b(?:{own})\b", "OWN", who.text))
