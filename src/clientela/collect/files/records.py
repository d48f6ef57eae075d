"""Delimited bytes to records, block by block: where each begins, and which are broken.

Blocks whose quotes are well formed are judged with array operations; from the first doubtful quote to the end
of its block a slower reader goes record by record. Both follow one grammar: a field that begins with the
quote ends at the next single quote, which the delimiter or the end of the line must follow; in any other
field a quote is an ordinary character. Where that fails, the line is rejected and reading goes on at the next
line, so that one stray quote never swallows the rest of a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clientela.collect.files.rejects import BrokenLine

NEWLINE, RETURN = 10, 13
LONGEST_RECORD = 8 << 20

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one file separates its records; `quote` and `escape` may be empty."""

    delimiter: bytes
    quote: bytes
    width: int
    escape: bytes = b""


class Piece(NamedTuple):
    """Whole good records to parse as they stand, with the quote they use and their line numbers."""

    data: bytes
    rows: Positions
    quote: bytes


@dataclass(slots=True)
class Block:
    """What one block held; `consumed` bytes of it need not be looked at again."""

    good: list[Piece] = field(default_factory=list)
    broken: list[BrokenLine] = field(default_factory=list)
    consumed: int = 0


def split(
    data: bytes, grammar: Grammar, *, first_line: int, final: bool, count_columns: bool = True
) -> Block:
    """Judge the records of `data`, which begins at a record; the last, unless `final`, may be left over.

    Without `count_columns` records of the wrong width may be among the good: for a parser that will refuse
    them, which costs a third less.
    """
    if not data:
        return Block()
    escaped = bool(grammar.escape) and grammar.escape in data
    if escaped or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n")):
        return _walk(data, grammar, Block(), first_line=first_line, final=final)
    scan = _scanned(data, grammar, first_line, final=final)
    block, is_whole = _judge(scan, grammar, count_columns=count_columns)
    is_whole = is_whole and scan.sound == len(data) and not (final and block.consumed < len(data))
    if is_whole and len(data) - block.consumed <= LONGEST_RECORD:
        return block
    return _walk(data, grammar, block, first_line=first_line, final=final or is_whole, only_first=is_whole)


@dataclass(frozen=True, slots=True)
class _Scan:
    """Positions in a block: records from `starts` to `ends`, quotes trusted up to `sound`."""

    data: bytes
    cells: npt.NDArray[np.uint8]
    quotes: Positions
    newlines: Positions
    starts: Positions
    ends: Positions
    first_line: int
    sound: int

    def lines(self) -> Positions:
        """The line each record begins on."""
        return np.searchsorted(self.newlines, self.starts) + self.first_line

    def blank(self) -> npt.NDArray[np.bool_]:
        """Which records are blank lines, and so no rows."""
        lengths = self.ends - self.starts
        first = self.cells[np.minimum(self.starts, self.cells.size - 1)]
        found: npt.NDArray[np.bool_] = (lengths == 0) | ((lengths == 1) & (first == RETURN))
        return found

    def widths(self, delimiter: int) -> Positions:
        """How many columns each record has."""
        delimiters = np.flatnonzero(self.cells == delimiter)
        if self.quotes.size:
            delimiters = delimiters[_outside(self.quotes, delimiters)]
        return np.searchsorted(delimiters, self.ends) - np.searchsorted(delimiters, self.starts) + 1

    def several_lines(self) -> npt.NDArray[np.bool_]:
        """Which records go over more than one line."""
        last, first = (np.searchsorted(self.newlines, places) for places in (self.ends, self.starts))
        several: npt.NDArray[np.bool_] = last > first
        return several


def _scanned(data: bytes, grammar: Grammar, first_line: int, *, final: bool) -> _Scan:
    cells = np.frombuffer(data, dtype=np.uint8)
    newlines = np.flatnonzero(cells == NEWLINE)
    quotes = _quotes(cells, data, grammar)
    sound = _sound_until(cells, quotes, grammar)
    ends = newlines[_outside(quotes, newlines)] if quotes.size else newlines
    ends = ends[ends < sound]
    if final and sound == len(data) and quotes.size % 2 == 0 and not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends + 1))[: ends.size]
    return _Scan(data, cells, quotes, newlines, starts, ends, first_line, sound)


