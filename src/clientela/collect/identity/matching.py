"""From the keys in a chunk of rows to customers of the store: found, created, or proved the same.

Records whose keys all lead to one label (their number, else their e-mail, else their phone) need no thought
and are matched in SQL; only those with a key in common with another label go through `identity.resolve`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.identity.merging import merge
from clientela.collect.identity.persons import Conflict, Group, Person, resolve
from clientela.store.engine import Engine
from clientela.store.entities import write_entities
from clientela.store.settings import allocate_ids

KEY_NAMES = ("ext", "email", "phone", "name", "birthday")
INT = pa.int64()


@dataclass(frozen=True, slots=True)
class Arrival:
    """On whose behalf and when rows arrive."""

    engine: Engine
    source: str
    at: dt.datetime
    namespace: str = "external_id"
    creates: bool = True  # False: the caller writes the rows of new customers


@dataclass(slots=True)
class Matched:
    """The customer of each row, and what matching did."""

    customers: pa.Array
    created: int = 0
    merges: list[tuple[int, int, str]] = field(default_factory=list)  # winner, loser, why
    conflicts: list[Conflict] = field(default_factory=list)


def match_numbers(arrival: Arrival, numbers: pa.Array) -> Matched:
    """Customers by the firm's number alone; unknown numbers become customers."""
    encoded = numbers.dictionary_encode()
    distinct = encoded.dictionary
    known = _known_numbers(arrival, distinct)
    unknown = pc.is_null(known)
    missing = distinct.filter(unknown)
    ids = pa.array(allocate_ids(arrival.engine, "customer", len(missing)), INT)
    create_customers(arrival, ids, missing)
    add_identities(arrival, arrival.namespace, missing, ids)
    customers = pc.replace_with_mask(known, unknown, ids)
    return Matched(customers.take(encoded.indices), created=len(missing))


def _known_numbers(arrival: Arrival, distinct: pa.Array) -> pa.Array:
    """The customer of each number; other namespaces are asked only where the own one does not know."""
    offered = pa.table({"place": pa.array(range(len(distinct)), INT), "ext": distinct})
    with arrival.engine.offered("offered_numbers", offered):
        found = arrival.engine.table(
            "SELECT n.place, coalesce(min(i.customer_id) FILTER (i.kind = ?), "
            "CASE WHEN count(DISTINCT i.customer_id) = 1 THEN min(i.customer_id) END) AS customer_id "
            "FROM offered_numbers n "
            "JOIN identities i ON i.value = n.ext AND (i.kind = ? OR i.kind LIKE 'external_id:%') "
            "GROUP BY n.place",
            [arrival.namespace, arrival.namespace],
        )
    places = pc.index_in(offered["place"].combine_chunks(), found["place"].combine_chunks())
    customers: pa.Array = found["customer_id"].combine_chunks().take(places)
    return customers


def create_customers(arrival: Arrival, ids: pa.Array, numbers: pa.Array) -> None:
    """New customers known by no more than their number."""
    if len(ids) and arrival.creates:
        data = pa.table({"customer_id": ids, "external_id": numbers.cast(pa.string())})
        write_entities(
            arrival.engine, "customer", data, known={}, source=arrival.source, received_at=arrival.at
        )


def add_identities(arrival: Arrival, kind: str, values: pa.Array, customers: pa.Array) -> None:
    """Remember keys of customers; those known already are left as they are."""
    data = pa.table({"value": values.cast(pa.string()), "customer_id": customers})
    with arrival.engine.offered("offered_keys", data):
        arrival.engine.execute(
            "INSERT INTO identities SELECT DISTINCT ?, k.value, k.customer_id, ?, CAST(? AS TIMESTAMPTZ) "
            "FROM offered_keys k WHERE k.value IS NOT NULL AND k.customer_id IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM identities i "
            "WHERE i.kind = ? AND i.value = k.value AND i.customer_id = k.customer_id)",
            [kind, arrival.source, arrival.at, kind],
        )


