"""Looking for tickets: how a line of words and filters is read, and how staff see what was found."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.core.calendar.time_range import span
from bot.core.model.finding import Found, Wanted
from bot.core.model.record import SAID, StoredEntry
from bot.core.model.tickets import LIVE, State, Ticket
from bot.core.rules.staff.tags import tag_of
from bot.core.staff_view.colleagues import nearest
from bot.core.staff_view.tickets import answer, choice, state
from bot.core.text.surface import TOKEN_CHARS_MAX, Block, Choice, Choices, Moment, Msg, Piece, Reply, Text, desk_
from bot.core.text.terms import asked_terms, hits, passage
from bot.core.text.tokens import staff

TERMS_ASKED_MAX = 12
"""Words of one search: more are a pasted text."""
NEAR_FILTER = 0.75
"""How alike a word before a colon must be to a filter to be asked about: "stat", but not "http" or "error"."""

_FILTER = re.compile(r"([^\W\d_]{2,20}):(?!//)(\S+)")
_NUMBER = re.compile(r"#(\d{1,9})")
_AGO = re.compile(r"(\d{1,3})([dwm])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30}


@dataclass(frozen=True, slots=True)
class Search:
    """A line, read."""

    line: str
    """As it was typed, without where a page begins: the next page is asked for with it."""
    wanted: Wanted
    number: int = 0
    """The one ticket that is named, and nothing else; 0: none is."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A filter that can't be read, and the lines that may have been meant."""

    why: Msg
    meant: tuple[str, ...] = ()
    """What to write instead of the filter."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found, with what of its record shows why."""

    ticket: Ticket
    client: str
    entries: Sequence[StoredEntry] = field(default=())


# ── Reading a line ─────────────────────────────────────────────────────────────────────

STATES: Mapping[str, tuple[frozenset[State], bool | None]] = {
    "open": (LIVE, None),
    "waiting": (frozenset({State.OPEN}), False),
    "claimed": (LIVE, True),
    "asked": (frozenset({State.ASKED}), None),
    "answered": (frozenset({State.ANSWERED}), None),
    "resting": (frozenset({State.RESTING}), None),
    "closed": (frozenset(State) - LIVE, None),
    "solved": (frozenset({State.SOLVED}), None),
    "silent": (frozenset({State.SILENT}), None),
    "cancelled": (frozenset({State.CANCELLED}), None),
    "merged": (frozenset({State.MERGED}), None),
}
"""By the word behind ``state:``: which states are meant, and whether somebody has it."""


def _state(value: str, wanted: Wanted, now: datetime, zone: str) -> Wanted | Wrong:
    meant = STATES.get(value.casefold())
    if meant is None:
        near = nearest(value, STATES)
        why = "There is no state “{value}”. There are {states}."
        if near:
            why = "There is no state “{value}”. Did you mean {states}?"
        said = desk_(why, value=value, states=", ".join(near or STATES))
        return Wrong(said, tuple(f"state:{name}" for name in near))
    states, claimed = meant
    return replace(wanted, states=states, claimed=claimed)


def _tag(value: str, wanted: Wanted, now: datetime, zone: str) -> Wanted | Wrong:
    tag = tag_of(value)
    if not tag:
        return Wrong(desk_("“{value}” can be no tag: write one such as tag:dns.", value=value))
    return replace(wanted, tag=tag)


def _since(value: str, wanted: Wanted, now: datetime, zone: str) -> Wanted | Wrong:
    at = _moment("since", value, now, zone)
    return at if isinstance(at, Wrong) else replace(wanted, since=at)


def _before(value: str, wanted: Wanted, now: datetime, zone: str) -> Wanted | Wrong:
    if number := _NUMBER.fullmatch(value):
        return replace(wanted, below=int(number[1]))
    at = _moment("before", value, now, zone)
    return at if isinstance(at, Wrong) else replace(wanted, until=at)


