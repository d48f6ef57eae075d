"""What a file is, decided by its content: container, encoding, dialect, conventions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path

from clientela.collect.files import dialects
from clientela.collect.files.conventions import file_convention, observe
from clientela.collect.files.decoding import MARK, utf8_lines
from clientela.collect.files.delimited import reshaped
from clientela.collect.files.description import describe
from clientela.collect.files.encodings import EncodingGuess, guess_encoding
from clientela.collect.files.file_format import (
    Container,
    FileFormat,
    FormatOverrides,
    decode_format,
    encode_format,
)
from clientela.collect.files.json_sources import flattened, found_values
from clientela.collect.files.reading import read
from clientela.collect.files.sources import Compression, compression_of, head, refuse_unreadable, unpacked
from clientela.collect.files.typed_sources import parquet_columns, sheet_cells, sheet_names
from clientela.errors import ImportFileError, UnknownNameError

__all__ = [
    "FileFormat",
    "FormatOverrides",
    "decode_format",
    "describe",
    "detect",
    "encode_format",
]

NOTHING_SAID = FormatOverrides()
SAMPLE_BYTES = 1 << 20
SAMPLE_ROWS = 2_000
PREVIEW_ROWS = 5
EXAMINED_JSON_BYTES = 256 << 20
UTF8 = EncodingGuess("utf-8", sure=True, reason="the format says so")
SHEET_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def detect(path: Path | str, *, overrides: FormatOverrides = NOTHING_SAID) -> FileFormat:
    """Decide how a file is to be read; raises `ImportFileError` where no table can be read from it."""
    path = Path(path)
    _refuse_long_marks(overrides)
    compression = compression_of(path)
    first = head(path, compression, 4096)
    refuse_unreadable(path, first)
    if first.startswith(b"PAR1"):
        found = _parquet(path, compression)
    elif first.startswith(SHEET_MAGIC):
        found = _sheet(path, compression, overrides)
    else:
        found = _text(path, compression, overrides)
    return _with_conventions(path, found, overrides)


def _refuse_long_marks(overrides: FormatOverrides) -> None:
    for name in ("delimiter", "quote", "escape", "decimal"):
        mark = getattr(overrides, name)
        if mark and (len(mark) > 1 or not mark.isascii()):
            raise ImportFileError(f"the {name} must be one ASCII character, not {mark!r}")


def _parquet(path: Path, compression: Compression) -> FileFormat:
    with unpacked(path, compression) as plain:
        names = parquet_columns(plain)
    unique, notes = dialects.unique_names(list(names))
    return FileFormat("parquet", compression, unique, names, UTF8, header=False, warnings=notes)


def _sheet(path: Path, compression: Compression, overrides: FormatOverrides) -> FileFormat:
    sheets = sheet_names(path, compression)
    sheet, notes = _chosen_sheet(path, compression, sheets, overrides.sheet)
    cells = sheet_cells(path, compression, sheet, rows=SAMPLE_ROWS)
    rows = [[value or "" for value in row] for row in zip(*cells.to_pydict().values(), strict=True)]
    filled = [number for number, row in enumerate(rows) if any(row)]
    if not filled:
        raise ImportFileError(f"sheet {sheet!r} of {path.name} is empty; name another of {', '.join(sheets)}")
    top = _table_top(rows, filled)
    header, sure = _header([row for row in rows[top:] if any(row)], overrides)
    names = rows[top] if header else [""] * cells.num_columns
    unique, more = dialects.unique_names(names) if header else (_numbered(cells.num_columns), ())
    if top > filled[0]:
        more = (*more, f"the table is taken to begin at row {top + 1}; the rows above it are left out")
    return FileFormat(
        "xlsx",
        compression,
        unique,
        tuple(names),
        UTF8,
        header=header,
        skip_lines=top,
        sheet=sheet,
        sheets=sheets,
        warnings=(*notes, *_header_note(header=header, sure=sure), *more),
    )


def _table_top(rows: list[list[str]], filled: list[int]) -> int:
    """The first row as wide as the table usually is; titles above it are narrower."""
    usual = Counter(sum(map(bool, rows[number])) for number in filled).most_common(1)[0][0]
    wide = (number for number in filled if sum(map(bool, rows[number])) >= max(2, usual - 1))
    return next(wide, filled[0])


def _chosen_sheet(
    path: Path, compression: Compression, sheets: tuple[str, ...], wanted: str | None
) -> tuple[str, tuple[str, ...]]:
    if wanted is not None:
        if wanted not in sheets:
            raise UnknownNameError("sheet", wanted, sheets)
        return wanted, ()
    if len(sheets) == 1:
        return sheets[0], ()
    heights = {sheet: sheet_cells(path, compression, sheet, rows=2).num_rows for sheet in sheets}
    chosen = next((sheet for sheet in sheets if heights[sheet] > 1), sheets[0])
    others = ", ".join(repr(sheet) for sheet in sheets if sheet != chosen)
    return chosen, (
        f"the file has {len(sheets)} sheets; {chosen!r} is read, not {others}: name another with --sheet",
    )


def _text(path: Path, compression: Compression, overrides: FormatOverrides) -> FileFormat:
    encoding = guess_encoding(path, compression, overrides.encoding)
    text, cut = _sample(path, compression, encoding)
    notes = _encoding_notes(encoding, text)
    container = overrides.container or _text_container(text)
    if container in ("json", "json-lines"):
        found = _json(path, compression, encoding, container)
    else:
        found = _table(text, compression, encoding, overrides, cut=cut)
    return replace(found, warnings=(*notes, *found.warnings))


def _sample(path: Path, compression: Compression, encoding: EncodingGuess) -> tuple[str, bool]:
    """The beginning of the text, whole lines where that is possible, and whether anything was cut off."""
    pieces = utf8_lines(path, compression, encoding.name)
    data = next(pieces).data
    rest = next(pieces, None)
    if rest is not None and rest.final and len(data) < SAMPLE_BYTES:
        data, rest = data + rest.data, None
    whole = len(data)
    if whole > SAMPLE_BYTES:
        data = data[: SAMPLE_BYTES + 1 + data[SAMPLE_BYTES:].find(b"\n")]
    return data.decode(), rest is not None or len(data) < whole


def _encoding_notes(encoding: EncodingGuess, text: str) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if not encoding.sure:
        other = f", it may be {encoding.runner_up}" if encoding.runner_up else ""
        notes = (
            f"the encoding is not sure: read as {encoding.name}{other}; compare the letters in the preview",
        )
    if MARK in text:
        notes = (*notes, f"some bytes mean nothing in {encoding.name}; their rows will be rejected")
    return notes


def _text_container(text: str) -> Container:
    start = text.lstrip()[:1]
    if start == "[":
        return "json" if re.match(r"\s*\[\s*[{\]]", text) else "delimited"
    if start != "{":
        return "delimited"
    first = text.strip().split("\n", 1)[0].strip()
    return "json-lines" if first.endswith("}") else "json"


def _json(path: Path, compression: Compression, encoding: EncodingGuess, container: Container) -> FileFormat:
    names: dict[str, None] = {}
    seen = 0
    for found in found_values(path, compression, encoding.name, container):
        if isinstance(found.value, dict):
            names |= dict.fromkeys(flattened(found.value))
        seen += len(found.text)
        if seen > EXAMINED_JSON_BYTES:
            break
    if not names:
        raise ImportFileError(f"{path.name} holds no JSON objects; write one object a line")
    columns = tuple(names)
    return FileFormat(container, compression, columns, columns, encoding, header=False)


def _table(
    text: str, compression: Compression, encoding: EncodingGuess, overrides: FormatOverrides, *, cut: bool
) -> FileFormat:
    line_end = "\r" if "\n" not in text and "\r" in text else "\n"
    text = text.replace("\r", "\n") if line_end == "\r" else text
    skip, said = _separator_line(text)
    text = text.split("\n", skip)[-1] if skip else text
    dialect = dialects.sniff(
        text, delimiter=overrides.delimiter or said, quote=overrides.quote, escape=overrides.escape
    )
    container, cuts = _shape(text, dialect, overrides)
    above = dialects.lines_above(text, dialect) if container == "delimited" else 0
    text, skip = text.split("\n", above)[-1], skip + above
    found = FileFormat(
        container,
        compression,
        (),
        (),
        encoding,
        dialect.delimiter,
        dialect.quote,
        dialect.escape,
        line_end=line_end,
        skip_lines=skip,
        cuts=cuts,
    )
    if container != "delimited":
        found = replace(found, delimiter="", quote="", escape="")
    named = _named(found, _rows(text, found, cut=cut), overrides)
    note = f"the table is taken to begin at line {skip + 1}; what stands above it is left out"
    return replace(named, warnings=(*named.warnings, note)) if above else named


def _separator_line(text: str) -> tuple[int, str | None]:
    """Spreadsheets are told the delimiter by a first line such as `sep=;`."""
    told = re.match(r"sep=(.)\r?\n", text)
    return (1, told.group(1)) if told else (0, None)


def _shape(
    text: str, dialect: dialects.Dialect, overrides: FormatOverrides
) -> tuple[Container, tuple[tuple[int, int], ...]]:
    if overrides.container == "fixed":
        return "fixed", dialects.fixed_cuts(text)
    if overrides.container in ("delimited", "whitespace"):
        return overrides.container, ()
    if overrides.delimiter or (dialect.delimiter and dialect.share > 0.8):
        return "delimited", ()
    if dialects.is_spaced(text):
        return "whitespace", ()
    cuts = dialects.fixed_cuts(text)
    return ("fixed", cuts) if len(cuts) > 1 else ("delimited", ())


def _rows(text: str, found: FileFormat, *, cut: bool) -> list[list[str]]:
    shaped = reshaped(text.encode(), found).decode() if found.container != "delimited" else text
    rows = dialects.sample_rows(shaped, found.delimiter, found.quote, found.escape)
    return rows[:-1] if cut and len(rows) > 1 else rows


def _named(found: FileFormat, rows: list[list[str]], overrides: FormatOverrides) -> FileFormat:
    header, sure = _header(rows, overrides)
    body = rows[1:] if header and len(rows) > 1 else rows
    width = Counter(map(len, body)).most_common(1)[0][0] if body else 1
    names = list(rows[0]) if header and rows else [""] * width
    while len(names) > width and not names[-1].strip():
        names.pop()
    notes = _header_note(header=header, sure=sure)
    if len(names) > width and header:
        notes = (
            *notes,
            f"the header names {len(names)} columns, most rows have {width}; shorter rows are rejected",
        )
    names += [""] * (width - len(names))
    unique, more = dialects.unique_names(names) if header else (_numbered(len(names)), ())
    return replace(found, columns=unique, source_names=tuple(names), header=header, warnings=(*notes, *more))


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"column_{number}" for number in range(1, width + 1))


def _header(rows: list[list[str]], overrides: FormatOverrides) -> tuple[bool, bool]:
    return (overrides.header, True) if overrides.header is not None else dialects.has_header(rows)


def _header_note(*, header: bool, sure: bool) -> tuple[str, ...]:
    if sure:
        return () if header else ("the file has no header; its columns are numbered",)
    seen = "the first row is taken for the header" if header else "the first row is taken for data"
    return (f"{seen}, which is not sure; say --header or --no-header",)


def _with_conventions(path: Path, found: FileFormat, overrides: FormatOverrides) -> FileFormat:
    """What the first rows show about numbers, dates and money."""
    rejected: list[object] = []
    batches = read(path, found, on_rejected=rejected.append)
    sample = next(islice(batches, 1), None)
    columns: dict[str, list[str | None]] = {name: [] for name in found.columns}
    if sample is not None:
        columns = sample.slice(0, SAMPLE_ROWS).select(list(found.columns)).to_pydict()
    observed = tuple(filter(None, (observe(name, values) for name, values in columns.items())))
    whole = file_convention(observed, overrides.decimal, overrides.date_order, overrides.currency)
    preview = tuple(islice(zip(*columns.values(), strict=True), PREVIEW_ROWS))
    given = tuple(item.name for item in fields(overrides) if getattr(overrides, item.name) is not None)
    return replace(
        found,
        conventions=whole.columns,
        decimal=whole.decimal,
        thousands=whole.thousands,
        date_order=whole.date_order,
        date_order_sure=whole.date_order_sure,
        currency=whole.currency,
        sampled_rows=len(next(iter(columns.values()), [])),
        preview=preview,
        warnings=(*found.warnings, *whole.warnings, *_rejected_note(len(rejected))),
        overridden=given,
    )


def _rejected_note(count: int) -> tuple[str, ...]:
    return (f"{count} of the first rows cannot be read; the import lists them",) if count else ()
