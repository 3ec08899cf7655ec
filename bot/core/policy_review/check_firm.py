"""What is wrong with how a firm describes itself: its name, zone and languages, and where its pages are."""

import re
import string
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.policy import Firm
from bot.core.text.errors import Problem

LANGUAGES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk
    ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc
    sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve
    vi vo wa wo xh yi yo za zh zu""".split()  # noqa: SIM905 - 183 quoted literals are no easier to read
)
"""The two-letter codes of ISO 639-1."""

WINTER_TIME = {"EST": "America/New_York", "MST": "America/Denver"}
"""Zones that never change their clocks, whose names are taken for zones that do."""

_ADDRESS = re.compile(r"https?://[^\s/?#:@]+(?::\d+)?(?:[/?#]\S*)?")


def check_firm(firm: Firm) -> Iterator[Problem]:
    """Everything about the firm that can't be, or isn't there in every language."""
    if not firm.name.strip():
        yield Problem("firm.name", "is empty", "write the name that clients know you by")
    if firm.zone in WINTER_TIME:
        yield Problem("firm.zone", f'"{firm.zone}" is winter time all year', f"such as {WINTER_TIME[firm.zone]}")
    elif not _is_zone(firm.zone):
        yield Problem("firm.zone", f'no time zone is called "{firm.zone}"', "such as America/Los_Angeles")
    if not firm.languages:
        yield Problem("firm.languages", "is empty", 'name at least one, such as ["en"]')
    for place, code in enumerate(firm.languages, 1):
        if code not in LANGUAGES:
            yield Problem(f"firm.languages.{place}", f'no language has the code "{code}"', "such as en, es or de")
        elif code in firm.languages[: place - 1]:
            yield Problem(f"firm.languages.{place}", f'"{code}" is listed twice', "leave one of them out")
    if firm.article_url:
        yield from _article_url(firm.article_url)
    if firm.terms_url:
        yield from _terms(firm)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of zones
        return False
    return True


def _article_url(url: str) -> Iterator[Problem]:
    yield from address("firm.article_url", url)
    blanks = _blanks(url)
    if blanks is None:
        yield Problem("firm.article_url", "has a brace without its partner", "write {slug} and {lang}")
        return
    if "slug" not in blanks:
        yield Problem("firm.article_url", "lacks {slug}", "such as https://help.example.com/{lang}/{slug}")
    for name in sorted(blanks - {"slug", "lang"}):
        yield Problem("firm.article_url", f"nothing is known to fill {{{name}}} with", "use {slug} and {lang}")


def _blanks(url: str) -> set[str] | None:
    """What is to be filled in; ``None`` where braces don't match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(url) if name is not None}
    except ValueError:
        return None


def _terms(firm: Firm) -> Iterator[Problem]:
    """A client must be able to read the terms in every language in which they are asked to accept them."""
    where = "firm.terms_url"
    if isinstance(firm.terms_url, str):
        yield from address(where, firm.terms_url)
        yield from _terms_blanks(where, firm.terms_url)
    else:
        for lang in (lang for lang in dict.fromkeys(firm.languages) if lang not in firm.terms_url):
            instead = f'add {lang} = "https://…", or one address for everybody with terms_language'
            yield Problem(where, f'the terms have no translation for "{lang}", which is offered', instead)
        for lang, url in firm.terms_url.items():
            yield from address(f"{where}.{lang}", url)
            if lang not in firm.languages:
                yield Problem(f"{where}.{lang}", "isn't offered to clients", "add it to languages, or leave it out")
    if firm.terms_language and firm.terms_language not in LANGUAGES:
        reason = f'no language has the code "{firm.terms_language}"'
        yield Problem("firm.terms_language", reason, "such as en, es or de")
    elif firm.terms_language and (not isinstance(firm.terms_url, str) or "{lang}" in firm.terms_url):
        reason = "says that one document serves all, and terms_url names one for each language"
        yield Problem("firm.terms_language", reason, "leave it out, or write one address")


def _terms_blanks(where: str, url: str) -> Iterator[Problem]:
    blanks = _blanks(url)
    if blanks is None:
        yield Problem(where, "has a brace without its partner", "write {lang}, or no brace at all")
    for name in sorted((blanks or set()) - {"lang"}):
        yield Problem(where, f"nothing is known to fill {{{name}}} with", "use {lang}")


def address(where: str, url: str) -> Iterator[Problem]:
    """Whether clients can follow a link."""
    if not _ADDRESS.fullmatch(url):
        yield Problem(where, f'"{url}" is no web address', "begin with https://")
