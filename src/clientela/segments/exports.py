"""Members written to a file, batch by batch: CSV that a spreadsheet cannot run, Parquet, JSON, Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Literal, TypeAlias, get_args

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from clientela.errors import ClientelaError

Format: TypeAlias = Literal["csv", "parquet", "json", "arrow"]
FORMATS: tuple[Format, ...] = get_args(Format)
FORMULA = r"^[=+\-@\t\r\n]"
ENCODER = msgspec.json.Encoder(decimal_format="number")


def format_of(path: Path) -> Format:
    """The format that a file's name says; raises ClientelaError for any other."""
    ending = path.suffix.removeprefix(".").lower()
    for known in FORMATS:
        if ending == known:
            return known
    raise ClientelaError(f"{path.name} does not say its format; end it in .csv, .parquet, .json or .arrow")


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
    return _WRITERS[file_format](reader, stream)


def json_lines(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """Every row as a JSON object: decimals as numbers, instants in UTC."""
    for batch in reader:
        for row in batch.to_pylist():
            yield ENCODER.encode(row)


def spreadsheet_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] and text[0] in "=+-@\t\r\n" else text


def _write_csv(reader: pa.RecordBatchReader, stream: IO[bytes]) -> int:
    names = [spreadsheet_safe(name) for name in reader.schema.names]
    rows = 0
    schema = pa.schema(
        [(name, _csv_type(field.type)) for name, field in zip(names, reader.schema, strict=True)]
    )
    with pyarrow.csv.CSVWriter(stream, schema) as writer:
        for batch in reader:
            columns = [_csv_column(column) for column in batch.columns]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            rows += batch.num_rows
    return rows


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


def _write_parquet(reader: pa.RecordBatchReader, stream: IO[bytes]) -> int:
    rows = 0
    with pq.ParquetWriter(stream, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_arrow(reader: pa.RecordBatchReader, stream: IO[bytes]) -> int:
    rows = 0
    with pa.ipc.new_file(stream, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_json(reader: pa.RecordBatchReader, stream: IO[bytes]) -> int:
    rows = 0
    for line in json_lines(reader):
        stream.write((b",\n" if rows else b"[\n") + line)
        rows += 1
    stream.write(b"\n]\n" if rows else b"[]\n")
    return rows


_WRITERS: Mapping[str, Callable[[pa.RecordBatchReader, IO[bytes]], int]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "json": _write_json,
    "arrow": _write_arrow,
}
