"""How good the data of a store is: what is filled, how fresh, what is double, what looks wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec
import pyarrow as pa

from clientela.collect.identity import ROLE_NAMES
from clientela.collect.targets import AttributeCatalog
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela.store.engine import Engine
from clientela.store.tables import ENTITY_TABLES, columns_of, id_column, quoted

Finding = Literal[
    "future date", "age", "outlier", "constant", "negative", "impossible phone", "rare value", "future event",
    "no events", "unpriced", "placeholder",
]  # fmt: skip
OLDEST = 110  # years
FAR_OUT = 8  # interquartile ranges beyond the quartiles
RARE_BELOW = 0.005  # share of the filled rows
FEW_LEVELS = 30  # rare values are looked for among so few
ENOUGH = 20  # filled rows before a column is judged


class HasEngine(Protocol):
    """A store."""

    @property
    def engine(self) -> Engine:
        """Where it is kept."""


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """How full one column is."""

    entity: str
    column: str
    type: str
    rows: int
    filled: int
    distinct: int

    @property
    def completeness(self) -> float:
        """Share of the rows that have a value."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Values of a column that are probably wrong: how many, some of them, and why."""

    entity: str
    column: str
    finding: Finding
    count: int
    examples: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class LikelyDouble:
    """Customers who share a key and are still apart."""

    key: str
    value: str
    customers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """When something of a kind was last heard."""

    kind: str
    events: int
    first: dt.datetime | None
    last: dt.datetime | None
    days_since: int | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything `quality` found."""

    as_of: dt.datetime
    columns: tuple[ColumnQuality, ...]
    freshness: tuple[Freshness, ...]
    doubles: tuple[LikelyDouble, ...]
    suspicions: tuple[Suspicion, ...]

    def as_json(self) -> bytes:
        """The report for machines."""
        return msgspec.json.encode(self)

    def table(self) -> pa.Table:
        """One row a column that has values: its fill and what is suspicious in it."""
        found: dict[tuple[str, str], list[str]] = {}
        for one in self.suspicions:
            found.setdefault((one.entity, one.column), []).append(f"{one.finding}: {one.count}")
        return pa.table(
            {
                "entity": [c.entity for c in self.columns],
                "column": [c.column for c in self.columns],
                "filled": [c.filled for c in self.columns],
                "completeness": [round(c.completeness, 4) for c in self.columns],
                "distinct": [c.distinct for c in self.columns],
                "suspicious": ["; ".join(found.get((c.entity, c.column), [])) for c in self.columns],
            }
        )


def quality(store: HasEngine, catalog: AttributeCatalog, as_of: dt.datetime) -> QualityReport:
    """Judge every filled column of every entity, the events, and who may be double, as of an instant."""
    engine = store.engine
    columns: list[ColumnQuality] = []
    suspicions: list[Suspicion] = []
    for entity in ENTITY_TABLES:
        known = _typed_columns(engine, entity, catalog)
        fills = _fills(engine, entity, known)
        columns += fills
        for fill in fills:
            suspicions += _suspicions(engine, fill, known[fill.column], as_of)
    suspicions += _event_suspicions(engine, as_of)
    return QualityReport(
        as_of, tuple(columns), _freshness(engine, as_of), _doubles(engine), tuple(suspicions)
    )


def _typed_columns(engine: Engine, entity: str, catalog: AttributeCatalog) -> dict[str, ValueType]:
    """The entity's columns with their types; custom fields by what the store says of them."""
    own = engine.rows("SELECT name, type FROM custom_fields WHERE entity = ?", [entity])
    known = {**catalog.attributes(entity), **{name: ValueType(typed) for name, typed in own}}
    there = columns_of(engine, ENTITY_TABLES[entity])
    return {name: typed for name, typed in known.items() if name in there and not name.endswith("_id")}


def _fills(engine: Engine, entity: str, known: dict[str, ValueType]) -> list[ColumnQuality]:
    """All columns that have a value, in one scan."""
    table = ENTITY_TABLES[entity]
    names = list(known)
    parts = [f"count({quoted(name)}), approx_count_distinct({quoted(name)})" for name in names]
    if not names:
        return []
    [row] = engine.rows(f"SELECT count(*), {', '.join(parts)} FROM {table}")
    rows, counts = row[0], row[1:]
    filled = zip(names, counts[0::2], counts[1::2], strict=True)
    return [ColumnQuality(entity, n, known[n].value, rows, f, d) for n, f, d in filled if f]


