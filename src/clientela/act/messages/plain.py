"""The plain form, `Dragă {nume}`, made into Liquid; line breaks stay where they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from clientela.act.messages.fields import MergeFields
from clientela.act.messages.markup import LIQUID, pieces
from clientela.act.messages.problems import MessageProblem

_FIELD = re.compile(r"(?<![{$#\\])\{([^\W\d_][\w .'’-]{0,80}?)\s*(?:\|([^{}|\n]*))?\}(?!\})")


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
        at = index + self.shifts[bisect_right(self.starts, index) - 1]
        before = self.written[: max(at, 0)]
        line = before.count("\n") + 1
        return MessageProblem(self.part, code, line, len(before) - before.rfind("\n"), facts)


def read_plain(part: str, written: str, fields: MergeFields, language: str) -> Source:
    """The part with every `{name}` as a merge field; `{name|words}` has words where the value is missing.

    Style sheets and what is Liquid already stay as they are. A name that is not known, or names several
    fields, becomes a problem.
    """
    source = Source(part, written)
    out: list[str] = []
    at = size = 0
    for start, end in _stretches(written, html=part in ("html", "mjml")):
        for found in _FIELD.finditer(written, start, end):
            merged = _merged(source, found, fields, language)
            out += [written[at : found.start()], merged]
            size += found.start() - at + len(merged)
            at = found.end()
            source.starts.append(size)
            source.shifts.append(at - size)
    source.liquid = "".join([*out, written[at:]])
    return source


def _stretches(text: str, *, html: bool) -> list[tuple[int, int]]:
    """Where the plain form may stand."""
    if html:
        kept = [each for each in pieces(text) if not each.liquid and each.mode in ("text", "tag", "words")]
        return [(each.start, each.end) for each in kept]
    edges = [0]
    for found in LIQUID.finditer(text):
        edges += [found.start(), found.end()]
    edges.append(len(text))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _merged(source: Source, found: re.Match[str], fields: MergeFields, language: str) -> str:
    words, fallback = found.group(1), found.group(2)
    paths = fields.find(words, language)
    # places are told in the Liquid that is being made, of which nothing behind this is there yet
    at = found.start() - source.shifts[-1]
    if not paths:
        near = fields.nearest(words, language)
        code = "unknown_words_near" if near else "unknown_words"
        source.problems.append(
            source.problem(code, at, name=words, near=", ".join(f"{{{each}}}" for each in near))
        )
    elif len(paths) > 1:
        shown = ", ".join(f"{{{{ {path} }}}}" for path in paths)
        source.problems.append(source.problem("ambiguous_words", at, name=words, several=shown))
    if len(paths) != 1:
        return ""
    if fallback is None:
        return f"{{{{ {paths[0]} }}}}"
    quote = "'" if '"' in fallback else '"'
    return f"{{{{ {paths[0]} | default: {quote}{fallback.strip()}{quote} }}}}"
