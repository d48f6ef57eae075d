"""A file format in words, for a person to check before anything is imported."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.collect.files.conventions import ORDER_WORDS
from clientela.collect.files.file_format import FileFormat

CONTAINER_WORDS = {
    "delimited": "delimited text",
    "whitespace": "text in columns set by white space",
    "fixed": "text in columns of fixed width",
    "json-lines": "JSON lines",
    "json": "JSON",
    "xlsx": "spreadsheet",
    "parquet": "Parquet",
}
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "": "none (one column)"}


def describe(file_format: FileFormat) -> str:
    """What was decided, one decision a line, then what is not sure."""
    lines = [f"{name}: {value}" for name, value in decisions(file_format)]
    return "\n".join([*lines, *(f"note: {warning}" for warning in file_format.warnings)])


def decisions(file_format: FileFormat) -> Iterator[tuple[str, str]]:
    """Each decision's name and value."""
    packed = ", packed with gzip" if file_format.compression == "gzip" else ""
    yield "kind", CONTAINER_WORDS[file_format.container] + packed
    if file_format.sheet:
        yield "sheet", file_format.sheet
    if file_format.container not in ("xlsx", "parquet"):
        encoding = file_format.encoding
        yield "encoding", f"{encoding.name} ({'sure' if encoding.sure else 'not sure'}: {encoding.reason})"
    if file_format.container == "delimited":
        yield "delimiter", DELIMITER_WORDS.get(file_format.delimiter, repr(file_format.delimiter))
        yield "quote", file_format.quote or "none"
    yield "header", "yes" if file_format.header else "no"
    yield "columns", ", ".join(file_format.columns)
    yield "decimal mark", file_format.decimal
    if file_format.thousands:
        yield "thousands mark", repr(file_format.thousands)
    if any(column.kind == "date" for column in file_format.conventions):
        sure = "" if file_format.date_order_sure else " (not sure)"
        yield "dates", ORDER_WORDS[file_format.date_order] + sure
    if file_format.currency:
        yield "currency", file_format.currency
    yield "rows looked at", f"{file_format.sampled_rows:,}"
