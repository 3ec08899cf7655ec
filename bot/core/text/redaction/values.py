"""Whether a word looks like a secret by itself, and what behind a label is none: masks, variables, code."""

import re
from collections.abc import Iterable, Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.words import Worded, folded, known

MARK = "\ufffc"
"""What stands for each character that went already: neither space nor letter, so nothing in it is found again."""
CHARS_MIN, CHARS_MAX = 5, 64
"""Of a password that is told by its looks."""

_ENVELOPE = "()[]<>{}\"'`“”„«»‘’‚,;|"
_SIGNS = frozenset("!#$%&*?@+=^~§\\_")
_CLEAR_SIGNS = _SIGNS - {"_", "="}
_ENDINGS = (
    "(?:com|net|org|info|biz|eu|de|at|ch|es|uk|us|io|co|fr|it|nl|be|pl|pt|se|no|dk|fi|ie|cz|hu|ro|gr|ru|ua|jp|cn|in|au"
    "|nz|ca|mx|ar|br|cl|za|app|dev|shop|store|online|site|cloud|tech|blog|xyz|me|tv|cc|ai|gov|edu|int|local|lan"
    "|internal|example|test|invalid|localhost|home|arpa|cat|gal|eus|berlin|hamburg|koeln|wien|tirol|swiss"
    "|php|html?|jsx?|tsx?|css|scss|py|sh|rb|go|rs|java|class|jar|c|h|cpp|cs|txt|md|docx?|dotx?|xlsx?|pptx?|odt|ods|pdf"
    "|csv|xml|json|ya?ml|toml|ini|conf|cfg|env|log|sql|db|sqlite|zip|tar|t?gz|bz2|xz|7z|rar|iso|img|jpe?g|png|gif|svg"
    "|webp|bmp|ico|heic|mp[34]|mov|avi|mkv|wav|m4a|eml|msg|mbox|pst|ics|vcf|key|pem|crt|cer|p12|pfx|csr|pub|exe|msi|dmg"
    "|apk|deb|rpm|bak|tmp|old|dll|sys|psd|indd|dwg)"
)
"""How hosts and files end that have capitals and digits in them."""
_PLAIN = re.compile(
    # Addresses, hosts, links, paths and files.
    r"[^\s@]+@(?:[\w-]+\.)+[\w-]+(?:['’]s)?(?::\S*)?|[\w.+-]+@|(?:https?"
    r"|ftp|smtp|imap|mailto|sftp)s?:.*|[a-z]+:/.*|[~.]?/.*|[a-z]:\\.*"
    rf"|\*?\.?(?:[\w-]+\.)+{_ENDINGS}(?:[:/].*)?|(?-i:\*?\.?(?:[a-z0-9_-]+\.)+[a-z]{{2,24}}(?:[:/].*)?)"
    r"|(?:[^\W\d]|-)+(?:\.(?:[^\W\d]|-)+)+"
    # Figures: versions, amounts, moments, sizes; short names with a number as hosts and protocols have them.
    r"|[v#+-]?\d[\d.,:/%+-]*(?:[a-z]{1,3}|gbit|mbit|bits?|users?|x)?\.?|\d+[x×]\d+(?:px|cm|mm|m)?"
    r"|(?:web|srv|server|host|mail|mx|ns|db|ftp|smtp|imap|pop|node|vps"
    r"|vm|cluster|client|kunde|user|site|shop|app|test|php|ipv|http"
    r"|tls|ssl|sha|md|utf|iso|base|bcrypt|argon|rsa|ed|aes|win|windows"
    r"|mailbox|postfach|buz[oó]n|domain|dominio|konto|cuenta|account|benutzer|usuario|cliente|projekt|website"
    r"|version|schritt|option|tarif|paket|server|ticket|backup|office|outlook|ipad|macos|imac|galaxy|exchange|thunderbird|firefox|chrome|iphone|ios"
    r"|android|debian|ubuntu|mysql|mariadb|postgresql|python|node|wordpress"
    r"|joomla|typo|drupal|plesk|cpanel|layer|step|punkt"
    r"|level|port|line|zeile|room|raum|id|nr|no)-?v?[\d.]+\w?[?!]?"
    # Numbers of invoices and the like; variables; markup.
    r"|(?-i:[A-Z]{1,6}[-/#]?\d[\d/-]*|[A-Z]+(?:_[A-Z]+)+)|\[?\$[\w{(].*|\$?\w+(?:->|\("
    r"|=>|\[).*|[\w.-]+=.*|[\w+-]+/[\d.]+|(?:ticket|id|nr|no|issue|pr"
    r"|bug|case|vorgang|fall|caso|pedido|order)#\d+|(?-i:(?:[a-z_]+\.){2,}\w+)"
    r"|fritz!box.*|</?\w+[ >].*|&\w+;.*|--?[a-z][\w-]*"
    r"|.*</\w.*|[\w./-]+\?[\w.-]+=.*"
    # Channels and people of Slack, colours, keys pressed together, the fifth.
    r"|(?-i:[@#][A-Z0-9]{6,14}(?:\|.*)?)|#[0-9a-f]{3,8}|(?:ctrl|strg|alt|cmd|shift|umschalt|win|fn)\+.*"
    r"|\d+(?:st|nd|rd|th|er|te[nrs]?)[?!*]*|ipv[46]-.*|(?:pop|imap|smtp)\d\)?\*{0,2}"
    r"|\d{1,2}\.?-?[^\W\d_]{3,9}\.?-?\d{0,4}|\w+/\w+/.*|[\w.:]+\((?:[\w, ]{0,40}\))?"
    # A mail server's prompts for name and password, as it logs them.
    r"|VXNlcm5hbWU[6A]?=*|UGFzc3dvcmQ[6A]?=*",
    re.IGNORECASE,
)
_NOT_CHOSEN = re.compile(
    r"[0-9a-f]{7,64}|[0-9a-f-]{32,40}|(?-i:[A-Z0-9-]+)|\w{0,3}\d+\w?|.*[/:].*"
    r"|(?-i:[a-z0-9._-]+@[a-z0-9-]+)|[^\W\d.-]+@[^\W\d-]+",
    re.IGNORECASE,
)
_TYPED_WORD = re.compile(r"[^\W\d_]{4,}\d{2,4}|[^\W\d_]{6,}\d")

