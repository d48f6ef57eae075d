"""DuckDB: one file, one process, as many threads as you like."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import pyarrow as pa

from clientela.errors import WorkspaceBusyError, WorkspaceError, WorkspaceVersionError
from clientela.rules.folding import LETTERS
from clientela.store.engine import Parameters

T = TypeVar("T")
ENDING_TRIES, ENDING_PAUSE_SECONDS = 250, 0.02
STORAGE_VERSION = "v1.5.0"  # so that a DuckDB 1.5 still reads the file
EARTH_RADIUS_KM = 6371.0088


def _fold() -> str:
    single = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}
    folded = f"translate(strip_accents(lower({{0}})), '{''.join(single)}', '{''.join(single.values())}')"
    for letter, plain in LETTERS.items():
        if len(plain) > 1:
            folded = f"replace({folded}, '{letter}', '{plain}')"
    return folded


FUNCTIONS: dict[str, str] = {
    "fold": _fold(),
    # the same, for long columns: where bytes and letters are as many, there is nothing but the case to fold
    "fold_quickly": f"CASE WHEN strlen({{0}}) = length({{0}}) THEN lower({{0}}) ELSE {_fold()} END",
    # (salt, customer_id) -> [0, 1)
    "hash_fraction": "(CAST('0x' || substr(md5({0} || ':' || {1}), 1, 8) AS BIGINT) / 4294967296.0::DOUBLE)",
    # (text) -> 64 bits that no release of the engine will change, unlike its own hash();
    # the same as md5_number_lower, which takes five times as long
    "text_hash": "CAST(md5_number({0}) >> 64 AS UBIGINT)",
    # (instant, zone); the zone may be a column
    "local_date": "CAST(timezone({1}, {0}) AS DATE)",
    "local_timestamp": "timezone({1}, {0})",
    # (instant) -> whole microseconds since 1970
    "micros": "epoch_us({0})",
    # (date, count) -> date, clamped to the month's end
    "add_months": "CAST({0} + to_months(CAST({1} AS INTEGER)) AS DATE)",
    "add_days": "CAST({0} + CAST({1} AS INTEGER) AS DATE)",
    # the JSON and a name in it
    "json_text": "json_extract_string({0}, {1})",
    "parse_list": "from_json({0}, '[\"VARCHAR\"]')",
    "list_text": "CAST(to_json({0}) AS VARCHAR)",
    "instant_text": "strftime({0}, '%Y-%m-%dT%H:%M:%S.%f+00:00')",
    # (lat1, lon1, lat2, lon2) in degrees -> km
    "haversine": (
        f"({2 * EARTH_RADIUS_KM} * asin(sqrt(least(1.0, pow(sin(radians(({{2}}) - ({{0}})) / 2), 2)"
        " + cos(radians({0})) * cos(radians({2})) * pow(sin(radians(({3}) - ({1})) / 2), 2)))))"
    ),
}

# Writers of one process take turns per file: DuckDB would let them collide and fail one of them.
_TURNS: dict[str, threading.RLock] = {}
_HELD = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


class HeldElsewhere(WorkspaceBusyError):
    """The file is locked; what DuckDB knows of the holder."""

    def __init__(self, path: Path, pid: int | None, program: str | None) -> None:
        self.path, self.pid, self.program = path, pid, program
        named = f"process {pid} ({program})" if pid else "another program"
        super().__init__(f"{path.name} is open in {named}; close it there first")


class _Local(threading.local):
    """What one thread has under way."""

    def __init__(self) -> None:
        self.cursor: duckdb.DuckDBPyConnection | None = None  # of its transaction
        self.offered: dict[str, pa.Table | pa.RecordBatchReader] = {}


class DuckDBEngine:
    """An open DuckDB file; every statement has its own cursor, except inside a transaction.

    A stream opened inside a transaction must be read to its end before the next statement.
    """

    dialect = "duckdb"
    functions: Mapping[str, str] = FUNCTIONS
    unsupported: frozenset[str] = frozenset()
    group_rows = 122_880

    def __init__(self, path: Path | None, *, memory_limit: str = "50%", threads: int | None = None) -> None:
        """Open or create the file; None keeps everything in memory.

        Raises `WorkspaceBusyError` where another process holds it and `WorkspaceVersionError` where it is
        not a DuckDB file of a version this one reads.
        """
        self.path = path
        self._connection = _connected(path, memory_limit, threads)
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        self._turn = _TURNS.setdefault(str(path.resolve()), threading.RLock()) if path else threading.RLock()
        self._local = _Local()
        self._running: dict[duckdb.DuckDBPyConnection, int] = {}  # cursor → the thread that asks
        self.changes = 0
        self._kept: tuple[int, dict[Hashable, object]] = (0, {})

    def __repr__(self) -> str:
        return f"DuckDBEngine({str(self.path)!r})"

    def kept(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` found, read once for one state of the data; the caller must not change it.

        For small answers that are asked for all the time and depend on nothing but the data and the key.
        """
        if self._local.cursor is not None:  # a transaction sees what nobody else does
            return read()
        # The number comes first: what is read while somebody commits is kept under the older, and forgotten.
        of, known = self._kept
        if of != self.changes:
            _, known = self._kept = (self.changes, {})
        if key not in known:
            known[key] = read()
        return cast(T, known[key])

    def table(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """The whole result; for results known to be small."""
        with self._cursor() as cursor:
            return _asked(cursor, sql, parameters).to_arrow_table()

    def stream(self, sql: str, parameters: Parameters = (), batch_rows: int = 65_536) -> pa.RecordBatchReader:
        """The result batch by batch, never held whole."""
        pinned = self._local.cursor
        cursor = pinned or self._new_cursor()
        reader = _asked(cursor, sql, parameters).to_arrow_reader(batch_rows)
        return pa.RecordBatchReader.from_batches(
            reader.schema, self._batches(cursor, reader, keep=bool(pinned))
        )

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """The whole result as Python tuples; for a few rows."""
        # Through Arrow: DuckDB's own tuples need pytz for instants.
        found = self.table(sql, parameters)
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement for its effect."""
        with self.transaction(), self._cursor() as cursor:
            cursor.execute(sql, list(parameters)) if parameters else cursor.execute(sql)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested use joins the outer one."""
        if self._local.cursor is not None:
            yield
            return
        with self._turn:
            with self._pinned():
                yield
            self.changes += 1  # within the turn: of two at once none may be lost

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Every reading statement in the block sees one state; writers are not held up."""
        if self._local.cursor is not None:
            yield
            return
        with self._pinned():
            yield

    @contextmanager
    def offered(self, name: str, data: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        """Make Arrow data readable as a table of that name, to this thread, for the length of the block.

        A reader can be read once.
        """
        self._local.offered[name] = data
        if self._local.cursor is not None:
            self._local.cursor.register(name, data)
        try:
            yield
        finally:
            del self._local.offered[name]
            if self._local.cursor is not None:
                with suppress(duckdb.Error):  # after a failed statement the transaction refuses this one too
                    self._local.cursor.unregister(name)

    def interrupt(self, thread: int | None = None) -> None:
        """Stop the running statements of a thread (by its `threading.get_ident()`), or of all of them."""
        for cursor, asking in tuple(self._running.items()):
            if thread is None or asking == thread:
                with suppress(duckdb.ConnectionException):  # it has ended by itself in between
                    cursor.interrupt()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._turn, self._cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def close(self) -> None:
        """Release the file; streams still open end with an error."""
        for cursor in tuple(self._running):
            _end(cursor)
        self._connection.close()

    @contextmanager
    def _pinned(self) -> Iterator[None]:
        """One cursor, and on it one transaction, for all of this thread's statements."""
        self._local.cursor = cursor = self._new_cursor()
        try:
            cursor.begin()
            yield
            cursor.commit()
        except BaseException:
            # A failed commit has already rolled back, and closing the cursor drops what is left.
            with suppress(duckdb.Error):
                cursor.rollback()
            raise
        finally:
            self._local.cursor = None
            cursor.close()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._local.cursor or self._new_cursor()
        self._running[cursor] = threading.get_ident()
        try:
            yield cursor
        finally:
            self._running.pop(cursor, None)
            if cursor is not self._local.cursor:
                cursor.close()

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        for name, data in self._local.offered.items():
            cursor.register(name, data)
        return cursor

    def _batches(
        self, cursor: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader, *, keep: bool
    ) -> Iterator[pa.RecordBatch]:
        self._running[cursor] = threading.get_ident()
        try:
            yield from reader
        finally:
            self._running.pop(cursor, None)
            reader.close()
            if not keep:
                cursor.close()


def _end(cursor: duckdb.DuckDBPyConnection) -> None:
    """Close a cursor; what it is busy with in another thread is stopped first."""
    for _ in range(ENDING_TRIES):
        with suppress(duckdb.ConnectionException):  # it has ended by itself in between
            cursor.interrupt()
        try:
            cursor.close()
        except duckdb.Error:  # still busy: an interrupt is noticed within milliseconds, not at once
            time.sleep(ENDING_PAUSE_SECONDS)
        else:
            return
    cursor.close()


def _asked(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any]) -> duckdb.DuckDBPyRelation:
    return cursor.sql(sql, params=list(parameters)) if parameters else cursor.sql(sql)


def _connected(path: Path | None, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": memory_limit,
        "python_enable_replacements": False,  # a table's name never means a Python variable
        "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
        "autoload_known_extensions": False,
    }
    if threads is not None:
        config["threads"] = threads
    if path is None:
        return duckdb.connect(config=config)
    if path.exists() and not _is_duckdb(path):
        raise WorkspaceVersionError(f"{path.name} was not made by Clientela: it is not a DuckDB file")
    config["temp_directory"] = str(path.parent / "tmp")
    try:
        return duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        raise _explained(path, error) from error


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _explained(path: Path, error: duckdb.Error) -> WorkspaceError:
    text = str(error)
    if "lock" in text:
        held = _HELD.search(text)
        return (
            HeldElsewhere(path, int(held["pid"]), held["program"])
            if held
            else HeldElsewhere(path, None, None)
        )
    if "different configuration" in text:
        return WorkspaceBusyError(f"{path.name} is already open in this program, with other settings")
    if "version" in text:
        return WorkspaceVersionError(f"{path.name} was made by another version of DuckDB: {text}")
    return WorkspaceError(f"{path.name} cannot be opened: {text}")
