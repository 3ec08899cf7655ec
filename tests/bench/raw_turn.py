"""The yardstick: what raw sqlite3 does with a turn's six statements, all on the disk.

Once with a commit for each, and once with as many in a commit as the store put there in the same run.

A store's turns per second are reported as a share of it, so that the figure travels between machines.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

CONVERSATIONS = 1000
WORDS = "my emails don't arrive since this morning, nothing in spam either"
STATE = '{"stage": "suggested", "revision": 7, "question": "' + WORDS + '", "slugs": ["a", "b", "c"]}'
PAYLOAD = '{"blocks": [' + ", ".join([f'{{"kind": "para", "runs": [{{"text": "{WORDS}"}}]}}'] * 6) + "]}"

_SCHEMA = """
CREATE TABLE inbox (desk TEXT, key TEXT, at INTEGER, words TEXT, PRIMARY KEY (desk, key));
CREATE TABLE conversations (desk TEXT, id INTEGER, state TEXT, PRIMARY KEY (desk, id));
CREATE TABLE record (desk TEXT, ticket INTEGER, seq INTEGER, at INTEGER, words TEXT, PRIMARY KEY (desk, ticket, seq));
CREATE TABLE outbox (desk TEXT, id INTEGER, channel TEXT, payload TEXT, PRIMARY KEY (desk, id));
CREATE TABLE audit (desk TEXT, act TEXT, at INTEGER, n INTEGER, PRIMARY KEY (desk, act));
INSERT INTO audit VALUES ('main', 'turn', 0, 0);
"""


def raw_turns_per_second(
    path: Path, turns: int = 2000, together: int = 1, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Turns a second, so many together in a transaction: WAL, synchronous=FULL, one connection.

    ``path`` is a new file on the disk that is to be measured; ``clock`` tells seconds: of time, or of a processor.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO conversations VALUES ('main', ?, '')", ((id,) for id in range(CONVERSATIONS))
        )
        started = clock()
        for first in range(0, turns, together):
            connection.execute("BEGIN IMMEDIATE")
            for turn in range(first, min(first + together, turns)):
                _turn(connection, turn)
            connection.execute("COMMIT")
        return turns / (clock() - started)


def _turn(connection: sqlite3.Connection, turn: int) -> None:
    conversation = turn % CONVERSATIONS
    execute = connection.execute
    execute("INSERT INTO inbox VALUES ('main', ?, ?, ?)", (f"key-{turn}", turn, WORDS))
    execute("SELECT state FROM conversations WHERE desk = 'main' AND id = ?", (conversation,)).fetchone()
    execute("UPDATE conversations SET state = ? WHERE desk = 'main' AND id = ?", (STATE, conversation))
    execute("INSERT INTO record VALUES ('main', ?, ?, ?, ?)", (conversation, turn, turn, WORDS))
    execute("INSERT INTO outbox VALUES ('main', ?, ?, ?)", (turn, f"channel-{conversation}", PAYLOAD))
    execute("UPDATE audit SET at = ?, n = n + 1 WHERE desk = 'main' AND act = 'turn'", (turn,))
