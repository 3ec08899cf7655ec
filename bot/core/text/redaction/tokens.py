"""Find keys by the shape that services give them, and what hashes, headers and addresses of hooks hold.

Each expression is looked for only where the text holds one of the words before it.
"""

import re
from collections.abc import Iterator
from itertools import compress

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK, is_chosen, is_no_value

At = tuple[int, int]

_S = r"[^\S\n]"
_BEFORE = rf"(?<![A-Za-z0-9{MARK}])"
_PRIVATE = r"[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?"


ROW_CHARS_MIN = 18
_ROWS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    # A private key's block, quoted in a mail or in JSON; cut short, its lines.
    (
        ("PRIVATE KEY",),
        re.compile(
            rf"-----BEGIN {_PRIVATE}-----(?:[^{MARK}-]*+(?:-(?!----(?:BEGIN|END) )[^{MARK}-]*+)*+--"
            rf"---END {_PRIVATE}-----"
            r"|(?:(?:[\s>|]|\\[rn])*+[A-Za-z0-9+/=]{16,}+)++)"
        ),
    ),
    (("_live_", "_test_"), re.compile(_BEFORE + r"(?:sk|rk)_(?:live|test)_\w{8,}")),
    (("live_", "test_"), re.compile(_BEFORE + r"(?:live|test)_(?=\w{0,40}[0-9])(?=\w{0,40}[A-Z])[A-Za-z0-9]{20,}")),
    (("whsec_",), re.compile(_BEFORE + r"whsec_[\w+/=]{16,}")),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), re.compile(_BEFORE + r"gh[opusr]_\w{16,}")),
    (("github_pat_",), re.compile(_BEFORE + r"github_pat_\w{16,}")),
    (("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"), re.compile(_BEFORE + r"gl(?:pat|dt|rt|cbt|ptt)-[\w.-]{16,}")),
    (("AKIA", "ASIA"), re.compile(_BEFORE + r"A[KS]IA[0-9A-Z]{12,}[\w-]*")),
    (("xox",), re.compile(_BEFORE + r"xox[a-z](?:\.xox[a-z])?-[\w-]{11,}")),
    (("xapp-",), re.compile(_BEFORE + r"xapp-[\w-]{16,}")),
    (("AIza",), re.compile(_BEFORE + r"AIza[\w-]{20,}")),
    (("ya29.", "1//0"), re.compile(_BEFORE + r"(?:ya29\.|1//0)[\w-]{20,}")),
    (("GOCSPX-",), re.compile(_BEFORE + r"GOCSPX-[\w-]{16,}")),
    (
        ("hf_", "npm_", "gsk_", "r8_", "figd_", "ntn_", "nfp_", "syt_"),
        re.compile(_BEFORE + r"(?:hf|npm|gsk|r8|figd|ntn|nfp|syt)_[\w-]{16,}"),
    ),
    (
        ("lin_api_", "dop_v1_", "doo_v1_", "dor_v1_", "rubygems_", "glsa_", "glc_", "dckr_pat_", "dckr_oat_"),
        re.compile(_BEFORE + r"(?:lin_api|do[opr]_v1|rubygems|glsa|glc|dckr_[po]at)_[\w=-]{16,}"),
    ),
    (("pypi-",), re.compile(_BEFORE + r"pypi-[\w-]{16,}")),
    (("SG.",), re.compile(_BEFORE + r"SG\.[\w-]{16,}\.[\w-]{16,}")),
    (("sk-",), re.compile(_BEFORE + r"sk-(?=[\w-]{0,40}[0-9])[\w-]{16,}")),
    (("hvs.", "hvb.", "dp.pt.", "dp.st."), re.compile(_BEFORE + r"(?:hv[sb]|dp\.[ps]t)\.[\w.-]{16,}")),
    (("shpat_", "shpss_", "shpca_", "shppa_"), re.compile(_BEFORE + r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{16,}")),
    (("EAAA", "EAA", "sq0"), re.compile(_BEFORE + r"(?:EAA(?=\w{0,40}[0-9])[\w-]{40,}|sq0[a-z]{3}-[\w-]{20,})")),
    (("xsmtpsib-", "xkeysib-"), re.compile(_BEFORE + r"x(?:smtp|key)sib-[0-9a-f]{20,}-\w{8,}")),
    (("-us",), re.compile(_BEFORE + r"[0-9a-f]{32}-us[0-9]{1,2}")),
    (("key-",), re.compile(_BEFORE + r"key-[0-9a-f]{32}")),
    (("AGE-SECRET-KEY-",), re.compile(_BEFORE + r"AGE-SECRET-KEY-1[0-9A-Z]{30,}")),
    (("SK",), re.compile(_BEFORE + r"SK[0-9a-f]{32}")),
    (("NRAL", "NRAK"), re.compile(_BEFORE + r"(?:[0-9a-f]{32,40}NRAL|NRAK-[0-9A-Z]{20,})")),
    (("ATATT", "ATCTT", "ATBB"), re.compile(_BEFORE + r"AT(?:ATT|CTT|BB)[\w=+-]{20,}")),
    (("PMAK-",), re.compile(_BEFORE + r"PMAK-[0-9a-f]{20,}-[0-9a-f]{20,}")),
    (("secret_",), re.compile(_BEFORE + r"secret_(?=\w{0,40}[0-9])[A-Za-z0-9]{32,}")),
    (("dapi",), re.compile(_BEFORE + r"dapi[0-9a-f]{32}")),
    (("eyJ",), re.compile(rf"(?<![\w{MARK}-])eyJ[\w-]{{5,}}+\.[\w-]{{6,}}+\.[\w-]*+")),
    # A bot of Discord: its id, a moment and a signature; one of Telegram.
    (("M", "N", "O"), re.compile(_BEFORE + r"[MNO][\w-]{22,27}\.[\w-]{6,7}\.[\w-]{24,45}(?![\w-])")),
    ((":AA", ":A"), re.compile(rf"(?<![0-9{MARK}])[0-9]{{8,10}}:AA[\w-]{{30,40}}(?![\w-])")),
    # Addresses of hooks: whoever has one may post.
    (
        ("hooks.slack.com",),
        re.compile(
            r"(?:https?://)?hooks\.slack(?:-gov)?\.com/(?:services|workflows"
            r"|triggers)/[\w/-]{8,}"
        ),
    ),
    (
        ("/api/webhooks/",),
        re.compile(
            r"(?:https?://)?(?:\w+\.)?discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/[0-9]+/[\w-]{"
            r"16,}"
        ),
    ),
    (
        ("webhook.office.com", "logic.azure.com"),
        re.compile(
            r"(?:https?://)?[\w.-]{1,80}\.(?:webhook\.office|logic\.azure)\.com[:\w]{0,5}/[^\s\"'<"
            r">]{20,}"
        ),
    ),
    (
        ("hooks.zapier.com", "maker.ifttt.com", "hook.", "chat.googleapis.com"),
        re.compile(
            r"(?:https?://)?(?:hooks\.zapier\.com/hooks|maker\.ifttt\.com/|hook\.[a-z0-9.]{2,12}ma"
            r"ke\.com/|chat\.googleapis\.com/v1/spaces/)[^\s\"'<>]{8,}"
        ),
    ),
    (
        ("/webhook", "/hooks/", "/hook/"),
        re.compile(
            r"https?://[\w.:-]{3,80}/(?:[\w-]{1,30}/){0,4}(?:webhooks?|hooks?)/(?:[\w-]{1,20}/){0,"
            r"2}(?=[\w-]{0,40}[0-9])[\w-]{20,}"
        ),
    ),
    (
        ("AccountKey=", "SharedAccessKey=", "sig="),
        re.compile(r"(?:AccountKey|SharedAccessKey|[?&;]sig)=(?P<secret>[\w+/%=-]{16,})"),
    ),
    # A key in the place of a name: "https://KEY@host", with an empty or a fixed password behind it.
    (
        ("://",),
        re.compile(r"://(?P<secret>(?=[\w-]{0,40}[0-9])[A-Za-z0-9_-]{20,})(?::x-oauth-basic|:)?@"),
    ),
    # What a link holds that lets in whoever has it.
    (
        (
            "ignature=",
            "sig=",
            "code=",
            "hash=",
            "auth=",
            "key=",
            "oken=",
            "ecret=",
            "session=",
            "sid=",
            "jwt=",
            "magic=",
        ),
        re.compile(
            r"(?<=[?&;])[\w-]{0,24}(?:signature|sig|code|hash|auth|key|token|secret|session|sid|jwt|magic)="
            r"(?P<secret>(?=[\w.%~+/=-]{0,60}[0-9])[\w.%~+/=-]{16,})",
            re.IGNORECASE,
        ),
    ),
    (
        (
            "/reset",
            "/verify",
            "/confirm",
            "/activat",
            "/invit",
            "/magic",
            "/token",
            "private-",
            "/unsubscribe",
            "/recover",
        ),
        re.compile(
            r"(?<=[/])(?:(?:[\w-]{0,20}(?:reset|verify|confirm|activate|activation|invite|invitation|magic|token|unsubscribe"
            r"|recover)[\w-]{0,20})/|private-)(?P<secret>(?=[\w-]{0,60}[0-9])[\w-]{16,})",
        ),
    ),
)
"""Each is so long without a space: few messages hold anything of that kind."""
_OTHERS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    # Hashes of passwords.
    (
        ("$",),
        re.compile(
            r"(?<![\w$])(?:\$(?:2[abxy]?|1|5|6|7|y|gy|sha1|md5|apr1|argon2(?:id?"
            r"|d)|P|H|S|pbkdf2[\w-]*|scrypt)\$|\$[PHS]\$)[\w./$=,+-]{8,}"
        ),
    ),
    (
        ("{",),
        re.compile(
            r"\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT|BLF-CRYPT|SHA512-CRYPT|SHA256-CRYPT"
            r"|ARGON2I?D?|PLAIN|CLEARTEXT|CRAM-MD5|PBKDF2)"
            r"(?:\.(?:HEX|B64))?\}[^\s:]{4,}",
            re.IGNORECASE,
        ),
    ),
    (
        ("pbkdf2_", "bcrypt", "scrypt:"),
        re.compile(
            r"(?<!\w)(?:pbkdf2_sha\d+\$\d+\$\S{8,}|scrypt:\d+:\d+:\d+\$\S{8,}"
            r"|bcrypt_sha256\$\S{8,})"
        ),
    ),
    # Headers.
    (
        ("uthorization", "UTHORIZATION"),
        re.compile(
            rf"""authorization["']?(?:{_S}*+(?:[:=]|=>|,)|{_S}(?=["']?(?:basic|bearer|token|apikey){_S})){_S}*+["']?(?:(?:bearer|basic"""
            rf"""|token|apikey|negotiate){_S}++(?![$<{{])(?P<schemed>[^\s"',{MARK}]{{6,}})"""
            rf"""|(?!bearer|basic|token|digest|negotiate)(?=[^\s{MARK}]{{0,60}}[0-9])(?P<secret>[^\s"""
            rf""""',{MARK}$<]{{8,}})|digest{_S}[^\n]{{0,300}}?response="(?P<digest>[^"\n]{{8,}})"""
            rf"""|(?:sharedkey|googlelogin){_S}[^\s:=]{{0,60}}[:=](?P<shared>[^\s"',{MARK}]{{8,}}))""",
            re.IGNORECASE,
        ),
    ),
    (
        ("earer", "EARER"),
        re.compile(rf"bearer{_S}++(?P<secret>(?=[^\s{MARK}]{{0,60}}[0-9])[\w.~+/=-]{{16,}})", re.IGNORECASE),
    ),
    (
        ("header ", "Header "),
        re.compile(
            rf"(?:set_header|add_header|(?:request)?header{_S}(?:set|add)){_S}(?:X-)?[\w-]{{0,30}}(?:auth|token|api-?key|secret)"
            rf"[\w-]{{0,10}}{_S}[\"']?(?P<secret>[^\s\"';,{MARK}]{{8,}})",
            re.IGNORECASE,
        ),
    ),
    (
        ("uth", "oken", "pi-", "Key", "key", "ecret"),
        re.compile(
            rf"""(?<!\w)X-[\w-]{{0,30}}(?:auth|token|api-?key|secret|key)[\w-]{{0,10}}["']?{_S}*+[:=]"""
            rf"""{_S}*+["']?(?P<secret>[^\s"',{MARK}]{{8,}})""",
            re.IGNORECASE,
        ),
    ),
    (
        ("ookie", "OOKIE"),
        re.compile(
            rf"""(?:set-)?cookie["']?{_S}*+(?:[:=]|["'])(?:[^\n;{MARK}]{{0,80}};){{0,8}}?{_S}*+[\w.-]{{0,40}}("""
            rf"""?:sess|sid|auth|token|jwt|remember|logged_in|login)[\w.-]{{0,60}}=(?P<secret>[^\s;"'"""
            rf"""{MARK}]{{8,}})""",
            re.IGNORECASE,
        ),
    ),
    (
        ("ess", "SESS"),
        re.compile(
            r"(?<![\w])(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|connect\.sid"
            rf"|sessionid|wordpress_logged_in_\w+)=(?P<secret>[^\s;&\"'{MARK}]{{8,}})",
            re.IGNORECASE,
        ),
    ),
    (
        ("otpauth://",),
        re.compile(r"otpauth://[^\s?]{1,120}\?(?:[^\s&]{1,80}&){0,6}?secret=(?P<secret>[A-Za-z2-7=]{8,})"),
    ),
)
_KEYS = (*_OTHERS, *_ROWS)