_NO_VALUE = Worded(
    r"""["'`]{0,1}(?:[*•●·]{3,}|[.x]{3,64}(?![^\W_])|\[?<?redacted\b|[}\])]|(?-i:(?:[A-Z]+_)+(?:PASS|PASSWORD|PW|PWD|SECRET|TOKEN|KEY)(?![\w-]))|[-–—_]{2,}(?![^\W_])|\(⟨unchanged⟩\)"""
    r"""|\$\{|\$\(|\{\{|\{%|\$[A-Z_]{2,}\b|\$_?[A-Za-z]+(?=[\[\s;,)"']|->"""
    r"""|$)|%\(?[A-Za-z_]+\)?[%s]|<[^<>\n]{0,40}>?|\[[A-Za-z ]{3,20}\]"""
    r"""|!(?:ENV|vault|secret|Ref|Sub|GetAtt|include|ImportValue)\b|\*[a-z_]{3,}(?=\s|$)|@{1,2}[A-Z_]+@{1,2}(?!\w)|%env\(|%\{|//\S|%[sdrq](?!\w)|(?<!["'`])(?-i:[A-Z][A-Za-z]{2,}(?:(?:::|\.)[A-Z][A-Za-z]+)+)(?!\.?[0-9!#$%&*+^~-]|\w)|ENC[\[(]|(?:var|local|data|module|random_\w{1,30})\.\w|[a-z_]+(?:\.[a-z_]+){2,}(?=[\s;,)]|$)|(?:str|string|int|bool|bytes|Optional|text|varchar)\b(?=\s*(?:[=,;)\[(|]|$))|%[\w.]{2,40}%"""
    r"""|\$[0-9@*](?!\w)|:[a-z_]{2,}(?=[\s,;)]|$)|⟨own⟩[-_](?:(?-i:[a-z0-9_-]+)|(?-i:[A-Z0-9_-]+))(?![\w-])|change[-_]?me|your[-_\x20]?(?:api[-_\x20]?)?(?:password|pass|key|token|secret)(?![\w-])|(?:ref\+)?[a-z][a-z+]{2,20}://|\{SASL\}|\.\*|/["'\s]"""
    r"""|\[[\w.-]+[,\]]|(?:required|string|nullable)\b[|]|\[\s*["']|\*{1,2}$"""
    r"""|\.{2,}|…|hash:|(?:mysql|pgsql|ldap|file|proxy):|(?:True|False"""
    r"""|None|NULL|nil)(?![\w-]))"""
    r"""|["'`]{2}(?!["'`\w])|(?:null|none|nil|true|false|undefined|yes|no|n/a)(?=["'`\s,;)}]|$)"""
    r"""|[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_]\w*)*(?:\(|\[["'$\d])"""
    r"""|(?:os|process|request|req|res|params|args|opts|cfg|config|settings|secrets|env|self|this|ENV)\."""
    r"""|(?:return|raise|throw|new|await|function|getpass|input)(?=[\s(;]|$)|\{(?:\s*["'}]"""
    r"""|$)|/(?:etc|var|home|usr|run)/|["'`]{0,1}\s*(?:$|\n)|~/|[=<>!]="""
    r"""|\?\?"""
)


def is_no_value(text: str, at: int, languages: Languages) -> bool:
    """Whether what stands there is a mask, a variable, code or nothing."""
    return bool(_NO_VALUE.of(languages).match(text, at))


