"""From a chunk of raw rows to rows of the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.files.numbers import integers
from clientela.collect.identity.countries import known_countries
from clientela.collect.identity.matching import (
    Arrival,
    Matched,
    add_identities,
    match_numbers,
    match_people,
)
from clientela.collect.landing.consents import land_consents
from clientela.collect.landing.deals import land_deals
from clientela.collect.landing.declaring import FieldsSeen, declare_fields
from clientela.collect.landing.entities import (
    Landed,
    attribute_table,
    companies_named,
    entity_ids,
    land_entities,
)
from clientela.collect.landing.event_ids import Occurrences, numbered_ids, row_hashes
from clientela.collect.landing.events import answer_rows, count_kinds, event_rows
from clientela.collect.landing.originals import keep_texts
from clientela.collect.landing.preparing import KIND, PHONES, ROW, Conventions, Prepared, prepare
from clientela.collect.mapping.definition import ANSWER, ENTITY_OF, IDENTITY, Mapping
from clientela.collect.mapping.targets import AttributeCatalog
from clientela.collect.report import ImportReport, Problem
from clientela.store.store import Store
from clientela.store.tables import names_of, quoted

HASH, NUMBER = "_hash", "_number"
UTC_STAMP = pa.timestamp("us", "UTC")


class Landing:
    """What one import needs to land its chunks; `report` is kept up to date."""

    def __init__(
        self,
        store: Store,
        catalog: AttributeCatalog,
        mapping: Mapping,
        shared: Conventions,
        *,
        source: str,
        received_at: dt.datetime,
        report: ImportReport,
    ) -> None:
        self.store, self.catalog, self.mapping, self.shared = store, catalog, mapping, shared
        self.source, self.received_at, self.report = source, received_at, report
        self.occurrences = Occurrences()
        self.fields = FieldsSeen(store, catalog, mapping, received_at)
        self.is_first = False
        self.numbers_rows = self._needs_hashes()

    def declare(self) -> None:
        """Make the new fields and event kinds that the mapping names."""
        found = self.store.engine.rows("SELECT 1 FROM events WHERE source = ? LIMIT 1", [self.source])
        self.is_first = not found
        self.report.new_fields = declare_fields(self.store, self.catalog, self.mapping, self.received_at)

    def _needs_hashes(self) -> bool:
        if self.mapping.people == "row":
            return True
        if self.mapping.kind in ENTITY_OF and self.mapping.kind != "customers":
            return not self.mapping.target("external_id")
        if self.mapping.kind in {"customers", "consents"} or self.mapping.target("event_id"):
            return False
        return not (
            self.mapping.kind == "orders" and self.mapping.target("ref") and not self.mapping.event_id
        )

    def numbered(self, raw: pa.Table) -> pa.Table:
        """The raw rows with a hash each, and which occurrence of it they are."""
        if not self.numbers_rows:
            return raw
        named = {column.target: column.column for column in self.mapping.kept}
        columns = list(self.mapping.event_id) or [named[target] for target in sorted(named)]
        hashes = row_hashes(self.store.engine, raw, columns, self.mapping.kind)
        numbers = self.occurrences.number(hashes)
        return raw.append_column(HASH, hashes).append_column(NUMBER, integers(numbers))

    def land(self, raw: pa.Table) -> list[Problem]:
        """Land one chunk; returns what could not be taken."""
        living = None
        if any(column.target in PHONES for column in self.mapping.kept):
            living = known_countries(self.store.engine, raw, self.mapping)
        ready = prepare(raw, self.mapping, self.shared, living)
        self.report.read += raw.num_rows
        kind = self.mapping.kind
        if kind == "customers":
            landed = self._land_customers(ready)
        elif kind == "deals":
            landed = land_deals(self.store, self._arrival(), self._numbered(ready), self.report)
        elif kind in ENTITY_OF:
            landed = self._land_things(ready, ENTITY_OF[kind])
        else:
            landed = self._land_events(ready)
        self.report.rejected += ready.rejected
        self.report.imported += landed.imported
        self.report.unchanged += landed.unchanged
        entity = ENTITY_OF.get(kind, "customer")
        self.report.created[entity] += landed.created
        self.report.changed[entity] += landed.changed
        if not self.report.preview:
            self.report.preview = _preview(ready.table)
        return ready.problems

    def _arrival(self) -> Arrival:
        namespace = "row" if self.mapping.people == "row" else self.mapping.namespace
        return Arrival(self.store.engine, self.source, self.received_at, namespace)

    def _numbered(self, ready: Prepared) -> Prepared:
        """Things that the file does not number are known by their rows."""
        if ready.column("external_id") is None:
            ready.table = ready.table.append_column("external_id", self._row_numbers(ready))
        return ready

    def _land_things(self, ready: Prepared, entity: str) -> Landed:
        table = self._numbered(ready).table
        ids, created = entity_ids(self._arrival(), entity, table["external_id"].combine_chunks())
        keep_texts(self.store.engine, entity, ids, ready, source=self.source)
        return land_entities(
            self.store, self._arrival(), entity, attribute_table(table, entity, ids), created
        )

    def _land_customers(self, ready: Prepared) -> Landed:
        arrival = replace(self._arrival(), creates=False)
        matched = self._matched(arrival, ready)
        keep_texts(self.store.engine, "customer", matched.customers, ready, source=self.source)
        data = attribute_table(ready.table, "customer", matched.customers)
        if "external_id" not in data.column_names and self.mapping.people == "row":
            data = data.append_column("external_id", self._row_numbers(ready))
        if "company" in ready.table.column_names:
            companies = companies_named(self.store, arrival, ready.table["company"].combine_chunks())
            data = data.append_column("company_id", companies)
        for column in self.mapping.kept:
            if column.target.startswith(IDENTITY):
                values = ready.table[column.target].combine_chunks()
                space = "external_id:" + column.target.removeprefix(IDENTITY)
                add_identities(arrival, space, values, matched.customers)
        return land_entities(self.store, arrival, "customer", data, matched.created)

    def _matched(self, arrival: Arrival, ready: Prepared) -> Matched:
        """The customers of the rows, by whichever keys the file has."""
        number = ready.column("external_id")
        if number is None:
            number = ready.column("customer")
        if self.mapping.people == "row":
            number = self._row_numbers(ready)
        email, phone = ready.column("email"), ready.column("phone")
        if self.mapping.people == "row" or (email is None and phone is None):
            matched = match_numbers(arrival, number)
        else:
            matched = match_people(arrival, self._keys(ready, number, email, phone))
        self.report.merges += matched.merges
        self.report.conflicts += [f"{c.key} {c.value}: {c.decision}" for c in matched.conflicts]
        return matched

    def _row_numbers(self, ready: Prepared) -> pa.Array:
        hashes = pc.utf8_slice_codeunits(ready.raw.column(HASH).combine_chunks(), 0, 16)
        return numbered_ids("row", hashes, ready.raw.column(NUMBER).combine_chunks().to_numpy())

    def _keys(
        self, ready: Prepared, number: pa.Array | None, email: pa.Array | None, phone: pa.Array | None
    ) -> pa.Table:
        rows = ready.table.num_rows
        empty = pa.nulls(rows, pa.string())
        return pa.table(
            {
                "position": integers(np.arange(rows)),
                "ext": empty if number is None else number,
                "email": empty if email is None else email,
                "phone": empty if phone is None else phone,
                "name": _names(ready) if _names(ready) is not None else empty,
                "birthday": _birthdays(ready, empty),
            }
        )

    def _land_events(self, ready: Prepared) -> Landed:
        if self.mapping.people == "ref":
            self._find_by_ref(ready)
            customers, created = ready.column("_customer"), 0
        else:
            matched = self._matched(self._arrival(), ready)
            customers, created = matched.customers, matched.created
            self._date_undated(ready)
        assert_aligned(customers, ready)
        keep_texts(self.store.engine, "customer", customers, ready, source=self.source)
        if self.mapping.kind == "consents":
            landed = land_consents(self.store, self._arrival(), ready, customers, created)
        else:
            landed = self._append(ready, customers, created)
        changed = self._land_attributes(ready, customers)
        return replace(landed, changed=changed)

    def _date_undated(self, ready: Prepared) -> None:
        if ready.column("at") is None:
            instant = pa.scalar(self.received_at, UTC_STAMP)
            ready.table = ready.table.append_column("at", pa.repeat(instant, ready.table.num_rows))

    def _find_by_ref(self, ready: Prepared) -> None:
        """Customers and dates by the order that the rows name; rows of unknown orders are rejected."""
        refs = ready.column("ref")
        with self.store.engine.offered("offered_refs", pa.table({"ref": pc.unique(refs)})):
            known = self.store.engine.table(
                'SELECT ref, min(customer_id) AS customer_id, min("at") AS "at" FROM events '
                "WHERE ref IN (SELECT ref FROM offered_refs) "
                "AND kind IN ('order_completed', 'order_cancelled', "
                "'order_refunded', 'product_bought', 'product_returned') GROUP BY ref"
            )
        places = pc.index_in(refs, known["ref"].combine_chunks())
        table = ready.table.append_column("_customer", known["customer_id"].combine_chunks().take(places))
        if "at" not in table.column_names:
            table = table.append_column("at", known["at"].combine_chunks().cast(UTC_STAMP).take(places))
        found = pc.is_valid(places)
        lost = table.filter(pc.invert(found))
        column = self.mapping.target("ref")
        for row, ref in zip(lost[ROW].to_pylist(), lost["ref"].to_pylist(), strict=True):
            cure = "import the orders first; they say whose it is"
            name = column.column if column else "ref"
            ready.problems.append(Problem(row, name, ref or "", "names an order nobody knows", cure))
        ready.rejected += lost.num_rows
        ready.table, ready.raw = table.filter(found), ready.raw.filter(found)

    def _append(self, ready: Prepared, customers: pa.Array, created: int) -> Landed:
        ids = self._ids(ready)
        events = event_rows(
            ready.table,
            self.mapping,
            ids,
            customers,
            source=self.source,
            received_at=self.received_at,
            currency=self.shared.currency,
        )
        rows = events.num_rows
        self.fields.look(events["kind"].combine_chunks(), ready.table)
        if any(column.target.startswith(ANSWER) for column in self.mapping.kept):
            return self._append_answers(events, ready, created)
        before = None if self.is_first else self._already(events)
        appended = self.store.append_in_groups(events)
        if self.is_first and appended.duplicates:
            events = self._landed_now(events)
        elif before is not None:
            events = events.filter(pc.invert(before))
        self.report.events += count_kinds(events)
        return Landed(appended.new, rows - appended.new, created, 0)

    def _landed_now(self, events: pa.Table) -> pa.Table:
        """Which of these events this import brought, where no earlier one had its source."""
        with self.store.engine.offered("offered_ids", events.select(["event_id"])):
            return self.store.engine.table(
                "SELECT kind FROM events WHERE source = ? AND event_id IN (SELECT event_id FROM offered_ids)",
                [self.source],
            )

    def _already(self, events: pa.Table) -> pa.Array | None:
        """Which of these events are in the store, or among these, already; None where none is."""
        ids = events["event_id"].combine_chunks()
        with self.store.engine.offered("offered_ids", events.select(["event_id"])):
            known = self.store.engine.table(
                "SELECT event_id FROM events WHERE event_id IN (SELECT event_id FROM offered_ids)"
            )["event_id"].combine_chunks()
        doubled = len(pc.unique(ids)) < len(ids)
        if not len(known) and not doubled:
            return None
        mask = pc.is_in(ids, known)
        if doubled:
            first = pc.index_in(ids, ids)
            mask = pc.or_(mask, pc.not_equal(first, pa.array(np.arange(len(ids)), pa.int32())))
        return mask

    def _append_answers(self, events: pa.Table, ready: Prepared, created: int) -> Landed:
        answers = answer_rows(events, ready.table, self.mapping)
        before = self._already(answers)
        fresh = answers if before is None else answers.filter(pc.invert(before))
        self.store.append_events(answers)
        self.report.events += count_kinds(fresh)
        told = len(pc.unique(pc.replace_substring_regex(fresh["event_id"], r":[^:]*$", "")))
        return Landed(told, events.num_rows - told, created, 0)

    def _ids(self, ready: Prepared) -> pa.Array:
        own = ready.column("event_id")
        kinds = ready.table.column(KIND).combine_chunks()
        if own is not None:
            parts = [kinds, own]
            ref = ready.column("ref")
            if ref is not None:  # some shops number reviews so that one id stands for two orders
                parts.append(pc.fill_null(ref, ""))
            return pc.binary_join_element_wise(*parts, ":")
        if HASH in ready.raw.column_names:
            numbers = ready.raw.column(NUMBER).combine_chunks().to_numpy()
            if self.mapping.duplicates == "drop":
                numbers = np.zeros_like(numbers)
            return numbered_ids(self.mapping.kind, ready.raw.column(HASH).combine_chunks(), numbers)
        return pc.binary_join_element_wise(kinds, ready.column("ref"), ":")

    def _land_attributes(self, ready: Prepared, customers: pa.Array) -> int:
        """What rows of events say of the customers themselves, true since the event.

        The first that is ever heard of somebody is taken to have held before, as in every import.
        """
        named = [name for name in ready.table.column_names if name.startswith("customer.")]
        keys = [name for name in ("email", "phone") if ready.column(name) is not None]
        if not named and not keys:
            return 0
        names = [name.removeprefix("customer.") for name in (*named, *keys)]
        table = pa.table([ready.table[name] for name in (*named, *keys)], names)
        table = table.append_column("customer_id", customers).append_column("at", ready.table["at"])
        with self.store.engine.offered("offered_attributes", table):
            told = self.store.engine.table(_TOLD.format(names=names_of(names), known=_known_sql(names)))
        return land_entities(self.store, self._arrival(), "customer", told, 0).changed


_TOLD = """
WITH told AS (
  SELECT customer_id, {names}, min("at") AS "at" FROM offered_attributes GROUP BY customer_id, {names}
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY "at", {names}) AS n FROM told
)
SELECT customer_id, {names}, CASE WHEN n > 1 OR {known} THEN "at" END AS "at"
FROM numbered ORDER BY customer_id, n
"""


def _known_sql(names: list[str]) -> str:
    known = " OR ".join(f"c.{quoted(name)} IS NOT NULL" for name in names)
    return f"EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = numbered.customer_id AND ({known}))"


def assert_aligned(customers: pa.Array, ready: Prepared) -> None:
    """Raise where matching lost or doubled a row: no event may go to the wrong person."""
    if len(customers) != ready.table.num_rows or customers.null_count:
        raise RuntimeError(f"{len(customers)} customers were matched for {ready.table.num_rows} rows")


def _names(ready: Prepared) -> pa.Array | None:
    for prefix in ("", "customer."):
        full = ready.column(prefix + "full_name")
        if full is not None:
            return full
        first, last = ready.column(prefix + "first_name"), ready.column(prefix + "last_name")
        if first is not None and last is not None:
            return pc.binary_join_element_wise(first, last, " ")
    return None


def _birthdays(ready: Prepared, empty: pa.Array) -> pa.Array:
    found = ready.column("birthday")
    if found is None:
        found = ready.column("customer.birthday")
    return empty.cast(pa.date32()) if found is None else found


def _preview(table: pa.Table) -> list[dict[str, str | None]]:
    shown = table.slice(0, 5).to_pylist()
    return [{name: None if value is None else str(value) for name, value in row.items()} for row in shown]