def _quotes(cells: npt.NDArray[np.uint8], data: bytes, grammar: Grammar) -> Positions:
    if grammar.quote and grammar.quote in data:
        return np.flatnonzero(cells == grammar.quote[0])
    return np.empty(0, dtype=np.int64)


def _outside(quotes: Positions, positions: Positions) -> npt.NDArray[np.bool_]:
    outside: npt.NDArray[np.bool_] = np.searchsorted(quotes, positions) % 2 == 0
    return outside


def _sound_until(cells: npt.NDArray[np.uint8], quotes: Positions, grammar: Grammar) -> int:
    """Up to where every quote opens after a delimiter and closes before one (a doubled one does both)."""
    if not quotes.size:
        return cells.size
    delimiter, quote = grammar.delimiter[0], grammar.quote[0]
    opens, closes = quotes[0::2], quotes[1::2]
    before = np.where(opens > 0, cells[opens - 1], NEWLINE)
    after = np.where(closes + 1 < cells.size, cells[np.minimum(closes + 1, cells.size - 1)], NEWLINE)
    bad_opens = opens[~np.isin(before, (delimiter, NEWLINE, quote))]
    bad_closes = closes[~np.isin(after, (delimiter, NEWLINE, RETURN, quote))]
    return int(min([cells.size, *bad_opens[:1], *bad_closes[:1]]))


def _judge(scan: _Scan, grammar: Grammar, *, count_columns: bool) -> tuple[Block, bool]:
    """The records sorted into good, blank and broken, and whether that was all of them.

    It stops at a broken one of several lines: the quote that holds them together is suspect.
    """
    blank, lines, stop = scan.blank(), scan.lines(), scan.starts.size
    wrong = np.zeros(stop, dtype=bool)
    block = Block()
    if count_columns:
        widths = scan.widths(grammar.delimiter[0])
        wrong = (widths != grammar.width) & ~blank
        suspects = np.flatnonzero(wrong & scan.several_lines())
        stop = int(suspects[0]) if suspects.size else stop
        for index in np.flatnonzero(wrong[:stop]):
            text = scan.data[scan.starts[index] : scan.ends[index]]
            block.broken.append(_wrong_width(int(lines[index]), text, int(widths[index]), grammar.width))
    block.consumed = min(int(scan.ends[stop - 1]) + 1, len(scan.data)) if stop else 0
    good = ~(wrong | blank)[:stop]
    if good.any():
        kept = _good_bytes(scan, good, block.consumed)
        block.good.append(Piece(kept, lines[:stop][good], grammar.quote))
    return block, stop == scan.starts.size


def _good_bytes(scan: _Scan, good: npt.NDArray[np.bool_], consumed: int) -> bytes:
    data, starts, ends = scan.data, scan.starts, scan.ends
    if good.all():
        return data[:consumed] if consumed < len(data) else data
    edges = np.flatnonzero(np.diff(np.concatenate(([0], good.astype(np.int8), [0]))))
    runs = zip(edges[0::2], edges[1::2], strict=True)
    return b"".join(data[starts[begin] : ends[after - 1]] + b"\n" for begin, after in runs)


def _walk(
    data: bytes, grammar: Grammar, block: Block, *, first_line: int, final: bool, only_first: bool = False
) -> Block:
    """Read record by record from where the block stands, writing good ones back fully quoted."""
    position = block.consumed
    walker = Walker(grammar)
    line = first_line + data.count(b"\n", 0, position)
    kept: list[bytes] = []
    rows: list[int] = []
    while position < len(data):
        fields, after, problem = walker.record(data, position, final=final)
        if fields is None and problem is None and len(data) - position <= LONGEST_RECORD:
            break
        first_end = _line_end(data, position)
        if (problem or fields is None) and _is_cut_off(data, position, first_end, final=final):
            break
        text = data[position:first_end].removesuffix(b"\n").removesuffix(b"\r")
        if problem is TEXT_AFTER_QUOTE and after > first_end:
            problem = QUOTE_LEFT_OPEN  # what closed it is the quote of some later line
        if problem is None and fields is not None and len(fields) != grammar.width and after > first_end:
            problem = QUOTE_LEFT_OPEN
        if problem or fields is None:
            block.broken.append(BrokenLine(line, text, *(problem or QUOTE_LEFT_OPEN)))
            after = first_end
        elif not text and after == first_end:
            pass  # a blank line is no row
        elif len(fields) != grammar.width:
            block.broken.append(_wrong_width(line, text, len(fields), grammar.width))
        else:
            kept.append(walker.written(fields))
            rows.append(line)
        line += data.count(b"\n", position, after)
        position = after
        if only_first:
            break
    block.consumed = position
    if kept:
        numbers = np.array(rows, dtype=np.int64)
        block.good.append(Piece(b"".join(kept), numbers, grammar.quote or b'"'))
    return block


