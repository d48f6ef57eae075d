"""Saved segments: named, versioned rules, and the record of who was found in them when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from clientela.catalog.labels import known_language
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.codec import decode_rule, encode_rule
from clientela.rules.nodes import InSegment, Rule, SegmentChange, walk
from clientela.segments.base import Base
from clientela.segments.evaluation import member_ids
from clientela.store import Engine


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved segment in one of its versions; `names` are what it is called in some of the six languages."""

    segment_id: int
    name: str
    version: int
    rule: Rule
    note: str | None
    created_at: dt.datetime
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def name_in(self, language: str) -> str:
        """Its name in that language, else the one it is asked by."""
        return self.names.get(known_language(language), self.name)


_CURRENT = """
    SELECT s.segment_id, s.name, v.version, v.rule, v.note, v.created_at
    FROM segments s JOIN segment_versions v ON v.segment_id = s.segment_id
    WHERE s.deleted_at IS NULL
"""


def list_segments(engine: Engine) -> list[Saved]:
    """Every segment in its newest version, by name."""
    return list(engine.kept("segments", lambda: _newest(engine)))


def _newest(engine: Engine) -> list[Saved]:
    newest: dict[str, Saved] = {}
    for row in engine.rows(f"{_CURRENT} ORDER BY s.name, v.version"):
        newest[row[1]] = _saved(row)
    return _named(engine, newest.values())


def versions(engine: Engine, name: str) -> list[Saved]:
    """Every version of a segment, oldest first."""
    found = [_saved(row) for row in engine.rows(f"{_CURRENT} AND s.name = ? ORDER BY v.version", (name,))]
    if not found:
        raise UnknownNameError("segment", name, [saved.name for saved in list_segments(engine)])
    return _named(engine, found)


def find_segment(engine: Engine, name: str) -> Saved:
    """The newest version of that name; raises UnknownNameError, which suggests the nearest."""
    known = {saved.name: saved for saved in list_segments(engine)}
    if name not in known:
        raise UnknownNameError("segment", name, list(known))
    return known[name]


