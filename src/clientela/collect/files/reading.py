"""A file, however it is written, as Arrow batches of text.

Every row of the file is either yielded or handed over as `Rejected`: none vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from clientela.collect.files.delimited import read_delimited
from clientela.collect.files.file_format import FileFormat
from clientela.collect.files.json_sources import read_json
from clientela.collect.files.rejects import OnRejected, Rejected
from clientela.collect.files.sources import Progress
from clientela.collect.files.typed_sources import read_parquet, read_sheet
from clientela.errors import ImportFileError

__all__ = ["ROW", "OnRejected", "Progress", "Rejected", "read"]

ROW = "_row"


def read(
    path: Path | str,
    file_format: FileFormat,
    *,
    start_row: int = 0,
    on_rejected: OnRejected | None = None,
    on_progress: Progress | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows after number `start_row`, all columns as text, an empty cell as null.

    The last column, `_row`, is the row's number as a person counts: the line it begins on, or the row of the
    sheet. Values of typed sources are written canonically: ISO dates, plain decimals, `true` and `false`.
    A row that cannot be read goes to `on_rejected`; without it, `ImportFileError` is raised at the first.
    """
    reader = _READERS[file_format.container]
    yield from reader(Path(path), file_format, start_row, on_rejected or _refuse, on_progress)


def _refuse(rejected: Rejected) -> None:
    raise ImportFileError(f"row {rejected.row}: {rejected.reason}; {rejected.cure}")


_READERS = {
    "delimited": read_delimited,
    "whitespace": read_delimited,
    "fixed": read_delimited,
    "json-lines": read_json,
    "json": read_json,
    "xlsx": read_sheet,
    "parquet": read_parquet,
}
