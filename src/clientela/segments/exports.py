"""Members written to a file batch by batch: CSV that no spreadsheet runs, XLSX, Parquet, JSON, Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Literal, SupportsBytes, TypeAlias, get_args

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from clientela.errors import ClientelaError
from clientela.segments.workbooks import write_workbook

Format: TypeAlias = Literal["csv", "xlsx", "parquet", "json", "arrow"]
FORMATS: tuple[Format, ...] = get_args(Format)
FORMULA = r"^[=+\-@\t\r\n]"
ENCODER = msgspec.json.Encoder(decimal_format="number")


def format_of(path: Path) -> Format:
    """The format that a file's name says; raises ClientelaError for any other."""
    ending = path.suffix.removeprefix(".").lower()
    for known in FORMATS:
        if ending == known:
            return known
    raise ClientelaError(
        f"{path.name} does not say its format; end it in .csv, .xlsx, .parquet, .json or .arrow"
    )


def write_file(reader: pa.RecordBatchReader, path: Path, file_format: Format | None = None) -> int:
    """Write a result to a file and return its rows; the file appears when it is whole."""
    chosen = file_format or format_of(path)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            rows = write_stream(reader, stream, chosen)
        unfinished.replace(path)
    except OSError as error:
        raise ClientelaError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def write_stream(reader: pa.RecordBatchReader, stream: IO[bytes], file_format: Format) -> int:
    """Write a result to an open stream and return its rows; nothing is held whole."""
    return sum(_WRITERS[file_format](reader, stream))


def file_chunks(reader: pa.RecordBatchReader, file_format: Format) -> Iterator[tuple[bytes, int]]:
    """A result as the pieces of a file, each with how many rows have been written by its end.

    For whoever sends it on as it comes: a piece is made when it is asked for. XLSX comes as one piece,
    because a workbook is a zip whose parts are known at the end.
    """
    sink, rows = _Sink(), 0
    for written in _WRITERS[file_format](reader, sink):
        rows += written
        yield sink.taken(), rows
    yield sink.taken(), rows


def json_lines(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """Every row as a JSON object: decimals as numbers, instants in UTC."""
    for batch in reader:
        for row in batch.to_pylist():
            yield ENCODER.encode(row)


def spreadsheet_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] and text[0] in "=+-@\t\r\n" else text


class _Sink(BytesIO):
    """A stream that gives away what was written; it knows how far it is, as file formats must."""

    def __init__(self) -> None:
        super().__init__()
        self._given = 0

    def write(self, data: SupportsBytes | bytes) -> int:  # type: ignore[override]
        """Keep the bytes until they are taken."""
        return super().write(bytes(data))

    def tell(self) -> int:
        """How far the whole file is, what was taken included."""
        return self._given + super().tell()

    def close(self) -> None:
        """Stay open: writers close what they write to, and the last piece is not taken yet."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = self.getvalue()
        self._given += len(piece)
        self.seek(0)
        self.truncate()
        return piece


def _write_csv(reader: pa.RecordBatchReader, stream: IO[bytes]) -> Iterator[int]:
    names = [spreadsheet_safe(name) for name in reader.schema.names]
    schema = pa.schema(
        [(name, _csv_type(field.type)) for name, field in zip(names, reader.schema, strict=True)]
    )
    with pyarrow.csv.CSVWriter(stream, schema) as writer:
        for batch in reader:
            columns = [_csv_column(column) for column in batch.columns]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            yield batch.num_rows


def _csv_type(kind: pa.DataType) -> pa.DataType:
    is_plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    return kind if is_plain or pa.types.is_decimal(kind) or pa.types.is_date(kind) else pa.string()


def _csv_column(column: pa.Array) -> pa.Array:
    """Numbers stay numbers; texts that begin like a formula get an apostrophe in front."""
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, "; ")
    if pa.types.is_timestamp(column.type):
        in_utc = column.cast(pa.timestamp("us", tz="UTC"))
        return pc.replace_substring_regex(pc.strftime(in_utc, "%Y-%m-%dT%H:%M:%SZ"), r"\.0+Z$", "Z")
    if _csv_type(column.type) != pa.string():
        return column
    texts = column.cast(pa.string())
    risky = pc.match_substring_regex(texts, FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts)


def _write_parquet(reader: pa.RecordBatchReader, stream: IO[bytes]) -> Iterator[int]:
    with pq.ParquetWriter(stream, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            yield batch.num_rows


def _write_arrow(reader: pa.RecordBatchReader, stream: IO[bytes]) -> Iterator[int]:
    with pa.ipc.new_file(stream, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            yield batch.num_rows


def _write_json(reader: pa.RecordBatchReader, stream: IO[bytes]) -> Iterator[int]:
    is_first = True
    for batch in reader:
        for row in batch.to_pylist():
            stream.write((b"[\n" if is_first else b",\n") + ENCODER.encode(row))
            is_first = False
        yield batch.num_rows
    stream.write(b"[]\n" if is_first else b"\n]\n")


_WRITERS: Mapping[str, Callable[[pa.RecordBatchReader, IO[bytes]], Iterator[int]]] = {
    "csv": _write_csv,
    "xlsx": write_workbook,
    "parquet": _write_parquet,
    "json": _write_json,
    "arrow": _write_arrow,
}
