"""Saved replies: how staff name one, which fields there are, and how they are filled in.

``{client}`` is a field, ``{article:mx-records}`` the link of an article, and ``{{`` a brace.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

FIELDS = ("client", "number", "subject", "estimate", "promise", "staff")
"""What is known of a ticket, its client and who writes."""
ARTICLE = "article"
"""``{article:slug}``: the address of an article."""
NAME_CHARS_MAX = 120
"""As long as a file's name may be (``kb.articles.loader.SLUG_CHARS_MAX``)."""
FIELD_CHARS_MAX = 160
"""A longer thing in braces is no field but text, whatever it is."""
FIELDS_NAMED_MAX = 50
"""So many wrong fields of a text are told at once, each with the one that is near: its author mends these first."""
NEAR = 0.6
"""How alike a name must be to be offered: difflib's own default."""

_NAMED = re.compile(rf"~(?=[\d._-]*[^\W\d_])([\w.-]{{1,{NAME_CHARS_MAX}}}?)[!,:]?(?:\s+|$)")
_FIELD = re.compile(rf"\{{\{{|\}}\}}|\{{([^{{}}\n]{{0,{FIELD_CHARS_MAX}}})\}}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A saved reply that is asked for by name, and what is written behind it."""

    name: str
    also: str


def asked(text: str) -> Asked | None:
    """The saved reply that words begin with, such as ``~mx-records``; ``None``: they are just words."""
    found = _NAMED.match(text)
    return Asked(found[1].rstrip(".-"), text[found.end() :].strip()) if found else None


def unknown_fields(text: str) -> Iterator[tuple[int, str, str]]:
    """What stands in braces and is no field, the first of it: the line, the name, the field that may be meant or ""."""
    unknown = ((line, name) for line, name in _in_braces(text) if name not in FIELDS and not article_of(name))
    for line, name in islice(unknown, FIELDS_NAMED_MAX):
        near = get_close_matches(name.strip().casefold(), (*FIELDS, f"{ARTICLE}:"), 1, NEAR)
        yield line, name, near[0] if near else ""


def _in_braces(text: str) -> Iterator[tuple[int, str]]:
    """What stands in braces, with its line."""
    line = at = 0
    for found in _FIELD.finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        if found[1] is not None:
            yield line, found[1]


def article_of(name: str) -> str:
    """The article that a field is the link of; empty for another field."""
    kind, colon, slug = name.partition(":")
    return slug if kind == ARTICLE and colon else ""


def articles_named(text: str) -> Iterator[tuple[int, str]]:
    """The articles that a saved reply links to, each with its line."""
    yield from ((line, slug) for line, name in _in_braces(text) if (slug := article_of(name)))


def fields_of(text: str) -> frozenset[str]:
    """The fields that a saved reply has."""
    return frozenset(name for _line, name in _in_braces(text))


SIGNED = "\n\n{staff}"
"""How a saved reply ends that is signed."""


def with_words(text: str, words: str) -> str:
    """A saved reply with words of its writer's behind it, above the signature; in these nothing is a field."""
    if not words:
        return text
    body = text.removesuffix(SIGNED)
    plain = words.replace("{", "{{").replace("}", "}}")
    return f"{body}\n\n{plain}{text[len(body) :]}"


def filled(text: str, values: Mapping[str, str], link: Callable[[str], str]) -> str:
    """A saved reply with its fields; one without a value goes with the blank before it. ``link`` is an article's."""
    parts, at = [], 0
    for found in _FIELD.finditer(text):
        name, before = found[1], text[at : found.start()]
        at = found.end()
        value = found[0][0] if name is None else link(article_of(name)) if article_of(name) else values.get(name, "")
        parts += [before if value else before.rstrip(" "), value]
    return "".join((*parts, text[at:])).strip()
