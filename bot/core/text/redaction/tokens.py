"""Find keys by the shape that services give them, and what hashes, headers and addresses of hooks hold.

Each expression is looked for only where the text holds one of the words before it. Long, because it is one
table, a row for each kind.
"""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK, is_chosen, is_no_value, is_sample
from bot.core.text.redaction.words import Gate, Letters

At = tuple[int, int]

_S = r"[^\S\n]"
_BEFORE = rf"(?<![A-Za-z0-9{MARK}])"
_PRIVATE = r"[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?"


PREFIXES = (
    *("ops_eyJ", "p8e-", "LTAI", "AKCp", "cmVmd", "ABSK", "CLOJARS_", "duffel_live_", "duffel_test_", "dt0c01."),
    *("EZAK", "EZTK", "FLWSECK-", "FLWSECK_TEST-", "fo1_", "fm1_", "fm2_", "fio-u-", "glft-", "glimt-", "glagent-"),
    *("gloas-", "glffct-", "glsoat-", "GR1348941", "HRKU-AA", "api_org_", "ico-", "s-s4t2ud-", "pubkey-", "sk.eyJ"),
    *("pk.eyJ", "NRII-", "NRJS-", "NRAA-", "sha256~", "pplx-", "pscale_tkn_", "pscale_pw_", "pscale_oauth_", "pnu_"),
    *("pul-", "rdme_", "tk-us-", "sntryu_", "sntrys_", "sm_pat_", "sm_aat_", "shippo_live_", "shippo_test_", "sgp_"),
    *("sbp_", "sb_secret_", "vercel_blob_rw_", "xai-", "lsv2_pt_", "lsv2_sk_", "bkua_", "CCIPAT_", "CFPAT-"),
    *("pat-eu1-", "pat-na1-", "ion_", "APP_USR-", "pdl_live_apikey_", "pdl_sdbx_apikey_", "rak_", "sup_sk_", "BBFF-"),
    *("pcsk_", "ATTA", "waka_", "squ_", "sqp_", "sqa_", "secret-live-", "secret-test-", "polar_pat_", "polar_oat_"),
    *("napi_", "rnd_", "pk1_", "sk1_", "tskey-", "tfp_", "AQVN", "eyJrIjoi", "rzp_live_", "rzp_test_"),
)
"""How keys begin that say nothing else of themselves: of the kinds in gitleaks' list, and of services since."""
ROW_CHARS_MIN = 18
_ROWS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        PREFIXES,
        re.compile(
            rf"{_BEFORE}(?:{'|'.join(map(re.escape, PREFIXES))})(?=[\w.+/=~-]{{0,60}}[0-9])[\w.+/=~-]{{13,}}[\w=]"
        ),
    ),
    # Keys with a sign or a length of their own: Azure, Airtable, MaxMind, Terraform, 1Password, Octopus, Vault.
    (("Q~",), re.compile(rf"{_BEFORE}[\w~.]{{3}}[0-9]Q~[\w~.-]{{31,34}}")),
    (
        ("pat",),
        re.compile(rf"{_BEFORE}pat(?:[A-Za-z0-9]{{14}}\.[0-9a-f]{{64}}|\.[\w-]{{22}}\.[0-9a-f]{{24}}\.\w{{20}})"),
    ),
    (("_mmk",), re.compile(rf"{_BEFORE}\w{{6}}_\w{{29}}_mmk")),
    ((".atlasv1.",), re.compile(rf"{_BEFORE}\w{{14}}\.atlasv1\.[\w=-]{{60,}}")),
    (
        ("A3-",),
        re.compile(rf"{_BEFORE}A3-[A-Z0-9]{{6}}-(?:[A-Z0-9]{{11}}|[A-Z0-9]{{6}}-[A-Z0-9]{{5}})(?:-[A-Z0-9]{{5}}){{3}}"),
    ),
    (("API-",), re.compile(rf"{_BEFORE}API-[A-Z0-9]{{26}}(?!\w)")),
    (("s.",), re.compile(rf"(?<![\w.{MARK}-])s\.(?=[A-Za-z]{{0,20}}[0-9])[A-Za-z0-9]{{24}}(?!\w)")),
    (("sl.",), re.compile(rf"{_BEFORE}sl\.[\w-]{{100,}}")),
    (("t1.",), re.compile(rf"{_BEFORE}t1\.[\w-]{{60,}}\.[\w-]{{60,}}={{0,2}}")),
    (("v1.0-",), re.compile(rf"{_BEFORE}v1\.0-[0-9a-f]{{24}}-[0-9a-f]{{100,}}")),
    (("4b1d",), re.compile(rf"{_BEFORE}4b1d(?=\w{{0,30}}[A-Z])[A-Za-z0-9]{{38}}(?!\w)")),
    (("re_",), re.compile(rf"{_BEFORE}re_\w{{8}}_(?=\w{{0,23}}[0-9])\w{{20,}}")),
    (
        ("sk_", "sdk-"),
        re.compile(rf"{_BEFORE}(?:sk_[0-9a-f]{{40,}}|sdk-[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})"),
    ),
    (("oy2", "cio"), re.compile(rf"{_BEFORE}(?:oy2[a-z0-9]{{43}}|cio(?=\w{{0,31}}[0-9])[A-Za-z0-9]{{32}})(?!\w)")),
    (("YC", "K00"), re.compile(rf"{_BEFORE}(?:YC[\w-]{{38}}|K00[0-9](?=[^\s]{{0,26}}[a-z])[A-Za-z0-9+/]{{27}})(?!\w)")),
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
    (("live_", "test_"), re.compile(r"(?<!\w)(?:live|test)_(?=\w{0,40}[0-9])(?=\w{0,40}[A-Z])[A-Za-z0-9]{20,}")),
    (("whsec_",), re.compile(_BEFORE + r"whsec_[\w+/=]{16,}")),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), re.compile(_BEFORE + r"gh[opusr]_\w{16,}")),
    (("github_pat_",), re.compile(_BEFORE + r"github_pat_\w{16,}")),
    (("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"), re.compile(_BEFORE + r"gl(?:pat|dt|rt|cbt|ptt)-[\w.-]{16,}")),
    (("AKIA", "ASIA"), re.compile(_BEFORE + r"A[KS]IA[0-9A-Z]{12,}[\w-]*")),
    (
        ("AKIA", "ASIA"),
        re.compile(r"A[KS]IA[0-9A-Z]{12,20}[^\w\n]{0,3}\s?[^\w\n]{0,3}(?P<secret>[A-Za-z0-9/+]{36,44})(?![\w/+])"),
    ),
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
    (("cccccc",), re.compile(r"(?<!\w)c{6}[cbdefghijklnrtuv]{26,38}(?!\w)")),
    ((":APA91b",), re.compile(_BEFORE + r"AAAA[\w-]{5,8}:APA91b[\w-]{20,}")),
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
            rf"""{_S}*+["']?(?P<secret>(?=[^\s"',]{{0,80}}[0-9]|[^\s"',]{{16}})[^\s"',{MARK}]{{8,}})""",
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

