"""Where the keys of a TOML file stand, in every way TOML allows to write them."""

import tomllib
from importlib import resources
from typing import Any

from bot.config.toml_lines import Path, nearest, read

EVERYTHING = '''\
# a comment = "not a key"
top = 1  # [not.a.section]
"quoted key" = "# not a comment"

[plain]
a.b = 'literal \\'
a."c.d" = """
several
lines = 1
""\\" and more""""
list = [1, 2,
  "three",  # with a comment ]
  [4, { five = 5, six.seven = [
    7 ] }],
]
empty = []
inline = { x = 2027-01-01, y = { z = 07:00:00 } }
raw = \'\'\'
it's [raw]
\'\'\'

[ spaced . "header" ]
key = true
[[days]]
day = 1
[[days]]
  day = 2
  [days.part]
  hour = 3
  [[days.notes]]
  text = ""
  [[days.notes]]
  text = ''
'''


def test_every_key_has_its_line() -> None:
    lines = read(EVERYTHING).lines

    assert {".".join(map(str, path)): line for path, line in lines.items()} == {
        "top": 2,
        "quoted key": 3,
        "plain": 5,
        "plain.a": 6,
        "plain.a.b": 6,
        "plain.a.c.d": 7,
        "plain.list": 11,
        "plain.list.0": 11,
        "plain.list.1": 11,
        "plain.list.2": 12,
        "plain.list.3": 13,
        "plain.list.3.0": 13,
        "plain.list.3.1": 13,
        "plain.list.3.1.five": 13,
        "plain.list.3.1.six": 13,
        "plain.list.3.1.six.seven": 13,
        "plain.list.3.1.six.seven.0": 14,
        "plain.empty": 16,
        "plain.inline": 17,
        "plain.inline.x": 17,
        "plain.inline.y": 17,
        "plain.inline.y.z": 17,
        "plain.raw": 18,
        "spaced": 22,
        "spaced.header": 22,
        "spaced.header.key": 23,
        "days": 24,
        "days.0": 24,
        "days.0.day": 25,
        "days.1": 26,
        "days.1.day": 27,
        "days.1.part": 28,
        "days.1.part.hour": 29,
        "days.1.notes": 30,
        "days.1.notes.0": 30,
        "days.1.notes.0.text": 31,
        "days.1.notes.1": 32,
        "days.1.notes.1.text": 33,
    }


def paths(value: Any, path: Path = ()) -> set[Path]:
    """Every place in a parsed file."""
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = dict(enumerate(value)).items()
    else:
        return {path}
    return {path}.union(*(paths(part, (*path, key)) for key, part in inner))


def test_no_key_is_missed_and_none_is_made_up() -> None:
    shipped = (resources.files("bot") / "policy.toml").read_text("utf-8")

    for text in (EVERYTHING, shipped, EVERYTHING.replace("\n", "\r\n"), "", "# nothing", 'a = """"a""""'):
        assert {(), *read(text).lines} == paths(tomllib.loads(text))


def test_a_missing_key_belongs_to_the_nearest_section() -> None:
    lines = read(EVERYTHING).lines

    assert nearest(lines, ("days", 1, "part", "minute")) == 28
    assert nearest(lines, ("plain", "nothing", 3)) == 5
    assert nearest(lines, ("nowhere", "at all")) is None
