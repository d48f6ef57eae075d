"""Notes, calls, visits and whatever else somebody logs: one event each."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

from clientela.collect.byhand.hand import Hand
from clientela.collect.cells.conversion import ARROW_TYPES
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.types import FieldFacts

LOGGED = ("note_added", "call_logged", "visit_logged")
INSTANT = pa.timestamp("us", "UTC")


def log_event(
    hand: Hand,
    customer: int,
    kind: str,
    fields: Mapping[str, object],
    *,
    at: dt.datetime | None = None,
    once: str | None = None,
) -> str:
    """Write one event of a customer and return its id; empty fields are left out.

    `once` makes it the only one of that key: whoever sends it again adds nothing. Raises UnknownNameError for
    a customer, a kind or a field that is not there, and ClientelaError for an instant that has not come yet.
    """
    hand.need("customer", customer)
    told = {name: value for name, value in fields.items() if value is not None and str(value).strip()}
    if kind in LOGGED and not {"text", "outcome", "topic"} & told.keys():
        raise ClientelaError("say what it was about: write a text")
    event_id = f"hand:{once or uuid.uuid4().hex}"
    hand.store.append_events(event_row(hand, event_id, customer, kind, told, at=hand.happened(at)))
    return event_id


def event_row(
    hand: Hand, event_id: str, customer: int, kind: str, fields: Mapping[str, object], *, at: dt.datetime
) -> pa.Table:
    """The event as a row of the store: each field in its column, the rest in the properties."""
    known = _fields_of(hand, kind)
    columns: dict[str, pa.Array] = {}
    rest: dict[str, object] = {}
    for name, value in fields.items():
        if name not in known:
            raise UnknownNameError(f"field of {kind}", name, known)
        column = known[name].column
        if column is None:
            rest[name] = _plain(value)
        else:
            columns[column] = pa.array([value], ARROW_TYPES[known[name].type])
    if rest:
        columns["properties"] = pa.array([json.dumps(rest, ensure_ascii=False)])
    fixed = {"event_id": [event_id], "customer_id": [customer], "kind": [kind], "source": [hand.source]}
    times = {"at": pa.array([at], INSTANT), "received_at": pa.array([hand.now], INSTANT)}
    return pa.table({**columns, **fixed, **times})


def _fields_of(hand: Hand, kind: str) -> Mapping[str, FieldFacts]:
    facts = hand.catalog.event_kind(kind)
    if facts is None:
        raise UnknownNameError("event kind", kind, hand.catalog.event_kind_names())
    return facts.fields


def _plain(value: object) -> object:
    """As JSON keeps it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
