"""The staff's words: one table of commands, the same on every platform, and the parser for a line.

A slash-command, a button and a line in the terminal all arrive as one line, such as
``reply 12 Please restart your phone``.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.core.calendar.time_range import YEARS
from bot.core.model.people import Role
from bot.core.model.tickets import Urgency
from bot.core.policy import Channel
from bot.core.text.surface import Msg, desk_


class Needs(StrEnum):
    """What follows a command's name."""

    NOTHING = ""
    NUMBER = "<number>"
    MAYBE_NUMBER = "[number]"
    MAYBE_PAGE = "[page]"
    NUMBER_AND_TEXT = "<number> <text>"
    NUMBER_MAYBE_TEXT = "<number> [text]"
    TWO_NUMBERS = "<number> into <number>"
    PLACE = "<number> to <place> <reason> | <number> to <YYYY-MM-DD> <HH:MM> [reason]"
    EXCEPTION = "<number> <YYYY-MM-DD> <HH:MM> [until <YYYY-MM-DD> <HH:MM>] <reason>"
    NOTICE = "<number> [helpdesk|phone|off] [software]"
    CONFIRM = "<number> [<YYYY-MM-DD> <HH:MM>]"
    YES_OR_NO = "<number> yes|no"
    WORK = (
        "<number> helpdesk|phone <minutes> <note>"
        " | <number> credit helpdesk|phone <minutes> <reason> | <number> correct <entry> <minutes> <reason>"
    )
    DAYS = "[<YYYY-MM-DD> [<YYYY-MM-DD>]]"
    URGENCY = "<number> normal|high|outage <reason>"
    DAY = "<YYYY-MM-DD>"
    DAY_AND_TEXT = "<YYYY-MM-DD> <reason>"
    WORDS = "[add <name> <agent|lead> [platform] <user> | remove <name>]"
    MAYBE_WORD = "[command]"


@dataclass(frozen=True, slots=True)
class Spec:
    """One command: what follows it, what it does, and who may use it."""

    name: str
    needs: Needs
    does: Msg
    role: Role = Role.AGENT

    @property
    def usage(self) -> str:
        """The command with what follows it."""
        return f"{self.name} {self.needs}".strip()


SPECS = {
    spec.name: spec
    for spec in (
        Spec(
            "queue",
            Needs.MAYBE_PAGE,
            desk_("the line: who waits, since when, how much of the promise is used"),
        ),
        Spec("mine", Needs.NOTHING, desk_("the tickets you claimed")),
        Spec("show", Needs.NUMBER, desk_("a ticket with its record")),
        Spec("claim", Needs.MAYBE_NUMBER, desk_("take the next in line, or the one you name")),
        Spec("release", Needs.NUMBER_MAYBE_TEXT, desk_("give a ticket back to its place in line")),
        Spec("reply", Needs.NUMBER_AND_TEXT, desk_("answer the client")),
        Spec("ask", Needs.NUMBER_AND_TEXT, desk_("ask the client; their answer brings the ticket back")),
        Spec("note", Needs.NUMBER_AND_TEXT, desk_("an internal note; clients never see it")),
        Spec("resolve", Needs.NUMBER_MAYBE_TEXT, desk_("close as solved, with a last reply if you like")),
        Spec("reopen", Needs.NUMBER_AND_TEXT, desk_("open a solved ticket again, with a reason")),
        Spec("merge", Needs.TWO_NUMBERS, desk_("close a ticket into another of the same client")),
        Spec("move", Needs.PLACE, desk_("move a waiting ticket to a place in line, or its call to a free slot")),
        Spec("urgency", Needs.URGENCY, desk_("set how urgent it is")),
        Spec("appointments", Needs.NOTHING, desk_("the calls: to decide on, coming, and those without an outcome")),
        Spec("confirm", Needs.CONFIRM, desk_("confirm the call that the client asked for")),
        Spec("decline", Needs.NUMBER_AND_TEXT, desk_("decline or cancel the call, with a reason the client reads")),
        Spec("exception", Needs.EXCEPTION, desk_("offer a call at any time, with a reason")),
        Spec("outcome", Needs.NUMBER_AND_TEXT, desk_("note what came of the call; obligatory, internal")),
        Spec("notice", Needs.NOTICE, desk_("ask the client to agree to billed help; off: it isn't third-party")),
        Spec("card", Needs.YES_OR_NO, desk_("note whether the client has a card on file")),
        Spec("work", Needs.WORK, desk_("log billed minutes; credit or correct them")),
        Spec("statement", Needs.NUMBER, desk_("what the ticket's billed work comes to")),
        Spec("promises", Needs.DAYS, desk_("what was promised, and what was kept")),
        Spec("verify", Needs.NUMBER_MAYBE_TEXT, desk_("mark the ticket's client as verified [customer number]")),
        Spec("why", Needs.NUMBER, desk_("every move of a ticket in line, and the rule behind it")),
        Spec("staff", Needs.WORDS, desk_("who is on the desk; leads add and remove")),
        Spec("closed", Needs.NOTHING, desk_("the closed days ahead")),
        Spec("close", Needs.DAY_AND_TEXT, desk_("close the desk on a day"), Role.LEAD),
        Spec("open", Needs.DAY, desk_("take back a closed day that staff added"), Role.LEAD),
        Spec("help", Needs.MAYBE_WORD, desk_("these commands")),
    )
}


