"""Values that are probably wrong: one small question a suspicion."""

from __future__ import annotations

import datetime as dt

from clientela.collect.quality.report import ColumnQuality, Finding, Suspicion
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela.store.engine import Engine
from clientela.store.tables import ENTITY_TABLES, quoted

OLDEST = 110  # years
FAR_OUT = 8  # interquartile ranges beyond the quartiles
RARE_BELOW = 0.005  # share of the filled rows
FEW_LEVELS = 30  # rare values are looked for among so few
ENOUGH = 20  # filled rows before a column is judged


def suspicions_in(
    engine: Engine, fill: ColumnQuality, typed: ValueType, as_of: dt.datetime
) -> list[Suspicion]:
    """What looks wrong in one column of an entity."""
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


def event_suspicions(engine: Engine, as_of: dt.datetime) -> list[Suspicion]:
    """What looks wrong among the events, and customers nothing ever happened to."""
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
