"""What a rule may hold: a depth every pass can walk, numbers every engine can bind."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clientela.errors import RuleError
from clientela.rules.nodes import Node, children

MAX_DEPTH = 100
SMALLEST, LARGEST = -(1 << 63), (1 << 63) - 1
TOO_DEEP = (
    f"the rule nests deeper than {MAX_DEPTH} levels; save parts of it as segments and refer to them "
    "with: in segment 'NAME'"
)


def depth_of(node: Node) -> int:
    """The number of nodes on the longest way down; never overflows the stack."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [part for parent in level for _, part in children(parent)]
    return deepest


def fault_of_literal(value: object) -> str | None:
    """Why a rule cannot hold this number or text, or None when it can."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a number a rule can hold"
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        return "a whole number in a rule has at most 64 bits"
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        return "half a character (a lone surrogate) is not text a rule can hold"
    return None


def refuse_beyond_limits(node: Node) -> None:
    """Raise RuleError if the rule nests too deep or holds a literal no store can keep."""
    if depth_of(node) > MAX_DEPTH:
        raise RuleError(TOO_DEEP)
    level = [node]
    while level:
        for part in level:
            for path, value in _plain_values(part):
                if fault := fault_of_literal(value):
                    raise RuleError(f"{type(part).__name__}.{path}: {fault}")
        level = [part for parent in level for _, part in children(parent)]


def _plain_values(node: Node) -> Iterator[tuple[str, object]]:
    for name in node.__struct_fields__:
        stack = [getattr(node, name)]
        while stack:
            value = stack.pop()
            if isinstance(value, tuple):
                stack.extend(value)
            elif not isinstance(value, Node):
                yield name, value
