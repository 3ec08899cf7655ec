"""Where a PostgreSQL database is: a URL is read as PostgreSQL's own programs read it, and means the same everywhere."""

import pytest
from sqlalchemy import URL

from bot.store.open import address, where
from bot.store.postgres.url import arguments, hosts

ONE_THAT_WRITES = {"target_session_attrs": "read-write"}


def known(text: str) -> dict[str, str]:
    """What the client library is told."""
    url = address(text)
    assert isinstance(url, URL)
    again = address(url.render_as_string(hide_password=False))
    assert isinstance(again, URL)
    assert arguments(again) == arguments(url), "what was read can be written down and read again"
    return arguments(url)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("postgresql://ana@a,b/desk", {"host": "a,b"}),
        ("postgres://ana@a,b/desk", {"host": "a,b"}),
        ("postgresql+psycopg://ana@a,b/desk", {"host": "a,b"}),
        ("postgresql://ana@a:5432,b:5433/desk", {"host": "a,b", "port": "5432,5433"}),
        ("postgresql://ana@a,b:5433/desk", {"host": "a,b", "port": ",5433"}),
        ("postgresql://ana@[::1]:5432,b/desk", {"host": "::1,b", "port": "5432,"}),
        ("postgresql://ana@%2Frun%2Fa,%2Frun%2Fb/desk", {"host": "/run/a,/run/b"}),
        ("postgresql://ana@/desk?host=a,b", {"host": "a,b"}),
        ("postgresql://ana@/desk?host=/run/a,/run/b&port=1,2", {"host": "/run/a,/run/b", "port": "1,2"}),
        ("postgresql://ana@/desk?host=a,b&port=5433", {"host": "a,b", "port": "5433"}),
        ("postgresql://ana@/desk?host=a:1&host=b:2", {"host": "a,b", "port": "1,2"}),
        ("postgresql://ana@/desk?host=[::1]:1&host=b", {"host": "::1,b", "port": "1,"}),
        ("postgresql://ana@/desk?host=::1,fe80::2", {"host": "::1,fe80::2"}),
    ],
)
def test_of_several_servers_the_one_that_writes_is_meant(text: str, means: dict[str, str]) -> None:
    assert known(text) == {"user": "ana", "dbname": "desk", **ONE_THAT_WRITES, **means}


@pytest.mark.parametrize("asked", ["any", "standby", "prefer-standby", "read-write"])
def test_another_may_be_asked_for(asked: str) -> None:
    for text in ("postgresql://a,b/desk?", "postgresql:///desk?host=a,b&"):
        assert known(f"{text}target_session_attrs={asked}")["target_session_attrs"] == asked


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("postgresql://ana:p%40w@a:5433/desk?sslmode=require", {"host": "a", "port": "5433", "sslmode": "require"}),
        ("postgresql://ana:p%40w@[::1]:5433/desk", {"host": "::1", "port": "5433"}),
        ("postgresql://ana:p%40w@%2Frun%2Fa/desk", {"host": "/run/a"}),
        ("postgresql://ana:p%40w@/desk?host=/run/a", {"host": "/run/a"}),
        ("postgresql://ana:p%40w@/desk?host=a&port=5433", {"host": "a", "port": "5433"}),
        ("postgresql://ana:p%40w@/desk", {}),
    ],
)
def test_a_single_server_is_taken_as_it_is(text: str, means: dict[str, str]) -> None:
    assert known(text) == {"user": "ana", "password": "p@w", "dbname": "desk", **means}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://ana:flamingo@a,b:x/desk", "no database's URL"),
        ("postgresql://ana:flamingo@a,b,c/desk?port=1,2", "no database's URL"),
        ("postgresql://ana:flamingo@a,b/desk?flavour=1", "no database's URL"),
        ("postgresql://ana:flamingo@a,b", "names a server but no database on it"),
        ("postgresql://ana:flamingo@a,%zz/desk", "no database's URL"),
    ],
)
def test_what_is_none_is_refused_without_the_password(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        address(text)
    assert "flamingo" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("postgresql://ana:flam@ingo@a,b/desk", "a host that can't be one"),
        ("postgresql://ana:flam@ingo/desk?host=a,b%20c", "a host that can't be one"),
        ("postgresql://ana@a:5432,b:99999/desk", "a port that can't be one"),
        ("postgresql://ana@/desk?host=a,b&port=0", "a port that can't be one"),
        ("postgresql://ana@a/desk?port=x", "a port that can't be one"),
    ],
)
def test_each_server_of_a_list_is_looked_at(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        address(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ana:flamingo@a:5432,b:5433/desk", "PostgreSQL a:5432,b:5433/desk"),
        ("postgresql://ana:flamingo@/desk?host=a,b&port=5433", "PostgreSQL a:5433,b:5433/desk"),
        ("postgresql://ana:flamingo@%2Frun%2Fa,b/desk", "PostgreSQL /run/a,b/desk"),
        ("postgresql://ana:flamingo@a/desk", "PostgreSQL a/desk"),
    ],
)
def test_every_server_is_shown_without_the_password(text: str, shown: str) -> None:
    assert where(text) == shown


def test_servers_are_listed() -> None:
    url = address("postgresql://a:1,b:2/desk")
    assert isinstance(url, URL)
    assert hosts(url) == ("a", "b")
