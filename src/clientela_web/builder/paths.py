"""Parts of a rule by their path, the way `check` writes it: `conditions[0].value`."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from clientela.rules.nodes import Node, Rule, walk

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
Step = tuple[str, int | None]


def steps_of(path: str) -> list[Step]:
    """The fields and places a path goes through."""
    return [(name, int(index) if index else None) for name, index in _STEP.findall(path)]


def part_at(rule: Rule, path: str) -> Any:
    """The part at a path: a node, a literal, a tuple, None; LookupError where the path leads nowhere."""
    part: Any = rule
    for name, index in steps_of(path):
        if not isinstance(part, Node) or name not in part.__struct_fields__:
            raise LookupError(path)
        part = getattr(part, name)
        if index is not None:
            part = part[index]
    return part


def with_part(part: Any, path: str, new: Any) -> Any:
    """The same tree with another part at the path."""
    return _replaced(part, steps_of(path), new)


def _replaced(part: Any, steps: list[Step], new: Any) -> Any:
    if not steps:
        return new
    (name, index), *rest = steps
    if not isinstance(part, Node) or name not in part.__struct_fields__:
        raise LookupError(name)
    held = getattr(part, name)
    if index is None:
        return msgspec.structs.replace(part, **{name: _replaced(held, rest, new)})
    changed = (*held[:index], _replaced(held[index], rest, new), *held[index + 1 :])
    return msgspec.structs.replace(part, **{name: changed})


def split(path: str) -> tuple[str, str, int | None]:
    """The path of what holds a part, the field it is in, and its place there."""
    before, _, last = path.rpartition(".")
    ((name, index),) = steps_of(last)
    return before, name, index


def joined(before: str, name: str, index: int | None = None) -> str:
    """The opposite of `split`."""
    place = name if index is None else f"{name}[{index}]"
    return f"{before}.{place}" if before else place


def path_of(rule: Rule, node: Node | None) -> str | None:
    """Where this very node stands, if it stands there."""
    return next((path for path, part in walk(rule) if part is node), None)
