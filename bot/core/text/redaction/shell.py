"""Find passwords where commands, configuration files and protocols have them, by their place instead of a word.

Long, because it is one table, a row for each command, file or protocol.
"""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK, is_name, is_no_value, is_sample
from bot.core.text.redaction.words import Gate, Letters

At = tuple[int, int]

_S = r"[^\S\n]"


def _arg(quoted: str = r"""[^"'\n]""", bare: str = r"""[^\s"'|;]""") -> str:
    """A value, quoted or not."""
    double = quoted.replace("'", "")
    return (
        rf"""(?:"(?P<double>{double}{{1,120}})"|'(?P<single>[^'\n]{{1,120}})'"""
        rf"""|(?P<bare>{bare}{{2,120}}))"""
    )


_MYSQL = _arg(bare=r"[^\s|;<>]")
_OPTION_WORDS = ("-pass", "-Pass", "-pw", "-Pw", "_pass", "/pass")
_OPTION = r"(?<!\S)[-/]{1,2}(?i:[a-z0-9]{1,20}[-_]){0,3}(?i:pass(?:w(?:or)?d|phrase|wd)?|pwd?)[0-9]?"
_TO_THERE = rf"(?:[^\n|;]{{0,200}}?{_S})??"
"""The rest of a command up to an option."""

