"""JSON lines and JSON arrays as Arrow batches of text: nested objects become dotted names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa

from clientela.collect.cells.numbers import plain_number
from clientela.collect.files.decoding import MARK, utf8_lines
from clientela.collect.files.file_format import FileFormat
from clientela.collect.files.rejects import OnRejected, Rejected
from clientela.collect.files.sources import Compression, Progress
from clientela.collect.files.typed_sources import json_text
from clientela.errors import ImportFileError

BATCH_ROWS = 16_384
LONGEST_VALUE = 32 << 20
NOT_JSON_CURE = "write one complete JSON object a line"
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_STREAM = json.JSONDecoder(parse_float=Decimal)
_BETWEEN = re.compile(r"[ \t\r\n,]*")


class Found(NamedTuple):
    """One value of the file, or why there is none."""

    number: int
    text: str
    value: object
    problem: str | None = None


def read_json(
    path: Path,
    file_format: FileFormat,
    start_row: int,
    on_rejected: OnRejected,
    on_progress: Progress | None,
) -> Iterator[pa.RecordBatch]:
    """Yield the objects, numbered by line, or by place in the array."""
    gathered = _Gathered(file_format.columns)
    source = found_values(
        path, file_format.compression, file_format.encoding.name, file_format.container, on_progress
    )
    for found in source:
        if found.number <= start_row:
            continue
        problem, row = _row_of(found, file_format.columns)
        if problem:
            on_rejected(Rejected(found.number, found.text, *problem))
            continue
        gathered.add(found.number, row)
        if len(gathered.numbers) == BATCH_ROWS:
            yield gathered.batch()
    if gathered.numbers:
        yield gathered.batch()


@dataclass(slots=True)
class _Gathered:
    names: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {name: [] for name in self.names}

    def add(self, number: int, row: dict[str, str | None]) -> None:
        self.numbers.append(number)
        for name, values in self.columns.items():
            values.append(row.get(name))

    def batch(self) -> pa.RecordBatch:
        arrays = [pa.array(values, pa.string()) for values in self.columns.values()]
        done = pa.RecordBatch.from_arrays(
            [*arrays, pa.array(self.numbers, pa.int64())], [*self.names, "_row"]
        )
        self.numbers = []
        self.__post_init__()
        return done


def _row_of(found: Found, columns: tuple[str, ...]) -> tuple[tuple[str, str] | None, dict[str, str | None]]:
    if found.problem:
        return (found.problem, NOT_JSON_CURE), {}
    if MARK in found.text:
        return ("bytes that are not in the file's encoding", "write the file in UTF-8"), {}
    if not isinstance(found.value, dict):
        return ("a JSON value that is no object", NOT_JSON_CURE), {}
    row = flattened(found.value)
    unknown = row.keys() - set(columns)
    if unknown:
        names = ", ".join(sorted(map(repr, unknown)))
        return (f"a field that no row before it has: {names}", "have the file examined whole, or drop it"), {}
    return None, row


def flattened(value: dict[str, object], prefix: str = "") -> dict[str, str | None]:
    """The values of an object as text under dotted names; an object without any is left out."""
    row: dict[str, str | None] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            row |= flattened(inner, f"{prefix}{key}.")
        else:
            row[prefix + key] = _text(inner)
    return row


def _text(value: object) -> str | None:
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain_number(value)
        case list():
            return json_text(value)
        case _:
            return str(value)


def found_values(
    path: Path, compression: Compression, encoding: str, container: str, on_progress: Progress | None = None
) -> Iterator[Found]:
    """Every value of the file in order; broken ones with the reason."""
    pieces = utf8_lines(path, compression, encoding, on_progress=on_progress)
    if container == "json-lines":
        number, pending = 0, b""
        for piece in pieces:
            *whole, pending = (pending + piece.data).split(b"\n")
            for line in [*whole, pending] if piece.final else whole:
                number += 1
                if line.strip():
                    yield _parsed(number, line)
        return
    yield from _streamed((piece.data.decode() for piece in pieces), path)


def _parsed(number: int, line: bytes) -> Found:
    text = line.decode().strip()
    try:
        return Found(number, text, _DECODER.decode(line))
    except (msgspec.DecodeError, RecursionError) as problem:
        return Found(number, text, None, f"this is not JSON ({problem})")


def _streamed(texts: Iterator[str], path: Path) -> Iterator[Found]:
    """The elements of an array, or objects one after another, read as the text arrives."""
    buffer, position, number, ended = "", 0, 0, False
    while True:
        position = _BETWEEN.match(buffer, position).end()  # type: ignore[union-attr]
        if number == 0 and buffer.startswith("[", position):
            position = _BETWEEN.match(buffer, position + 1).end()  # type: ignore[union-attr]
        if buffer.startswith("]", position) or (ended and position == len(buffer)):
            return
        try:
            value, after = _STREAM.raw_decode(buffer, position)
        except ValueError as problem:
            more = next(texts, "")
            if ended or len(buffer) - position > LONGEST_VALUE:
                raise ImportFileError(
                    f"{path.name} is not whole JSON after object {number} ({problem}); "
                    "write the file again, one object a line"
                ) from problem
            ended = not more
            buffer, position = buffer[position:] + more, 0
            continue
        number += 1
        yield Found(number, buffer[position:after], value)
        position = after
