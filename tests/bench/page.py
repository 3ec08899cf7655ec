"""How long the support page takes: from a loaded policy to its HTML, the first time and then."""

import statistics
import subprocess
import sys
import time
from datetime import date

from bot.cli.policy.support_page import facts
from bot.config import policy_file
from bot.core.policy_review.support_page import page
from bot.i18n import Reader, languages
from bot.pages.document import document
from bot.pages.html import html
from tests.bench.desks import emit
from tests.builders import WEDNESDAY, policy

RUNS = 50
TARGET_MS = 50.0
"""The issue's figure for the support page."""

FIRST = "from tests.bench.page import first; print(first())"


def run() -> None:
    """Print what the page costs in each language, and in a program that has only just begun."""
    slowest = max(statistics.median(_ms(lang) for _run in range(RUNS)) for lang in policy().firm.languages)
    emit("support page as HTML, slowest language", slowest, "< 50 ms", slowest < TARGET_MS, "ms")
    once = float(subprocess.run([sys.executable, "-c", FIRST], check=True, capture_output=True, text=True).stdout)
    emit("… the first one of a program (catalogue, template, locale)", once, "", None, "ms")
    told = statistics.median(_facts_ms() for _run in range(RUNS))
    emit("… for programs", told, "< 50 ms", told < TARGET_MS, "ms")


def first() -> float:
    """Milliseconds of the first page, with policy and holidays loaded before."""
    policy_file.calendar_for(policy(), range(2025, 2030))
    return _ms("de")


def _ms(lang: str) -> float:
    rules = policy()
    started = time.perf_counter()
    desk = policy_file.calendar_for(rules, range(2025, 2030))
    reader = Reader(lang, rules.firm.zone, WEDNESDAY)
    html(document(page(rules, desk, WEDNESDAY, lang, languages()), reader))
    return (time.perf_counter() - started) * 1000


def _facts_ms() -> float:
    started = time.perf_counter()
    facts(policy(), policy_file.calendar_for(policy(), range(2025, 2030)), date(2026, 12, 16))
    return (time.perf_counter() - started) * 1000