def match_people(arrival: Arrival, keys: pa.Table) -> Matched:
    """Customers by number, e-mail and phone; `keys` has the columns of KEY_NAMES, a row for each row."""
    engine = arrival.engine
    with engine.offered("offered_rows", keys):
        engine.execute(_DISTINCT.format(name=engine.functions["fold"].format("name")))
    engine.execute(
        _KNOWN.format(name=engine.functions["fold"].format(_FULL_NAME)),
        [arrival.namespace, arrival.namespace],
    )
    engine.execute(_RECORDS)
    engine.execute(_HARD)
    matched = _decide(arrival)
    engine.execute("INSERT INTO decided SELECT r.rec, l.customer_id "
                   "FROM records r JOIN label_ids l USING (label) "
                   "WHERE r.rec IS NOT NULL AND r.label NOT IN (SELECT label FROM hard)")  # fmt: skip
    with engine.offered("offered_rows", keys):
        found = engine.table(_ANSWER.format(name=engine.functions["fold"].format("name")))
    _remember(arrival)
    for table in ("people", "known_people", "records", "hard", "decided", "label_ids"):
        engine.execute(f"DROP TABLE {table}")
    matched.customers = found["customer_id"].combine_chunks()
    return matched


_DISTINCT = (
    "CREATE TEMP TABLE people AS SELECT row_number() OVER (ORDER BY min(position)) AS rec, "
    "ext, email, phone, name, birthday FROM "
    "(SELECT position, ext, email, phone, {name} AS name, birthday FROM offered_rows) "
    "GROUP BY ext, email, phone, name, birthday"
)
# Whoever in the store shares a key with these people, with all keys of theirs; role addresses included.
_KNOWN = """
CREATE TEMP TABLE known_people AS
WITH hits AS (
  SELECT DISTINCT i.customer_id FROM identities i JOIN (
    SELECT 'ext' AS k, ext AS value FROM people WHERE ext IS NOT NULL
    UNION SELECT 'email', email FROM people WHERE email IS NOT NULL
    UNION SELECT 'phone', phone FROM people WHERE phone IS NOT NULL
  ) p ON i.value = p.value AND i.kind = CASE p.k WHEN 'ext' THEN ? ELSE p.k END
), keys AS (
  SELECT customer_id, min(value) FILTER (kind = ?) AS ext FROM identities
  WHERE customer_id IN (SELECT customer_id FROM hits) GROUP BY customer_id
), mails AS (SELECT customer_id, value AS email FROM identities WHERE kind = 'email'),
phones AS (SELECT customer_id, value AS phone FROM identities WHERE kind = 'phone')
SELECT k.customer_id, k.ext, m.email, p.phone, n.name, n.birthday
FROM keys k LEFT JOIN mails m USING (customer_id) LEFT JOIN phones p USING (customer_id)
LEFT JOIN (SELECT customer_id, {name} AS name, birthday FROM customers) n USING (customer_id)
"""
_FULL_NAME = "nullif(coalesce(full_name, trim(concat_ws(' ', first_name, last_name))), '')"
_RECORDS = """
CREATE TEMP TABLE records AS
SELECT *, coalesce('x:' || ext, 'e:' || email, 'p:' || phone, 'c:' || customer_id, 'r:' || rec) AS label
FROM (
  SELECT NULL::BIGINT AS customer_id, rec, ext, email, phone, name, birthday FROM people
  UNION ALL SELECT customer_id, NULL, ext, email, phone, name, birthday FROM known_people)
"""
_HARD = """
CREATE TEMP TABLE hard AS
WITH keys AS (
  SELECT label, 'e:' || email AS k FROM records WHERE email IS NOT NULL
  UNION ALL SELECT label, 'p:' || phone FROM records WHERE phone IS NOT NULL
), mixed AS (SELECT k FROM keys GROUP BY k HAVING min(label) <> max(label))
SELECT DISTINCT label FROM keys SEMI JOIN mixed USING (k)
UNION
SELECT label FROM records GROUP BY label
HAVING count(DISTINCT customer_id) > 1 OR (label NOT LIKE 'x:%' AND (count(DISTINCT name) > 1
  OR count(DISTINCT birthday) > 1))
"""
_ANSWER = """
SELECT d.customer_id FROM (SELECT position, ext, email, phone, {name} AS name, birthday FROM offered_rows) o
JOIN people p ON o.ext IS NOT DISTINCT FROM p.ext AND o.email IS NOT DISTINCT FROM p.email
  AND o.phone IS NOT DISTINCT FROM p.phone AND o.name IS NOT DISTINCT FROM p.name
  AND o.birthday IS NOT DISTINCT FROM p.birthday
JOIN decided d USING (rec) ORDER BY o.position
"""


