"""Statements to PostgreSQL that travel together.

A turn makes some ten statements and needs the answers of three or four before it can go on. Each is kept
back until an answer is needed or the transaction ends; then all go to the server in one message, BEGIN and
COMMIT among them (libpq's pipeline mode). Measured: a statement by the driver's own cursor takes 100 µs of
processor time and a wait, during which another thread takes the interpreter; here it takes 40 µs, and three
out of four don't wait.

What the server refuses is raised where an answer is asked for, at the latest at the commit; nothing behind
it was done.
"""

import select
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors, pq
from psycopg.adapt import PyFormat, Transformer

from bot.store.sql.prepared import Outcome, Prepared

BEGIN, COMMIT, ROLLBACK = b"BEGIN", b"COMMIT", b"ROLLBACK"
SAVEPOINT, RELEASE, ROLLBACK_TO = b"SAVEPOINT work", b"RELEASE work", b"ROLLBACK TO work"
OTHERS_FIRST = (
    b"SELECT pg_logical_emit_message(true, 'frontdoor', ''::text)"
    b" WHERE current_setting('synchronous_standby_names') <> ''"
)
"""Writes something of no meaning where a standby must confirm commits: this commit then waits for all before it."""
WAITS_FOR_STANDBY = "SyncRepWaitForLSN"
"""The function of the server in which a commit waits; its warnings are in the server's language, this isn't."""
_FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)


class Awaited(Outcome):
    """What a statement will give back; asking for it sends what was kept."""

    __slots__ = ("_pipeline", "_ready", "_result", "_rows")

    def __init__(self, pipeline: "Pipeline", ready: Prepared) -> None:
        self._pipeline, self._ready = pipeline, ready
        self._result: pq.abc.PGresult | None = None
        self._rows: Sequence[tuple[Any, ...]] | None = None

    def came(self, result: "pq.abc.PGresult") -> None:
        """The server has answered."""
        self._result = result

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The rows, as tuples."""
        if self._rows is None:
            result = self._answer()
            self._rows = self._ready.rows(self._pipeline.load(result)) if self._ready.gives_rows else ()
        return self._rows

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        return self._answer().command_tuples or 0

    def _answer(self) -> "pq.abc.PGresult":
        if self._result is None:
            self._pipeline.settle()
        if self._result is None:
            raise psycopg.InterfaceError("the transaction had failed before")
        return self._result


Kept = tuple[bytes, Sequence[Any], Sequence[pq.Format] | None, Awaited | None]
"""A statement that wasn't sent yet: its SQL, parameters, their formats, and who waits for the answer."""


