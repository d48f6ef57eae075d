"""Everything the store holds of one customer: the rows that a question about her alone can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pyarrow as pa

from clientela.store import Engine

Row: TypeAlias = dict[str, Any]
Plain: TypeAlias = Any  # a value as the engine gives it; None where it is missing

CLONES = 10**15  # clones are numbered from here, far above every id a store gives


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table; `first_unread` is the instant of her first event that no rule at hand reads."""

    customer_id: int
    tables: Mapping[str, tuple[Row, ...]]
    first_unread: dt.datetime | None = None

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table."""
        return self.tables.get(table, ())

    def having(self, table: str, rows: Iterable[Row]) -> Facts:
        """The same with other rows in one table."""
        return replace(self, tables={**self.tables, table: tuple(rows)})

    @property
    def customer(self) -> Row:
        """Her own row."""
        return self.rows("customers")[0]


@dataclass(frozen=True, slots=True)
class Copied:
    """Her facts and the columns of the tables they come from."""

    facts: Facts
    schemas: Mapping[str, pa.Schema]


def read_facts(engine: Engine, customer_id: int, as_of: dt.datetime, kinds: frozenset[str]) -> Copied:
    """Copy what the store holds of her; of events those of `kinds`, and none later than `as_of`."""
    tables: dict[str, pa.Table] = {
        table: engine.table(f"SELECT * FROM {table} WHERE customer_id = ?", (customer_id,))
        for table in ("customers", "consents", "memberships", "estimates")
    }
    tables["events"] = _events_of(engine, customer_id, as_of, kinds)
    companies = _companies_of(engine, customer_id, tables["customers"].to_pylist())
    tables["companies"] = _with_ids(engine, "companies", "company_id", companies)
    tables["deals"] = _deals_of(engine, customer_id, companies)
    deals = tables["deals"].column("deal_id").to_pylist()
    tables["attribute_changes"] = _changes_of(engine, customer_id, companies, deals)
    tables["segments"] = engine.table("SELECT * FROM segments")
    rows = {name: tuple(table.to_pylist()) for name, table in tables.items()}
    facts = Facts(customer_id, rows, _first_unread(engine, customer_id, rows))
    return Copied(facts, {name: table.schema for name, table in tables.items()})


def cloned(facts: Facts, number: int) -> dict[str, list[Row]]:
    """The rows of a customer like her under another number, with companies and deals of her own."""
    ids = _Numbers(facts, CLONES + number * 10_000)
    return {table: [ids.renamed(table, row) for row in rows] for table, rows in facts.tables.items()}


class _Numbers:
    """What every id becomes in one clone."""

    def __init__(self, facts: Facts, first: int) -> None:
        self.customer = {facts.customer_id: first}
        companies = [row["company_id"] for row in facts.rows("companies")]
        self.company = {company: first + 1 + place for place, company in enumerate(companies)}
        deals = [row["deal_id"] for row in facts.rows("deals")]
        self.deal = {deal: first + 1000 + place for place, deal in enumerate(deals)}

    def renamed(self, table: str, row: Row) -> Row:
        if table == "segments":
            return row
        if table == "attribute_changes":
            return self._change(row)
        new = dict(row)
        for column, ids in (
            ("customer_id", self.customer),
            ("company_id", self.company),
            ("deal_id", self.deal),
        ):
            if column in new and new[column] in ids:
                new[column] = ids[new[column]]
        return new

    def _change(self, row: Row) -> Row:
        owners = {"customer": self.customer, "company": self.company, "deal": self.deal}[row["entity"]]
        new = {**row, "id": owners.get(row["id"], row["id"])}
        links = {"customer_id": self.customer, "company_id": self.company}.get(row["attribute"], {})
        if row["value"] is not None and links:
            new["value"] = str(links.get(int(row["value"]), row["value"]))
        return new


def _companies_of(engine: Engine, customer_id: int, rows: list[Row]) -> list[int]:
    """The companies she belongs to or ever belonged to."""
    once = engine.rows(
        "SELECT DISTINCT CAST(value AS BIGINT) FROM attribute_changes"
        " WHERE entity = 'customer' AND id = ? AND attribute = 'company_id' AND value IS NOT NULL",
        (customer_id,),
    )
    now = {row.get("company_id") for row in rows}
    return sorted({company for (company,) in once} | {company for company in now if company is not None})


def _events_of(engine: Engine, customer_id: int, as_of: dt.datetime, kinds: frozenset[str]) -> pa.Table:
    among = ", ".join(["?"] * len(kinds)) or "NULL"
    return engine.table(
        f'SELECT * FROM events WHERE customer_id = ? AND "at" <= ? AND kind IN ({among})',
        (customer_id, as_of, *sorted(kinds)),
    )


def _first_unread(
    engine: Engine, customer_id: int, rows: Mapping[str, tuple[Row, ...]]
) -> dt.datetime | None:
    """It matters only where her first event settles since when she exists; else that is not looked for."""
    (person,) = rows["customers"]
    first, created = person["first_event_at"], person["created_at"]
    read = {event["at"] for event in rows["events"]}
    if first not in read or (created is not None and created <= first):
        return first if isinstance(first, dt.datetime) else None
    copied = {event["event_id"] for event in rows["events"]}
    others = engine.rows(
        'SELECT event_id, "at" FROM events WHERE customer_id = ? ORDER BY "at"', (customer_id,)
    )
    return next((at for event_id, at in others if event_id not in copied), None)


def _deals_of(engine: Engine, customer_id: int, companies: list[int]) -> pa.Table:
    """Every deal that names her or her company, or ever did."""
    linked = " OR ".join(["customer_id = ?", *["company_id = ?"] * len(companies)])
    texts = ", ".join(["?"] * (1 + len(companies)))
    ever = (
        "SELECT id FROM attribute_changes WHERE entity = 'deal'"
        f" AND attribute IN ('customer_id', 'company_id') AND value IN ({texts})"
    )
    ids = [customer_id, *companies]
    return engine.table(
        f"SELECT * FROM deals WHERE {linked} OR deal_id IN ({ever})", (*ids, *(str(each) for each in ids))
    )


def _changes_of(engine: Engine, customer_id: int, companies: list[int], deals: list[int]) -> pa.Table:
    owners = [("customer", [customer_id]), ("company", companies), ("deal", deals)]
    parts = [
        f"entity = '{entity}' AND id IN ({', '.join(['?'] * len(ids))})" for entity, ids in owners if ids
    ]
    asked = [each for _, ids in owners for each in ids]
    return engine.table(
        f'SELECT * FROM attribute_changes WHERE {" OR ".join(parts)} ORDER BY "at", seq', asked
    )


def _with_ids(engine: Engine, table: str, column: str, ids: list[int]) -> pa.Table:
    if not ids:
        return engine.table(f"SELECT * FROM {table} LIMIT 0")
    return engine.table(f"SELECT * FROM {table} WHERE {column} IN ({', '.join(['?'] * len(ids))})", ids)
