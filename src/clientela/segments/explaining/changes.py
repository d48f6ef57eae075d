"""Changes of the facts about one customer, and what the facts are after them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from clientela.rules import nodes as n
from clientela.rules.types import ValueType
from clientela.segments.explaining.facts import Facts, Plain, Row
from clientela.store.schema import BEGINNING

ALWAYS = dt.datetime.fromisoformat(BEGINNING)
TABLES = {"customer": "customers", "company": "companies", "deal": "deals"}


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """An attribute has another value from an instant on; `test` is what the value was chosen to meet."""

    attribute: str
    value: Any
    before: Any
    at: dt.datetime
    type: ValueType
    entity: Literal["customer", "company"] = "customer"
    owner: int = 0
    test: n.Compare | None = None


@dataclass(frozen=True, slots=True)
class ForgetChanges:
    """Recorded changes of an attribute that did not happen."""

    attribute: str
    instants: tuple[dt.datetime, ...]
    entity: Literal["customer", "company"]
    places: tuple[int, ...] = field(repr=False)  # `seq` of each


@dataclass(frozen=True, slots=True)
class AddEvents:
    """Events that happened beside the recorded ones; `counted` is what they are counted as."""

    counted: n.Happened
    rows: tuple[Row, ...] = field(repr=False)
    told: tuple[tuple[str, Any], ...] = ()  # fields worth saying

    @property
    def instants(self) -> tuple[dt.datetime, ...]:
        """When they happened."""
        return tuple(row["at"] for row in self.rows)


@dataclass(frozen=True, slots=True)
class RemoveEvents:
    """Recorded events that did not happen."""

    events: tuple[tuple[str, str, dt.datetime], ...]  # event_id, kind, at


@dataclass(frozen=True, slots=True)
class SetConsent:
    """She gave or withdrew a consent."""

    channel: str
    purpose: str
    state: Literal["given", "withdrawn"]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class AddDeal:
    """One more deal of hers."""

    fields: tuple[tuple[str, Any], ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class RemoveDeal:
    """A deal that was never made."""

    deal_id: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class SetDealField:
    """A field of a deal has another value from an instant on."""

    deal_id: int
    field: str
    value: Any
    before: Any
    at: dt.datetime
    type: ValueType
    title: str | None = None
    test: n.Compare | None = None


@dataclass(frozen=True, slots=True)
class AddMembership:
    """A recorded membership of a segment that began, or ended, at an instant."""

    segment: str
    change: Literal["entered", "left"]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class RemoveMemberships:
    """Recorded memberships of a segment that never were."""

    segment: str
    change: Literal["entered", "left"]
    instants: tuple[dt.datetime, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """She lives at another point."""

    latitude: float
    longitude: float
    at: dt.datetime
    km: float | None = None  # how far from where she lived


Change: TypeAlias = (
    SetAttribute
    | ForgetChanges
    | AddEvents
    | RemoveEvents
    | SetConsent
    | AddDeal
    | RemoveDeal
    | SetDealField
    | AddMembership
    | RemoveMemberships
    | Move
)


def applied(facts: Facts, changes: Iterable[Change]) -> Facts:
    """The facts as they would be."""
    for change in changes:
        facts = _applied(facts, change)
    return facts


def _applied(facts: Facts, change: Change) -> Facts:
    match change:
        case SetAttribute(entity=entity, owner=owner):
            key = facts.customer_id if entity == "customer" else owner
            return _valued(facts, (entity, key, change.attribute), change.value, change.at, change.type)
        case Move(latitude=latitude, longitude=longitude, at=at):
            moved = _valued(
                facts, ("customer", facts.customer_id, "latitude"), latitude, at, ValueType.NUMBER
            )
            return _valued(
                moved, ("customer", facts.customer_id, "longitude"), longitude, at, ValueType.NUMBER
            )
        case SetDealField():
            return _valued(
                facts, ("deal", change.deal_id, change.field), change.value, change.at, change.type
            )
        case ForgetChanges():
            return _forgotten(facts, change)
        case AddEvents(rows=rows):
            known = {row["event_id"] for row in facts.rows("events")}
            new = ({**row, "customer_id": facts.customer_id} for row in rows if row["event_id"] not in known)
            return _with_events(facts, (*facts.rows("events"), *new))
        case RemoveEvents(events=events):
            gone = {event_id for event_id, _, _ in events}
            return _with_events(facts, (row for row in facts.rows("events") if row["event_id"] not in gone))
        case _:
            return _recorded(facts, change)


def _recorded(facts: Facts, change: Change) -> Facts:
    match change:
        case SetConsent():
            names = ("channel", "purpose", "state", "at")
            row: Row = {"source": None, "wording": None} | {name: getattr(change, name) for name in names}
            row["customer_id"] = facts.customer_id
            return facts.having("consents", (*facts.rows("consents"), row))
        case AddDeal(fields=fields, number=number):
            deal: Row = {"deal_id": -1 - number, "customer_id": facts.customer_id} | dict(fields)
            return facts.having("deals", (*facts.rows("deals"), deal))
        case RemoveDeal(deal_id=deal_id):
            return facts.having("deals", (each for each in facts.rows("deals") if each["deal_id"] != deal_id))
        case AddMembership(segment=segment, change=kind, at=at):
            membership: Row = {
                "segment_id": _segment_id(facts, segment),
                "version": 1,
                "customer_id": facts.customer_id,
                "entered_at": at,
                "left_at": at if kind == "left" else None,
            }
            return facts.having("memberships", (*facts.rows("memberships"), membership))
        case RemoveMemberships(segment=segment, change=kind, instants=instants):
            own, column = _segment_id(facts, segment), "entered_at" if kind == "entered" else "left_at"
            left = (
                each
                for each in facts.rows("memberships")
                if each["segment_id"] != own or each[column] not in instants
            )
            return facts.having("memberships", left)
    raise TypeError(f"{type(change).__name__} is no change")


def _segment_id(facts: Facts, segment: str) -> int | None:
    for row in facts.rows("segments"):
        if row["name"] == segment and row["deleted_at"] is None:
            return int(row["segment_id"])
    return None


def _with_events(facts: Facts, rows: Iterable[Row]) -> Facts:
    """Her first event settles since when she exists."""
    events = tuple(rows)
    instants = [row["at"] for row in events] + ([facts.first_unread] if facts.first_unread else [])
    person = {**facts.customer, "first_event_at": min(instants, default=None)}
    return facts.having("events", events).having("customers", (person,))


def _valued(
    facts: Facts, what: tuple[str, int, str], value: object, at: dt.datetime, value_type: ValueType
) -> Facts:
    """A value dated `at`; what was known so far, undated, is taken to have held before."""
    history = [row for row in facts.rows("attribute_changes") if _is_about(row, what)]
    last = max((row["seq"] for row in facts.rows("attribute_changes")), default=0)
    added = []
    if not history:
        now = _held(facts, what)
        if now is not None:
            added.append(_change_row(what, canonical(now, value_type), ALWAYS, last + 1))
            added[0]["assumed"] = True
    added.append(_change_row(what, canonical(value, value_type), at, last + 2))
    changed = facts.having("attribute_changes", (*facts.rows("attribute_changes"), *added))
    return _refreshed(changed, what, {last + 2: value})


def _forgotten(facts: Facts, change: ForgetChanges) -> Facts:
    """The changes never happened: the wide row is left, since the past is rebuilt from the changes."""
    gone = set(change.places)
    left = tuple(row for row in facts.rows("attribute_changes") if row["seq"] not in gone)
    return facts.having("attribute_changes", left)


def _refreshed(facts: Facts, what: tuple[str, int, str], values: dict[int, object]) -> Facts:
    """The wide row holds the last value, where the last change is one of these."""
    entity, key, attribute = what
    history = [row for row in facts.rows("attribute_changes") if _is_about(row, what)]
    latest = max(history, key=lambda row: (row["at"], row["seq"]))
    if latest["seq"] not in values:
        return facts
    table = TABLES[entity]
    rows = (
        {**row, attribute: values[latest["seq"]]} if row[f"{entity}_id"] == key else row
        for row in facts.rows(table)
    )
    return facts.having(table, rows)


def _held(facts: Facts, what: tuple[str, int, str]) -> Plain:
    entity, key, attribute = what
    for row in facts.rows(TABLES[entity]):
        if row[f"{entity}_id"] == key:
            return row[attribute]
    return None


def _is_about(row: Row, what: tuple[str, int, str]) -> bool:
    return (row["entity"], row["id"], row["attribute"]) == what


def _change_row(what: tuple[str, int, str], value: str | None, at: dt.datetime, seq: int) -> Row:
    entity, key, attribute = what
    return {
        "entity": entity,
        "id": key,
        "attribute": attribute,
        "value": value,
        "at": at,
        "seq": seq,
        "source": None,
        "assumed": False,
    }


def canonical(value: Plain, value_type: ValueType) -> str | None:
    """A value as the text that `attribute_changes` keeps."""
    match value:
        case None | "" | []:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return json.dumps(value, ensure_ascii=False)
        case dt.datetime():
            return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        case Decimal():
            return format(value, "f")
        case float() if value_type is ValueType.NUMBER:
            return repr(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
