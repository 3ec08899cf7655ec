"""Find passwords that stand behind the name that they belong to: "login: bob / fR8train"."""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.labels import core_chars
from bot.core.text.redaction.values import MARK, is_chosen, is_no_name, is_strong
from bot.core.text.redaction.words import Worded

At = tuple[int, int]

_C = rf"[^\s{MARK}]"

_PAIR = Worded(
    rf"(?<![\w/.@-])(?=⟨logins⟩(?P<both>\s*(?:[/&+]|⟨and_or⟩)\s*(?:⟨passwords⟩"
    rf"|⟨short_passwords⟩)\)?)?(?!\w)(?:\s?[:=]\s?|\s)(?:[\w.,-]{{1,16}}\s){{0,3}}?"
    rf"(?P<name>[\w@+-][\w.@+-]{{0,59}}+)(?:\s*[/|:–—&]\s*|\s-\s|,?\s+⟨and⟩\s+)"
    rf"(?P<secret>(?![{{\[<])[^\s/{MARK}]{{3,64}}+)(?!\s+(?:⟨and⟩\s)?(?:⟨passwords⟩|⟨short_passwords⟩)(?!\w)))"
)
_REASON = re.compile(r"[a-z]+(?:_[a-z]+)+[.,;]?")
"""What a program calls something: "user nina, reason: incorrect_password"."""
_SHORT_PAIR = re.compile(
    rf"(?<!\w)(?:u|user|usr|l)\s*[:=]\s*\S{{1,60}}\s+(?:p|pw|c)\s*[:=]\s*(?P<secret>{_C}{{3,64}}+)", re.IGNORECASE
)
_LIST = re.compile(rf"(?:^|\n)[\w.+-]{{1,64}}@[\w.-]{{1,80}}\s+[–—:|/-]\s+(?P<secret>{_C}{{4,64}}+)")

_BEFORE_LOGIN = Worded(
    rf"(?<![\w/.@-])[\w@.+-]{{2,60}}+(?:\s?[/|:]\s?|\s)(?P<secret>[^\s/{MARK}]{{4,64}}+)\s⟨are⟩\s"
    rf"(?:⟨the⟩|⟨own⟩|⟨articles⟩)\s(?:\w{{1,12}}\s)?⟨logins⟩(?!\w)"
)
_LINES = Worded(
    rf"(?<![\w/.@-])⟨logins⟩(?!\w)[^\n]{{0,40}}(?:\n\s{{0,4}}(?:https?:|ftp:|www\.)\S{{3,120}}+[^\S\n]*+)?\n\s{{0,4}}[^\s:{MARK}]{{2,60}}+[^\S\n]*+\n\s{{0,4}}"
    rf"(?P<secret>{_C}{{5,64}}+)(?=[^\S\n]*+(?:\n|$))"
)
"""Name and password in lines of their own."""
_SPACED = Worded(
    rf"(?<![\w/.@-])⟨logins⟩(?!\w)[^\n:]{{0,24}}:\s?(?:[\w.@+-]{{2,60}}+(?:,?\s⟨and⟩)?|[\w.+-]{{1,60}}@[\w.-]{{3,60}}+,)\s(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)"
)
"""No more than a space between: "access database: db1 fR8train"."""
_NAMED_SO = Worded(
    rf"(?<![\w/.@-])⟨logins⟩(?:\s?:)?\s(?!(?:⟨not_its⟩|⟨where⟩|⟨to_be⟩|⟨with⟩|⟨and⟩|⟨and_or⟩)(?!\w))"
    rf"(?P<name>[\w@.+-]{{2,60}}+),?\s(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)"
)
""""login bob fR8!train", "my login: bob, fR8!train"."""
_NETWORK = Worded(
    rf"(?<![\w/.@-])⟨networks⟩(?:\s?[:=]\s?|\s(?:(?:⟨where⟩\s(?:\w{{1,20}}\s){{1,3}}?)?⟨is⟩\s)?)[\"“„«]?(?P<name>[\w.-]{{2,32}}+)[\"”“»]?"
    rf"(?:(?:\s?[/|,]\s?|,?\s⟨and⟩\s)(?!(?:⟨the⟩\s|⟨own⟩\s)?⟨network_keys⟩(?!\w))|,?\s(?:⟨and⟩\s)?(?:⟨the⟩\s|⟨own⟩\s)?⟨network_keys⟩(?:\s⟨to_be⟩|\s?[:=])?\s)"
    rf"[\"“„«]?(?P<secret>[^\s\"”“»{MARK}]{{8,63}}+)"
)
_NETWORK_KEY = Worded(
    rf"(?<![\w/.@-])⟨networks⟩(?!\w)[^\n]{{0,60}}?(?<!\w)⟨network_keys⟩(?:\s⟨to_be⟩|\s?[:=])\s[\"“„«]?"
    rf"(?P<secret>[^\s\"”“»{MARK}]{{8,63}}+)"
)
"""A wireless network's key, beside its name or further on."""
SERVICES = ("ftp", "ssh", "panel", "plesk", "webmail", "wp-", "wordpress", "phpmy", "smtp", "imap", "backend", "/ ")
"""In small letters, one of these stands wherever what follows finds something."""
_NAMED = rf"[\w@.+-]{{2,80}}+(?:\s?[/|:]\s?|\s)(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)"
_SERVICE = re.compile(
    r"(?<![\w/.@-])(?:s?ftps?|ssh|cpanel|plesk|webmail|wp-admin|wordpress|phpmyadmin|smtp|imap|panel|backend"
    r"|vpn|rdp|nas|ldap|router|intranet|portal)"
    rf"(?:\s?:\s?|\s){_NAMED}",
    re.IGNORECASE,
)
_HOST = re.compile(rf"(?<![\w/.@-])(?:[\w-]{{1,60}}\.){{1,6}}[a-z]{{2,12}}\s?/\s?{_NAMED}", re.IGNORECASE)
"""A service or a host, a name, and what can only be a password."""
_ADDRESS = re.compile(
    rf"(?:^|\n)[\w.+-]{{1,64}}+@[\w.-]{{1,80}}+(?:\s?[/|:]\s?|\s|[^\S\n]{{2,12}}+)(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)"
)
"""The same behind a line's address."""
_SLASH = re.compile(rf"@[\w.-]{{3,80}}+\s[/|]\s(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)")
_AND_THEN = Worded(rf"@[\w.-]{{3,80}}+,?\s⟨and⟩\s(?:⟨still⟩\s)?(?P<secret>[^\s/{MARK}]{{5,64}}+)(?=[\s,;.]|$)")
"""… or behind one in a sentence: "it's bob@example.com and then fR8train"."""

