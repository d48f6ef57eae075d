"""What each condition saw, and what that rests on."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import cast

from clientela.compile.expand import expand_names
from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.types import ValueType
from clientela.segments.explaining.chains import chain_evidence
from clientela.segments.explaining.facts import Row
from clientela.segments.explaining.grounding import Grounding
from clientela.segments.explaining.model import Evidence, Origin, Seen
from clientela.segments.explaining.reading import Kept, Reading
from clientela.segments.explaining.showing import shown

EARTH_KM = 6371.0088


class Seeing:
    """Looks at one customer's facts the way the conditions do."""

    def __init__(self, reading: Reading, grounding: Grounding) -> None:
        self.reading, self.grounding = reading, grounding
        self.catalog = reading.catalog

    def look(self, node: n.Condition, clock: Clock) -> tuple[tuple[Seen, ...], Evidence]:
        """What a condition without conditions below it saw, and what that rests on."""
        match node:
            case n.Compare(value=value):
                return (self._seen(value, clock),), self._evidence_of(value, clock)
            case n.Happened() | n.MessageActivity():
                counted = cast(n.Happened, self._grounded(node, clock))
                events = self.reading.kept(counted, clock)
                return (Seen("count", len(events), ValueType.INTEGER),), shown(events)
            case n.Changed(attribute=attribute, entity=entity):
                seen = self._seen(n.Variable(attribute, entity), clock)
                return (seen,), Evidence(origins=tuple(self._history(attribute, entity, clock)))
            case n.Sequence():
                return chain_evidence(cast(n.Sequence, self._grounded(node, clock)), clock, self.reading)
            case n.Regularly() | n.Stopped() | n.Resumed() | n.FirstTime():
                return self._rhythm(node, clock)
            case n.Rank():
                return self._standing(node, clock), self._evidence_of(node.by, clock)
            case n.Anniversary(value=value):
                return (self._seen(value, clock),), self._evidence_of(value, clock)
            case n.NearPlace() | n.InPolygon():
                return self._place(node, clock)
            case _:
                return self._recorded(node, clock)

    def _grounded(self, node: n.Node, clock: Clock) -> n.Node:
        return self.grounding.node(expand_names(node, self.catalog), clock)

    def _seen(self, value: n.Value, clock: Clock) -> Seen:
        grounded = cast(n.Value, self._grounded(value, clock))
        return Seen("value", self.reading.value(grounded, clock), type_of(value, self.catalog), value)

    def _evidence_of(self, value: n.Value, clock: Clock) -> Evidence:
        """The events a value is made of, and where the attributes in it come from."""
        events: dict[str, Kept] = {}
        origins: dict[tuple[str, str], Origin] = {}
        for _, node in n.walk(self._grounded(value, clock)):
            counted = counted_by(node)
            if counted is not None:
                events |= {kept.row["event_id"]: kept for kept in self.reading.kept(counted, clock)}
            if isinstance(node, n.Variable):
                origins[node.entity, node.name] = self._origin(node.name, node.entity, clock)
        ordered = sorted(events.values(), key=lambda kept: (kept.row["at"], kept.row["event_id"]))
        return Evidence(shown(ordered).events, len(ordered), tuple(origins.values()))

    def _origin(self, attribute: str, entity: str, clock: Clock) -> Origin:
        history = list(self._history(attribute, entity, clock))
        if history:
            return history[-1]
        rows = self._owners(entity, clock)
        source = rows[0]["source"] if rows else None
        return Origin(attribute, source, None, assumed=True, entity=entity)

    def _owners(self, entity: str, clock: Clock) -> list[Row]:
        facts = self.reading.facts
        if entity == "customer":
            return [facts.customer]
        company = self.reading.value(n.Variable("company_id"), clock)
        return [row for row in facts.rows("companies") if row["company_id"] == company]

    def _history(self, attribute: str, entity: str, clock: Clock) -> list[Origin]:
        owners = [row[f"{entity}_id"] for row in self._owners(entity, clock)]
        rows = [
            row
            for row in self.reading.facts.rows("attribute_changes")
            if row["entity"] == entity and row["id"] in owners and row["attribute"] == attribute
        ]
        known = sorted((row for row in rows if row["at"] <= clock.as_of), key=lambda r: (r["at"], r["seq"]))
        return [
            Origin(
                attribute,
                row["source"],
                None if row["assumed"] else row["at"],
                assumed=bool(row["assumed"]),
                entity=entity,
            )
            for row in known
        ]

    def _rhythm(
        self, node: n.Regularly | n.Stopped | n.Resumed | n.FirstTime, clock: Clock
    ) -> tuple[tuple[Seen, ...], Evidence]:
        ever = n.Happened(node.kinds, node.where)
        events = self.reading.kept(cast(n.Happened, self._grounded(ever, clock)), clock)
        instants = [kept.row["at"] for kept in events]
        match node:
            case n.Regularly():
                held = sum(any(low < at <= high for at in instants) for low, high in periods_of(node, clock))
                return (Seen("periods", held, ValueType.INTEGER),), shown(events)
            case n.Resumed():
                longest = n.Aggregate("gap_max", node.kinds, where=node.where)
                return (self._seen(longest, clock),), shown(events)
            case n.FirstTime():
                first = n.Occurrence("first", node.kinds, where=node.where)
                return (self._seen(first, clock),), shown(events[:1])
            case n.Stopped():
                last = n.Occurrence("last", node.kinds, where=node.where)
                return (self._seen(last, clock),), shown(events)

    def _standing(self, node: n.Rank, clock: Clock) -> tuple[Seen, ...]:
        standing = self.grounding.standing(node, clock)
        return (
            Seen("value", standing.value, standing.type, node.by),
            Seen("place", standing.place, ValueType.INTEGER),
            Seen("size", standing.size, ValueType.INTEGER),
            Seen("border", standing.border, standing.type),
        )

    def _place(self, node: n.NearPlace | n.InPolygon, clock: Clock) -> tuple[tuple[Seen, ...], Evidence]:
        where = [self._seen(n.Variable(name), clock) for name in ("latitude", "longitude")]
        origins = tuple(self._origin(name, "customer", clock) for name in ("latitude", "longitude"))
        if isinstance(node, n.NearPlace):
            here = (where[0].value, where[1].value)
            far = None if None in here else kilometres(here, (node.latitude, node.longitude))
            where.append(Seen("distance", far, ValueType.NUMBER))
        return tuple(where), Evidence(origins=origins)

    def _recorded(self, node: n.Condition, clock: Clock) -> tuple[tuple[Seen, ...], Evidence]:
        facts = self.reading.facts
        match node:
            case n.Consents(channel=channel, purpose=purpose):
                rows = [
                    row
                    for row in facts.rows("consents")
                    if (row["channel"], row["purpose"]) == (channel, purpose) and row["at"] <= clock.as_of
                ]
                last = max(rows, key=lambda row: (row["at"], row["state"]), default=None)
                if last is None:
                    return (Seen("state", None),), Evidence()
                origin = Origin(f"{channel}/{purpose}", last["source"], last["at"], assumed=False)
                return (Seen("state", last["state"]),), Evidence(origins=(origin,))
            case n.Related(relation="deal", condition=condition):
                grounded = cast(n.Condition, self._grounded(condition, clock))
                judged = self.reading.deals(grounded, clock)
                so = sum(deal.so for deal in judged)
                return (Seen("count", so), Seen("of_total", len(judged))), Evidence(total=len(judged))
            case n.SegmentChange(segment=segment, change=change):
                at = "entered_at" if change == "entered" else "left_at"
                numbers = {row["segment_id"] for row in facts.rows("segments") if row["name"] == segment}
                instants = [
                    row[at]
                    for row in facts.rows("memberships")
                    if row["segment_id"] in numbers and row[at] is not None and row[at] <= clock.as_of
                ]
                return (Seen("last", max(instants, default=None), ValueType.INSTANT),), Evidence()
        return (), Evidence()


def counted_by(node: n.Node) -> n.Happened | None:
    """The events that a value or condition looks at."""
    if isinstance(node, n.Aggregate | n.Occurrence):
        return n.Happened(node.kinds, node.where, node.window)
    return n.Happened(node.kinds, node.where, node.window) if isinstance(node, n.Happened) else None


def periods_of(node: n.Regularly, clock: Clock) -> list[tuple[dt.datetime, dt.datetime]]:
    """The adjacent windows (low, high], newest first."""
    end = clock.last(node.until) if node.until is not None else clock.as_of
    then = clock.at(end)
    edges = [then.step(-k, node.unit) for k in range(node.out_of + 1)]
    return [(low, min(high, clock.as_of)) for high, low in pairwise(edges)]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(angle) for angle in point] for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
