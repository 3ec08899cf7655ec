"""kill -9 in the middle of a chat: what was acknowledged is in the record once, and the talk goes on."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.core.model.record import EntryKind
from bot.store.open import open_store

KILLS = 3


class Chat:
    """A chat in a process of its own, fed through a pipe and read line by line."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat", "--as", "ana", "--lang", "en", "--data", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "FRONTDOOR_SEARCH": "lexical"},
        )
        assert self.process.stdin
        assert self.process.stdout
        self.stdin: IO[bytes] = self.process.stdin
        self.stdout: IO[bytes] = self.process.stdout

    def types(self, line: str) -> None:
        """Send a line without waiting for anything."""
        self.stdin.write(f"{line}\n".encode())
        self.stdin.flush()

    def reads_until(self, words: str) -> str:
        """Read on until a line holds these words; that line."""
        for line in self.stdout:
            text = line.decode()
            if words in text:
                return text
        raise AssertionError(f"the chat ended without {words!r}")

    def dies(self) -> str:
        """kill -9; what it had printed until then."""
        self.process.send_signal(signal.SIGKILL)
        rest = self.stdout.read().decode()
        self.process.wait()
        self.stdin.close()
        self.stdout.close()
        return rest


@contextmanager
def chat(folder: Path) -> Iterator[Chat]:
    """A chat that never outlives the test."""
    running = Chat(folder)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.dies()


def facts_on_record(folder: Path) -> list[str]:
    """The client's words on the ticket, in order."""
    store = open_store(folder / "frontdoor.db")
    try:
        with store.read() as unit:
            return [e.text or "" for e in unit.record(1001) if e.kind is EntryKind.WORDS]
    finally:
        store.close()


def test_every_acknowledged_line_is_on_record_once_and_the_talk_goes_on(tmp_path: Path) -> None:
    chance = random.Random(7)
    with chat(tmp_path) as running:
        running.reads_until("front door")
        for line, answer in {
            "talk to a person": "Subject",
            "Printer prints nothing": "What do you see",
        }.items():
            running.types(line)
            running.reads_until(answer)
        running.dies()
    with chat(tmp_path) as running:
        running.reads_until("What do you see")
        for line, answer in {"a blank page": "How urgent", "1": "Domain or service", "skip": "Your name"}.items():
            running.types(line)
            running.reads_until(answer)
        running.types("Ana")
        running.reads_until("#1001 is in")
        running.dies()

    acknowledged: list[str] = []
    in_flight: list[str] = []
    number = 0
    for _kill in range(KILLS):
        with chat(tmp_path) as running:
            for _fact in range(chance.randrange(1, 5)):
                number += 1
                running.types(f"add: fact {number}")
                running.reads_until(f"add: fact {number}")
                running.reads_until("Added to #1001")
                acknowledged.append(f"fact {number}")
            number += 1
            running.types(f"add: fact {number}")
            if chance.random() < 0.5:
                running.reads_until(f"add: fact {number}")
                answered = "Added to" in running.dies()
            else:
                answered = "Added to" in running.dies().partition(f"add: fact {number}")[2]
            (acknowledged if answered else in_flight).append(f"fact {number}")

    words = facts_on_record(tmp_path)
    for fact in acknowledged:
        assert words.count(fact) == 1, (fact, words)
    for fact in in_flight:
        assert words.count(fact) <= 1, (fact, words)
    assert words[:2] == ["Printer prints nothing", "a blank page"]
    order = [int(word.split()[1]) for word in words[2:]]
    assert order == sorted(order)
