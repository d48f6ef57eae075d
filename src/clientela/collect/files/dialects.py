"""Delimiter, quote and header of a delimited file, judged from a sample of its text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

DELIMITERS = ("\t", ";", "|", ",")  # where two fit equally well, the one less common inside values wins
SAMPLE_ROWS = 2_000
MOST_ABOVE = 10
NUMBER = re.compile(r"\s*[-+(]?\s*[$€£]?\s*\d[\d\s.,'’]*\)?\s*(?:%|€|zł|lei|kr|Kč|₽|[A-Z]{3})?\s*\Z")
DATE = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?\Z")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")

Row = list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the sample separates its values; `share` of its rows have `width` columns."""

    delimiter: str
    quote: str
    width: int
    share: float
    escape: str = ""


def sniff(text: str, *, delimiter: str | None, quote: str | None, escape: str | None) -> Dialect:
    """The dialect under which most rows of the sample have the same number of columns."""
    candidates = [delimiter] if delimiter is not None else list(DELIMITERS)
    tried = [_tried(text, candidate, quote, escape) for candidate in candidates]
    wide = [dialect for dialect in tried if dialect.width > 1]
    if not wide:
        return tried[0] if delimiter else Dialect("", _quote_of(text, "", quote), 1, 1.0, escape or "")
    best = max(dialect.share for dialect in wide)
    return next(dialect for dialect in wide if dialect.share >= best - 0.02)


def _tried(text: str, delimiter: str, quote: str | None, escape: str | None) -> Dialect:
    used = _quote_of(text, delimiter, quote)
    backslash = _escape_of(text, delimiter, used) if escape is None else escape
    rows = sample_rows(text, delimiter, used, backslash)
    widths = Counter(len(row) for row in rows if row)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 1))
    share = count / max(sum(widths.values()), 1)
    if delimiter and rows and len(rows[0]) == 1 and width > 1:
        share /= 2  # a header that lacks the delimiter: it only occurs inside the values
    return Dialect(delimiter, used, width, share, backslash)


def _quote_of(text: str, delimiter: str, quote: str | None) -> str:
    if quote is not None:
        return quote
    edge = re.escape(delimiter) if delimiter else r"\n"
    counts = {
        mark: len(re.findall(rf"(?:^|{edge}|\n){mark}[^{mark}]*{mark}(?:{edge}|\r?\n|\Z)", text))
        for mark in ('"', "'")
    }
    return "'" if counts["'"] > 2 and not counts['"'] else '"'


def _escape_of(text: str, delimiter: str, quote: str) -> str:
    if not quote or "\\" + quote not in text:
        return ""
    inside = re.findall(
        rf"[^{re.escape(delimiter or ' ')}\n]\\{quote}[^{re.escape(delimiter or ' ')}\r\n]", text
    )
    return "\\" if inside else ""


def sample_rows(text: str, delimiter: str, quote: str, escape: str = "") -> list[Row]:
    """The rows of the sample; blank lines are left out."""
    reader = csv.reader(
        _lines(re.sub(r"\r(?!\n)", " ", text)),
        delimiter=delimiter or "\x1f",
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=escape or None,
    )
    csv.field_size_limit(1 << 27)
    return [row for row in islice(reader, SAMPLE_ROWS) if row and row != [""]]


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def lines_above(text: str, dialect: Dialect) -> int:
    """How many lines of title and blanks stand above the first line as wide as the table."""
    if dialect.width < 2:
        return 0
    for number, line in enumerate(text.split("\n", MOST_ABOVE + 1)[:MOST_ABOVE]):
        rows = sample_rows(line, dialect.delimiter, dialect.quote, dialect.escape)
        if rows and sum(bool(cell.strip()) for cell in rows[0]) > 1:
            return number if len(rows[0]) >= dialect.width - 1 else 0
    return 0