_SAMPLES = frozenset(["passwd", "pass", "secret", "token"])
"""What manuals write where the secret goes, besides the languages' words for it."""


_NAME = re.compile(r"[a-z]+(?:[-_./][a-z]+)+(?:[-_.]?v?[0-9]{1,4}){0,3}|(?:alias|arn)[/:].*")


def is_name(value: str) -> bool:
    """Whether it is words joined, as things are called in files: "mysql-credentials-2024"."""
    return bool(_NAME.fullmatch(value))


def is_sample(value: str, languages: Languages) -> bool:
    """Whether it is called what it stands for, as in a manual: "user:password@"."""
    return value.casefold() in _SAMPLES or folded(value) in known(languages, "misspelt")


def rest(text: str, start: int) -> Iterator[tuple[int, int]]:
    """All from there on, unless it went already: where more is labelled than is looked at one by one."""
    if text[start:].replace(MARK, "").strip():
        yield start, len(text)


def around(places: Iterable[tuple[int, int]], before: int, behind: int) -> Iterator[tuple[int, int]]:
    """Stretches of the text so far before and behind places that come in order; those that overlap are one."""
    low = high = 0
    for start, end in places:
        if start - before > high:
            yield low, high
            low = start - before
        high = end + behind
    yield low, high


_ODD = re.compile(r"""[\d@+#$%&^§\\]|[!?*_~=][^\s!?*_~=)\]}>"'”]""")


def may_be_strong(text: str) -> bool:
    """Whether any word of it could look like a password: without a digit or a sign none does."""
    return bool(_ODD.search(text))


def is_strong(token: str) -> bool:
    """Whether a word looks like a password: letters with digits or signs, and nothing else that we know."""
    if not _ODD.search(token):
        return False
    core = token.strip(_ENVELOPE).rstrip(".:,…").strip(_ENVELOPE)
    if not CHARS_MIN <= len(core) <= CHARS_MAX or MARK in core:
        return False
    letters, digits = any(map(str.isalpha, core)), any(map(str.isdigit, core))
    told = letters and (digits or not _SIGNS.isdisjoint(core.rstrip("!?*_~=").lstrip("*_~")))
    return told and not _PLAIN.fullmatch(core)


def is_chosen(token: str) -> bool:
    """Whether a word looks like nothing else than a password: what is strong, and no number of a thing."""
    if not is_strong(token):
        return False
    core = token.strip(_ENVELOPE).rstrip(".:,…").strip(_ENVELOPE)
    if _NOT_CHOSEN.fullmatch(core):
        return False
    if not any(map(str.isdigit, core)):
        return bool(_SIGN_INSIDE.search(core))
    upper, lower = any(map(str.isupper, core)), any(map(str.islower, core))
    return (upper and lower) or not _CLEAR_SIGNS.isdisjoint(core) or bool(_TYPED_WORD.fullmatch(core))


def is_no_name(token: str) -> bool:
    """Whether a word looks like nothing else than a password, nor like somebody's name: "thomas77", "Anna.Meier85"."""
    return is_chosen(token) and not _USER.fullmatch(token.strip(_ENVELOPE).rstrip(".:,…!?").strip(_ENVELOPE))


_USER = re.compile(
    r"[^\W\d_]+\d*(?:[._-][^\W\d_]+)?\d*|.*@.*\..*|[a-z]?[A-Z][^\W\d]+\d+[A-Z]?[a-z]*|v?\d[\d.]*-\w+|AAAA.*"
)
"""Names of users, of products with a number and of versions."""


def is_unmistakable(token: str) -> bool:
    """Whether a word is a password wherever it stands: capitals, small letters, digits and a sign in the midst."""
    if not is_strong(token):
        return False
    core = token.strip(_ENVELOPE).rstrip(".:,…").strip(_ENVELOPE)
    if _MEANT.search(core):
        return False
    signs = set(core[1:-1]) & _CLEAR_SIGNS
    among = (
        bool(_RARE_SIGN_INSIDE.search(core)) or len(signs) > 1 or (core[-1] == "!" and bool(_DIGIT_INSIDE.search(core)))
    )
    return among and all(
        map(any, ([c.isupper() for c in core], [c.islower() for c in core], [c.isdigit() for c in core]))
    )


_MEANT = re.compile(r"[/:()\[\]{}<>=\"'`;,|\\@]|%[0-9A-F]{2}|^[\w.-]+%\w|!\$?[A-Z]{1,3}\$?[0-9]+$")
"""Links, code, encoded letters, a share of something, a cell of a sheet."""
_RARE_SIGN_INSIDE = re.compile(r"[^\W_]![^\W_]")
_DIGIT_INSIDE = re.compile(r"[^\W\d_][0-9]{1,3}[^\W\d_]")
_SIGN_INSIDE = re.compile(r"[^\W_][!#$%&*^~§][^\W_]")