@dataclass(frozen=True, slots=True)
class Act:
    """One parsed command."""

    name: str
    number: int = 0
    """The ticket, or the page; 0 when none was named."""
    other: int = 0
    """The second ticket of a merge, the place of a move."""
    text: str = ""
    urgency: Urgency = Urgency.NORMAL
    day: date = date.min
    at: datetime | None = None
    """A time on the desk's clock, without a zone; a moment, in UTC, where a choice or an ending ``Z`` says so."""
    until: datetime | None = None
    channel: Channel | None = None
    word: str = ""
    """The kind of a notice, of an entry of work; yes or no."""
    minutes: int = 0

    @property
    def spec(self) -> Spec:
        """The command's row in the table."""
        return SPECS[self.name]


_NUMBER = re.compile(r"#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)")
_SECOND = re.compile(r"(?:in)?to\s+#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)|#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)", re.IGNORECASE)


def bare(line: str) -> str:
    """A line without what a platform has it begin with."""
    return line.strip().removeprefix("/").removeprefix("desk ")


def parse(line: str) -> Act | Msg:
    """A line as an act, or one sentence that says what is missing."""
    name, *rest = bare(line).split(maxsplit=1) or [""]
    spec = SPECS.get(name.casefold())
    if spec is None:
        return desk_("I don't know “{name}”. Type help for the commands.", name=name)
    return _parse(spec, "".join(rest).strip()) or desk_("Please write: {usage}", usage=spec.usage)


def _parse(spec: Spec, rest: str) -> Act | Msg | None:
    match spec.needs:
        case Needs.NOTHING:
            return Act(spec.name)
        case Needs.WORDS | Needs.MAYBE_WORD:
            return Act(spec.name, text=rest)
        case Needs.DAY | Needs.DAY_AND_TEXT:
            return _day(spec, rest)
        case Needs.DAYS:
            return Act(spec.name, text=rest) if len(rest.split()) <= 2 else None
        case Needs.MAYBE_NUMBER | Needs.MAYBE_PAGE if not rest:
            return Act(spec.name)
    number = _NUMBER.match(rest)
    if number is None:
        return None
    return _numbered(spec, int(number[1]), rest[number.end() :].strip())


def _numbered(spec: Spec, number: int, rest: str) -> Act | Msg | None:
    match spec.needs:
        case Needs.NUMBER_AND_TEXT:
            return Act(spec.name, number, text=rest) if rest else None
        case Needs.NUMBER_MAYBE_TEXT:
            return Act(spec.name, number, text=rest)
        case Needs.PLACE if dated := _DATED.match(rest):
            return _at(spec, number, dated)
        case Needs.TWO_NUMBERS | Needs.PLACE:
            return _second(spec, number, rest)
        case Needs.CONFIRM if dated := _DATED.match(rest):
            return _at(spec, number, dated)
        case Needs.EXCEPTION:
            return _exception(spec, number, rest)
        case Needs.NOTICE:
            return _notice(spec, number, rest)
        case Needs.YES_OR_NO:
            word = rest.casefold()
            return Act(spec.name, number, word=word) if word in {"yes", "no"} else None
        case Needs.WORK:
            return _work(spec, number, rest)
        case Needs.URGENCY:
            return _urgency(spec, number, rest)
        case _:
            return None if rest else Act(spec.name, number)


