"""Discord's own way of writing: plain text as what Discord shows, and what people typed as plain text.

Two readers take a message apart: the server looks for calls in the raw text (so a backslash alone
saves nobody), the apps draw Markdown, in which a backslash makes any sign itself. A zero-width space
stands only where neither has a sign to escape: in ``@everyone`` and in invites.
"""

import re
from datetime import UTC, datetime
from typing import Literal

from adapters.discord.limits import URL_CHARS_MAX, size

GAP = "\u200b"
"""A zero-width space."""

# ── Plain text as Markdown ─────────────────────────────────────────────────────────────

_URL = re.compile(r"(?:https?|steam|discord)://[^\s<>]+", re.IGNORECASE)
_SIGNS = re.compile(r"[\\*_~`|\[<]|(?<=<)[@#:/&!]|(?<=<t):|(?<=<id):|:(?=[^\s:]+:)")
"""Styles, spoilers, masked links, ``<…>`` of every kind, and ``:emoji:``."""
_BEFORE_LINK = re.compile(rf"{_SIGNS.pattern}|:(?=[^\s:]*\Z)")
"""A link has a colon, too."""
_NO_LINK = re.compile(rf"{_SIGNS.pattern}|:(?=//)|(?<=:)/(?=/)")
_LINE_STARTS = re.compile(
    r"((?:^|(?<=[\n\u2028\u2029]))[^\S\n\u2028\u2029]*+)(?:(?P<sign>#(?=#{0,2}\s)|>|[-+](?=[\s#]|$))|(?P<number>\d+)(?=[.)](?:\s|$)))"
)
"""Headings, quotes, subtext and lists: marks only at the start of a line."""
_EVERYONE = re.compile(
    r"@(?!\u200b)(?=[\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]*(?:everyone|here))", re.IGNORECASE
)
"""Marks in between count: with enough of them about, the server drops them (discord-api-docs, issue 1241)."""
_INVITE = re.compile(r"discord(?:app)?(?=\.(?:(?:gg|gift|new)[/\\?#:]|com[/\\:?#](?!channels/)))", re.IGNORECASE)
"""Invites, gifts and templates unfold wherever they stand, brackets or not; links to messages don't."""
_AFTER_URL = frozenset(".,:;!?\"'”’»)]}…*_~|`")


def escape(text: str, *, line_start: bool = True) -> str:
    """Plain text that Discord shows as itself: nothing in it formats, calls or unfolds.

    Links stay links, in ``<…>`` so that no preview comes with them; those that would do more are only text.
    """
    parts: list[str] = []
    at = 0
    for found in _URL.finditer(text):
        parts += _inert(text[at : found.start()], line_start and not at, _BEFORE_LINK), _link(found[0])
        at = found.end()
    return "".join((*parts, _inert(text[at:], line_start and not at)))


def still(text: str) -> str:
    """A text in which nobody is called and nothing invites, for where a backslash is a backslash (code)."""
    return _INVITE.sub(rf"\g<0>{GAP}", _EVERYONE.sub(f"@{GAP}", text))


def _inert(text: str, line_start: bool, signs: re.Pattern[str] = _SIGNS) -> str:
    """``text`` without links; its first line counts as one only where ``line_start`` says so."""
    escaped = signs.sub(_escaped, text)
    edge = "" if line_start else GAP
    return still(_LINE_STARTS.sub(_unmarked, edge + escaped).removeprefix(edge))


def _escaped(sign: re.Match[str]) -> str:
    """Faster than a template, which takes 7 µs for a sign."""
    return f"\\{sign[0]}"


def _unmarked(start: re.Match[str]) -> str:
    return f"{start[1]}\\{start['sign']}" if start["sign"] else f"{start[1]}{start['number']}\\"


def _link(url: str) -> str:
    end = _end_of(url) if len(url) <= URL_CHARS_MAX else len(url)
    link, rest = url[:end], url[end:]
    if linkable(link):
        return f"<{link}>{_inert(rest, line_start=False)}"
    return _inert(url, line_start=False, signs=_NO_LINK)


def linkable(url: str) -> bool:
    """Whether an address can stand in ``<…>``, whatever stands around it."""
    return (
        url.lower().startswith(("https://", "http://"))
        and len(url) > len("https://")
        and size(url) <= URL_CHARS_MAX
        and not any(sign in url for sign in "<>*`\\")
        and not any(sign.isspace() for sign in url)
        and still(url) == url
    )


def _end_of(url: str) -> int:
    """Where an address ends: a full stop behind it isn't a part, nor a bracket that was opened before it."""
    end, extra = len(url), url.count(")") - url.count("(")
    while url[end - 1] in _AFTER_URL and (url[end - 1] != ")" or extra > 0):
        extra -= url[end - 1] == ")"
        end -= 1
    return end


# ── What people typed ──────────────────────────────────────────────────────────────────

_SEQUENCE = re.compile(
    r"<(?:@!?(?P<user>\d{1,20})|(?P<named>[@#]&?\d{1,20})|a?(?P<emoji>:\w{1,64}:)\d{1,20}"
    r"|t:(?P<unix>-?\d{1,13})(?::[tTdDfFRsS])?|(?P<command>/[^<>:\n]{1,100}):\d{1,20}"
    r"|(?P<link>[a-z]{2,12}:/{0,2}[^\s<>]{1,3000}))>",
    re.IGNORECASE,
)


def read(content: str, without_user: str = "") -> str:
    """The words of a message as typed: names as names, moments in UTC; ``without_user`` isn't repeated."""
    return _SEQUENCE.sub(lambda found: _named(found, without_user), content).strip()


def _named(found: re.Match[str], without_user: str) -> str:
    match found.lastgroup:
        case "user":
            return "" if found["user"] == without_user else f"@{found['user']}"
        case "named":
            return found["named"].replace("&", "")
        case "unix":
            return _moment(int(found["unix"])) or found[0]
        case "link":
            return found["link"].removeprefix("mailto:").removeprefix("tel:")
        case kind:
            return found[kind or 0]


def _moment(unix: int) -> str:
    try:
        return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return ""


def timestamp(at: datetime, style: Literal["t", "T", "d", "D", "f", "F", "R"] = "F") -> str:
    """A moment (aware) that everyone sees in their own zone and language; ``F`` is day and time, ``R`` "in an hour"."""
    return f"<t:{int(at.timestamp())}:{style}>"
