"""A world as the tables of a store: the same facts, laid out as `clientela.store.schema` says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from clientela.rules.types import ValueType
from clientela.store.schema import BEGINNING, ENTITIES, SQL_TYPES, TABLES
from tests.oracle.catalogue import (
    COMPANY_ATTRIBUTES,
    CUSTOMER_ATTRIBUTES,
    DEAL_ATTRIBUTES,
    ESTIMATES,
    KINDS,
)
from tests.oracle.world import Change, Company, Customer, Deal, Plain, World

Row = dict[str, Any]
HELD_ALWAYS = dt.datetime.fromisoformat(BEGINNING)
ATTRIBUTES = {
    "customers": CUSTOMER_ATTRIBUTES,
    "companies": COMPANY_ATTRIBUTES,
    "deals": DEAL_ATTRIBUTES,
    "products": {},
}
ESTIMATE_COLUMNS = {ValueType.NUMBER: "value", ValueType.DATE: "day", ValueType.TEXT: "text"}
ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DECIMAL(18, 4)": pa.decimal128(18, 4),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
    "VARCHAR[]": pa.list_(pa.string()),
}


def columns() -> dict[str, dict[str, str]]:
    """Every table with the SQL types of its columns, attributes included."""
    wide = {
        table: fixed | {name: SQL_TYPES[kind] for name, kind in ATTRIBUTES[table].items()}
        for table, fixed in ENTITIES.items()
    }
    return wide | TABLES


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table, empty."""
    for table, types in columns().items():
        spelled = ", ".join(f'"{name}" {sql_type}' for name, sql_type in types.items())
        connection.execute(f'CREATE TABLE "{table}" ({spelled})')


def fill_tables(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Replace what the tables hold by this world."""
    for table, data in arrow_tables(world).items():
        connection.execute(f'DELETE FROM "{table}"')
        if data.num_rows:
            connection.register("offered_rows", data)
            connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM offered_rows')
            connection.unregister("offered_rows")


def load(world: World) -> duckdb.DuckDBPyConnection:
    """The world in a store in memory."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    create_tables(connection)
    fill_tables(connection, world)
    return connection


def arrow_tables(world: World) -> dict[str, pa.Table]:
    """Every table a world has rows for (or could have), as Arrow."""
    types = columns()
    return {
        table: pa.table(
            {
                name: pa.array([row.get(name) for row in rows], ARROW_TYPES[sql_type])
                for name, sql_type in types[table].items()
            }
        )
        for table, rows in rows_of(world).items()
    }


def rows_of(world: World) -> dict[str, list[Row]]:
    """The rows of every table that a rule may read."""
    numbers = {name: number for number, name in enumerate(world.segments, 1)}
    return {
        "customers": [customer_row(customer, world) for customer in world.customers],
        "companies": [
            wide_row(c, COMPANY_ATTRIBUTES) | {"company_id": c.company_id} for c in world.companies
        ],
        "deals": [wide_row(deal, DEAL_ATTRIBUTES) | {"deal_id": deal.deal_id} for deal in world.deals],
        "events": [event_row(event.kind, event.fields, event) for event in world.events],
        "attribute_changes": list(change_rows(world)),
        "consents": [
            {name: getattr(consent, name) for name in ("customer_id", "channel", "purpose", "state", "at")}
            for consent in world.consents
        ],
        "segments": [
            {"segment_id": number, "name": name, "created_at": HELD_ALWAYS}
            for name, number in numbers.items()
        ],
        "memberships": [
            {
                "segment_id": numbers[membership.segment],
                "version": 1,
                "customer_id": membership.customer_id,
                "entered_at": membership.entered_at,
                "left_at": membership.left_at,
            }
            for membership in world.memberships
        ],
        "estimate_runs": [{"name": run.name, "at": run.at} for run in world.runs],
        "estimates": [
            {"name": run.name, "at": run.at, "customer_id": row.customer_id, "low": row.low, "high": row.high}
            | {ESTIMATE_COLUMNS[ESTIMATES[run.name]]: row.value}
            for run in world.runs
            for row in run.rows
        ],
    }


def wide_row(owner: Customer | Company | Deal, attributes: Iterable[str]) -> Row:
    """The current values: of an attribute that changed, the latest change by (at, seq)."""
    current: dict[str, Plain | None] = dict(owner.always)
    for change in sorted(owner.changes, key=lambda change: (change.at, change.seq)):
        current[change.attribute] = change.value
    return {"created_at": owner.created_at} | {name: cell(current.get(name)) for name in attributes}


def cell(value: Plain | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def customer_row(customer: Customer, world: World) -> Row:
    instants = [event.at for event in world.events if event.customer_id == customer.customer_id]
    return wide_row(customer, CUSTOMER_ATTRIBUTES) | {
        "customer_id": customer.customer_id,
        "first_event_at": min(instants, default=None),
    }


def event_row(kind: str, fields: Mapping[str, Plain | None], event: Any) -> Row:
    """An event with each field in its column or in the JSON of its properties."""
    row: Row = {name: getattr(event, name) for name in ("event_id", "customer_id", "at", "kind")}
    properties: Row = {}
    for name, value in fields.items():
        value_type, column = KINDS[kind][name]
        if column is None:
            properties[name] = in_json(value, value_type)
        else:
            row[column] = value
    row["properties"] = json.dumps(properties, ensure_ascii=False) if properties else None
    return row


def in_json(value: Plain | None, value_type: ValueType) -> Any:
    """As the store writes it: numbers and booleans as such, times as ISO texts, lists as arrays."""
    match value:
        case tuple():
            return list(value)
        case Decimal():
            return float(value)
        case dt.date():
            return value.isoformat()
    return value


def change_rows(world: World) -> Iterable[Row]:
    for customer in world.customers:
        yield from rows_of_changes("customer", customer.customer_id, customer.changes, CUSTOMER_ATTRIBUTES)
    for company in world.companies:
        yield from rows_of_changes("company", company.company_id, company.changes, COMPANY_ATTRIBUTES)
    for deal in world.deals:
        yield from rows_of_changes("deal", deal.deal_id, deal.changes, DEAL_ATTRIBUTES)


def rows_of_changes(
    entity: str, number: int, changes: Iterable[Change], attributes: Mapping[str, ValueType]
) -> Iterable[Row]:
    for change in changes:
        yield {
            "entity": entity,
            "id": number,
            "attribute": change.attribute,
            "value": canonical(change.value, attributes[change.attribute]),
            "at": change.at,
            "seq": change.seq,
            "assumed": change.assumed,
        }


def canonical(value: Plain | None, value_type: ValueType) -> str | None:
    """A value as the text that `attribute_changes` keeps."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case tuple():
            return json.dumps(list(value), ensure_ascii=False)
        case dt.date():
            return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
