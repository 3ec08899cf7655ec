"""Real processes: killed in the middle of work, or working beside each other."""

import subprocess
import sys
from pathlib import Path

from bot.store.admin import operations
from bot.store.open import open_store
from tests.store.scene import PATIENCE_S, see

CLIENT = """
import sys
from bot.store.open import open_store
from tests.store.scene import ANAS, NOON, do, filed, shown, words

store = open_store(sys.argv[1])
ticket = do(store, filed)

def turn(unit):
    number = unit.record_length(ticket.number) + 1
    unit.record_if_new(ANAS, f"{ticket.number}/{number}", NOON, f"line {number}")
    unit.append(ticket.number, words(f"line {number}"))
    unit.send(None, ANAS, shown(f"line {number}"), NOON)
    return number

print(ticket.number, flush=True)
for _ in range(int(sys.argv[2])):
    print(do(store, turn), flush=True)
store.close()
"""


def start(path: Path, turns: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CLIENT, str(path), str(turns)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_acknowledged_before_a_kill_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    killed = start(path, 1_000_000)
    assert killed.stdout is not None
    ticket = int(killed.stdout.readline())
    acknowledged = [int(killed.stdout.readline()) for _ in range(150)]
    killed.kill()
    acknowledged += [int(line) for line in killed.stdout]
    killed.stdout.close()
    killed.wait(PATIENCE_S)
    store = open_store(path)
    entries = see(store, lambda unit: unit.record(ticket))
    assert [entry.text for entry in entries][: len(acknowledged)] == [f"line {number}" for number in acknowledged]
    assert len(entries) - len(acknowledged) in {0, 1}, "at most the one whose acknowledgement was cut off"
    assert operations.check(store) == ()
    store.close()


def test_processes_write_beside_each_other(tmp_path: Path) -> None:
    path, turns = tmp_path / "desk.db", 60
    ended = [process.communicate(timeout=PATIENCE_S)[0].split() for process in [start(path, turns) for _ in range(2)]]
    store = open_store(path)
    assert sorted(said[0] for said in ended) == ["1001", "1002"]
    for said in ended:
        assert said[1:] == [str(number) for number in range(1, turns + 1)]
        assert see(store, lambda unit, said=said: unit.record_length(int(said[0]))) == turns  # type: ignore[misc]
    assert operations.check(store) == ()
    store.close()