_COMMANDS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("mysql", "mariadb"), re.compile(rf"(?<![\w-])(?:mysql|mariadb)\w*(?:-\w+)?{_S}{_TO_THERE}-p(?![\w-]*=){_MYSQL}")),
    (
        ("curl", "http"),
        re.compile(
            rf"(?<!\w)(?:curl|https?){_S}{_TO_THERE}(?:-u|--user|--proxy-user"
            rf"|-U|-a){_S}*=?(?:\"[^\s:\"]{{0,80}}:(?P<double>[^\"\n]{{1,120}})\""
            rf"|'[^\s:']{{0,80}}:(?P<single>[^'\n]{{1,120}})'|[^\s:\"']{{1,80}}:(?P<bare>[^\s\"']{{"
            rf"1,120}}))"
        ),
    ),
    (("sshpass",), re.compile(rf"sshpass{_S}{_TO_THERE}-p{_S}*{_arg()}")),
    (
        (
            "docker",
            "podman",
            "helm",
            "az ",
            "mongo",
            "oc ",
            "redis",
            "influx",
            "snmp",
            "plink",
            "pscp",
            "putty",
            "winscp",
            "rclone",
            "psftp",
            "psexec",
            "winexe",
            "cqlsh",
            "wp ",
        ),
        re.compile(
            rf"(?<!\w)(?:(?:docker|podman|helm|az|oc|buildah|skopeo|nerdctl){_S}(?:[a-z]+{_S})?logi"
            rf"n|mongo\w*|influx|plink|pscp|psftp|psexec|winexe|cqlsh){_S}{_TO_THERE}(?:-p"
            rf"|-pw|-password)(?:{_S}|=){_S}*{_arg()}"
        ),
    ),
    (("redis-cli",), re.compile(rf"redis-cli{_S}{_TO_THERE}(?:-a|--pass){_S}+{_arg()}")),
    (
        ("zip ", "unzip", "rar", "7z"),
        re.compile(
            rf"(?<!\w)(?:(?:un)?zip{_S}{_TO_THERE}-P{_S}*|(?:7z[ar]?|rar|unrar){_S}{_TO_THERE}-h?p)"
            rf"{_arg()}"
        ),
    ),
    (
        ("chpasswd",),
        re.compile(
            rf"echo{_S}+(?:-\w+{_S}+)?[\"']?[\w.-]{{1,40}}:(?P<bare>[^\s\"'|]{{2,120}})[\"']?{_S}*"
            rf"\|{_S}*(?:sudo{_S}+)?chpasswd"
        ),
    ),
    (("chpasswd",), re.compile(rf"chpasswd{_S}*<<<{_S}*[\"']?[\w.-]{{1,40}}:(?P<bare>[^\s\"']{{2,120}})")),
    (("mysqladmin",), re.compile(rf"mysqladmin{_S}{_TO_THERE}password{_S}+{_arg()}")),
    (
        ("sqlplus", "expdp", "impdp", "sqlldr"),
        re.compile(
            rf"(?<!\w)(?:sqlplus|expdp|impdp|sqlldr){_S}{_TO_THERE}[\w.$]{{1,40}}/(?P<bare>[^\s/@\"']{{2,60}})"
            r"(?=[@\s\"']|$)"
        ),
    ),
    (
        ("upwd", "user-password", "user:password"),
        re.compile(rf"(?:upwd|user[-:]password){_S}+[\w.@-]{{1,60}}{_S}+{_arg()}"),
    ),
    # An option of any command that is called so; behind a space a word of small letters is the manual's.
    (_OPTION_WORDS, re.compile(rf"{_OPTION}[=:]{_arg()}")),
    (_OPTION_WORDS, re.compile(rf"{_OPTION}{_S}+(?![-(])(?=\S{{0,120}}[^a-z\s.,;:)]){_arg()}")),
    (
        ("stdin", "passwd"),
        re.compile(
            rf"(?:echo|printf){_S}+(?:-\w+{_S}+)?{_arg()}{_S}*\|[^\n]{{0,120}}(?:--password-stdin"
            rf"|(?<![\w/])passwd{_S}+[\w-]|sudo{_S}+-S)"
        ),
    ),
    (("sudo -S",), re.compile(rf"(?:echo|printf){_S}+(?:-\w+{_S}+)?{_arg()}{_S}*\|{_S}*sudo{_S}+-S")),
    (("useradd", "usermod"), re.compile(rf"user(?:add|mod){_S}{_TO_THERE}(?:-p|--password){_S}*=?{_arg()}")),
    (
        ("htpasswd",),
        re.compile(
            rf"htpasswd{_S}+-\w*b\w*{_S}+(?:-\w+{_S}+)*(?:[^\s-]\S*{_S}+)?[\w.@-]+{_S}+{_arg()}{_S}"
            r"*(?:$|[\n;&|])"
        ),
    ),
    (("smb", "rpcclient", "net "), re.compile(rf"-U{_S}*[\"']?[\w\\/.@-]{{1,60}}%(?P<bare>[^\s\"']{{2,120}})")),
    (("ldap",), re.compile(rf"ldap\w+{_S}{_TO_THERE}-w{_S}*{_arg()}")),
    (("lftp", "ncftp"), re.compile(rf"(?:lftp|ncftp\w*){_S}{_TO_THERE}(?:-u{_S}*[^\s,]{{1,80}},|-p{_S}*){_arg()}")),
    (
        ("doveadm", "testsaslauthd"),
        re.compile(
            rf"(?:doveadm{_S}+auth{_S}+(?:test|login){_S}+(?:-\w+{_S}+\S+{_S}+)*\S+{_S}+"
            rf"|testsaslauthd{_S}{_TO_THERE}-p{_S}*){_arg()}"
        ),
    ),
    (("dbpass", "admin_pass", "user_pass", "adminpass", "pass="), re.compile(rf"--?\w*pass(?:w(?:or)?d)?={_arg()}")),
    (("net user", "net use"), re.compile(rf"net{_S}+users?{_S}+[\w.\\:*-]+{_S}+(?!/){_arg()}")),
    (("vault login",), re.compile(rf"vault{_S}+login{_S}+{_arg()}")),
    (("ipmitool",), re.compile(rf"ipmitool{_S}{_TO_THERE}-P{_S}*{_arg()}")),
    (("aws_s", "config"), re.compile(rf"aws_(?:secret_access_key|session_token){_S}+{_arg()}")),
    (("net use",), re.compile(rf"net{_S}+use{_S}+(?:[\w*]:?{_S}+)?\\{{2,4}}\S{{1,120}}{_S}+(?![/-]){_arg()}")),
    (("swaks",), re.compile(rf"swaks{_S}{_TO_THERE}-a?p{_S}+{_arg()}")),
    (("ssh-keygen",), re.compile(rf"ssh-keygen{_S}{_TO_THERE}-[NP]{_S}+{_arg()}")),
    (("schtasks",), re.compile(rf"schtasks{_S}{_TO_THERE}/rp{_S}+{_arg()}", re.IGNORECASE)),
    (("freerdp", "rdesktop"), re.compile(rf"(?:freerdp|rdesktop){_S}{_TO_THERE}(?:/p:|-p{_S}+){_arg()}")),
    (("community",), re.compile(rf"(?:snmp-server{_S}+community|r[ow]community6?){_S}+{_arg()}")),
    (("assword:",), re.compile(rf"assword:?[^\n]{{0,40}}send(?:{_S}+--)?{_S}+\"(?P<double>[^\"\\\n$]{{2,120}})")),
    (
        ("CLIENT",),
        re.compile(
            rf"CLIENT(?:{_S}->{_S}SERVER)?:{_S}(?=\S*[a-z])(?=\S*[0-9A-Z])(?P<bare>[A-Za-z0-9+/]{{8,200}}={{0,2}})(?=\s|$)"
        ),
    ),
    # What names a value, and the value behind it: lists of variables, of settings, of properties.
    (
        ("alue",),
        re.compile(
            rf"(?:name|key)[\"']?\s?[:=]\s?[\"']?[\w.-]{{0,40}}(?:pass(?:w(?:or)?d)?|pwd|secret|token|api_?key)[\"']?\s{{0,3}},?"
            rf"\s{{0,20}}[\"']?value[\"']?\s?[:=]\s?{_arg()}",
            re.IGNORECASE,
        ),
    ),
    (
        ("</key>", "<value>"),
        re.compile(
            r"(?:<key>[\w. -]{0,40}(?:pass(?:w(?:or)?d)?|pwd|secret|token|api_?key)</key>\s{0,20}<string>"
            r"|name=\"[\w. -]{0,40}(?:pass(?:w(?:or)?d)?|pwd|secret|token|api_?key)\"[^<>\n]{0,80}>\s{0,20}<value>)"
            r"(?P<bare>[^<>\n]{2,200})</",
            re.IGNORECASE,
        ),
    ),
    (('"auth"',), re.compile(r"\"auth\"\s?:\s?\"(?P<double>[A-Za-z0-9+/]{12,200}={0,2})\"")),
    (
        ("username ", "pre-shared-key", "isakmp key"),
        re.compile(
            rf"(?<!\w)(?:username{_S}\S{{1,40}}{_S}(?:secret|password)|pre-shared-key(?:{_S}(?:ascii-text|local|remote))?"
            rf"|isakmp{_S}key){_S}(?![0-9]{_S})(?P<bare>(?=\S{{0,60}}[^a-z\s:.,])[^\s\"']{{4,120}})"
        ),
    ),
    (("static:",), re.compile(r"static:[^\s:]{1,80}:(?P<bare>\S{2,120})")),
    (
        ("value=",),
        re.compile(
            r"<\w[^<>\n]{0,120}?(?:key|name|id)=\"[^\"\n]{0,40}(?:pass(?:w(?:or)?d)?|pwd|kennwort|secret|token|api_?key)\"[^<>\n]{0,80}?"
            r"\svalue=\"(?P<double>[^\"\n]{1,200})\"",
            re.IGNORECASE,
        ),
    ),
    (
        ("name=", "key=", "Name=", "Key="),
        re.compile(
            r"<\w{1,20}\s[^<>\n]{0,60}?(?:name|key)=\"[^\"\n]{0,40}(?:pass(?:w(?:or)?d)?|pwd?|secret|token|api_?key)\"[^<>\n]{0,60}>"
            r"(?P<bare>[^<>\s][^<>\n]{3,200})</",
            re.IGNORECASE,
        ),
    ),
    (
        ("value=", "VALUE="),
        re.compile(
            r"<(?:[\w:.-]{0,30}(?:pass(?:w(?:or)?d)?|pwd|secret|token|api_?key)|input\s[^<>\n]{0,60}type=\"?password\"?)(?=\s)"
            r"[^<>\n]{0,80}?\svalue=\"(?P<double>[^\"\n]{1,200})\"",
            re.IGNORECASE,
        ),
    ),
    (
        ("login(", "auth(", "authenticate(", "auth ", "auth=", "connect("),
        re.compile(
            r"(?<![\w$])(?:\w{1,20}(?:\.|->|::))*\w{0,12}(?:login|auth|authenticate)(?:\s?=\s?)?\(\s?"
            r"(?:[\"'][^\"'\n]{1,80}[\"']|[\w.$]{1,40})\s?,\s?(?:\"(?P<double>[^\"\n]{3,120})\"|'(?P<single>[^'\n]{3,120})')\s?\)"
        ),
    ),
    (
        ("bind", "ootpw", "ootPW"),
        re.compile(rf"(?<![^\W_])(?:bind_?pw|(?:olc)?root_?pw){_S}*(?:[:=]{_S}*|{_S}){_arg()}", re.IGNORECASE),
    ),
    (("SecureString",), re.compile(rf"ConvertTo-SecureString{_S}+(?:-String{_S}+)?{_arg()}")),
    (("_auth",), re.compile(rf"(?<![A-Za-z])_auth{_S}*={_S}*(?P<bare>[\w+/=]{{12,}})")),
    (
        ("secret ", "password "),
        re.compile(
            rf"(?<!\w)(?:enable|username{_S}\S{{1,40}}){_S}(?:secret|password){_S}[0-9]{_S}(?P<bare>\S{{4,120}})"
        ),
    ),
    (("snmp",), re.compile(rf"snmp(?:walk|get|set|bulkwalk|table){_S}{_TO_THERE}-c{_S}*{_arg()}")),
    (("jdbc:oracle",), re.compile(r"jdbc:oracle:\w{1,10}:[^\s/@]{1,60}/(?P<bare>[^\s@]{2,120})@")),
    (("net use",), re.compile(rf"net{_S}+use{_S}[^\n]{{0,120}}/user:\S{{1,80}}{_S}+{_arg()}")),
    (("rclone",), re.compile(rf"rclone{_S}+obscure{_S}+{_arg()}")),
    (("openssl",), re.compile(rf"openssl{_S}+(?:enc|aes|des){_S}?{_TO_THERE}-(?:k|pass{_S}pass:){_S}*{_arg()}")),
    (("storepass", "keypass"), re.compile(rf"(?<!\w)(?:store|key)pass{_S}+{_arg()}")),
    (("ftp>",), re.compile(rf"ftp>{_S}*user{_S}+\S{{1,80}}{_S}+(?P<bare>\S{{2,80}})")),
    (("PASSWORD",), re.compile(r"(?<!\w)PASSWORD\s{0,3}=?\s{0,3}'(?P<single>[^'\n]{1,120})'")),
    # Protocols.
    (("PASS ", "pass "), re.compile(rf"(?:^|\n|>{_S}?|[CS]:{_S}?)PASS{_S}+:?(?P<bare>[^\s{MARK}]{{2,120}})")),
    (("AUTH",), re.compile(rf"AUTH{_S}+(?:PLAIN|XOAUTH2|CRAM-MD5|LOGIN){_S}+(?P<bare>[A-Za-z0-9+/=]{{8,}})")),
    (
        ("334 ",),
        re.compile(
            rf"334{_S}+(?!VXNlcm5hbWU6)[A-Za-z0-9+/=]{{0,120}}{_S}*\n(?:[<>CS:]{{1,2}}{_S}*)?(?P<ba"
            rf"re>[A-Za-z0-9+/=]{{4,200}})"
        ),
    ),
    (
        ("LOGIN ", "login "),
        re.compile(
            rf"(?:^|\n|>{_S}?|C:{_S}?)[A-Za-z]{{0,4}}\d{{1,5}}{_S}+LOGIN{_S}+(?:\"[^\"\n]{{1,80}}\""
            rf"|[^\s\"]{{1,80}}){_S}+{_arg()}",
            re.IGNORECASE,
        ),
    ),
    # Configuration and code.
    (
        ("IDENTIFIED", "identified"),
        re.compile(
            rf"IDENTIFIED{_S}+(?:WITH{_S}+[\w'\"]{{1,40}}{_S}+)?(?:BY|AS)(?:{_S}+PASSWORD)?{_S}+"
            rf"{_arg()}",
            re.IGNORECASE,
        ),
    ),
    (
        ("PASSWORD(", "MD5(", "SHA", "ENCRYPT(", "password(", "crypt(", "_hash(", "make("),
        re.compile(
            r"(?<![\w$])(?:PASSWORD|MD5|SHA[12]?|B?CRYPT|ENCRYPT|OLD_PASSWORD|password_hash|Hash::make)\(\s*(?:\"(?P<double>[^\"\n$"
            r"]{1,120})\"|'(?P<single>[^'\n$]{1,120})')\s*[,)]",
            re.IGNORECASE,
        ),
    ),
    (
        ("define",),
        re.compile(
            r"define\(\s*[\"']\w{0,40}(?:PASS|PASSWORD|PASSWD)_?[\"']\s*,\s*(?:\"(?P<double>[^\""
            r"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})')",
            re.IGNORECASE,
        ),
    ),
    (
        ("PDO", "mysqli", "mysql_connect", "pg_connect", "ftp_login", "imap_open", "ldap_bind", "connect("),
        re.compile(
            r"(?:PDO(?:->__construct)?|(?:mysqli?|mariadb|pymysql|psycopg2?)(?:_real)?[_.]?(?:conn"
            r"ect)?|ftp_login|imap_open|ldap_bind|ssh2_auth_password)\s*\(\s*[^,\n]{1,160},\s*[^,"
            r"\n]{1,80},\s*(?:\"(?P<double>[^\"\n]{1,120})\"|'(?P<single>[^'\n]{1,120})')",
            re.IGNORECASE,
        ),
    ),
    (("requirepass", "masterauth", "rootpw"), re.compile(rf"(?:requirepass|masterauth|rootpw){_S}+{_arg()}")),
    (
        ("<",),
        re.compile(
            r"<(?P<tag>(?:\w+[:_-])?\w{0,20}(?:pass(?:w(?:or)?[dt])?|pwd|kennwort"
            r"|clave|contrase(?:ñ|n)a|secret|api_?key|token|auth_?key|private_?key))(?=[\s>])[^<>"
            r"\n]{0,80}>\s{0,4}(?:<!\[CDATA\[)?(?P<bare>[^<\n\]]{1,200})(?:\]\]>)?\s{0,4}</",
            re.IGNORECASE,
        ),
    ),
    (
        (":",),
        re.compile(
            r"(?:^|\n)(?:\*|[\w.-]{1,80}):(?:\*|\d{2,5}):[\w*.-]{1,60}:[\w*.@-]{1,60}:(?P<"
            r"bare>[^\s:]{2,120})(?=\s*(?:\n|$))"
        ),
    ),
    (("]:",), re.compile(rf"(?<!\S)\[[\w.-]{{1,80}}\](?::\d{{1,5}})?{_S}+[^\s:]{{1,80}}:(?P<bare>\S{{2,120}})")),
    (("machine ",), re.compile(rf"machine{_S}+\S+\s+login{_S}+\S+\s+password{_S}+(?P<bare>\S{{2,120}})")),
    (("psk", "wpa_passphrase", "wep_key"), re.compile(rf"(?<!\w)(?:psk|wpa_passphrase|wep_key\d?){_S}*={_S}*{_arg()}")),
)

