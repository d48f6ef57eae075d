"""Deals opened, moved, won and lost by hand: their attributes change, and their customer's card says so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from clientela.collect.byhand.attributes import LINKS, editable, read_value
from clientela.collect.byhand.events import INSTANT, event_row
from clientela.collect.byhand.hand import Hand
from clientela.collect.cells.conversion import ARROW_TYPES
from clientela.errors import ClientelaError
from clientela.store.engine import Engine
from clientela.store.tables import quoted

ENDED = ("won", "lost")
TOLD = ("amount", "currency", "product", "stage", "competitor", "lost_reason")
SUGGESTED = frozenset({"lost_reason", "stage", "competitor", "product", "pipeline", "owner"})


def open_deal(
    hand: Hand, customer: int, title: str, fields: Mapping[str, object], *, at: dt.datetime | None = None
) -> int:
    """Open a deal with a customer and return our number of it.

    `fields` are attributes of deals, as values or as texts to be read.
    """
    hand.need("customer", customer)
    if not title.strip():
        raise ClientelaError("a deal needs a title")
    instant = hand.happened(at)
    told = _read(hand, {**fields, "title": title.strip(), "status": "open"})
    with hand.store.engine.transaction():
        deal = hand.store.allocate_ids("deal", 1)[0]
        number = f"hand-{deal}"
        links = {"customer_id": customer, "external_id": number}
        created = {"created_at": pa.array([instant], INSTANT)}
        _write(hand, deal, told, instant, {n: pa.array([v]) for n, v in links.items()} | created)
        _log(hand, {**told, **links}, "deal_created", instant)
    return deal


def change_deal(
    hand: Hand, deal: int, fields: Mapping[str, object], *, at: dt.datetime | None = None
) -> tuple[str, ...]:
    """Change attributes of a deal since an instant, and return the kinds of events that it made.

    A new stage is a `deal_stage_changed`; the status `won` or `lost` ends the deal, `open` takes it up again.
    Raises ClientelaError for a deal lost without a reason.
    """
    hand.need("deal", deal)
    instant, told = hand.happened(at), _read(hand, fields)
    before = _deal(hand, deal)
    kinds = _kinds(before, told)
    _check_ending(before, told)
    if told.get("status") in ENDED and told["status"] != before["status"]:
        told["closed_at"] = instant
    elif told.get("status") == "open" and before["status"] in ENDED:
        told |= {"closed_at": None, "lost_reason": None}
    after = {**before, **told}
    with hand.store.engine.transaction():
        _write(hand, deal, told, instant)
        for kind in kinds if before["customer_id"] is not None else ():
            _log(hand, after, kind, instant, previous=before["stage"])
    return kinds


def deal_values(engine: Engine, field: str, limit: int = 12) -> list[str]:
    """What the firm's deals say of a field, the most frequent first: reasons, stages, competitors."""
    if field not in SUGGESTED:
        raise ClientelaError(f"there is nothing to suggest for {field!r}")
    found = engine.rows(
        f"SELECT {quoted(field)} FROM deals WHERE {quoted(field)} IS NOT NULL GROUP BY 1 "
        "ORDER BY count(*) DESC, 1 LIMIT ?",
        [limit],
    )
    return [str(value) for (value,) in found]


def _read(hand: Hand, fields: Mapping[str, object]) -> dict[str, Any]:
    """Texts as values; empty ones are left out where nothing was said of them."""
    told: dict[str, Any] = {}
    for name, value in fields.items():
        if name in LINKS:
            raise ClientelaError(f"{name} of a deal stays as it is")
        definition = editable(hand, name, "deal")
        told[name] = read_value(hand, definition, value) if isinstance(value, str) else value
    return told


def _kinds(before: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, ...]:
    moved = told.get("stage") is not None and told["stage"] != before["stage"]
    ended = told.get("status") in ENDED and told["status"] != before["status"]
    return (*(("deal_stage_changed",) if moved else ()), *((f"deal_{told['status']}",) if ended else ()))


def _check_ending(before: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    status = told.get("status", before["status"])
    if status == "lost" and not told.get("lost_reason", before["lost_reason"]):
        raise ClientelaError("say why the deal was lost; the reasons are what segments are made of")
    if told.get("lost_reason") and status != "lost":
        raise ClientelaError("only a lost deal has a reason for being lost; say that it is lost too")


def _deal(hand: Hand, deal: int) -> dict[str, Any]:
    names = ("external_id", "customer_id", "status", *TOLD)
    columns = ", ".join(quoted(name) for name in names)
    (row,) = hand.store.engine.rows(f"SELECT {columns} FROM deals WHERE deal_id = ?", [deal])
    return dict(zip(names, row, strict=True))


def _write(
    hand: Hand,
    deal: int,
    told: Mapping[str, Any],
    at: dt.datetime,
    more: Mapping[str, pa.Array] | None = None,
) -> None:
    """Attributes since the instant; what is None is cleared. `more` are columns as they stand."""
    types = hand.catalog.attributes("deal")
    columns = {n: pa.array([v], ARROW_TYPES[types[n]]) for n, v in told.items() if v is not None}
    cleared = [name for name, value in told.items() if value is None]
    if cleared:
        columns["clear"] = pa.array([cleared])
    columns |= more or {}
    columns |= {"deal_id": pa.array([deal]), "at": pa.array([at], INSTANT)}
    hand.store.write_entities("deal", pa.table(columns), source=hand.source, received_at=hand.now)


def _log(
    hand: Hand, deal: Mapping[str, Any], kind: str, at: dt.datetime, *, previous: str | None = None
) -> None:
    """The event; it has the id an import of the same deal would give it, so neither doubles the other's."""
    facts = hand.catalog.event_kind(kind)
    fields = {n: deal[n] for n in TOLD if deal.get(n) is not None and facts is not None and n in facts.fields}
    if previous and facts is not None and "previous_stage" in facts.fields:
        fields["previous_stage"] = previous
    number = deal["external_id"] or ""
    for event_id in (f"{kind}:{number}", f"{kind}:{number}:{uuid.uuid4().hex}"):
        row = event_row(hand, event_id, deal["customer_id"], kind, {**fields, "deal_id": number}, at=at)
        if hand.store.append_events(row).new:
            return