def _suspicions(engine: Engine, fill: ColumnQuality, typed: ValueType, as_of: dt.datetime) -> list[Suspicion]:
    found: list[Suspicion | None] = []
    if typed in TEMPORAL:
        found.append(_future(engine, fill, as_of))
    if fill.column == "birthday":
        found.append(_too_old(engine, fill, as_of))
    if "year" in fill.column and "birth" in fill.column and typed in NUMERIC:
        limit = as_of.year - OLDEST
        found.append(
            _where(engine, fill, f"{quoted(fill.column)} < {limit}", "age", f"older than {OLDEST} years")
        )
    if typed in NUMERIC:
        found += [_outliers(engine, fill), _negative(engine, fill)]
    if typed is ValueType.TEXT:
        found += [_rare(engine, fill), _placeholder(engine, fill)]
    if fill.column in {"phone", "mobile"}:
        condition = (
            f"length({fill.column}) < 9 OR {fill.column} LIKE '%0000000%' OR {fill.column} LIKE '%1234567%'"
        )
        found.append(_where(engine, fill, condition, "impossible phone", "too short, or made-up figures"))
    if typed is not ValueType.LIST and fill.filled >= ENOUGH:
        found.append(_constant(engine, fill))
    return [one for one in found if one]


def _where(
    engine: Engine, fill: ColumnQuality, condition: str, finding: Finding, why: str
) -> Suspicion | None:
    """A suspicion over the rows for which a condition on the column is true."""
    table, name = ENTITY_TABLES[fill.entity], quoted(fill.column)
    rows = engine.rows(
        f"SELECT CAST({name} AS VARCHAR) AS v, count(*) AS n FROM {table} WHERE {condition} "
        "GROUP BY 1 ORDER BY n DESC, 1"
    )
    if not rows:
        return None
    examples = tuple(value for value, _ in rows[:3])
    return Suspicion(fill.entity, fill.column, finding, sum(n for _, n in rows), examples, why)


def _future(engine: Engine, fill: ColumnQuality, as_of: dt.datetime) -> Suspicion | None:
    if fill.column not in {"birthday", "created_at", "loyalty_since", "customer_since"}:
        return None
    condition = f"CAST({quoted(fill.column)} AS DATE) > DATE '{as_of.date().isoformat()}'"
    return _where(engine, fill, condition, "future date", "later than today")


def _too_old(engine: Engine, fill: ColumnQuality, as_of: dt.datetime) -> Suspicion | None:
    limit = f"DATE '{as_of.year - OLDEST:04d}-01-01'"
    return _where(engine, fill, f"birthday < {limit}", "age", f"older than {OLDEST} years")


def _outliers(engine: Engine, fill: ColumnQuality) -> Suspicion | None:
    """Values far beyond the quartiles of a column that has a spread at all."""
    name = f"CAST({quoted(fill.column)} AS DOUBLE)"
    [(low, high)] = engine.rows(
        f"SELECT quantile_cont({name}, 0.25), quantile_cont({name}, 0.75) FROM {ENTITY_TABLES[fill.entity]}"
    )
    if low is None or high <= low or fill.filled < ENOUGH:
        return None
    bottom, top = low - FAR_OUT * (high - low), high + FAR_OUT * (high - low)
    condition = f"{name} < {bottom!r} OR {name} > {top!r}"
    return _where(engine, fill, condition, "outlier", f"far from the middle half ({low:g} to {high:g})")


def _negative(engine: Engine, fill: ColumnQuality) -> Suspicion | None:
    if not any(word in fill.column for word in ("price", "income", "count", "employees", "revenue", "cost")):
        return None
    return _where(engine, fill, f"{quoted(fill.column)} < 0", "negative", "it cannot be below zero")


def _rare(engine: Engine, fill: ColumnQuality) -> Suspicion | None:
    """Words that hardly anybody has, in a column of few words: Absurd, YOLO, a slip of the pen."""
    if fill.distinct > FEW_LEVELS or fill.filled < 10 * ENOUGH:
        return None
    limit = fill.filled * RARE_BELOW
    name, table = quoted(fill.column), ENTITY_TABLES[fill.entity]
    rare = f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL GROUP BY 1 HAVING count(*) < {limit!r}"
    condition = f"{name} IN ({rare})"
    return _where(engine, fill, condition, "rare value", f"fewer than {RARE_BELOW:.1%} have it")