_SETTINGS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("define",),
        re.compile(
            r"define\(\s*[\"']\w{0,40}(?:KEY|SALT|SECRET|TOKEN)_?[\"']\s*,\s*(?:\"(?P<double>[^"
            r"\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})')",
            re.IGNORECASE,
        ),
    ),
    (
        ("secret", "salt", "Key =", "Key=", "_key", "_KEY"),
        re.compile(
            r"""(?:(?<![A-Za-z])(?:secret|salt|passwordsalt"""
            r"""|PrivateKey|PresharedKey|APP_KEY|MASTER_KEY|LICENSE_KEY|AUTH_KEY"""
            r"""|app_key|master_key|license_key|auth_key|api_?key|encryption_?key"""
            rf"""|secret_?key|access_?key)|APIKEY\w{{0,12}})["']?{_S}*(?:=>"""
            rf"""|[:=]|(?={_S}")){_S}*(?:"(?P<double>[^"\n]{{6,200}})"|'(?P<single>[^'\n]{{6,200}})'"""
            rf"""|(?P<bare>[^\s"',;<>]{{16,200}}))""",
            re.IGNORECASE,
        ),
    ),
    (("SECRET",), re.compile(r"(?<![a-z\w])[A-Z0-9_]{0,40}SECRET=(?P<bare>[^\s\"',;<>$]{6,200})")),
    (("_AUTH",), re.compile(r"(?<!\w)[A-Z0-9_]{1,40}_AUTH=[\"']?(?P<bare>(?=[\w-]{0,60}[0-9])[\w-]{16,200})")),
    (
        ("keyMaterial", "Key Content", "sselinhalt", "Contenido de la clave"),
        re.compile(
            r"(?:keyMaterial(?:=[\"']?|>)|(?:Key Content|sselinhalt|Contenido de la clave)\s{0,20}:\s)"
            r"(?P<bare>[^\s\"'<>]{8,64})"
        ),
    ),
)

