"""What the data hold for a value: the most frequent ones with their counts, or where numbers lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clientela.compile.occurring import occurring_query
from clientela.compile.spreads import items_by_size, levels_by_size, spread_query
from clientela.rules.folding import fold_text
from clientela.rules.inference import Scope, type_of
from clientela.rules.nodes import Field, Scalar, Value
from clientela.rules.types import NUMERIC, ValueType
from clientela.segments.base import Base

MOST = 2_000
"""So many different values are looked at; rarer ones are found by typing them."""

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
_KEPT_AT_MOST = 200  # letters: longer texts are no values to choose from


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value and how often it occurs: customers who have it, or events and deals that do."""

    value: Scalar
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Where numbers lie: a tenth has at most the first of `quantiles`, half at most the third …"""

    known: int
    low: Any
    high: Any
    quantiles: tuple[Any, ...]


def suggest(base: Base, value: Value, as_of: dt.datetime, scope: Scope = Scope()) -> list[Suggested]:  # noqa: B008
    """The most frequent values, most first: of customers, or of the events and deals in `scope`."""
    if scope != Scope() and isinstance(value, Field):
        query = occurring_query(value.name, scope, base.in_utc(as_of), base.context(), MOST)
    else:
        listed = type_of(value, base.catalog) is ValueType.LIST
        ask = items_by_size if listed else levels_by_size
        query = ask(value, base.in_utc(as_of), base.context(), MOST)
    return [
        Suggested(_plain(level), size)
        for level, size in base.engine.rows(query.sql, query.parameters)
        if not isinstance(level, str) or len(level) <= _KEPT_AT_MOST
    ]


def spread(base: Base, value: Value, as_of: dt.datetime, scope: Scope = Scope()) -> Spread | None:  # noqa: B008
    """Where the numbers lie; None for what is no number, or where nobody has one."""
    if scope != Scope():
        return _spread_of([each for each in suggest(base, value, as_of, scope) if _is_number(each.value)])
    if type_of(value, base.catalog) not in NUMERIC:
        return None
    query = spread_query(value, base.in_utc(as_of), base.context(), SHARES)
    row = base.engine.table(query.sql, query.parameters).to_pylist()[0]
    if not row["known"]:
        return None
    quantiles = tuple(row[f"q{place}"] for place in range(len(SHARES)))
    return Spread(row["known"], row["low"], row["high"], quantiles)


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _spread_of(found: Sequence[Suggested]) -> Spread | None:
    """The same of numbers with their counts."""
    if not found:
        return None
    ordered = sorted(found, key=lambda each: float(each.value))
    known = sum(each.count for each in ordered)
    running = pc.cumulative_sum(pa.array([each.count for each in ordered])).to_pylist()
    reached = [
        next(place for place, total in enumerate(running) if total >= share * known) for share in SHARES
    ]
    ends = ordered[0].value, ordered[-1].value
    return Spread(known, *ends, tuple(ordered[place].value for place in reached))


def matching(found: Sequence[Suggested], words: str) -> list[Suggested]:
    """Those in which every word occurs, case and accents ignored; all of them without words."""
    wanted = [fold_text(word) for word in words.split()]
    return [each for each in found if all(word in fold_text(str(each.value)) for word in wanted)]


def _plain(level: Scalar | Decimal) -> Scalar:
    """A decimal as the number a rule would hold."""
    if isinstance(level, bool | int | float | str):
        return level
    number = float(level)
    return int(number) if number.is_integer() else number