def has_header(rows: list[Row]) -> tuple[bool, bool]:
    """Whether the first row names the columns, and whether that is sure."""
    if not rows:
        return True, False
    first, rest = rows[0], rows[1:]
    named = [cell for cell in first if cell.strip()]
    if not named or any(_is_value(cell) for cell in named):
        return False, True
    if not rest:
        return True, False
    if len({cell.strip().casefold() for cell in named}) < len(named) and len(named) < 3:
        return False, False
    columns = range(min(map(len, rows)))
    typed = any(_mostly_values([row[at] for row in rest]) for at in columns)
    repeated = any(first[at].strip() and first[at] in {row[at] for row in rest[:500]} for at in columns)
    if repeated and not typed:
        return False, False
    return True, typed or _known(named)


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(NUMBER.match(text) or DATE.match(text) or MAIL.match(text))


def _mostly_values(cells: list[str]) -> bool:
    filled = [cell for cell in cells[:500] if cell.strip()]
    return bool(filled) and sum(map(_is_value, filled)) >= 0.8 * len(filled)


NAME_STEMS = re.compile(
    r"(?:^|[\W_])(?:id|code|name|nam|mail|e-?mail|phone|date|city|country|type|status|total|price|amount|age"
    r"|nombre|apellido|correo|fecha|ciudad|pa[ií]s|precio|importe|nom|cognom|adre[çc]a|ciutat|poblaci"
    r"|imi[ęe]|nazwisko|miasto|kraj|cena|kwota|data|telefon|nume|prenume|ora[șşs]|[țţt]ar[ăa]|pre[țţt]"
    r"|имя|фамил|почта|дата|город|страна|цена|сумма|телефон|код|название)",
    re.IGNORECASE,
)


def _known(names: list[str]) -> bool:
    return any(NAME_STEMS.search(name) for name in names)


def unique_names(names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names no two of which are equal, and a sentence for each that had to be changed."""
    unique: list[str] = []
    notes: list[str] = []
    seen: set[str] = set()
    for number, given in enumerate(names, start=1):
        name = given.strip() or f"column_{number}"
        chosen, copy = name, 1
        while chosen.casefold() in seen:
            copy += 1
            chosen = f"{name} ({copy})"
        seen.add(chosen.casefold())
        unique.append(chosen)
        if not given.strip():
            notes.append(f"column {number} has no name; it is called {chosen!r}")
        elif chosen != name:
            notes.append(f"column {number} has the name {name!r} again; it is called {chosen!r}")
    return tuple(unique), tuple(notes)


def is_spaced(text: str) -> bool:
    """Whether white space alone sets the columns: as many words on every line, most of them figures."""
    lines = [line.split() for line in text.split("\n")[:SAMPLE_ROWS] if line.strip()]
    widths = {len(words) for words in lines[: len(lines) - (not text.endswith("\n")) or 1]}
    if len(widths) != 1 or widths == {1} or len(lines) < 2:
        return False
    figures = sum(bool(NUMBER.match(word)) for words in lines[1:] for word in words)
    return figures >= 0.5 * widths.pop() * (len(lines) - 1)


def fixed_cuts(text: str) -> tuple[tuple[int, int], ...]:
    """Where the columns of lines of one length begin and end: between the places blank in all of them."""
    lines = [line.rstrip("\r") for line in text.split("\n")[:SAMPLE_ROWS] if line.strip()]
    if len(lines) < 2:
        return ()
    longest = max(map(len, lines))
    blank = [all(line[at : at + 1] in ("", " ") for line in lines) for at in range(longest)]
    starts = [at for at in range(longest) if not blank[at] and (at == 0 or blank[at - 1])]
    ends = [at for at in range(1, longest + 1) if not blank[at - 1] and (at == longest or blank[at])]
    aligned = len(set(map(len, lines))) == 1 or any("  " in line for line in lines)
    return tuple(zip(starts, [*starts[1:], 1 << 20], strict=True)) if aligned and ends else ()