_INSERTED = re.compile(
    r"INSERT\s{1,4}INTO\s{1,4}[\w.`\"]{1,80}\s{0,4}\((?P<columns>[\w\s,`\"]{3,600})\)\s{0,4}VALUES\s{0,4}\("
    r"(?P<values>[^\n()]{1,1000})",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"(?:\w{0,30}_)?(?:pass(?:w(?:or)?d)?|pwd|user_?pass|secret|contrase(?:ñ|n)a|passwort|kennwort)", re.IGNORECASE
)
_INSERTED_VALUE = re.compile(r"'(?:[^'\\]|''|\\.){0,200}+'|[^',]{1,200}+")
"""A row that SQL inserts: which value is the password's follows from the columns."""

_COMMANDS_GATE, _SETTINGS_GATE = (Gate(words for words, _pattern in table) for table in (_COMMANDS, _SETTINGS))
_ASK = (
    *("=", ":", "|", "<", ">", '"', "\\", "$", "%", "/", " '", "('", " -", " –"),
    *(
        "net use",
        "vault login",
        "aws_s",
        "community",
        "requirepass",
        "masterauth",
        "rootpw",
        "machine ",
        "PASS ",
        "AUTH",
    ),
    *("LOGIN ", "login ", "334 ", "bind", "pass ", "secret ", "password "),
)
"""Few messages have any of the signs that options, settings and protocols have; and what needs none of them."""
_NAMES = ("double", "single", "bare")


