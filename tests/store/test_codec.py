"""Stored state survives: every stage, notice and reply comes back as it was saved, or begins anew."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from traceback import format_exception
from types import ModuleType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation import state as talk
from bot.core.conversation.state import Notice, Saved, Say, Stage, Talk
from bot.core.model import knowledge, people, record, tickets
from bot.core.rules import billing
from bot.core.text import surface
from bot.core.text.errors import MessageUnreadable
from bot.core.text.surface import LocalizedBlock, LocalizedChoice, LocalizedReply
from bot.store import codec
from tests.builders import WEDNESDAY

STAGES = get_args(Stage)
BLOCKS = tuple(each for each in get_args(LocalizedBlock) if each is not surface.Fetched)

SAMPLES: dict[Any, Any] = {
    str: "¿“**{x}**”?\n\t\u202e\x1b[2J 😀",
    int: 2**40,
    bool: True,
    float: 0.123456789,
    datetime: datetime(2026, 12, 16, 20, 10, 0, 123456, tzinfo=UTC),
    date: date(2027, 1, 1),
    time: time(19, 30),
    Decimal: Decimal("80.10"),
}


def sample(type_: Any) -> Any:
    """A value of a type with nothing left at its default; of a union the first kind."""
    if type_ in SAMPLES:
        return SAMPLES[type_]
    if isinstance(type_, type) and is_dataclass(type_):
        hints = get_type_hints(type_)
        return type_(**{f.name: sample(hints[f.name]) for f in fields(type_)})
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return next(iter(type_))
    parts = get_args(type_)
    if get_origin(type_) is tuple:
        return tuple(sample(part) for part in parts if part is not ...)
    return parts[0] if get_origin(type_) is Literal else sample(parts[0])


def whole(type_: type) -> st.SearchStrategy[Any]:
    """Any value of a dataclass, defaults not spared."""
    hints = get_type_hints(type_)
    return st.builds(type_, **{f.name: st.from_type(hints[f.name]) for f in fields(type_)})


def register(module: ModuleType) -> None:
    for type_ in vars(module).values():
        if isinstance(type_, type) and is_dataclass(type_) and type_.__module__ == module.__name__:
            st.register_type_strategy(type_, lambda asked: whole(asked))


st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(int, st.integers(-(2**63), 2**63))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
for module in (billing, knowledge, people, record, tickets, surface, talk):
    register(module)
# Made for sending, and never stored: any content will do.
st.register_type_strategy(surface.Fetched, st.just(surface.Fetched("a.txt", "text/plain", b"a")))


# ── The talk ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("type_", STAGES, ids=lambda type_: type_.__name__)
def test_every_stage_survives_with_all_it_holds(type_: type) -> None:
    stage = sample(type_)
    state = Saved(replace(sample(Talk), stage=stage), (sample(LocalizedChoice),))
    back = codec.read(codec.save(state))
    assert back == state
    assert type(back.talk.stage) is type_


@pytest.mark.parametrize("say", Say)
def test_every_notice_survives(say: Say) -> None:
    state = Saved(Talk(notices=(Notice(say), Notice(say, 12, "x", (3, 11), WEDNESDAY))))
    assert codec.read(codec.save(state)) == state


@given(st.from_type(Talk), st.lists(st.from_type(LocalizedChoice)).map(tuple))
@settings(deadline=None, max_examples=30)
def test_any_talk_survives(state: Talk, offers: tuple[LocalizedChoice, ...]) -> None:
    assert codec.read(codec.save(Saved(state, offers))) == Saved(state, offers)


def test_what_was_saved_last_is_remembered_for_the_next_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "KEPT", 2)
    states = [Saved(Talk(revision)) for revision in range(1, 4)]
    texts = [codec.save(state) for state in states]
    assert codec.load(texts[2]) is states[2]
    assert codec.load(texts[0]) == states[0]


def test_every_kind_of_stage_has_a_name_of_its_own() -> None:
    assert len({type_.__dataclass_fields__["kind"].default for type_ in STAGES}) == len(STAGES)
    assert len({type_.__dataclass_fields__["kind"].default for type_ in BLOCKS}) == len(BLOCKS)


def test_a_new_conversation_begins_at_the_beginning() -> None:
    assert codec.load("") == Saved(Talk(), ())


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "null",
        "[]",
        '{"talk": 1}',
        '{"talk": {"stage": {"kind": "a stage of tomorrow"}}}',
        '{"talk": {"revision": "many"}}',
        '{"talk": {"notices": [{"say": "something new"}]}}',
        "\x00",
        "kein JSON",
    ],
)
def test_what_this_version_cannot_read_begins_anew_and_is_not_new(broken: str) -> None:
    begun = codec.read(broken)
    assert begun == Saved(Talk(revision=1))
    assert begun.talk.revision > Talk().revision, "the greeting is for newcomers"


def test_what_a_later_version_adds_does_not_lose_the_rest() -> None:
    state = Saved(sample(Talk))
    stored = json.loads(codec.save(state))
    stored["talk"]["mood"] = "patient"
    assert codec.read(json.dumps(stored)) == state


def test_what_an_earlier_version_did_not_know_has_its_default() -> None:
    assert codec.read('{"talk": {"revision": 7, "stage": {"kind": "nothing"}}}') == Saved(
        Talk(revision=7, stage=talk.NoArticleFound())
    )


def test_words_of_an_earlier_version_have_no_event_and_go_on() -> None:
    line = '{"text": "no mail", "at": "2026-12-16T20:10:00Z"}'
    stage = '{"kind": "joining", "text": "it hums", "numbers": [1001]}'
    saved = codec.read(f'{{"talk": {{"revision": 7, "lines": [{line}], "stage": {stage}}}}}')
    assert saved.talk.lines == (record.Line("no mail", WEDNESDAY),)
    assert saved.talk.stage == talk.AssigningText("it hums", (1001,))
    assert saved.talk.stage.typed(WEDNESDAY) == (record.Line("it hums", WEDNESDAY),)


# ── Replies in the outbox ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("payload", ["", "{}", '{"blocks": ["my secret flamingo"]}', '"my secret flamingo'])
def test_a_reply_that_cannot_be_read_is_named_without_its_words(payload: str) -> None:
    with pytest.raises(MessageUnreadable) as caught:
        codec.unpack(payload)
    assert "flamingo" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize("type_", BLOCKS, ids=lambda type_: type_.__name__)
def test_every_block_survives_with_all_it_holds(type_: type) -> None:
    shown = replace(sample(LocalizedReply), blocks=(sample(type_),))
    back = codec.unpack(codec.pack(shown))
    assert back == shown
    assert type(back.blocks[0]) is type_


@given(st.from_type(LocalizedReply))
@settings(deadline=None, max_examples=30)
def test_any_reply_survives(shown: LocalizedReply) -> None:
    assert codec.unpack(codec.pack(shown)) == shown
