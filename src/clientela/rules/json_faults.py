"""What is wrong with JSON that is not a rule, in words for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

import msgspec

from clientela.errors import nearest
from clientela.rules import nodes
from clientela.rules.nodes import Condition, Moment, Node, Value, Window

_PATH = re.compile(r"(?P<fault>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_QUOTED = re.compile(r"[`'](.*)[`']")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def tags(union: object) -> tuple[str, ...]:
    """The `node` words of every node in a union of them."""
    return tuple(str(node.__struct_config__.tag) for node in get_args(union))


_FAMILIES = {
    "a condition": tags(Condition),
    "a value": tags(Value),
    "a moment": tags(Moment),
    "a window": tags(Window),
}
_NODES: dict[str, type[Node]] = {
    str(node.__struct_config__.tag): node
    for node in vars(nodes).values()
    if isinstance(node, type) and issubclass(node, Node) and node is not Node
}


_TYPES = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "a true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a node",
    "date": "a date",
    "datetime": "an instant",
}


class Repeated(dict[str, object]):
    """A JSON object that says one of its fields twice."""

    field = ""

    @classmethod
    def collect(cls, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """The object of these pairs, marked if a field comes again."""
        seen = dict(pairs)
        if len(seen) == len(pairs):
            return seen
        repeated = cls(pairs)
        names = [name for name, _ in pairs]
        repeated.field = next(name for name in names if names.count(name) > 1)
        return repeated


def repeated_field(plain: object) -> str | None:
    """The sentence that names the first repeated field and its place, or None."""
    pending: list[tuple[str, object]] = [("", plain)]
    while pending:
        path, part = pending.pop()
        if isinstance(part, Repeated):
            return _at(path, f"the field {part.field!r} is given twice")
        if isinstance(part, dict):
            pending += [(f"{path}.{name}" if path else name, inner) for name, inner in part.items()]
        elif isinstance(part, list):
            pending += [(f"{path}[{index}]", inner) for index, inner in enumerate(part)]
    return None


def fault_of(message: str, plain: object) -> str:
    """The decoder's message as one sentence with its path and, where there is one, a suggestion."""
    found = _PATH.fullmatch(message)
    fault, path = (found["fault"], found["path"] or "") if found else (message, "")
    quoted = _QUOTED.search(fault)
    word = quoted[1] if quoted else ""
    if fault.startswith("Invalid value") and path.split(".")[-1] == "node":
        return _at(path, _wrong_node(word, path))
    if fault.startswith("Object contains unknown field"):
        return _at(path, _unknown_field(word, _part_at(plain, path)))
    if fault.startswith("Object missing required field"):
        return _at(path, _missing_field(word))
    if fault.startswith("Invalid enum value"):
        return _at(path, _wrong_word(word, path, plain))
    return _at(path, _wrong_type(fault))


def _at(path: str, fault: str) -> str:
    return f"at {path}: {fault}" if path else fault


def _wrong_node(word: str, path: str) -> str:
    place = path.removesuffix("node").rstrip(".").split(".")[-1]
    expected = _expected_at(place)
    actual = next((family for family, known in _FAMILIES.items() if word in known), None)
    known = _FAMILIES[expected]
    if actual is not None and word not in known:
        return f"'{word}' is {actual}, but {expected} is expected here: {_listed(known)}"
    return f"no node '{word}'{_did_you_mean(word, known)} ({expected} is one of {_listed(known)})"


def _expected_at(place: str) -> str:
    """The family that a field of this name holds."""
    name = place.split("[", maxsplit=1)[0]
    if name in {"value", "by", "left", "right"}:
        return "a value"
    if name in {"at", "until", "after"}:
        return "a moment"
    return "a window" if name in {"window", "operand"} else "a condition"


def _unknown_field(word: str, part: object) -> str:
    known = _fields_of(part)
    listed = f" (there are {_listed(known)})" if known else ""
    return f"no field '{word}' here{_did_you_mean(word, known)}{listed}"


def _missing_field(word: str) -> str:
    if word == "node":
        return f"the field 'node' is missing: it says what this is, such as {_listed(tags(Condition)[:6])} …"
    return f"the field '{word}' is missing"


def _wrong_word(word: str, path: str, plain: object) -> str:
    parent, _, name = path.rpartition(".")
    known = _words_of(_part_at(plain, parent), name)
    return f"'{word}' is not allowed here{_did_you_mean(word, known)} (it is one of {_listed(known)})"


def _wrong_type(fault: str) -> str:
    """The decoder's "Expected `int`, got `str`", with the types named as people name them."""
    if fault == "Number out of range":
        return "the number is too large"
    if fault.startswith("Invalid RFC3339"):
        return "a date as in 2026-01-31 is expected" if fault.endswith("date") else "an instant is expected"
    types = [_listed_types(types) for types in re.findall(r"`([^`]*)`", fault)]
    if not fault.startswith("Expected") or not types:
        return fault[:1].lower() + fault[1:]
    length = re.search(r" of length \d+", fault)
    instead = f", not {types[1]}" if len(types) > 1 else ""
    return f"{types[0]}{length[0] if length else ''} is expected{instead}"


def _listed_types(types: str) -> str:
    known = types.split(" | ")
    if "int" in known and "float" in known:
        known.remove("int")
    named = [_TYPES.get(name, name) for name in known]
    return f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else named[0]


def _words_of(part: object, name: str) -> tuple[str, ...]:
    """The words a field may hold, read from the node's own annotation."""
    node = _node_of(part)
    if node is None:
        return ()
    annotations = {field.name: field.type for field in msgspec.structs.fields(node)}
    return tuple(map(str, get_args(annotations.get(name))))


def _fields_of(part: object) -> tuple[str, ...]:
    node = _node_of(part)
    return ("node", *node.__struct_fields__) if node is not None else ()


def _node_of(part: object) -> type[Node] | None:
    return _NODES.get(str(part.get("node"))) if isinstance(part, dict) else None


def _part_at(plain: object, path: str) -> object:
    part = plain
    for index, name in _STEP.findall(path):
        if isinstance(part, list) and index:
            part = part[int(index)]
        elif isinstance(part, dict):
            part = part.get(name)
    return part


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = nearest(word, known)
    return f"; did you mean '{close}'?" if close else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
