"""Where text, tags and style stand in HTML that has Liquid in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

LIQUID = re.compile(r"\{%-?\s*(raw|comment)\s*-?%\}.*?\{%-?\s*end\1\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
"""One piece of Liquid; what is raw or a comment is one piece as a whole."""

Mode = Literal["text", "tag", "comment", "style", "words"]
"""Where a piece stands: `style` is a style sheet or a script, `words` an element of words alone (title)."""

_STYLES = frozenset({"style", "script", "mj-style"})
_WORDS = frozenset({"title", "textarea", "mj-title", "mj-preview"})
_NAME = re.compile(r"<([a-zA-Z][\w-]*)")
_TURNS = {
    "text": re.compile(r"<!--|<[a-zA-Z/!?]"),
    "tag": re.compile(r"[\"'>]"),
    "comment": re.compile(r"-->"),
}


class Piece(NamedTuple):
    """A stretch of one mode; `liquid` pieces are whole."""

    start: int
    end: int
    mode: Mode
    liquid: bool


class _Place:
    """Where a reader of HTML stands."""

    def __init__(self) -> None:
        self.mode: Mode = "text"
        self.quote = ""
        self.element = ""

    def read(self, text: str) -> Iterator[tuple[int, int, Mode]]:
        """The stretches of a text without Liquid; what was begun goes on in the next text."""
        at = 0
        while at < len(text):
            mode = self.mode
            end = self._turn(text, at)
            if end > at:
                yield at, end, mode
            at = end

    def _turn(self, text: str, at: int) -> int:
        if self.mode in ("style", "words"):
            return self._find(re.compile(rf"</{self.element}\b", re.IGNORECASE), text, at, "tag", keep=True)
        if self.mode == "comment":
            return self._find(_TURNS["comment"], text, at, "text")
        if self.mode == "tag":
            return self._in_tag(text, at)
        return self._in_text(text, at)

    def _find(self, wanted: re.Pattern[str], text: str, at: int, then: Mode, *, keep: bool = False) -> int:
        found = wanted.search(text, at)
        if found is None:
            return len(text)
        self.mode, self.element = then, ""
        return found.start() if keep else found.end()

    def _in_text(self, text: str, at: int) -> int:
        found = _TURNS["text"].search(text, at)
        if found is None:
            return len(text)
        if found.start() > at:
            return found.start()
        if found.group() == "<!--":
            self.mode = "comment"
            return found.end()
        name = _NAME.match(text, at)
        self.mode, self.element = "tag", name.group(1).lower() if name else ""
        return found.end()

    def _in_tag(self, text: str, at: int) -> int:
        found = re.compile(re.escape(self.quote) if self.quote else r"[\"'>]").search(text, at)
        if found is None:
            return len(text)
        if self.quote:
            self.quote = ""
        elif found.group() == ">":
            self.mode = "style" if self.element in _STYLES else "words" if self.element in _WORDS else "text"
        else:
            self.quote = found.group()
        return found.end()


def pieces(html: str) -> Iterator[Piece]:
    """Every stretch of the HTML in order, with the mode it stands in."""
    place, at = _Place(), 0
    for found in LIQUID.finditer(html):
        yield from _plain(place, html[at : found.start()], at)
        yield Piece(found.start(), found.end(), place.mode, liquid=True)
        at = found.end()
    yield from _plain(place, html[at:], at)


def left_open(html: str) -> int | None:
    """Where a tag, a comment or a style sheet begins that is never closed; None where all are."""
    place, at, opened = _Place(), 0, None
    for start, end in [*((found.start(), found.end()) for found in LIQUID.finditer(html)), (len(html),) * 2]:
        for begin, _, mode in place.read(html[at:start]):
            if mode == "text":
                opened = None
            opened = at + begin if opened is None and place.mode != "text" else opened
        at = end
    return opened if place.mode != "text" else None


def text_pieces(text: str) -> Iterator[Piece]:
    """The same of a text that is no HTML: Liquid and words."""
    at = 0
    for found in LIQUID.finditer(text):
        yield Piece(at, found.start(), "text", liquid=False)
        yield Piece(found.start(), found.end(), "text", liquid=True)
        at = found.end()
    yield Piece(at, len(text), "text", liquid=False)


def _plain(place: _Place, text: str, offset: int) -> Iterator[Piece]:
    for start, end, mode in place.read(text):
        yield Piece(offset + start, offset + end, mode, liquid=False)