def _placeholder(engine: Engine, fill: ColumnQuality) -> Suspicion | None:
    words = (
        "'test', 'xxx', 'asdf', 'unknown', 'n/a', 'na', '?', '-', 'none', 'null', 'brak', 'нет', 'sin datos'"
    )
    return _where(
        engine, fill, f"lower({quoted(fill.column)}) IN ({words})", "placeholder", "it stands for nothing"
    )


def _constant(engine: Engine, fill: ColumnQuality) -> Suspicion | None:
    name, table = quoted(fill.column), ENTITY_TABLES[fill.entity]
    if fill.distinct > 1:
        return None
    [(low, high)] = engine.rows(
        f"SELECT CAST(min({name}) AS VARCHAR), CAST(max({name}) AS VARCHAR) FROM {table}"
    )
    if low != high:
        return None
    return Suspicion(
        fill.entity, fill.column, "constant", fill.filled, (low,), "everybody has the same value"
    )


def _event_suspicions(engine: Engine, as_of: dt.datetime) -> list[Suspicion]:
    found: list[Suspicion] = []
    checks: tuple[tuple[str, Finding, str, str], ...] = (
        ("at", "future event", '"at" > CAST(? AS TIMESTAMPTZ)', "later than today"),
        (
            "amount",
            "negative",
            "amount < 0 AND CAST(? AS TIMESTAMPTZ) IS NOT NULL",
            "it cannot be below zero",
        ),
        (
            "amount",
            "unpriced",
            "kind IN ('order_completed', 'product_bought') AND coalesce(amount, 0) = 0 "
            "AND CAST(? AS TIMESTAMPTZ) IS NOT NULL",
            "bought for nothing",
        ),
    )
    for column, finding, condition, why in checks:
        rows = engine.rows(
            f"SELECT event_id, count(*) OVER () FROM events WHERE {condition} LIMIT 3", [as_of]
        )
        if rows:
            found.append(Suspicion("event", column, finding, rows[0][1], tuple(r[0] for r in rows), why))
    [(silent, total)] = engine.rows(
        "SELECT count(*) FILTER (first_event_at IS NULL), count(*) FROM customers"
    )
    if silent and silent < total:
        found.append(
            Suspicion("customer", "first_event_at", "no events", silent, (), "nothing ever happened to them")
        )
    return found


def _freshness(engine: Engine, as_of: dt.datetime) -> tuple[Freshness, ...]:
    rows = engine.rows(
        'SELECT kind, count(*), min("at"), max("at") FROM events WHERE "at" <= CAST(? AS TIMESTAMPTZ) '
        "GROUP BY kind ORDER BY 2 DESC, 1",
        [as_of],
    )
    return tuple(Freshness(kind, n, first, last, (as_of - last).days) for kind, n, first, last in rows)


def _doubles(engine: Engine) -> tuple[LikelyDouble, ...]:
    """Customers with the same personal e-mail or phone, or the same name and birthday."""
    roles = ", ".join(f"'{name}'" for name in sorted(ROLE_NAMES))
    fold = engine.functions["fold"].format("coalesce(full_name, concat_ws(' ', first_name, last_name))")
    key = id_column("customer")
    rows = engine.rows(
        f"""
        SELECT kind, value, list(customer_id ORDER BY customer_id) FROM (
          SELECT DISTINCT kind, value, {key} AS customer_id FROM identities WHERE kind IN ('email', 'phone')
            AND split_part(value, '@', 1) NOT IN ({roles})
          UNION ALL
          SELECT 'name and birthday', {fold} || ', ' || CAST(birthday AS VARCHAR), {key} FROM customers
          WHERE birthday IS NOT NULL AND coalesce(full_name, last_name) IS NOT NULL
        ) GROUP BY kind, value HAVING count(*) BETWEEN 2 AND 5 ORDER BY kind, value LIMIT 1000
        """
    )
    return tuple(LikelyDouble(kind, value, tuple(customers)) for kind, value, customers in rows)