def _is_cut_off(data: bytes, position: int, line_end: int, *, final: bool) -> bool:
    """Whether the line goes on in the next block."""
    whole = final or data.endswith(b"\n", position, line_end)
    return not whole and len(data) - position <= LONGEST_RECORD


def _line_end(data: bytes, position: int) -> int:
    found = data.find(b"\n", position)
    return len(data) if found < 0 else found + 1


QUOTE_LEFT_OPEN = (
    "a quote is opened and never closed",
    "close the quote, or double it if it is part of the text; or read the file without quoting",
)
TEXT_AFTER_QUOTE = (
    "text goes on after a closing quote",
    "double the quotes that are part of the text; or read the file without quoting",
)


def _wrong_width(line: int, text: bytes, found: int, width: int) -> BrokenLine:
    text = text.removesuffix(b"\r")
    if found > width:
        cure = "a delimiter inside a value must stand in quotes; check the delimiter and the quote"
    else:
        cure = "add the missing values, or check for a line break inside a value without quotes"
    return BrokenLine(line, text, f"{found} columns where the file has {width}", cure)


class Walker:
    """Reads one record at a time by the grammar of this module."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        delimiter, quote, escape = (re.escape(x) for x in (grammar.delimiter, grammar.quote, grammar.escape))
        if grammar.escape:
            self.bare = re.compile(rb"(?:" + escape + rb"[\s\S]|(?!\r\n)[^" + delimiter + rb"\n])*+")
            inner = rb"(?:[^" + quote + escape + rb"]++|" + escape + rb"[\s\S]|" + quote + quote + rb")*+"
        else:
            self.bare = re.compile(rb"(?:(?!\r\n)[^" + delimiter + rb"\n])*+")
            inner = rb"(?:[^" + quote + rb"]++|" + quote + quote + rb")*+"
        self.quoted = re.compile(quote + rb"(" + inner + rb")" + quote) if grammar.quote else None
        self.end = re.compile(delimiter + rb"|\r?\n|\Z")
        self.unescape = re.compile(escape + rb"([\s\S])") if grammar.escape else None

    def record(
        self, data: bytes, position: int, *, final: bool
    ) -> tuple[list[bytes] | None, int, tuple[str, str] | None]:
        """Its fields and where the next begins; no fields and no problem: the data ends too early."""
        fields: list[bytes] = []
        limit = min(len(data), position + LONGEST_RECORD)
        while True:
            value, position, problem = self._field(data, position, limit)
            if value is None:
                if problem is QUOTE_LEFT_OPEN and not final:
                    problem = None
                return None, position, problem
            fields.append(value)
            end = self.end.match(data, position)
            if end is None:
                return None, position, TEXT_AFTER_QUOTE
            if end.end() == len(data) and not final and not end.group().endswith(b"\n"):
                return None, position, None
            position = end.end()
            if end.group() != self.grammar.delimiter:
                return fields, position, None

    def _field(
        self, data: bytes, position: int, limit: int
    ) -> tuple[bytes | None, int, tuple[str, str] | None]:
        grammar = self.grammar
        if self.quoted and data.startswith(grammar.quote, position):
            found = self.quoted.match(data, position, limit)
            if found is None:
                return None, position, QUOTE_LEFT_OPEN
            value = self._unescaped(found.group(1).replace(grammar.quote * 2, grammar.quote))
            return value, found.end(), None
        bare = self.bare.match(data, position)
        text, after = (bare.group(), bare.end()) if bare else (b"", position)
        return self._unescaped(text), after, None

    def _unescaped(self, value: bytes) -> bytes:
        return self.unescape.sub(rb"\1", value) if self.unescape else value

    def written(self, fields: list[bytes]) -> bytes:
        quote = self.grammar.quote or b'"'
        return (
            self.grammar.delimiter.join(quote + x.replace(quote, quote * 2) + quote for x in fields) + b"\n"
        )
