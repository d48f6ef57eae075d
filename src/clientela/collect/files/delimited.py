"""Delimited and fixed-width files: bytes to UTF-8, to records, to Arrow batches of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pcompute
import pyarrow.csv as pcsv

from clientela.collect.files.decoding import MARK, Undecodable, utf8_lines
from clientela.collect.files.file_format import FileFormat
from clientela.collect.files.numbers import integers
from clientela.collect.files.records import Block, Grammar, Piece, Walker, split
from clientela.collect.files.rejects import OnRejected, Rejected
from clientela.collect.files.sources import Progress
from clientela.errors import ImportFileError

UNUSED = b"\x1f"  # ASCII's own unit separator stands in where a file has no delimiter
BATCH_ROWS = 65_536


def read_delimited(
    path: Path,
    file_format: FileFormat,
    start_row: int,
    on_rejected: OnRejected,
    on_progress: Progress | None,
) -> Iterator[pa.RecordBatch]:
    """Yield the records of a text file; see `reading.read`."""
    grammar = grammar_of(file_format)
    parser = _Parser(file_format, grammar, start_row, on_rejected)
    pending, first_line, at_top = b"", 1, True
    undecodable: list[Undecodable] = []
    for lines in utf8_lines(
        path,
        file_format.compression,
        file_format.encoding.name,
        line_end=file_format.line_end,
        on_progress=on_progress,
    ):
        undecodable += lines.undecodable
        pending += reshaped(lines.data, file_format)
        if at_top:
            top = _top(pending, file_format, grammar)
            first_line, at_top = first_line + pending.count(b"\n", 0, top), False
            pending = pending[top:]
        block, tables = _split_and_parsed(pending, grammar, parser, first_line, final=lines.final)
        for broken in sorted(block.broken):
            parser.reject(broken.line, broken.data.decode(errors="replace"), broken.reason, broken.cure)
        for table in tables:
            yield from parser.batches(table, undecodable)
        first_line += pending.count(b"\n", 0, block.consumed)
        pending = pending[block.consumed :]


def _split_and_parsed(
    data: bytes, grammar: Grammar, parser: _Parser, first_line: int, *, final: bool
) -> tuple[Block, list[pa.Table]]:
    """Columns are counted only where the parser says that some row has the wrong number."""
    try:
        block = split(data, grammar, first_line=first_line, final=final, count_columns=False)
        return block, [parser.parsed(piece) for piece in block.good]
    except pa.ArrowInvalid:
        block = split(data, grammar, first_line=first_line, final=final)
        return block, [parser.parsed(piece) for piece in block.good]


def grammar_of(file_format: FileFormat) -> Grammar:
    """How the (reshaped) bytes of this file separate their records."""
    delimiter = UNUSED if file_format.container != "delimited" else file_format.delimiter.encode() or UNUSED
    return Grammar(
        delimiter,
        file_format.quote.encode(),
        len(file_format.columns),
        file_format.escape.encode(),
    )


def reshaped(data: bytes, file_format: FileFormat) -> bytes:
    """Columns set by white space or by position, set by a delimiter instead."""
    if file_format.container == "whitespace":
        data = re.sub(rb"(?m)^[ \t]+|[ \t\r]+$", b"", data)
        return re.sub(rb"[ \t]+", UNUSED, data)
    if file_format.container == "fixed":
        lines = data.decode().split("\n")
        return "\n".join(_sliced(line.rstrip("\r"), file_format.cuts) for line in lines).encode()
    return data


def _sliced(line: str, cuts: Iterable[tuple[int, int]]) -> str:
    return UNUSED.decode().join(line[start:end].strip() for start, end in cuts) if line.strip() else ""


def _top(data: bytes, file_format: FileFormat, grammar: Grammar) -> int:
    """Where the first record of data begins: after the lines to skip and the header."""
    position = 0
    for _ in range(file_format.skip_lines):
        position = _after_line(data, position)
    if not file_format.header:
        return position
    while data[position : position + 2].strip(b"\r\n") == b"" and position < len(data):
        position = _after_line(data, position)
    fields, after, _ = Walker(grammar).record(data, position, final=True)
    return after if fields is not None else _after_line(data, position)


def _after_line(data: bytes, position: int) -> int:
    found = data.find(b"\n", position)
    return len(data) if found < 0 else found + 1


class _Parser:
    """Good records to batches of text."""

    def __init__(
        self, file_format: FileFormat, grammar: Grammar, start_row: int, on_rejected: OnRejected
    ) -> None:
        self.encoding, self.delimiter = file_format.encoding.name, grammar.delimiter.decode()
        self.columns = list(file_format.columns)
        self.start_row, self.on_rejected = start_row, on_rejected
        self.convert = pcsv.ConvertOptions(
            column_types=dict.fromkeys(self.columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,  # decoding has seen to that
        )

    def reject(self, row: int, text: str, reason: str, cure: str) -> None:
        if row > self.start_row:
            self.on_rejected(Rejected(row, text, reason, cure))

    def batches(self, table: pa.Table, undecodable: list[Undecodable]) -> Iterator[pa.RecordBatch]:
        if table["_row"][0].as_py() <= self.start_row:
            table = table.filter(pcompute.greater(table["_row"], self.start_row))
        if undecodable:
            table = self._decodable(table, undecodable)
        yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def parsed(self, piece: Piece) -> pa.Table:
        table = pcsv.read_csv(
            pa.BufferReader(piece.data),
            pcsv.ReadOptions(column_names=self.columns, block_size=len(piece.data) + 1),
            pcsv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=piece.quote.decode() or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
            ),
            self.convert,
        )
        if table.num_rows != piece.rows.size:
            raise ImportFileError(
                f"rows {piece.rows[0]} to {piece.rows[-1]} hold {piece.rows.size} records, "
                f"but {table.num_rows} were parsed; check the quote and the delimiter"
            )
        return table.append_column("_row", integers(piece.rows))

    def _decodable(self, table: pa.Table, undecodable: list[Undecodable]) -> pa.Table:
        bad = pa.array([False] * table.num_rows)
        for name in self.columns:
            found = pcompute.match_substring(table[name].combine_chunks(), MARK)
            bad = pcompute.or_(bad, pcompute.fill_null(found, False))  # noqa: FBT003
        for row in table.filter(bad).to_pylist():
            number = row.pop("_row")
            place = next((found for found in undecodable if found.line >= number), Undecodable(number, 0, 0))
            self.reject(
                number,
                self.delimiter.join(value or "" for value in row.values()).replace(MARK, "\ufffd"),
                f"byte {place.position} of line {place.line} (0x{place.byte:02x}) "
                f"means nothing in {self.encoding}",
                "correct that character, or choose another encoding for the file",
            )
        return table.filter(pcompute.invert(bad))