_KEY_PATTERNS = tuple(pattern for _words, pattern in _KEYS)
_KEY_WORDS = tuple(word for words, _pattern in _KEYS for word in words)
_KEY_NUMBERS = tuple(number for number, (words, _pattern) in enumerate(_KEYS) for _word in words)
_WITHOUT_ROW = sum(len(words) for words, _pattern in _OTHERS)

_IN_LINK = re.compile(
    rf"://[^\s/:{MARK}]{{0,64}}:(?P<secret>[^\s/{MARK}]{{1,128}}?)@(?![^\s/@]{{0,80}}@)(?=["
    r"\w\[.-])"
)
_IN_ADDRESS = re.compile(
    rf"(?<![^\s\"'=])[\w.+-]{{1,64}}+:(?P<secret>[^\s/:@{MARK}]{{5,64}}+)@(?=\w[\w.-]{{0,80}}(?:[:/(\s\"']|$))"
)
"""The same without a scheme: "bob:hunter2@ftp.example.com"."""


def keys(text: str, languages: Languages) -> Iterator[At]:
    """Where a key stands that is known by its shape."""
    rows = max(map(len, text.split()), default=0) >= ROW_CHARS_MIN
    asked = _KEY_WORDS if rows else _KEY_WORDS[:_WITHOUT_ROW]
    for number in dict.fromkeys(compress(_KEY_NUMBERS, map(text.__contains__, asked))):
        for found in _KEY_PATTERNS[number].finditer(text):
            if found.lastgroup is None or not is_no_value(text, found.start(found.lastgroup), languages):
                yield found.span(found.lastgroup or 0)


def in_links(text: str) -> Iterator[At]:
    """Passwords in addresses: "ftp://bob:hunter2@example.com"."""
    if "://" in text:
        yield from (
            found.span("secret")
            for found in _IN_LINK.finditer(text)
            if not found["secret"].startswith(("$", "{", "<", "*"))
        )
    if "@" in text and ":" in text:
        yield from (found.span("secret") for found in _IN_ADDRESS.finditer(text) if is_chosen(found["secret"]))
