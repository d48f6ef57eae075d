"""Liquid with the tags and filters that messages may use, and no others: no files, no includes, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from liquid import BoundTemplate, Environment
from liquid.builtin.content import ContentNode

from clientela.act.messages.grammar.filters import GRAMMAR_FILTERS
from clientela.act.messages.problems import LimitError
from clientela.act.messages.template.figures import FIGURE_FILTERS
from clientela.act.messages.template.holes import Holes
from clientela.act.messages.template.limits import MOST_OUTPUT, MOST_VALUE, Merging
from clientela.act.messages.template.nodes import CountedForTag, MergeTag, SegmentTag

TAGS = frozenset(
    {"output", "content", "illegal", "if", "unless", "case", "for", "break", "continue", "assign"}
    | {"capture", "comment", "#", "raw", "doc", "cycle", "segment"}
)
FILTERS = frozenset(
    {"default", "upcase", "downcase", "capitalize", "strip", "lstrip", "rstrip", "append", "prepend"}
    | {"replace", "replace_first", "replace_last", "remove", "remove_first", "remove_last", "truncate"}
    | {"truncatewords", "split", "join", "first", "last", "size", "slice", "reverse", "sort", "uniq", "map"}
    | {"where", "compact", "concat", "sum", "plus", "minus", "times", "divided_by", "modulo", "round"}
    | {"ceil", "floor", "abs", "at_least", "at_most", "escape", "escape_once", "url_encode", "squish"}
    | {"newline_to_br", "strip_html", "strip_newlines"}
)


class MessageLiquid(Environment):
    """Liquid for one message in one language; `html` says whether values are escaped."""

    output_stream_limit: ClassVar[int | None] = MOST_OUTPUT
    local_namespace_limit: ClassVar[int | None] = 4 * MOST_VALUE
    suppress_blank_control_flow_blocks = False

    def __init__(self, language: str, *, html: bool) -> None:
        super().__init__(autoescape=html)
        self.language = language

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Only what messages may use."""
        super().setup_tags_and_filters(extra=extra)
        for tag in (MergeTag, CountedForTag, SegmentTag):
            self.add_tag(tag)
        own: Mapping[str, Callable[..., object]] = {**FIGURE_FILTERS, **GRAMMAR_FILTERS}
        self.tags = {name: tag for name, tag in self.tags.items() if name in TAGS}
        self.filters = {name: known for name, known in self.filters.items() if name in FILTERS} | dict(own)


def write_part(
    template: BoundTemplate, values: Mapping[str, object], roots: Mapping[str, object], sink: Sink
) -> Merging:
    """Write one part for one recipient into the sink; returns the context, which knows what was lacking."""
    context = Merging(template, values, roots)
    for node in template.nodes:
        if type(node) is ContentNode:
            sink.write(node.text)
        else:
            node.render_to_output(context, sink)  # type: ignore[arg-type]
    return context


class Sink:
    """Where a part is written, piece by piece; raises LimitError beyond the most."""

    def __init__(self, holes: Holes | None = None) -> None:
        self.holes = holes
        self.pieces: list[str] = []
        self.size = 0

    def write(self, text: str) -> int:
        """Take a piece."""
        if self.holes is not None:
            text = self.holes.closed(text)
        self.pieces.append(text)
        self.size += len(text)
        if self.size > MOST_OUTPUT:
            raise too_much()
        return 1


def too_much() -> LimitError:
    """What is raised for a part that grows beyond the most."""
    return LimitError(f"a part of the message has more than {MOST_OUTPUT:,} letters")
