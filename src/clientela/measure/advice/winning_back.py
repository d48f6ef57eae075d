"""Whom to win back first: by what each is worth, and by what a message was seen to do.

With a measured lift: chance won x value of the next order, less the cost of a contact. Without one, what is
at stake: the chance that she is lost x the value of her next order; and the advice then is to hold some out.
Values and chances are estimates kept by `lifetime`: `churn_risk` and `expected_order_value`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.errors import OutcomesError, UnknownNameError
from clientela.measure.advice.recommendation import Proof, Recommendation
from clientela.measure.effects import Effect
from clientela.measure.lines import LEAST, Bools, Floats, Ints, Line

NEEDED = ("customer_id", "churn_risk", "expected_order_value")
AT_RISK = 0.5
"""Chance of being lost from which on somebody is to be won back."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class WinBack:
    """Customers in the order of what is to be won, the most first.

    `worth` is money a customer; `is_measured` says that a lift stands behind it. `left_out` have no estimate
    or are not worth their contact.
    """

    customer_ids: Ints
    worth: Floats
    total: Line
    is_measured: bool
    left_out: int
    advice: tuple[Recommendation, ...]


def win_back(
    table: pa.Table,
    lifts: Mapping[str | None, Effect] | None = None,
    *,
    cost: float = 0.0,
    as_of: dt.datetime | None = None,
) -> WinBack:
    """Whom to win back first, among those more likely lost than not.

    `table` has customer_id, churn_risk, expected_order_value and, where there are segments, segment.
    `lifts` are effects on the rate of buying again by segment, None standing for all. Raises
    `UnknownNameError` for a missing column, `OutcomesError` for a lift that is no rate.
    """
    for name in NEEDED:
        if name not in table.schema.names:
            raise UnknownNameError("column", name, table.schema.names)
    known = pc.and_(
        pc.and_(pc.is_valid(table.column("churn_risk")), pc.is_valid(table.column("expected_order_value"))),
        pc.greater_equal(pc.fill_null(table.column("churn_risk"), 0.0), AT_RISK),
    )
    rows = table.filter(known)
    measured = {name: effect for name, effect in (lifts or {}).items() if _may_speak(effect)}
    worth, total = _measured(rows, measured, cost) if measured else _at_stake(rows, cost)
    kept = np.flatnonzero(worth > 0)
    order = kept[np.argsort(-worth[kept], kind="stable")]
    ids = np.asarray(rows.column("customer_id").to_numpy(), dtype=np.int64)[order]
    found = WinBack(ids, worth[order], total, bool(measured), table.num_rows - order.size, ())
    return _advised(found, measured, as_of)


def _may_speak(effect: Effect) -> bool:
    """A lift that is surely more than nothing, of an experiment or a comparison that held."""
    if effect.kind != "rate":
        raise OutcomesError(f"outcome {effect.outcome!r} is no rate; give the lift of those who bought again")
    return effect.grade != "C" and effect.is_clear and effect.fixed.low > 0


def _at_stake(rows: pa.Table, cost: float) -> tuple[Floats, Line]:
    """What would be lost if risks come true, and how far chance takes the sum either way."""
    risk, value = _floats(rows, "churn_risk"), _floats(rows, "expected_order_value")
    worth = np.where(risk * value > cost, risk * value, 0.0)
    counted = worth > 0
    reach = _Z * float(np.sqrt(np.sum((risk * (1 - risk) * value**2)[counted])))
    sum_ = float(worth.sum())
    return worth, Line(sum_, max(0.0, sum_ - reach), sum_ + reach)


def _measured(rows: pa.Table, lifts: Mapping[str | None, Effect], cost: float) -> tuple[Floats, Line]:
    value = _floats(rows, "expected_order_value")
    worth, total = np.zeros(value.size), [0.0, 0.0, 0.0]
    for name, mine in _groups(rows, lifts):
        line = lifts[name].fixed
        worth[mine] = np.maximum(line.value * value[mine] - cost, 0.0)
        counted = mine & (worth > 0)
        for place, lift in enumerate((line.value, line.low, line.high)):
            total[place] += float(np.sum(lift * value[counted] - cost))
    return worth, Line(*total)


def _groups(rows: pa.Table, lifts: Mapping[str | None, Effect]) -> Iterator[tuple[str | None, Bools]]:
    """Each lift with the rows it speaks for: a segment's own, else that of all."""
    rest = np.ones(rows.num_rows, dtype=bool)
    if "segment" in rows.schema.names:
        for name in lifts:
            if name is not None:
                mine = _in_segment(rows, name)
                rest &= ~mine
                yield name, mine
    if None in lifts:
        yield None, rest


def _in_segment(rows: pa.Table, name: str) -> Bools:
    found = pc.equal(rows.column("segment").cast(pa.string()), name)
    return np.asarray(found.fill_null(False).to_numpy(), dtype=bool)  # noqa: FBT003 - what null becomes


def _advised(found: WinBack, lifts: Mapping[str | None, Effect], as_of: dt.datetime | None) -> WinBack:
    """The advice with the list; none for fewer than ten people."""
    n = int(found.customer_ids.size)
    if n < LEAST:
        return found
    grade = "C" if not lifts else max(effect.grade for effect in lifts.values())
    first = max(1, n // 10)
    share = float(found.worth[:first].sum() / found.worth.sum())
    facts = {"count": n, "first": first, "share": share}
    code = "win_back_measured" if lifts else "win_back"
    advice = Recommendation(code, "list", None, Proof(n, found.total, "money", grade, as_of), facts)
    return WinBack(found.customer_ids, found.worth, found.total, found.is_measured, found.left_out, (advice,))


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64)
