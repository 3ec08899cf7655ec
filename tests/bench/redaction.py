"""How well secrets are told from what is innocent: the corpus's shares, by what, language and kind, with intervals."""

from collections.abc import Iterable
from time import process_time

from tests.bench.calibrate import interval
from tests.bench.desks import emit
from tests.builders import redact
from tests.redaction.measure import PARTS, Outcome, groups, outcomes, parted, shares

GONE_MIN, INNOCENT_MIN = 0.98, 0.99
"""Held out: of the lines with a secret, and of the innocent ones."""
FIRST = {
    "tuning": (0.485, 0.989, 0.815),
    "second person": (0.896, 0.984, 0.983),
    "third person": (0.907, 0.996, 0.992),
    "fourth batch": (0.881, 0.992, 0.983),
    "fifth batch": (0.947, 1.0, 1.0),
    "sixth batch": (0.949, 0.975, 1.0),
    "seventh batch": (0.89, 1.0, 0.984),
    "held out": (0.549, 0.979, 0.866),
}
"""What the redactor did that stood here when each part was written, before anything was tuned by it:
secrets gone, the rest kept, innocent lines whole."""
PLACES, LANGUAGES = ("chat", "mail", "shell", "config", "log"), ("en", "es", "de")
USUAL = (
    "hi, since this morning i can't send mail from outlook any more, it says 550 5.7.1 relaying denied. "
    "webmail works. our domain is example.com and the mailbox is info@example.com, can you look?"
)
USUAL_US_MAX = 60.0
USUAL_TIMES = 2_000


def run() -> None:
    """Print the table and the figures with targets."""
    for part, first in FIRST.items():
        found = outcomes(part)
        secret, innocent = parted(found)
        print(f"\n{part} ({len(secret)} lines with a secret, {len(innocent)} innocent)  share (95 %)  [first run]")
        print(f"  {'secrets gone':28} {interval([each.gone for each in secret])}  [{first[0]:.3f}]")
        print(f"  {'what stands beside them kept':28} {interval([each.whole for each in secret])}  [{first[1]:.3f}]")
        print(f"  {'innocent lines whole':28} {interval([each.whole for each in innocent])}  [{first[2]:.3f}]")
        for name, right in groups(found):
            print(f"    {name:30} {interval(right)} of {len(right)}")
        print(f"\n  {'by place and language':16}{''.join(f'{lang:>30}' for lang in LANGUAGES)}")
        for place in PLACES:
            print(f"    {place:18}{''.join(f'{_cell(found, place, lang):>30}' for lang in LANGUAGES)}")
    held = shares(outcomes([*PARTS][-1]))
    emit("redaction, held out: secrets gone", held.gone, f"≥ {GONE_MIN}", held.gone >= GONE_MIN)
    emit("redaction, held out: innocent whole", held.innocent, f"≥ {INNOCENT_MIN}", held.innocent >= INNOCENT_MIN)
    each = usual_us()
    emit("redaction of a usual message", each, f"≤ {USUAL_US_MAX:.0f} µs", each <= USUAL_US_MAX, "µs")


def _cell(found: Iterable[Outcome], place: str, lang: str) -> str:
    """Secrets gone and innocent lines whole of one place in one language."""
    secret, innocent = parted(each for each in found if (each.kind, each.lang) == (place, lang))
    gone, whole = sum(each.gone for each in secret), sum(each.whole for each in innocent)
    return f"gone {gone}/{len(secret)}, whole {whole}/{len(innocent)}"


def usual_us() -> float:
    """Microseconds of the processor for a message of the usual length without a secret."""
    redact(USUAL)
    began = process_time()
    for _time in range(USUAL_TIMES):
        redact(USUAL)
    return (process_time() - began) / USUAL_TIMES * 1_000_000