def _second(spec: Spec, number: int, rest: str) -> Act | None:
    second = _SECOND.match(rest)
    if second is None:
        return None
    reason = rest[second.end() :].strip()
    if spec.needs is Needs.PLACE and not reason:
        return None
    return Act(spec.name, number, int(second[1] or second[2]), reason)


def _urgency(spec: Spec, number: int, rest: str) -> Act | None:
    word, _space, reason = rest.partition(" ")
    name = word.strip(":,").upper()
    if name not in Urgency.__members__ or not reason.strip():
        return None
    return Act(spec.name, number, text=reason.strip(), urgency=Urgency[name])


_DATE = r"(?P<date>\d{4}-\d{1,2}-\d{1,2})[T\s]+(?P<time>\d{1,2}:\d{2})(?P<utc>Z?)"
_DATED = re.compile(rf"(?:to\s+)?{_DATE}(?:\s+|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(rf"until\s+{_DATE}(?:\s+|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def _clock(found: re.Match[str]) -> datetime | None:
    try:
        at = datetime.strptime(f"{found['date']} {found['time']}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 (local)
    except ValueError:
        return None
    if at.year not in YEARS:
        return None
    return at.replace(tzinfo=UTC) if found["utc"] else at


def _impossible(found: re.Match[str]) -> Msg:
    return desk_("There is no {date} {time}. Write a day and a time of the desk's clock, such as 2026-12-17 10:30.",
                 date=found["date"], time=found["time"])  # fmt: skip


def _at(spec: Spec, number: int, dated: re.Match[str]) -> Act | Msg:
    at = _clock(dated)
    return Act(spec.name, number, at=at, text=dated["rest"].strip()) if at else _impossible(dated)


def _exception(spec: Spec, number: int, rest: str) -> Act | Msg | None:
    dated = _DATED.match(rest)
    if dated is None:
        return None
    limited = _UNTIL.match(dated["rest"].strip())
    at, until = _clock(dated), _clock(limited) if limited else None
    if at is None or (limited and until is None):
        return _impossible(limited if limited and at else dated)
    reason = (limited or dated)["rest"].strip()
    return Act(spec.name, number, at=at, until=until, text=reason) if reason else None


def _notice(spec: Spec, number: int, rest: str) -> Act:
    word, software = (*rest.split(maxsplit=1), "", "")[:2]
    kind = word.casefold()
    if kind in {*Channel, "off"}:
        return Act(spec.name, number, word=kind, text=software.strip())
    return Act(spec.name, number, word=Channel.HELPDESK.value, text=rest)


_WORK = re.compile(
    r"(?:(?P<credit>credit)\s+)?(?P<channel>helpdesk|phone)\s+(?P<minutes>-?\d{1,9})\s+(?P<note>.+)"
    r"|(?P<correct>correct)\s+#?(?P<entry>\d{1,9})\s+(?:to\s+)?(?P<right>-?\d{1,9})\s+(?P<reason>.+)",
    re.IGNORECASE | re.DOTALL,
)


def _work(spec: Spec, number: int, rest: str) -> Act | None:
    found = _WORK.fullmatch(rest)
    if found is None:
        return None
    if found["correct"]:
        return Act(spec.name, number, int(found["entry"]), found["reason"].strip(), word="correct",
                   minutes=int(found["right"]))  # fmt: skip
    channel = Channel(found["channel"].casefold())
    word = "credit" if found["credit"] else "log"
    return Act(spec.name, number, 0, found["note"].strip(), channel=channel, word=word, minutes=int(found["minutes"]))


def _day(spec: Spec, rest: str) -> Act | None:
    word, _space, reason = rest.partition(" ")
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    if spec.needs is Needs.DAY_AND_TEXT and not reason.strip():
        return None
    return Act(spec.name, text=reason.strip(), day=day)
