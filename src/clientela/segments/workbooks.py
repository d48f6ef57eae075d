"""Members as an Excel workbook: one sheet, typed cells, no formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

import pyarrow as pa
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from clientela.errors import ClientelaError

MOST_ROWS = 1_048_575  # of a sheet, its heading left out
_CELL_LETTERS = 32_767
_DAY, _INSTANT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_WIDTH = 18


def write_workbook(reader: pa.RecordBatchReader, stream: IO[bytes]) -> Iterator[int]:
    """Write a result as XLSX, row by row; instants are UTC, as the heading says.

    Raises ClientelaError for more rows than a sheet holds.
    """
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(stream, settings) as book:
        sheet = book.add_worksheet()
        formats = [_format(book, field.type) for field in reader.schema]
        sheet.set_column(0, len(formats) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [_heading(field) for field in reader.schema], book.add_format({"bold": True}))
        rows = 0
        for batch in reader:
            _refuse_too_many(rows + batch.num_rows)
            for row in batch.to_pylist():
                rows += 1
                _write_row(sheet, rows, list(row.values()), formats)
            yield batch.num_rows


def _heading(field: pa.Field) -> str:
    return f"{field.name} (UTC)" if pa.types.is_timestamp(field.type) else str(field.name)


def _format(book: xlsxwriter.Workbook, kind: pa.DataType) -> xlsxwriter.format.Format | None:
    if pa.types.is_timestamp(kind):
        return book.add_format({"num_format": _INSTANT})
    return book.add_format({"num_format": _DAY}) if pa.types.is_date(kind) else None


def _write_row(
    sheet: Worksheet, row: int, cells: list[object], formats: list[xlsxwriter.format.Format | None]
) -> None:
    for column, (cell, its_format) in enumerate(zip(cells, formats, strict=True)):
        plain = _plain(cell)
        if isinstance(plain, str):
            sheet.write_string(row, column, plain[:_CELL_LETTERS])
        elif plain is not None:
            sheet.write(row, column, plain, its_format)


def _plain(cell: object) -> object:
    """As a cell can hold it."""
    match cell:
        case Decimal():
            return float(cell)
        case dt.datetime():
            return cell.astimezone(dt.UTC).replace(tzinfo=None)
        case list() | tuple():
            return "; ".join(str(each) for each in cell)
        case dict():
            return str(cell)
    return cell


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise ClientelaError(
            f"an Excel sheet holds {MOST_ROWS:,} rows and these are more; export CSV or Parquet instead"
        )
