"""Promises that clients were shown, and what falls due by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    """What was shown to a client about time."""

    ESTIMATE = "estimate"
    """Due at estimate plus grace; not guaranteed."""
    RESPONSE = "response"
    """The guaranteed response; a hard promise."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A moment that was shown to a client. Never moves; scored once.

    ``late_seconds`` is wall-clock time between due and first response: negative when early.
    """

    ticket: int
    kind: PromiseKind
    shown_at: datetime
    due_at: datetime
    kept: bool | None = None
    """``None`` until it is kept or missed."""
    late_seconds: int | None = None


class TimerKind(StrEnum):
    """What falls due on a ticket, or on its phone appointment, by itself."""

    PROMISE_WARN_1 = "promise warn 1"
    PROMISE_WARN_2 = "promise warn 2"
    PROMISE_WARN_3 = "promise warn 3"
    ESTIMATE_DUE = "estimate due"
    CLAIM_WARN = "claim warn"
    CLAIM_EXPIRE = "claim expire"
    CALL_UNDECIDED = "call undecided"
    CALL_TOMORROW = "call tomorrow"
    CALL_SOON = "call soon"
    CALL_OVER = "call over"
    REPLY_DUE = "reply due"
    WORDS_WAIT = "words wait"
    """The client was asked which ticket their words are for, and hasn't said."""
    REST_OVER = "rest over"
    SILENCE_COUNTS = "silence counts"
    """It was answered before silence ended anything: the client's silence counts from when this falls due."""
    SILENCE_ASK = "silence ask"
    SILENCE_CLOSE = "silence close"
    LIKENESS = "likeness"
    """It was just filed: is it the same fault as others?"""
    INCIDENT = "incident"
    """Something of the incident that it is part of is still to be told."""


@dataclass(frozen=True, slots=True)
class Timer:
    """One due thing. A ticket has at most one of each kind; setting it again moves it."""

    ticket: int
    kind: TimerKind
    due_at: datetime
