"""Where SQL runs: a small protocol, so that nothing else knows which engine it is.

Callers never ask for an engine's name. What differs between engines is data: the SQLGlot dialect, the
spelling of the few functions that SQLGlot does not translate, and the nodes it cannot answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import pyarrow as pa

Parameters = Sequence[Any]  # bound by position: `?`
T = TypeVar("T")


class Engine(Protocol):
    """One open store."""

    dialect: str
    """Name of the SQLGlot dialect that writes its SQL."""

    functions: Mapping[str, str]
    """Our function name -> SQL template with {0}, {1} … for arguments (`fold`, `hash_fraction` …)."""

    unsupported: frozenset[str]
    """Node tags it cannot answer."""

    group_rows: int
    """Rows it keeps together; what is written in whole groups is compressed once."""

    changes: int
    """How many transactions this process has finished; the same number means the same answers."""

    def kept(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` found, read once for one state of the data; the caller must not change it.

        For small answers that are asked for all the time and depend on nothing but the data and the key.
        """

    def table(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """The whole result; for results known to be small."""

    def stream(self, sql: str, parameters: Parameters = (), batch_rows: int = 65_536) -> pa.RecordBatchReader:
        """The result batch by batch, never held whole."""

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """The whole result as Python tuples; for a few rows."""

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement for its effect."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; nested use joins the outer one."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Every reading statement in the block sees one state; writers are not held up."""

    def offered(self, name: str, data: pa.Table | pa.RecordBatchReader) -> AbstractContextManager[None]:
        """Make Arrow data readable as a table of that name for the length of the block."""

    def interrupt(self, thread: int | None = None) -> None:
        """Stop the running statements of a thread, or of all of them; called from another."""

    def checkpoint(self) -> None:
        """Fold what was logged into the store's files."""

    def close(self) -> None:
        """Release the store."""
