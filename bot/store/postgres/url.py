"""Where a PostgreSQL database is, as its own programs read a URL: on one server, or on whichever of several writes.

SQLAlchemy's URL has a single port and leaves a host as it is written; libpq takes ``a:5432,b:5433``, folders of sockets
as ``%2Frun%2Fa``, and addresses of IPv6 in a list. So a list of servers is read by libpq itself, and kept as the
query's ``host`` and ``port``.
"""

import re
from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url

DRIVER = "postgresql+psycopg"
WRITES = "read-write"
"""Of several servers, the one that takes something in is meant, unless the URL asks for another."""
_ENDS_AUTHORITY = re.compile("[/?#]")
_PORT_BEHIND = re.compile(r"(?P<host>[^:]+|\[.*\]):(?P<port>\d+)")
"""As SQLAlchemy has a list of servers: ``host=a:5432&host=b:5433``; no host's name has a colon in it."""


def parsed(text: str) -> URL:
    """A URL for this program's driver; a list of servers stands in its query.

    Raises ValueError, or SQLAlchemy's ArgumentError, for a text that is no URL.
    """
    _scheme, _colon, rest = text.partition("://")
    authority = _ENDS_AUTHORITY.split(rest, maxsplit=1)[0].rpartition("@")[2]
    url = _read_by_libpq(rest) if "," in authority or "%" in authority else make_url(text)
    url = url.set(drivername=DRIVER)
    return _listed(url) if "host" in url.query else url


def arguments(url: URL) -> dict[str, str]:
    """A database as libpq takes it: its keywords, the password among them."""
    own = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database}
    asked = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    return {**{name: str(value) for name, value in own.items() if value not in {None, ""}}, **asked}


def servers(url: URL) -> tuple[tuple[str, str], ...]:
    """The servers that may have the database, in the order in which they are asked: host and port, as far as given."""
    known = arguments(url)
    here, ports = known.get("host", "").split(","), known.get("port", "").split(",")
    return tuple(zip(here, ports * len(here) if len(ports) == 1 else ports, strict=False))  # libpq refuses a mismatch


def hosts(url: URL) -> tuple[str, ...]:
    """The servers that may have the database, in the order in which they are asked."""
    return tuple(host for host, _port in servers(url))


def _read_by_libpq(rest: str) -> URL:
    try:
        known = {name: str(value) for name, value in conninfo_to_dict(f"postgresql://{rest}").items()}
    except psycopg.Error:
        raise ValueError("not a URL of PostgreSQL's") from None
    own = (known.pop("user", None), known.pop("password", None), None, None, known.pop("dbname", None))
    return URL.create(DRIVER, *own, query=known)


def _listed(url: URL) -> URL:
    """The URL with its servers in one list, and asking for the one that writes."""
    here, ports = _hosts_and_ports(url.query)
    if len(ports) not in {1, len(here)} or any(port and not port.isdecimal() for port in ports):
        raise ValueError("each host has one port, or all have the same")
    several = {"target_session_attrs": WRITES} if len(here) > 1 else {}
    listed = {**several, **url.query, "host": ",".join(here)}
    if any(ports):
        listed["port"] = ",".join(ports)
    else:
        listed.pop("port", None)
    return url.set(query=listed)


def _hosts_and_ports(query: Mapping[str, str | tuple[str, ...]]) -> tuple[list[str], list[str]]:
    here, ports = _listing(query["host"]), _listing(query.get("port", ""))
    found = [_PORT_BEHIND.fullmatch(each) for each in here]
    if any(ports) or not any(found):
        return here, ports
    named = [
        (each["host"].strip("[]"), each["port"]) if each else (name, "") for name, each in zip(here, found, strict=True)
    ]
    return [host for host, _port in named], [port for _host, port in named]


def _listing(given: str | tuple[str, ...]) -> list[str]:
    return (given if isinstance(given, str) else ",".join(given)).split(",")