_GATE, _GATE_WITHOUT_ROW = (Gate(words for words, _pattern in table) for table in (_KEYS, _OTHERS))

_IN_LINK = re.compile(
    rf"://[^\s/:{MARK}]{{0,64}}:(?![0-9]{{1,5}}/)(?P<secret>[^\s{MARK}]{{1,128}}?)@(?![^\s/@]{{0,80}}@)(?=["
    r"\w\[.-])"
)
_IN_ADDRESS = re.compile(
    rf"(?<![^\s\"'=])[\w.+-]{{1,64}}+:(?P<secret>[^\s/:@{MARK}]{{5,64}}+)@(?=\w[\w.-]{{0,80}}(?:[:/(\s\"']|$))"
)
"""The same without a scheme: "bob:hunter2@ftp.example.com"."""


def keys(text: str, there: Letters, languages: Languages) -> Iterator[At]:
    """Where a key stands that is known by its shape."""
    rows = max(map(len, text.split()), default=0) >= ROW_CHARS_MIN
    for number in (_GATE if rows else _GATE_WITHOUT_ROW).open_for(text, there):
        for found in _KEYS[number][1].finditer(text):
            if found.lastgroup is None or not is_no_value(text, found.start(found.lastgroup), languages):
                yield found.span(found.lastgroup or 0)


def in_links(text: str, languages: Languages) -> Iterator[At]:
    """Passwords in addresses: "ftp://bob:hunter2@example.com"."""
    if "://" in text:
        for found in _IN_LINK.finditer(text):
            if not found["secret"].startswith(("$", "{", "<", "*")) and not is_sample(found["secret"], languages):
                yield found.span("secret")
    if "@" in text and ":" in text:
        yield from (found.span("secret") for found in _IN_ADDRESS.finditer(text) if is_chosen(found["secret"]))
