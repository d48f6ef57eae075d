"""Blocks and braces of a part as written: what is opened and not closed, closed and not opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clientela.act.messages.markup import LIQUID, Piece

ENDS = {
    name: f"end{name}" for name in ("if", "unless", "case", "for", "capture", "segment", "comment", "raw")
}
_WITHIN = {
    "else": ("if", "unless", "case", "for", "segment"),
    "elsif": ("if", "unless"),
    "when": ("case",),
    "elsesegment": ("segment",),
}
_TAG = re.compile(r"\{%-?\s*(\w*)(.*?)-?%\}", re.DOTALL)
_WHOLE = re.compile(r"\{%-?\s*(?:raw|comment)\b.*\bend(?:raw|comment)\s*-?%\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\{%|\}\}|%\}")


class Slip(NamedTuple):
    """One thing wrong: a code of the phrases, where it stands, and what fills the phrase."""

    code: str
    at: int
    facts: dict[str, str]


def slips(text: str, stretches: list[Piece]) -> list[Slip]:
    """Everything that is wrong with braces and blocks.

    `stretches` are the pieces of the text, style sheets among them, in which braces are their own.
    """
    return [*_of_braces(text, stretches), *_of_blocks(text)]


def _of_blocks(text: str) -> Iterator[Slip]:
    opened: list[tuple[str, int]] = []
    for piece in LIQUID.finditer(text):
        tag = _TAG.fullmatch(piece.group())
        if tag is None or _WHOLE.fullmatch(piece.group()):
            continue
        name, said, at = tag.group(1), tag.group(2).strip(), piece.start()
        if name in ENDS:
            opened.append((name, at))
        elif name.startswith("end"):
            yield from _closed(opened, name, at)
        elif name in ("elseif", "elif") or (name == "else" and said):
            rest = re.sub(r"^if\b", "", said).strip()
            yield Slip("else_if", at, {"said": f"{{% elsif {rest} %}}"})
        elif name in _WITHIN and not (opened and opened[-1][0] in _WITHIN[name]):
            yield Slip("stray_tag", at, {"name": name, "within": ", ".join(_WITHIN[name])})
    for name, at in opened:
        yield Slip("unclosed_tag", at, {"name": name, "end": ENDS[name]})


def _closed(opened: list[tuple[str, int]], name: str, at: int) -> Iterator[Slip]:
    """Close the innermost block of that name; those inside of it were forgotten."""
    wanted = name.removeprefix("end")
    if not any(each == wanted for each, _ in opened):
        yield Slip("closes_nothing", at, {"name": name, "begin": wanted or "if"})
        return
    while (last := opened.pop())[0] != wanted:
        yield Slip("unclosed_tag", last[1], {"name": last[0], "end": ENDS[last[0]]})


def _of_braces(text: str, stretches: list[Piece]) -> Iterator[Slip]:
    """Double braces of which one half is missing; the other may be far away, or nowhere."""
    for piece in stretches:
        said = text[piece.start : piece.end]
        if not piece.liquid:
            if piece.mode not in ("style", "comment"):
                yield from _halves(said, piece.start)
        elif not _WHOLE.fullmatch(said) and (inner := re.search(r"\{\{|\{%", said[2:])):
            yield _half(said[: inner.start() + 2], piece.start)


def _halves(said: str, offset: int) -> Iterator[Slip]:
    for found in _BRACES.finditer(said):
        if found.group() in ("{{", "{%"):
            yield _half(said[found.start() :], offset + found.start())
        else:
            yield Slip("stray_braces", offset + found.start(), {"said": found.group()})


def _half(said: str, at: int) -> Slip:
    end = "}}" if said.startswith("{{") else "%}"
    return Slip("unclosed_braces", at, {"said": shortened(said), "end": end})


def shortened(said: str) -> str:
    """What somebody wrote, short enough to be shown in a sentence."""
    words = " ".join(said.split())
    return words if len(words) <= 60 else f"{words[:57]}…"