def _decide(arrival: Arrival) -> Matched:
    """Give every label a customer; think about the hard ones."""
    engine = arrival.engine
    engine.execute("CREATE TEMP TABLE decided (rec BIGINT, customer_id BIGINT)")
    engine.execute(
        "CREATE TEMP TABLE label_ids AS SELECT label, max(customer_id) AS customer_id, max(ext) AS ext "
        "FROM records WHERE label NOT IN (SELECT label FROM hard) GROUP BY label"
    )
    matched = Matched(pa.nulls(0, INT))
    fresh = engine.table("SELECT label, ext FROM label_ids WHERE customer_id IS NULL ORDER BY label")
    matched.created = fresh.num_rows
    ids = pa.array(allocate_ids(engine, "customer", fresh.num_rows), INT)
    create_customers(arrival, ids, fresh["ext"].combine_chunks())
    with engine.offered("offered_labels", pa.table({"label": fresh["label"], "id": ids})):
        engine.execute(
            "UPDATE label_ids SET customer_id = o.id FROM offered_labels o WHERE o.label = label_ids.label"
        )
    _think(arrival, matched)
    return matched


def _think(arrival: Arrival, matched: Matched) -> None:
    """Resolve the hard records: create, merge, and write down who each is."""
    rows = arrival.engine.rows(
        "SELECT customer_id, rec, ext, email, phone, name, CAST(birthday AS VARCHAR) FROM records "
        "WHERE label IN (SELECT label FROM hard) ORDER BY rec NULLS FIRST, customer_id, email, phone"
    )
    people = [Person(ext, email, phone, name, birthday, arrival.namespace, customer)
              for customer, _, ext, email, phone, name, birthday in rows]  # fmt: skip
    resolution = resolve(people)
    matched.conflicts += resolution.conflicts
    fresh = [group for group in resolution.groups if not group.customers]
    ids = allocate_ids(arrival.engine, "customer", len(fresh))
    for group, known in zip(fresh, ids, strict=True):
        group.customers.append(known)
    numbers = [group.numbers.get(arrival.namespace) for group in fresh]
    create_customers(arrival, pa.array(ids, INT), pa.array(numbers, pa.string()))
    matched.created += len(fresh)
    for group in resolution.groups:
        _merge_group(arrival, group, matched)
    found = [(rows[index][1], group.customers[0]) for group in resolution.groups for index in group.records]
    _write_decided(arrival.engine, [pair for pair in found if pair[0] is not None])


def _merge_group(arrival: Arrival, group: Group, matched: Matched) -> None:
    winner, *losers = group.customers
    for loser in losers:
        why = "; ".join(dict.fromkeys(group.why)) or "the same number"
        merge(arrival.engine, winner, loser, at=arrival.at, reason=why)
        matched.merges.append((winner, loser, why))


def _write_decided(engine: Engine, pairs: list[tuple[Any, int]]) -> None:
    columns = defaultdict(list)
    for rec, customer in pairs:
        columns["rec"].append(rec)
        columns["customer_id"].append(customer)
    data = pa.table({name: pa.array(columns[name], INT) for name in ("rec", "customer_id")})
    with engine.offered("offered_decided", data):
        engine.execute("INSERT INTO decided SELECT rec, customer_id FROM offered_decided")


def _remember(arrival: Arrival) -> None:
    """Add the keys these people came with to the identities of their customers."""
    for kind, column in ((arrival.namespace, "ext"), ("email", "email"), ("phone", "phone")):
        found = arrival.engine.table(
            f"SELECT DISTINCT p.{column} AS value, d.customer_id FROM people p JOIN decided d USING (rec) "
            f"WHERE p.{column} IS NOT NULL ORDER BY 2, 1"
        )
        if found.num_rows:
            add_identities(
                arrival, kind, found["value"].combine_chunks(), found["customer_id"].combine_chunks()
            )
