"""A saved segment called otherwise, and an older version of it brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from clientela.errors import ClientelaError
from clientela.rules.codec import decode_rule, encode_rule
from clientela.rules.nodes import InSegment, Node, SegmentChange
from clientela.segments.base import Base
from clientela.segments.library import Saved, find_segment, list_segments, save_segment, versions, write_names
from clientela.store import Engine

AnyNode = TypeVar("AnyNode", bound=Node)


def rename_segment(
    engine: Engine, name: str, new_name: str, *, names: Mapping[str, str | None] | None = None
) -> Saved:
    """Call a segment `new_name` from now on, also in every version of every rule that asks for it.

    Nothing else about those rules changes, so they get no new version. `names` is what it is called in some
    of the six languages; None takes such a name away. Raises ClientelaError where another has the name.
    """
    chosen = new_name.strip()
    if not chosen:
        raise ClientelaError("a segment needs a name")
    with engine.transaction():
        saved = find_segment(engine, name)
        if chosen != name and any(other.name == chosen for other in list_segments(engine)):
            raise ClientelaError(f"there is a segment {chosen!r} already; choose another name")
        if chosen != name:
            engine.execute("UPDATE segments SET name = ? WHERE segment_id = ?", (chosen, saved.segment_id))
            _rename_references(engine, name, chosen)
        write_names(engine, saved.segment_id, names or {})
    return find_segment(engine, chosen)


def restore_version(
    base: Base, name: str, version: int, at: dt.datetime, *, note: str | None = None
) -> Saved:
    """Save the rule of an older version again, as the newest; raises ClientelaError where there is none."""
    found = {saved.version: saved for saved in versions(base.engine, name)}
    if version not in found:
        raise ClientelaError(f"segment {name!r} has no version {version}; it has {max(found)}")
    return save_segment(base, name, found[version].rule, at, note=note)


def _rename_references(engine: Engine, name: str, new_name: str) -> None:
    for segment_id, version, text in engine.rows("SELECT segment_id, version, rule FROM segment_versions"):
        rule = decode_rule(text)
        renamed = _renamed(rule, name, new_name)
        if renamed != rule:
            engine.execute(
                "UPDATE segment_versions SET rule = ? WHERE segment_id = ? AND version = ?",
                (encode_rule(renamed).decode(), segment_id, version),
            )


def _renamed(node: AnyNode, name: str, new_name: str) -> AnyNode:
    """The same tree with every reference to the segment under its new name."""
    changes: dict[str, object] = {}
    for field in node.__struct_fields__:
        part = getattr(node, field)
        if isinstance(part, Node):
            changes[field] = _renamed(part, name, new_name)
        elif isinstance(part, tuple):
            changes[field] = tuple(
                _renamed(item, name, new_name) if isinstance(item, Node) else item for item in part
            )
    if isinstance(node, InSegment | SegmentChange) and node.segment == name:
        changes["segment"] = new_name
    return msgspec.structs.replace(node, **changes) if changes else node