def save_segment(
    base: Base,
    name: str,
    rule: Rule,
    at: dt.datetime,
    *,
    note: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Saved:
    """Save the rule as the next version of `name`; saving what is there already changes nothing.

    `names` is what it is called in some of the six languages; those of other languages stay. Raises
    RuleCheckError for a rule with problems, also where it would make segments need each other.
    """
    if not name.strip():
        raise ClientelaError("a segment needs a name")
    base.checked(rule)
    _refuse_circle(base, name, rule)
    engine, instant = base.engine, base.in_utc(at)
    with engine.transaction():
        known = {saved.name: saved for saved in list_segments(engine)}
        segment_id = known[name].segment_id if name in known else _new_segment(engine, name, instant)
        write_names(engine, segment_id, names or {})
        if name not in known or known[name].rule != rule:
            version = known[name].version + 1 if name in known else 1
            engine.execute(
                "INSERT INTO segment_versions (segment_id, version, rule, note, created_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (segment_id, version, encode_rule(rule).decode(), note, instant),
            )
    return find_segment(engine, name)


def delete_segment(engine: Engine, name: str, at: dt.datetime) -> None:
    """Take a segment out of use; refused while another segment refers to it. Its record stays."""
    saved = find_segment(engine, name)
    if users := segments_using(engine, name):
        used_by = ", ".join(user.name for user in users)
        raise ClientelaError(f"segment {name!r} is used by {used_by}; change those first")
    engine.execute("UPDATE segments SET deleted_at = ? WHERE segment_id = ?", (at, saved.segment_id))


def segments_using(engine: Engine, name: str) -> list[Saved]:
    """The other saved segments whose rules ask for this one."""
    return [other for other in list_segments(engine) if other.name != name and _refers(other.rule, name)]


def refresh_segment(base: Base, name: str, as_of: dt.datetime) -> tuple[int, int]:
    """Record who is in at `as_of`: returns how many were found to have entered and to have left.

    The record grows forward only; `entered segment` and `left segment` read it.
    """
    saved, instant = find_segment(base.engine, name), base.in_utc(as_of)
    _refuse_past(base.engine, saved, instant)
    now = member_ids(base, saved.rule, instant).read_all()
    with base.engine.transaction(), base.engine.offered("found_members", now):
        left = _close_left(base.engine, saved.segment_id, instant)
        entered = _open_entered(base.engine, saved, instant)
        base.engine.execute(
            "INSERT INTO refreshes (segment_id, version, as_of) VALUES (?, ?, ?)",
            (saved.segment_id, saved.version, instant),
        )
    return entered, left


def memberships_of(engine: Engine, customer_id: int) -> list[tuple[str, dt.datetime, dt.datetime | None]]:
    """The recorded memberships of one customer: segment, entered, left; newest first."""
    found = engine.rows(
        "SELECT s.name, m.entered_at, m.left_at FROM memberships m"
        " JOIN segments s ON s.segment_id = m.segment_id WHERE m.customer_id = ? AND s.deleted_at IS NULL"
        " ORDER BY m.entered_at DESC, s.name",
        (customer_id,),
    )
    return [(name, entered, left) for name, entered, left in found]


def write_names(engine: Engine, segment_id: int, names: Mapping[str, str | None]) -> None:
    """Keep what a segment is called in these languages; None takes a name away, others stay."""
    for language, name in names.items():
        if name is not None and not name.strip():
            raise ClientelaError(
                f"the name in {known_language(language)} is empty; write one or leave it out"
            )
        row = (segment_id, known_language(language))
        engine.execute("DELETE FROM segment_names WHERE segment_id = ? AND language = ?", row)
        if name is not None:
            engine.execute(
                "INSERT INTO segment_names (segment_id, language, name) VALUES (?, ?, ?)",
                (*row, name.strip()),
            )


def _saved(row: tuple[object, ...]) -> Saved:
    segment_id, name, version, rule, note, created_at = row
    return Saved(segment_id, name, version, decode_rule(str(rule)), note, created_at)  # type: ignore[arg-type]


def _named(engine: Engine, found: Iterable[Saved]) -> list[Saved]:
    """The same with what they are called."""
    names: dict[int, dict[str, str]] = {}
    for segment_id, language, name in engine.rows("SELECT segment_id, language, name FROM segment_names"):
        names.setdefault(segment_id, {})[language] = name
    return [replace(saved, names=names.get(saved.segment_id, {})) for saved in found]


def _refers(rule: Rule, name: str) -> bool:
    return any(isinstance(node, InSegment | SegmentChange) and node.segment == name for _, node in walk(rule))


def _refuse_circle(base: Base, name: str, rule: Rule) -> None:
    pending, seen = [rule], set[str]()
    while pending:
        for _, node in walk(pending.pop()):
            if not isinstance(node, InSegment) or node.segment in seen:
                continue
            if node.segment == name:
                raise ClientelaError(f"segment {name!r} would need itself; take 'in segment' {name!r} out")
            seen.add(node.segment)
            inner = base.catalog.segment(node.segment)
            pending += [inner] if inner is not None else []


def _new_segment(engine: Engine, name: str, at: dt.datetime) -> int:
    ((segment_id,),) = engine.rows("SELECT coalesce(max(segment_id), 0) + 1 FROM segments")
    engine.execute(
        "INSERT INTO segments (segment_id, name, created_at) VALUES (?, ?, ?)", (segment_id, name, at)
    )
    return int(segment_id)


def _refuse_past(engine: Engine, saved: Saved, as_of: dt.datetime) -> None:
    ((latest,),) = engine.rows("SELECT max(as_of) FROM refreshes WHERE segment_id = ?", (saved.segment_id,))
    if latest is not None and as_of < latest:
        raise ClientelaError(
            f"segment {saved.name!r} is already recorded up to {latest:%Y-%m-%d %H:%M} UTC;"
            " its record only grows forward"
        )


def _close_left(engine: Engine, segment_id: int, at: dt.datetime) -> int:
    gone = "segment_id = ? AND left_at IS NULL AND customer_id NOT IN (SELECT customer_id FROM found_members)"
    ((count,),) = engine.rows(f"SELECT count(*) FROM memberships WHERE {gone}", (segment_id,))
    engine.execute(f"UPDATE memberships SET left_at = ? WHERE {gone}", (at, segment_id))
    return int(count)


def _open_entered(engine: Engine, saved: Saved, at: dt.datetime) -> int:
    inside = "SELECT customer_id FROM memberships WHERE segment_id = ? AND left_at IS NULL"
    new: pa.Table = engine.table(
        f"SELECT customer_id FROM found_members WHERE customer_id NOT IN ({inside})", (saved.segment_id,)
    )
    with engine.offered("entering", new):
        engine.execute(
            "INSERT INTO memberships (segment_id, version, customer_id, entered_at)"
            " SELECT ?, ?, customer_id, ? FROM entering",
            (saved.segment_id, saved.version, at),
        )
    return int(new.num_rows)
