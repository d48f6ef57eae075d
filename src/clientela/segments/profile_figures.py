"""The figures of a profile, from the engine: a group's moments, and how many have which level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa

from clientela.compile import values_query
from clientela.compile.summaries import Held, Values, items_query, levels_query, summary_query
from clientela.rules.nodes import Rule, Value
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.evaluation import member_ids
from clientela.segments.intervals import Moments
from clientela.segments.profile_variables import Profiled, Shown

LEAST = 10
"""Smaller groups, and levels fewer customers have, show no figures."""

_AT_ONCE = 40  # values side by side in one query: bounds what the engine holds; more is no faster
_MEMBERS, _VALUES = "profiled_members", "profiled_values"
_NONE = Moments(0, 0.0, 0.0)
_Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a text or an item of a list: how many have it, in all and in the segment.

    `level` is None for all the levels together that fewer than `LEAST` customers have.
    """

    level: str | None
    size: int
    members: int


@dataclass(slots=True)
class Figures:
    """What the store says of one variable: the members' moments, those of the rest, and its levels."""

    members: Moments = _NONE
    rest: Moments = _NONE
    levels: list[Level] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """The sizes of a segment and its base, and the figures of each variable, in order."""

    count: int
    population: int
    figures: list[Figures]


def figures(base: Base, rule: Rule, as_of: dt.datetime, wanted: Sequence[Profiled]) -> Found:
    """Ask for everything in one state of the store; only figures leave the engine."""
    engine, instant = base.engine, base.in_utc(as_of)
    with engine.snapshot():
        members = member_ids(base, rule, instant).read_all()
        return _found(_Asking(base, instant), members, wanted)


def figures_of(
    base: Base, rules: Sequence[Rule], as_of: dt.datetime, wanted: Sequence[Profiled]
) -> list[Found]:
    """The same for each rule, the values asked once: at most 40 of them at a time lie in memory."""
    engine, instant = base.engine, base.in_utc(as_of)
    found: list[list[Found]] = [[] for _ in rules]
    with engine.snapshot():
        listed = [member_ids(base, rule, instant).read_all() for rule in rules]
        for first in range(0, max(len(wanted), 1), _AT_ONCE):
            part = wanted[first : first + _AT_ONCE]
            asking, values = _held(base, instant, part)
            with engine.offered(_VALUES, values):
                for parts, members in zip(found, listed, strict=True):
                    parts.append(_found(asking, members, part))
    return [
        Found(parts[0].count, parts[0].population, [each for one in parts for each in one.figures])
        for parts in found
    ]


def _held(base: Base, as_of: dt.datetime, wanted: Sequence[Profiled]) -> tuple[_Asking, pa.Table]:
    asked = {f"v{place}": each.value for place, each in enumerate(wanted)}
    query, types = values_query(asked, as_of, base.context())
    values: pa.Table = base.engine.table(query.sql, query.parameters)
    return _Asking(base, as_of, types), values


def _found(asking: _Asking, members: pa.Table, wanted: Sequence[Profiled]) -> Found:
    found = [Figures() for _ in wanted]
    with asking.engine.offered(_MEMBERS, members):
        sizes = asking.sizes()
        _fill_moments(asking, wanted, found)
        _fill_levels(asking, wanted, found)
        _fill_items(asking, wanted, found)
    return Found(sizes[True], sum(sizes.values()), found)


class _Asking:
    """Queries about one instant and one list of members, of values as they are or held (with these types)."""

    def __init__(self, base: Base, as_of: dt.datetime, held: Mapping[str, ValueType] | None = None) -> None:
        self.engine, self.as_of, self.context, self._held = base.engine, as_of, base.context(), held

    def sizes(self) -> dict[bool, int]:
        return {True: 0, False: 0} | {row["inside"]: row["size"] for row in self.summary({})}

    def summary(self, values: Mapping[str, Value]) -> list[_Row]:
        query = summary_query(self._values(values), self.as_of, self.context, members=_MEMBERS)
        return self._rows(query.sql, query.parameters)

    def levels(self, values: Mapping[str, Value]) -> list[_Row]:
        query = levels_query(self._values(values), self.as_of, self.context, members=_MEMBERS, least=LEAST)
        return self._rows(query.sql, query.parameters)

    def items(self, values: Mapping[str, Value]) -> list[_Row]:
        query = items_query(self._values(values), self.as_of, self.context, members=_MEMBERS, least=LEAST)
        return self._rows(query.sql, query.parameters)

    def _values(self, values: Mapping[str, Value]) -> Values:
        if self._held is None:
            return values
        return Held(_VALUES, {name: self._held[name] for name in values})

    def _rows(self, text: str, parameters: Sequence[object]) -> list[_Row]:
        found: pa.Table = self.engine.table(text, parameters)
        rows: list[_Row] = found.to_pylist()
        return rows


def _batches(wanted: Sequence[Profiled], *shown: Shown) -> Iterator[dict[str, Value]]:
    """The values to be shown so, named after the place of their variable, as many as one query takes."""
    places = [place for place, each in enumerate(wanted) if each.shown in shown]
    for first in range(0, len(places), _AT_ONCE):
        yield {f"v{place}": wanted[place].value for place in places[first : first + _AT_ONCE]}


def _place(name: str) -> int:
    return int(name.removeprefix("v"))


def _fill_moments(asking: _Asking, wanted: Sequence[Profiled], found: list[Figures]) -> None:
    for values in _batches(wanted, "mean", "share", "items"):
        for row in asking.summary(values):
            for name in values:
                known = Moments(
                    row[f"{name}_known"], row[f"{name}_mean"] or 0.0, row[f"{name}_variance"] or 0.0
                )
                if row["inside"]:
                    found[_place(name)].members = known
                else:
                    found[_place(name)].rest = known


def _fill_levels(asking: _Asking, wanted: Sequence[Profiled], found: list[Figures]) -> None:
    for values in _batches(wanted, "levels"):
        for row in asking.levels(values):
            place, level = _place(row["name"]), row["level"]
            if level is not None and wanted[place].type is ValueType.NUMBER:
                level = level.removesuffix(".0")
            found[place].levels.append(Level(level, row["size"], row["members"]))
    for place, each in enumerate(wanted):
        if each.shown == "levels":
            levels = found[place].levels
            members = sum(level.members for level in levels)
            found[place].members = Moments(members, 0.0, 0.0)
            found[place].rest = Moments(sum(level.size for level in levels) - members, 0.0, 0.0)


def _fill_items(asking: _Asking, wanted: Sequence[Profiled], found: list[Figures]) -> None:
    for place, each in enumerate(wanted):
        known = found[place].members.n + found[place].rest.n
        if each.shown == "items" and known >= LEAST:
            rows = asking.items({f"v{place}": each.value})
            found[place].levels = [Level(row["item"], row["size"], row["members"]) for row in rows]
