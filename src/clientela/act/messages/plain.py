"""The plain form, `Dragă {nume}`, made into Liquid; line breaks stay where they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from clientela.act.messages.fields import MergeFields
from clientela.act.messages.markup import Piece, pieces, text_pieces
from clientela.act.messages.problems import MessageProblem
from clientela.act.messages.typed import as_liquid, as_words

_FIELD = re.compile(r"(?<![{$#\\])\{ *([^\W\d_][\w .'’-]{0,80}?) *(?:\|([^{}|\n]*))?\}(?!\})")
_IN_HTML = re.compile(
    r"(?<![{$#\\])\{(?! *\n)((?:[^{}<>|]|</?[a-zA-Z][^<>{}]*>){1,300}?)(?:\|([^{}|]*))?\}(?!\})"
)
_WORDS = re.compile(r"[^\W\d_][\w .'’-]{0,80}")


@dataclass(slots=True)
class Source:
    """One part as Liquid, able to say where each of its letters stood in what was written."""

    part: str
    written: str
    liquid: str = ""
    problems: list[MessageProblem] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    shifts: list[int] = field(default_factory=lambda: [0])

    def problem(self, code: str, index: int, **facts: str | int) -> MessageProblem:
        """A problem at a place of the Liquid, told by the line and column of what was written."""
        if index < 0:
            return MessageProblem(self.part, code, facts=facts)
        return self.problem_as_written(
            code, index + self.shifts[bisect_right(self.starts, index) - 1], **facts
        )

    def problem_as_written(self, code: str, at: int, **facts: str | int) -> MessageProblem:
        """A problem at a place of what was written."""
        before = self.written[: max(at, 0)]
        line = before.count("\n") + 1
        return MessageProblem(self.part, code, line, len(before) - before.rfind("\n"), facts)

    def change(self, changes: Iterator[tuple[int, int, str]]) -> None:
        """Make the Liquid of what was written, with stretches of it replaced, in their order."""
        out: list[str] = []
        at = size = 0
        for start, end, text in changes:
            out += [self.written[at:start], text]
            size += start - at + len(text)
            at = end
            self.starts.append(size)
            self.shifts.append(at - size)
        self.liquid = "".join([*out, self.written[at:]])


def read_plain(part: str, written: str, fields: MergeFields, language: str) -> Source:
    """The part with every `{name}` as a merge field; `{name|words}` has words where the value is missing.

    Style sheets stay as they are. In HTML a name may have tags and entities in it, as editors leave them. A
    name that is not known, or names several fields, becomes a problem.
    """
    source = Source(part, written)
    source.change(_Reading(source, fields, language, html=part in ("html", "mjml")).changes())
    return source


@dataclass(frozen=True, slots=True)
class _Reading:
    """One part being read."""

    source: Source
    fields: MergeFields
    language: str
    html: bool

    def changes(self) -> Iterator[tuple[int, int, str]]:
        """What of the part becomes something else."""
        written = self.source.written
        found = pieces(written) if self.html else text_pieces(written)
        for kind, stretch in groupby(found, _kind):
            run = list(stretch)
            if kind == "liquid":
                yield from self._liquid(run)
            elif kind != "style":
                yield from self._fields(run[0].start, run[-1].end, known_only=kind == "comment")

    def _liquid(self, run: list[Piece]) -> Iterator[tuple[int, int, str]]:
        for start, end, _, _ in run:
            said = self.source.written[start:end]
            if (meant := as_liquid(said, html=self.html)) != said:
                yield start, end, meant

    def _fields(self, start: int, end: int, *, known_only: bool) -> Iterator[tuple[int, int, str]]:
        """Fields in a stretch; in a comment (for one mail program alone) braces may be anything else."""
        pattern = _IN_HTML if self.html else _FIELD
        for found in pattern.finditer(self.source.written, start, end):
            before, words, behind = as_words(found.group(1)) if self.html else ("", found.group(1), "")
            if not _WORDS.fullmatch(" ".join(words.split())):
                continue
            paths = self.fields.find(words, self.language)
            if len(paths) == 1:
                yield found.start(), found.end(), f"{before}{_merged(paths[0], found.group(2))}{behind}"
            elif not known_only:
                self._tell(words, paths, found.start())

    def _tell(self, words: str, paths: list[str], at: int) -> None:
        """A name that is none, or several."""
        if paths:
            shown = ", ".join(f"{{{{ {path} }}}}" for path in paths)
            code, facts = "ambiguous_words", {"name": words, "several": shown}
        elif near := self.fields.nearest(words, self.language):
            shown = ", ".join(f"{{{each}}}" for each in near)
            code, facts = "unknown_words_near", {"name": words, "near": shown}
        else:
            code, facts = "unknown_words", {"name": words}
        self.source.problems.append(self.source.problem_as_written(code, at, **facts))


def _kind(piece: Piece) -> str:
    if piece.liquid:
        return "liquid"
    return piece.mode if piece.mode in ("style", "comment") else "text"


def _merged(path: str, fallback: str | None) -> str:
    if fallback is None:
        return f"{{{{ {path} }}}}"
    quote = "'" if '"' in fallback else '"'
    return f"{{{{ {path} | default: {quote}{fallback.strip()}{quote} }}}}"