class Pipeline:
    """The statements of one connection that were not sent yet, and those that it has prepared."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection, self._server = connection, connection.pgconn
        self._types = Transformer(connection)
        self._names: dict[bytes, bytes] = {}
        self._kept: list[Kept] = []
        self._saved: Kept | None = None
        self._unconfirmed = False
        """A commit is on this server, and its wait for the standby was broken off: it may be nowhere else."""
        connection.add_notice_handler(self._noticed)
        self._input = readiness(connection.fileno(), select.POLLIN)
        self._either_way = readiness(connection.fileno(), select.POLLIN | select.POLLOUT)

    def begin(self) -> None:
        """Begin a transaction with the first statement that is sent; forget what wasn't sent of another."""
        self._kept = [(BEGIN, (), None, None)]

    def anew(self) -> None:
        """Forget what wasn't sent; the transaction has begun already."""
        self._kept = []

    def save(self) -> None:
        """Begin a part of the transaction that can be taken back alone."""
        self._saved = (SAVEPOINT, (), None, None)
        self._kept.append(self._saved)

    def release(self) -> None:
        """End the part: it stays if the transaction does."""
        self._kept.append((RELEASE, (), None, None))

    def take_back(self) -> None:
        """End the part, and let nothing of it stay."""
        begun = next((place for place, kept in enumerate(self._kept) if kept is self._saved), None)
        if begun is not None:
            del self._kept[begun:]
        else:
            self._kept = [(ROLLBACK_TO, (), None, None), (RELEASE, (), None, None)]

    def confirm(self) -> None:
        """Let the commit wait until what this transaction saw is on the standby as well, if one has to confirm."""
        self._kept.append((OTHERS_FIRST, (), None, None))

    def ask(self, ready: Prepared, parameters: Sequence[Any]) -> Awaited:
        """Keep a statement to be sent. Raises psycopg.DataError for values that no database takes."""
        formats = [PyFormat.BINARY if isinstance(value, bytes) else PyFormat.TEXT for value in parameters]
        dumped = self._types.dump_sequence(parameters, formats)
        awaited = Awaited(self, ready)
        self._kept.append((ready.numbered, dumped, self._types.formats, awaited))
        return awaited

    def end(self, *, keep: bool = True) -> None:
        """Send what is left, and the commit with it. Raises what the server says against any of it.

        Without ``keep``, what is left isn't sent, and all is rolled back.
        """
        if self._server.transaction_status == pq.TransactionStatus.INERROR:
            raise psycopg.InterfaceError("the transaction had failed before")
        if not keep:
            self._kept = []
            if self._server.transaction_status == pq.TransactionStatus.IDLE:
                return
        self._kept.append((COMMIT if keep else ROLLBACK, (), None, None))
        self.settle()
        while self._unconfirmed:
            self._unconfirmed = False
            self._kept = [(sql, (), None, None) for sql in (BEGIN, OTHERS_FIRST, COMMIT)]
            self.settle()

    def _noticed(self, said: "psycopg.errors.Diagnostic") -> None:
        self._unconfirmed = self._unconfirmed or said.source_function == WAITS_FOR_STANDBY

    def settle(self) -> None:
        """Send what was kept, and wait for all answers."""
        kept, self._kept = self._kept, []
        if not kept:
            return
        try:
            self._server.enter_pipeline_mode()
            fresh = self._post(kept)
            self._server.pipeline_sync()
            refused = self._collect(kept, fresh)
            self._server.exit_pipeline_mode()
        except BaseException:
            self._connection.close()  # half a message is of no use to anybody
            raise
        if refused is not None:
            error = errors.error_from_result(refused, self._connection.info.encoding)
            if isinstance(error, errors.InvalidSqlStatementName):
                self._connection.close()  # somebody has discarded what was prepared on it
            raise error

    def load(self, result: "pq.abc.PGresult") -> list[tuple[Any, ...]]:
        """A result's rows with values as the driver reads them."""
        self._types.set_pgresult(result)
        return self._types.load_rows(0, result.ntuples, tuple)

    # ── One message there and back ─────────────────────────────────────────────────────

    def _post(self, kept: Sequence[Kept]) -> dict[bytes, bytes]:
        """Append statements to the message, preparing each at its first use; return the new names."""
        fresh: dict[bytes, bytes] = {}
        for sql, parameters, formats, _awaited in kept:
            name = self._names.get(sql) or fresh.get(sql)
            if name is None:
                name = fresh[sql] = b"s%d" % (len(self._names) + len(fresh))
                self._server.send_prepare(name, sql)
            self._server.send_query_prepared(name, parameters, formats)
        return fresh

    def _collect(self, kept: Sequence[Kept], fresh: dict[bytes, bytes]) -> "pq.abc.PGresult | None":
        """Give each statement its answer, and return the first error."""
        refused = None
        for sql, _parameters, _formats, awaited in kept:
            prepared = self._result() if sql in fresh else None
            if prepared is not None and prepared.status not in _FAILED:
                self._names[sql] = fresh.pop(sql)
            fresh.pop(sql, None)
            result = self._result()
            refused = refused or next((each for each in (prepared, result) if each and each.status in _FAILED), None)
            if awaited is not None and refused is None:
                awaited.came(result)
        self._wait()
        self._server.get_result()  # where the message ends
        return refused

    def _result(self) -> "pq.abc.PGresult":
        """The next answer. Raises psycopg.OperationalError when the server is gone."""
        self._wait()
        result = self._server.get_result()
        self._wait()
        if result is None or self._server.get_result() is not None:
            raise psycopg.OperationalError("the server has closed the connection")
        return result

    def _wait(self) -> None:
        """Wait for the next whole answer, with the interpreter's lock released."""
        while self._server.flush():
            self._either_way.poll()
            self._server.consume_input()
        while self._server.is_busy():
            self._input.poll()
            self._server.consume_input()


def readiness(socket: int, events: int) -> "select.poll":
    """A wait for a socket of any number: ``select.select`` takes none from 1,024 on."""
    waits = select.poll()
    waits.register(socket, events)
    return waits
