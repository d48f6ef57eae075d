"""What a file is: container, encoding, dialect, conventions; decided, shown, and open to correction.

Nothing is decided silently: what could be read in more than one way is in `warnings`, in the user's words,
and `FormatOverrides` corrects any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from clientela.collect.files.conventions import ColumnConvention, DateOrder
from clientela.collect.files.encodings import EncodingGuess
from clientela.collect.files.sources import Compression

Container = Literal["delimited", "whitespace", "fixed", "json-lines", "json", "xlsx", "parquet"]


@dataclass(frozen=True, slots=True)
class FormatOverrides:
    """What the user says about a file; None leaves the decision to `detect`.

    `quote=""` reads without quoting. `date_order` is DMY, MDY or YMD. `decimal` is "," or ".".
    """

    container: Container | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header: bool | None = None
    decimal: str | None = None
    date_order: DateOrder | None = None
    currency: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How to read one file. `columns` are unique names; `source_names` are what the file itself says."""

    container: Container
    compression: Compression
    columns: tuple[str, ...]
    source_names: tuple[str, ...]
    encoding: EncodingGuess
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    line_end: str = "\n"
    header: bool = True
    skip_lines: int = 0  # lines before the header, or before the data where there is none
    cuts: tuple[tuple[int, int], ...] = ()  # columns of a fixed-width file, in characters
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ""
    date_order: DateOrder = "YMD"
    date_order_sure: bool = True
    currency: str | None = None
    conventions: tuple[ColumnConvention, ...] = ()
    sampled_rows: int = 0
    preview: tuple[tuple[str | None, ...], ...] = ()
    warnings: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()

    def convention(self, column: str) -> ColumnConvention | None:
        """What was seen in one column, or None where nothing needed deciding."""
        return next((found for found in self.conventions if found.column == column), None)


def encode_format(file_format: FileFormat) -> bytes:
    """The format as JSON."""
    return msgspec.json.encode(file_format)


def decode_format(data: bytes | str) -> FileFormat:
    """A format from its JSON; raises `msgspec.ValidationError` on anything else."""
    return msgspec.json.decode(data, type=FileFormat)
