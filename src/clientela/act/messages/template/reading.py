"""What a template says, read without running it: its paths, filters, segments, and what it names itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from liquid import BoundTemplate, Node
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.tags.for_tag import ForNode
from liquid.expression import Expression

from clientela.act.messages.template.names import LISTS
from clientela.act.messages.template.nodes import SegmentNode

Shape = tuple[str, ...] | None
"""What a thing of a loop has; None where it is not known, or is a plain value."""


@dataclass(frozen=True, slots=True)
class Said:
    """A path with its place; `things` are the loop variables in sight, with their shapes."""

    path: tuple[object, ...]
    index: int
    things: Mapping[str, Shape]


@dataclass(slots=True)
class Read:
    """Everything a template says."""

    paths: list[Said] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    segments: list[tuple[str, int]] = field(default_factory=list)
    own: list[tuple[str, int]] = field(default_factory=list)
    ranges: list[int] = field(default_factory=list)


def read_template(template: BoundTemplate) -> Read:
    """Everything the template says."""
    found = Read()
    _read(template.nodes, {}, found)
    return found


def _read(nodes: Iterator[Node] | list[Node], things: Mapping[str, Shape], found: Read) -> None:
    for node in nodes:
        if isinstance(node, SegmentNode):
            found.segments += [(name, node.token.start_index) for name, _, _ in node.blocks]
        found.own += [(str(name), node.token.start_index) for name in node.template_scope()]
        for expression in node.expressions():
            _say(expression, things, found, node)
        inner = things
        if isinstance(node, ForNode):
            name = node.expression.identifier
            found.own.append((str(name), node.token.start_index))
            inner = {**things, "forloop": None, str(name): _shape(node.expression, things)}
        _read(list(node.children(None)), inner, found)  # type: ignore[arg-type]


def _say(expression: Expression, things: Mapping[str, Shape], found: Read, node: Node) -> None:
    if isinstance(expression, Path):
        found.paths.append(Said(tuple(expression.path), expression.token.start_index, things))
    if isinstance(expression, RangeLiteral) and not isinstance(node, ForNode):
        found.ranges.append(node.token.start_index)
    if isinstance(expression, FilteredExpression):
        found.filters += expression.filters or []
    for child in expression.children():
        _say(child, things, found, node)


def _shape(loop: LoopExpression, things: Mapping[str, Shape]) -> Shape:
    """What a round of the loop has in hand."""
    over = loop.iterable
    if not isinstance(over, Path) or len(over.path) != 1 or over.path[0] in things:
        return None
    return LISTS.get(str(over.path[0]))