def _moment(name: str, value: str, now: datetime, zone: str) -> datetime | Wrong:
    """A date as it is written behind a filter; a day begins at midnight of the desk's zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = {"today": 0, "yesterday": 1}.get(value.casefold())
    if ago := _AGO.fullmatch(value):
        days = int(ago[1]) * _DAYS[ago[2].lower()]
    read = span(value if days is None else (today - timedelta(days=days)).isoformat(), None, zone)
    if isinstance(read, Msg) or read.start is None:
        said = (
            "“{value}” is no date that I know. Write {name}:2026-12-16, {name}:today, {name}:yesterday,"
            " or {name}:7d for seven days ago (w: weeks, m: months)."
        )
        return Wrong(desk_(said, value=value, name=name))
    return read.start


Filter = Callable[[str, Wanted, datetime, str], Wanted | Wrong]
FILTERS: Mapping[str, Filter] = {"state": _state, "tag": _tag, "since": _since, "before": _before}
"""By the word before the colon. Another one needs a function here, and a field of ``Wanted`` that the store knows."""
ALIASES = {"status": "state", "after": "since", "from": "since", "until": "before"}
WORDS = frozenset({"client", "domain"})
"""Before a colon these say what the words behind it are; they are looked for like any others."""


def read(line: str, now: datetime, zone: str) -> Search | Reply:
    """A line as a search, or what is wrong with it, with the lines that may have been meant as choices."""
    words, used, wanted = list[str](), list[str](), Wanted()
    for word in line.split():
        name = _filter_named(word)
        if name is None:
            key, _colon, value = word.partition(":")
            words.append(value if value and key.casefold() in WORDS else word)
            continue
        key, _colon, value = word.partition(":")
        done = FILTERS[name](value, wanted, now, zone) if name and name not in used else _refused(key, name, value)
        if isinstance(done, Wrong):
            return _meant(line, word, done)
        wanted = done
        used.append(name)
    return _search(line, words, used, wanted)


def _search(line: str, words: list[str], used: list[str], wanted: Wanted) -> Search | Reply:
    alone = _NUMBER.fullmatch(words[0]) if len(words) == 1 and not used else None
    found = asked_terms(" ".join(words))[:TERMS_ASKED_MAX]
    if not found and (words or not used or wanted == Wanted(below=wanted.below)):
        return answer(desk_("What should I look for? Words of two letters or more, a number, a name, a domain."))
    kept = " ".join(word for word in line.split() if not _is_page(word))
    return Search(kept, replace(wanted, terms=found), int(alone[1]) if alone else 0)


def _is_page(word: str) -> bool:
    key, colon, value = word.partition(":")
    return bool(colon) and ALIASES.get(key.casefold(), key.casefold()) == "before" and bool(_NUMBER.fullmatch(value))


def _filter_named(word: str) -> str | None:
    """The filter that a word is; empty for what is nearly one, ``None`` for a word to be looked for."""
    found = _FILTER.fullmatch(word)
    if found is None:
        return None
    key = found[1].casefold()
    key = ALIASES.get(key, key)
    if key in FILTERS:
        return key
    return "" if get_close_matches(key, FILTERS, 1, NEAR_FILTER) else None


def _refused(key: str, name: str, value: str) -> Wrong:
    if name:
        return Wrong(desk_("There can be only one {name}: in a search.", name=name))
    near = get_close_matches(key.casefold(), FILTERS, 1, NEAR_FILTER)[0]
    said = "There is no filter “{key}:”. Did you mean {near}:? To look for the words, put a space behind the colon."
    return Wrong(desk_(said, key=key, near=near), (f"{near}:{value}",))


def _meant(line: str, word: str, wrong: Wrong) -> Reply:
    """What is wrong with a word of a line, and the line with each of what may have been meant."""
    lines = (" ".join(instead if each == word else each for each in line.split()) for instead in wrong.meant)
    offered = (Choice(desk_("{line}", line=other), f"find {other}") for other in lines)
    return answer(wrong.why, *(each for each in offered if _fits(each)))


def _fits(offered: Choice) -> bool:
    return len(staff(offered.action)) <= TOKEN_CHARS_MAX


# ── What was found ─────────────────────────────────────────────────────────────────────


def results(asked: Search, found: Found, shown: Sequence[Hit]) -> Reply:
    """A page of tickets, newest first, each with the passage that fits; then the next page."""
    if not shown:
        return _nothing(asked, found)
    blocks: list[Block] = [_head(asked, shown), *read_as(found)]
    blocks += [_row(hit, found.accepted) for hit in shown]
    last = shown[-1].ticket.number
    more = Choice(desk_("Next page"), f"find {asked.line} before:#{last}".replace("  ", " "))
    offers = tuple(choice("Show #{number}", f"show {hit.ticket.number}", hit.ticket.number) for hit in shown)
    if found.more and _fits(more):
        offers = (*offers, more)
    elif found.more:
        blocks.append(desk_("There are older ones: add before:#{number} to the line.", number=last))
    return Choices((*blocks, *unread(found)), offers)


def _head(asked: Search, shown: Sequence[Hit]) -> Msg:
    if asked.wanted.below:
        return desk_("“{line}”, those before #{number}:", line=asked.line, number=asked.wanted.below)
    if len(shown) == 1:
        return desk_("“{line}”, one ticket:", line=asked.line)
    return desk_("“{line}”, newest first:", line=asked.line)


def read_as(found: Found) -> tuple[Msg, ...]:
    """Words that nobody wrote so, and what was looked for instead."""
    said = "Nobody wrote “{word}”; I looked for {others}."
    return tuple(
        desk_(said, word=word, others=", ".join(others[:3]))
        for word, others in found.spellings.items()
        if not any(other.startswith(word) for other in others)
    )


def _row(hit: Hit, accepted: frozenset[str]) -> Msg:
    """A ticket in two lines: what it is, and the passage with what was looked for marked."""
    ticket = hit.ticket
    passed = _shown(telling(hit, accepted), accepted)
    said = "**#{number}** “{subject}” · {client} · {state} · {filed}"
    return desk_(
        f"{said}\n{{passage}}" if passed.id else said,
        number=ticket.number,
        subject=ticket.subject or "—",
        client=hit.client or "—",
        state=state(ticket),
        filed=Moment(ticket.filed_at, "date"),
        passage=passed,
    )


def telling(hit: Hit, accepted: frozenset[str]) -> str:
    """The words with most of what was looked for, the newest of those that have as many."""
    texts = [entry.text for entry in reversed(hit.entries) if entry.text and entry.kind in SAID]
    texts.append(hit.ticket.symptoms)
    best = max(texts, key=lambda text: len(hits(text, accepted)))
    return best if accepted and hits(best, accepted) else ""


def _shown(text: str, accepted: frozenset[str]) -> Msg:
    """A passage, with the words that were looked for in bold; what people wrote is never markup."""
    pieces: tuple[Piece, ...] = passage(text, accepted) if text else ()
    marks = (f"**{{p{n}}}**" if piece.hit else f"{{p{n}}}" for n, piece in enumerate(pieces))
    return Msg("".join(marks), tuple((f"p{n}", piece.text) for n, piece in enumerate(pieces)))


def _nothing(asked: Search, found: Found) -> Reply:
    unknown = [word for word, others in found.spellings.items() if not others]
    if unknown:
        said = desk_("No ticket has “{words}”, nor anything like it.", words="”, “".join(unknown))
    elif len(found.spellings) > 1:
        said = desk_("No ticket has all of “{line}”.", line=asked.line)
    else:
        said = desk_("No ticket is like “{line}”.", line=asked.line)
    return Text((said, *unread(found)))


def unread(found: Found) -> tuple[Msg, ...]:
    """That not everything is indexed yet: after an update, or in the seconds behind a rush."""
    if not found.unread:
        return ()
    return (desk_("Not everything can be found yet: {count} are still being read.", count=found.unread),)