def places(text: str, there: Letters, languages: Languages) -> Iterator[At]:
    """Where a command, a file or a protocol has a password."""
    if not any(map(text.__contains__, _ASK)):
        return
    for number in _COMMANDS_GATE.open_for(text, there):
        yield from _values(text, _COMMANDS[number][1], languages)


def inserted(text: str) -> Iterator[At]:
    """Passwords among the values that SQL inserts, by their column: "(name, pass) VALUES ('bob', 'fR8train')"."""
    if "insert" not in text.lower():
        return
    for row in _INSERTED.finditer(text):
        columns = [column.strip('`" \t\n') for column in row["columns"].split(",")]
        values = [each for each in _INSERTED_VALUE.finditer(text, *row.span("values")) if each[0].strip()]
        for column, value in zip(columns, values, strict=False):
            if _COLUMN.fullmatch(column) and value[0][0] == "'" and len(value[0]) > len("''"):
                yield value.start() + 1, value.end() - 1


def settings(text: str, there: Letters, languages: Languages) -> Iterator[At]:
    """Where a file has a key or a salt."""
    for number in _SETTINGS_GATE.open_for(text, there):
        yield from (at for at in _values(text, _SETTINGS[number][1], languages) if not is_name(text[slice(*at)]))


def _values(text: str, pattern: re.Pattern[str], languages: Languages) -> Iterator[At]:
    for found in pattern.finditer(text):
        at = next(found.span(name) for name in _NAMES if pattern.groupindex.get(name) and found[name])
        value = text[slice(*at)]
        if MARK not in value and not is_sample(value, languages) and not is_no_value(text, at[0], languages):
            yield at
