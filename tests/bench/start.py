"""How long until the first line can be typed, what --help costs, and how much memory a chat takes."""

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.desks import emit

RUNS = 5
IMPORTS = "import typer, sqlalchemy, rapidfuzz"
FRONTDOOR = Path(sys.executable).with_name("frontdoor")


def run() -> None:
    """Print the start-up figures."""
    with TemporaryDirectory() as data:
        _ready(data)
        ready = [_ready(data) for _run in range(RUNS)]
        memory = max(megabytes for _seconds, megabytes in ready)
    seconds = statistics.median(seconds for seconds, _megabytes in ready)
    emit("frontdoor chat, until the first line can be typed", seconds, "< 1.5 s", seconds < 1.5, "s")
    emit("… memory of that process at its most", memory, "< 150 MB", memory < 150, "MB")
    pairs = [_seconds([str(FRONTDOOR), "--help"]) / _seconds([sys.executable, "-c", IMPORTS]) for _run in range(RUNS)]
    ratio = statistics.median(pairs)
    emit("frontdoor --help ÷ importing typer, sqlalchemy, rapidfuzz", ratio, "< 1.5", ratio < 1.5, "×")


def _ready(data: str) -> tuple[float, float]:
    """Seconds from start to the greeting, and the peak memory in MB (10⁶ bytes), with a question asked."""
    started = time.perf_counter()
    chat = subprocess.Popen(
        [FRONTDOOR, "chat", "--as", "bench", "--data", data],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "LANG": "en_US.UTF-8"},
    )  # fmt: skip
    assert chat.stdin
    assert chat.stdout
    chat.stdout.readline()
    ready = time.perf_counter() - started
    chat.stdin.write(b"my emails dont arive\nstart over\n")
    chat.stdin.flush()
    while b"beginning" not in chat.stdout.readline():
        pass
    peak = _peak(chat.pid)
    chat.stdin.close()
    chat.wait()
    return ready, peak


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024 / 1e6


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