_ROOT = re.compile(
    rf"(?<![\w/.@-])(?:root|admin|administrator)\s?[/:]\s?(?P<secret>[^\s/:{MARK}]{{5,64}}+"
    r")(?=[\s,;]|$)"
)


def pairs(text: str, languages: Languages) -> Iterator[At]:
    """Passwords behind a name: "login: bob / fR8train"."""
    for pair in _PAIR.of(languages).finditer(text):
        if pair["both"] or (is_strong(pair["secret"]) and not _REASON.fullmatch(pair["secret"])):
            yield pair.start("secret"), pair.start("secret") + core_chars(pair["secret"])
    for pattern in (_SHORT_PAIR, _LIST, _ROOT, _BEFORE_LOGIN.of(languages)):
        for pair in pattern.finditer(text):
            if is_strong(pair["secret"]):
                yield pair.start("secret"), pair.start("secret") + core_chars(pair["secret"])
    for worded in (_LINES, _SPACED):
        yield from _chosen(worded.of(languages), text)
    for pair in _NAMED_SO.of(languages).finditer(text):
        if is_no_name(pair["secret"]):
            yield pair.start("secret"), pair.start("secret") + core_chars(pair["secret"])


def networks(text: str, languages: Languages) -> Iterator[At]:
    """Keys of wireless networks: "wifi: Office / fR8train", "the key for the wifi is …"."""
    for pattern in (_NETWORK, _NETWORK_KEY):
        for key in pattern.of(languages).finditer(text):
            if is_strong(key["secret"]):
                yield key.start("secret"), key.start("secret") + core_chars(key["secret"])


def services(text: str, _languages: Languages) -> Iterator[At]:
    """Passwords behind a service or a host, and a name: "FTP: web1 / S3cret99"."""
    yield from _chosen(_SERVICE, text)
    if "/ " in text:
        yield from _chosen(_HOST, text)


def addresses(text: str, languages: Languages) -> Iterator[At]:
    """Passwords behind an address: one that begins a line, or "and" is between them."""
    yield from _chosen(_ADDRESS, text)
    yield from _chosen(_SLASH, text)
    yield from _chosen(_AND_THEN.of(languages), text)


def _chosen(pattern: re.Pattern[str], text: str) -> Iterator[At]:
    for pair in pattern.finditer(text):
        if is_chosen(pair["secret"]):
            yield pair.start("secret"), pair.start("secret") + core_chars(pair["secret"])
