"""How a parser's time grows with its input, by the processor's clock of this thread."""

import contextlib
import gc
import math
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import thread_time
from types import FrameType

from tests.parsers.shapes import Shape

Read = Callable[[str], object]
Suspected = dict[str, Callable[[str], list[str]]]
"""By a parser's name, what measures it and says what is wrong."""

CHARS = 100_000
SECONDS_MAX = 0.2
"""Row 19: of the processor, for 100 kB …"""
TRACED_TIMES = 2.0
"""What counting lines may cost: the slowest parsers took 0.20–0.24 s with it, on two busy cores."""
GROWTH_MAX = 2.5
"""… and so much more at most when the input doubles, the best of …"""
TRIES = 5
TRIES_UNSUSPECTED = 2
"""Enough for what grew as it should from the small text to the large one; if they say otherwise, the rest follow."""
DOUBLINGS = 3
"""What grew too much from the half to the whole must also have grown so from an eighth: a cache that a text no longer
fits into is passed once, a parser that isn't linear pays at every doubling, and a neighbour on the same machine who
makes the longest text twice as slow (what fits into a slice of time isn't disturbed) isn't taken for it."""
TRIES_DOUBLED = 8
MEASURABLE_SECONDS = 0.005
"""In less than this, at 100 kB, nothing can be said of growth: the clock and the caches are in the way."""
HARMLESS_SECONDS = 0.02
"""The same for what grew as it should from the small text to the large one, where little is looked at."""
HOPELESS_SECONDS = 0.6
"""A parser that takes longer is stopped: it may take hours."""
ROUNDS = 5
"""A busy machine is slow now and then, a bad parser always is."""

_WARM, _SMALL, _LARGE = (25, 300), 2_500, 10_000
_SUSPECT_GROWTH, _SUSPECT_SECONDS = 6.0, 0.001
"""From the small to the large text a linear parser takes four times as long."""


class TooSlow(BaseException):
    """Stopped. No ``Exception``: parsers catch those."""


@contextlib.contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raise TooSlow when so much of the processor's time was used; expressions are interrupted, too."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds_max() -> float:
    """The most that 100 kB may take; more where lines are counted (``--cov``)."""
    return SECONDS_MAX * (TRACED_TIMES if sys.gettrace() else 1.0)


def seconds(read: Read, text: str) -> float:
    """Processor time to read a text. Raises TooSlow."""
    forget = getattr(read, "cache_clear", None)
    if forget:
        forget()
    with stopped_after(HOPELESS_SECONDS):
        began = thread_time()
        read(text)
        return thread_time() - began


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Without collecting garbage meanwhile: what other tests left isn't the parser's."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Worst:
    """What was found out about a parser."""

    wrong: tuple[str, ...]
    slowest: float
    """Seconds for 100 kB …"""
    shape: str
    """… of this."""
    growth: float
    """The most that time grew; 0 where it was too short to tell."""


@contextlib.contextmanager
def looked_at_again() -> Iterator[Suspected]:
    """Take in who seems slow; who still is at the end fails it: whatever disturbed the first look is over by then."""
    found: Suspected = {}
    yield found
    wrong = [said for name, measured in found.items() for said in measured(name)]
    assert not wrong, "\n".join(wrong)


def noticed(read: Read, shapes: Iterable[Shape]) -> bool:
    """Whether one of the shapes, the first that does, shows a parser to be slow."""
    return any(examine(read, iter((shape,))).wrong for shape in shapes)


def examine(read: Read, shapes: Iterator[Shape], confirmed: int = 1, chars: int = CHARS) -> Worst:
    """Look at all shapes at a small size, and at the ``confirmed`` slowest and whatever is suspect at ``chars``."""
    wrong: list[str] = []
    told: list[tuple[bool, float, int, Shape]] = []
    with undisturbed():
        for number, shape in enumerate(shapes):
            size = 0
            try:
                for size in _WARM:
                    seconds(read, shape.text(size))
                size = _SMALL
                small = seconds(read, shape.text(size))
                size = _LARGE
                large = seconds(read, shape.text(size))
            except TooSlow:
                wrong.append(f"more than {HOPELESS_SECONDS} s for {size:,} characters of {shape}")
                continue
            over = large > seconds_max() * _LARGE / CHARS
            suspect = over or (large > _SUSPECT_SECONDS and large > _SUSPECT_GROWTH * small)
            told.append((suspect, large, -number, shape))
        told.sort(reverse=True)
        count = max(confirmed, min(sum(suspect for suspect, *_ in told), 3 * confirmed))
        found = [_confirmed(read, shape, chars, suspect or confirmed > 1) for suspect, *_, shape in told[:count]]
    wrong += [each for one in found for each in one.wrong]
    slowest = max(found, key=lambda one: one.slowest, default=Worst((), 0.0, "", 0.0))
    growth = max((one.growth for one in found), default=0.0)
    return Worst(tuple(wrong), slowest.slowest, slowest.shape, growth)


def _confirmed(read: Read, shape: Shape, chars: int, suspect: bool) -> Worst:
    """Both figures of the row for one shape; the best of a few rounds."""
    half, whole = shape.text(chars // 2), shape.text(chars)
    best = (1e9, 1e9)
    for _round in range(ROUNDS):
        try:
            if (long := seconds(read, whole)) < (MEASURABLE_SECONDS if suspect else HARMLESS_SECONDS):
                return Worst((), long, str(shape), 0.0)
            short = 1e9
            for tried in range(1, TRIES + 1):  # in turns, so that a busy moment hits both
                short, long = min(short, seconds(read, half)), min(long, seconds(read, whole))
                if not suspect and tried >= TRIES_UNSUSPECTED and _is_fine(short, long):
                    break
        except TooSlow:
            told = f"more than {HOPELESS_SECONDS} s for {chars:,} characters of {shape}"
            return Worst((told,), HOPELESS_SECONDS, str(shape), 0.0)
        growth = _growth(short, long)
        best = min(best, (growth, long))
        if min(growth, long / seconds_max() * GROWTH_MAX) > 1.5 * GROWTH_MAX:
            break  # no busy machine makes that much of a difference
        if _is_fine(short, long):
            return Worst((), long, str(shape), growth)
    growth, long = best
    if GROWTH_MAX <= growth < 2 * GROWTH_MAX and long <= seconds_max():
        growth = min(growth, growth_of_a_doubling(read, shape, chars))
    wrong = [f"{long:.3f} s for {chars:,} characters of {shape}"] if long > seconds_max() else []
    wrong += [f"{growth:.1f} × for twice as much of {shape}"] if growth >= GROWTH_MAX else []
    return Worst(tuple(wrong), long, str(shape), growth)


def growth_of_a_doubling(read: Read, shape: Shape, chars: int) -> float:
    """How much longer twice as much takes, by several doublings: their geometric mean."""
    part, whole = shape.text(chars // 2**DOUBLINGS), shape.text(chars)
    short = long = math.inf
    for _tried in range(TRIES_DOUBLED):
        short, long = min(short, seconds(read, part)), min(long, seconds(read, whole))
    return math.pow(long / short, 1 / DOUBLINGS)


def _growth(short: float, long: float) -> float:
    """How much longer the whole takes than its half; 0 where it is too short to tell."""
    return long / short if long >= MEASURABLE_SECONDS else 0.0


def _is_fine(short: float, long: float) -> bool:
    return _growth(short, long) < GROWTH_MAX and long <= seconds_max()
