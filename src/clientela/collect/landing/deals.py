"""Deals: what they are now, what they were before they closed, and what that meant for their customer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.identity.matching import Arrival, match_numbers, match_people
from clientela.collect.landing.entities import (
    Landed,
    attribute_table,
    companies_named,
    entity_ids,
    land_entities,
)
from clientela.collect.landing.events import count_kinds
from clientela.collect.landing.originals import keep_texts
from clientela.collect.landing.preparing import Prepared
from clientela.collect.landing.products import name_products
from clientela.collect.report import ImportReport
from clientela.store.store import Store

OUTCOMES = ("won", "lost")
DATED = ("status", "stage", "lost_reason")  # known only once the deal is closed


def land_deals(store: Store, arrival: Arrival, ready: Prepared, report: ImportReport) -> Landed:
    """Write the deals of a chunk; closed ones are open from their creation until the day they closed."""
    ids, created = entity_ids(arrival, "deal", ready.table["external_id"].combine_chunks())
    name_products(store.engine, ready, report)
    keep_texts(store.engine, "deal", ids, ready, source=arrival.source)
    data = attribute_table(ready.table, "deal", ids)
    if ready.column("company") is not None:
        data = data.append_column(
            "company_id", companies_named(store, arrival, ready.table["company"].combine_chunks())
        )
    customers = _customers(arrival, ready, report)
    if customers is not None:
        data = data.append_column("customer_id", customers)
    landed = land_entities(store, arrival, "deal", data, created)
    _write_past(store, arrival, data)
    if customers is not None:
        _write_events(store, arrival, data, report)
    return landed


def _customers(arrival: Arrival, ready: Prepared, report: ImportReport) -> pa.Array | None:
    numbers = ready.column("customer")
    if numbers is None:
        return None
    empty = pa.nulls(len(numbers), pa.string())
    by_mail = pc.fill_null(pc.match_substring(numbers, "@"), False)  # noqa: FBT003
    if not pc.any(by_mail).as_py():
        matched = match_numbers(arrival, numbers)
    else:
        keys = {
            "position": pa.array(range(len(numbers)), pa.int64()),
            "ext": pc.if_else(by_mail, pa.scalar(None, pa.string()), numbers),
            "email": pc.if_else(by_mail, pc.utf8_lower(numbers), pa.scalar(None, pa.string())),
            "phone": empty,
            "name": empty,
            "birthday": empty.cast(pa.date32()),
        }
        matched = match_people(arrival, pa.table(keys))
    report.created["customer"] += matched.created
    return pc.if_else(pc.is_valid(numbers), matched.customers, pa.scalar(None, pa.int64()))


def _write_past(store: Store, arrival: Arrival, data: pa.Table) -> None:
    """Status and stage as dated changes: open since the creation, the outcome since the closing."""
    if not {"status", "closed_at", "created_at"} <= set(data.column_names):
        return
    closed = data.filter(
        pc.and_(
            pc.is_in(data["status"], pa.array(OUTCOMES)),
            pc.and_(pc.is_valid(data["closed_at"]), pc.is_valid(data["created_at"])),
        )
    )
    if not closed.num_rows:
        return
    opened = pa.table(
        {
            "deal_id": closed["deal_id"],
            "at": closed["created_at"],
            "status": pa.repeat(pa.scalar("open"), closed.num_rows),
        }
    )
    dated = [name for name in DATED if name in closed.column_names]
    ended = pa.table(
        {"deal_id": closed["deal_id"], "at": closed["closed_at"], **{n: closed[n] for n in dated}}
    )
    both = pa.concat_tables([opened, ended], promote_options="default")
    store.write_entities("deal", both, source=arrival.source, received_at=arrival.at)


def _write_events(store: Store, arrival: Arrival, data: pa.Table, report: ImportReport) -> None:
    """What a deal meant for its customer: it was created, it was won or lost."""
    known = data.filter(pc.is_valid(data["customer_id"]))
    parts = []
    if "created_at" in known.column_names:
        parts.append(
            _events(known, "created_at", pa.repeat(pa.scalar("deal_created"), known.num_rows), arrival)
        )
    if {"closed_at", "status"} <= set(known.column_names):
        ended = known.filter(pc.is_in(known["status"], pa.array(OUTCOMES)))
        kinds = pc.binary_join_element_wise("deal", ended["status"].combine_chunks(), "_")
        parts.append(_events(ended, "closed_at", kinds, arrival))
    for part in parts:
        dated = part.filter(pc.is_valid(part["at"]))
        if store.append_events(dated).new == dated.num_rows:
            report.events += count_kinds(dated)


def _events(deals: pa.Table, date: str, kinds: pa.Array, arrival: Arrival) -> pa.Table:
    refs = deals["external_id"].combine_chunks()
    columns = {
        "event_id": pc.binary_join_element_wise(kinds, refs, ":"),
        "customer_id": deals["customer_id"],
        "at": deals[date],
        "received_at": pa.repeat(pa.scalar(arrival.at, pa.timestamp("us", "UTC")), deals.num_rows),
        "kind": kinds,
        "ref": refs,
        "source": pa.repeat(pa.scalar(arrival.source), deals.num_rows),
    }
    if "amount" in deals.column_names:
        columns["amount"] = deals["amount"]
    return pa.table(columns)
