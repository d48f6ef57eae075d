"""Files of the sample: delimited text in any encoding, JSON lines, workbooks; the same bytes every time."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from clientela.sample.columns import Text, joined, where

GZIP_LEVEL = 3
WORKBOOK_BORN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    bom: bool = False


class TextFile:
    """A file that grows by columns of text; `.gz` names are compressed, without time or name inside."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path, self.dialect, self.rows = path, dialect, 0
        self._headed = False
        self._raw = path.open("wb")
        self._out: BinaryIO | gzip.GzipFile = self._raw
        if path.suffix == ".gz":
            self._out = gzip.GzipFile("", "wb", GZIP_LEVEL, self._raw, mtime=0)
        if dialect.bom:
            self._out.write("\ufeff".encode(dialect.encoding))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file."""
        self._out.close()
        self._raw.close()

    def append(self, lines: Text) -> None:
        """Add whole lines, line ends included."""
        self.rows += len(lines)
        lines = pa.concat_arrays([lines]) if lines.offset else lines
        _, offsets, data = lines.buffers()
        if data is None or not len(lines):
            return
        last = int.from_bytes(offsets[4 * len(lines) : 4 * len(lines) + 4].to_pybytes(), "little")
        self.put(data.slice(0, last))

    def put(self, utf8: pa.Buffer | bytes) -> None:
        """Add UTF-8 text, written in the file's own encoding."""
        if self.dialect.encoding == "utf-8":
            self._out.write(utf8)
        else:
            self._out.write(bytes(utf8).decode("utf-8").encode(self.dialect.encoding))


class DelimitedFile(TextFile):
    """CSV and its relatives; the names of the first columns written make the header."""

    def write(self, columns: Mapping[str, Text]) -> None:
        """Add rows; missing values are left empty."""
        if not self._headed:
            self._headed = True
            self.put((self.dialect.delimiter.join(columns) + "\n").encode())
        cells = [self._cell(column) for column in columns.values()]
        parts: list[Text | str] = []
        for cell in cells:
            parts += [cell, self.dialect.delimiter]
        parts[-1] = "\n"
        self.append(joined(*parts))

    def _cell(self, column: Text) -> Text:
        specials = f'{self.dialect.delimiter}"\n'
        if not _holds(column, specials.encode()):
            return column
        special = pc.match_substring_regex(column, f"[{specials}]").fill_null(fill_value=False)
        quoted = joined('"', pc.replace_substring(column, '"', '""'), '"')
        return where(special.to_numpy(zero_copy_only=False), quoted, column)


def _holds(column: Text, letters: bytes) -> bool:
    """Whether any of the ASCII letters stands in the column: a look at its bytes, not at its rows."""
    data = column.buffers()[2]
    text = data.to_pybytes() if data else b""
    return any(letter in text for letter in letters)


class JsonLines(TextFile):
    """One JSON object a line; missing values are left out."""

    def write(self, columns: Mapping[str, Text]) -> None:
        """Add objects; every value is text, and holds no quotes."""
        parts: list[Text | str] = ["{"]
        for index, (name, column) in enumerate(columns.items()):
            comma = "," if index else ""
            parts += _member(f'{comma}"{name}":', column)
        self.append(joined(*parts, "}\n"))


def _member(key: str, column: Text) -> list[Text | str]:
    if not column.null_count:
        return [f'{key}"', column, '"']
    return [pc.if_else(column.is_valid(), joined(f'{key}"', column, '"'), "")]


class Workbook:
    """An XLSX sheet of text cells. Excel's rows are few and slow: callers keep it small."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": WORKBOOK_BORN})
        self._sheet = self._book.add_worksheet()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def write(self, columns: Mapping[str, Text]) -> None:
        """Add rows under the header of the first call."""
        if not self.rows:
            self._sheet.write_row(0, 0, list(columns))
        for row in zip(*[column.to_pylist() for column in columns.values()], strict=True):
            self.rows += 1
            for index, value in enumerate(row):
                if value is not None:
                    self._sheet.write_string(self.rows, index, value)
