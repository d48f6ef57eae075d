"""Spreadsheets and Parquet as Arrow batches of text, each value written canonically."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clientela.collect.cells.numbers import plain_number
from clientela.collect.files.file_format import FileFormat
from clientela.collect.files.rejects import OnRejected
from clientela.collect.files.sources import Compression, Progress, unpacked
from clientela.errors import ImportFileError

BATCH_ROWS = 65_536
MOST_UNPACKED = 2_000_000_000  # bytes; a full sheet of a million rows and twenty columns is half of it
MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$"
TIME_ALONE = r"^1899-12-3[01] (\d\d:\d\d:\d\d(?:\.\d+)?)$"


def sheet_names(path: Path, compression: Compression) -> tuple[str, ...]:
    """The sheets of a workbook; raises `ImportFileError` where it cannot be opened."""
    with unpacked(path, compression) as plain:
        return tuple(_workbook(plain, path).sheet_names)


def _workbook(plain: Path, path: Path) -> fastexcel.ExcelReader:
    _refuse_swollen(plain, path)
    try:
        return fastexcel.read_excel(plain.read_bytes())
    except fastexcel.FastExcelError as problem:
        raise ImportFileError(
            f"{path.name} cannot be opened as a spreadsheet ({problem}); "
            "remove its password or save it again as XLSX"
        ) from problem


def _refuse_swollen(plain: Path, path: Path) -> None:
    """A workbook is unpacked in memory: some are made so that no memory holds them."""
    try:
        with zipfile.ZipFile(plain) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        return  # the older kind of workbook, or no workbook: whoever opens it will tell
    if size > MOST_UNPACKED:
        raise ImportFileError(
            f"{path.name} would be {size / 1e9:.1f} GB when it is unpacked, more than the "
            f"{MOST_UNPACKED / 1e9:.0f} GB that are read; export the table as CSV"
        )


def sheet_cells(
    path: Path, compression: Compression, sheet: str, *, rows: int | None = None
) -> pa.RecordBatch:
    """The cells of a sheet as text, from its first row on, whatever stands in it."""
    with unpacked(path, compression) as plain:
        book = _workbook(plain, path)
    try:
        loaded = book.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0, n_rows=rows)
    except fastexcel.FastExcelError as problem:
        raise ImportFileError(f"sheet {sheet!r} of {path.name} cannot be read ({problem})") from problem
    batch = pa.record_batch(loaded)
    columns = [_sheet_text(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, [str(number) for number in range(len(columns))])


def _sheet_text(column: pa.Array) -> pa.Array:
    """Dates without their midnight, times without their day; empty cells as null."""
    text = column.cast(pa.string())
    for pattern, kept in ((MIDNIGHT, r"\1"), (TIME_ALONE, r"\1")):
        text = pc.replace_substring_regex(text, pattern, kept)
    return pc.if_else(pc.equal(text, ""), None, text)


def read_sheet(
    path: Path,
    file_format: FileFormat,
    start_row: int,
    on_rejected: OnRejected,  # noqa: ARG001 - a sheet has no broken rows
    on_progress: Progress | None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of one sheet, blank ones left out; it is held in memory, as its format asks."""
    cells = sheet_cells(path, file_format.compression, file_format.sheet or "")
    top = file_format.skip_lines + file_format.header
    arrays = [
        cells.column(at) if at < cells.num_columns else pa.nulls(cells.num_rows, pa.string())
        for at in range(len(file_format.columns))
    ]
    numbers = pa.array(np.arange(1, cells.num_rows + 1))
    batch = pa.RecordBatch.from_arrays([*arrays, numbers], [*file_format.columns, "_row"])
    filled = np.zeros(cells.num_rows, dtype=bool)
    for array in arrays:
        filled |= array.is_valid().to_numpy(zero_copy_only=False)
    filled &= numbers.to_numpy() > max(top, start_row)
    kept = batch.filter(pa.array(filled))
    size = path.stat().st_size
    for start in range(0, kept.num_rows, BATCH_ROWS):
        yield kept.slice(start, BATCH_ROWS)
        if on_progress:
            on_progress(size * min(start + BATCH_ROWS, kept.num_rows) // kept.num_rows, size)


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The columns as `read_parquet` names them: those of a nested one by dotted names."""
    return tuple(_flattened(_parquet(path).schema_arrow.empty_table()).column_names)


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except pa.ArrowException as problem:
        raise ImportFileError(
            f"{path.name} cannot be read as Parquet ({problem}); write it again"
        ) from problem


def read_parquet(
    path: Path,
    file_format: FileFormat,
    start_row: int,
    on_rejected: OnRejected,  # noqa: ARG001 - Parquet has no broken rows
    on_progress: Progress | None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows, numbered from 1."""
    with unpacked(path, file_format.compression) as plain:
        source = _parquet(plain)
        done, total, size = 0, max(source.metadata.num_rows, 1), path.stat().st_size
        for batch in source.iter_batches(BATCH_ROWS):
            first, done = done + 1, done + batch.num_rows
            if done <= start_row:
                continue
            table = _flattened(pa.Table.from_batches([batch]))
            columns = [canonical_text(column.combine_chunks()) for column in table.columns]
            numbers = pa.array(np.arange(first, done + 1))
            yield pa.RecordBatch.from_arrays([*columns, numbers], [*file_format.columns, "_row"]).slice(
                max(0, start_row + 1 - first)
            )
            if on_progress:
                on_progress(size * done // total, size)


def _flattened(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(column.type) for column in table.schema):
        table = table.flatten()
    return table


def canonical_text(column: pa.Array) -> pa.Array:
    """ISO dates and instants, decimals without exponent or idle zeros, `true` and `false`, JSON for lists."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return canonical_text(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pc.if_else(pc.equal(column, ""), None, column).cast(pa.string())
    if pa.types.is_timestamp(kind):
        return _instants(column)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pa.array(
            [None if value is None else plain_number(value) for value in column.to_pylist()], pa.string()
        )
    if pa.types.is_nested(kind):
        return pa.array(
            [None if value is None else json_text(value) for value in column.to_pylist()], pa.string()
        )
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array(
            [None if value is None else value.decode(errors="replace") for value in column.to_pylist()]
        )
    return column.cast(pa.string())


def _instants(column: pa.Array) -> pa.Array:
    if column.type.tz:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    text = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+(Z?)$", r"\1")
    return pc.replace_substring(text, " ", "T")


def json_text(value: object) -> str:
    """A nested value as JSON."""
    return msgspec.json.encode(value).decode()
