"""Whose conversion was it? Two stated models side by side.

*Last touch* credits the last campaign that touched the customer within a window before she converted. It adds
up neatly and says nothing about cause: who would have bought anyway is credited all the same. *Holdout*
counts what came on top of what the held-out customers did. Credit scaled to the holdout's total is
bookkeeping: it splits a true sum by an untrue key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.errors import OutcomesError, UnknownNameError
from clientela.measure.effects import Effect
from clientela.measure.lines import Floats, Ints, Line

NOBODY = -1
TOUCHES = ("customer", "at", "campaign")
CONVERSIONS = ("customer", "at", "value")


@dataclass(frozen=True, slots=True)
class Credit:
    """What one campaign is credited with.

    `conversions` and `value` are last touch's; `incremental` is the holdout's sum with its interval, None
    where the campaign had no holdout; `scaled` is last touch's value scaled to the total of the holdouts.
    """

    campaign: str
    conversions: int
    value: float
    incremental: Line | None
    scaled: float | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Credit by campaign, the largest first; what nobody touched within the window; the window itself."""

    window: dt.timedelta
    credits: tuple[Credit, ...]
    untouched: int
    untouched_value: float


def last_touches(
    touches: pa.Table, conversions: pa.Table, window: dt.timedelta
) -> tuple[tuple[str, ...], Ints]:
    """The campaigns by name, and for each conversion the place of the one that touched it last, or NOBODY.

    A touch at the conversion's own instant comes before it; one exactly `window` earlier still counts.
    Raises `UnknownNameError` for a missing column, `OutcomesError` for a missing value.
    """
    _check(touches, TOUCHES, "touch")
    _check(conversions, CONVERSIONS[:2], "conversion")
    if window <= dt.timedelta(0):
        raise OutcomesError("the window of last touch must be longer than nothing, such as 7 days")
    campaigns = tuple(sorted(pc.unique(touches.column("campaign").cast(pa.string())).to_pylist()))
    codes = pc.index_in(touches.column("campaign").cast(pa.string()), pa.array(campaigns, pa.string()))
    touched = _last_before(touches, conversions, window)
    found = np.full(conversions.num_rows, NOBODY, dtype=np.int64)
    found[touched != NOBODY] = _ints(codes)[touched[touched != NOBODY]]
    return campaigns, found


def attribution(
    touches: pa.Table,
    conversions: pa.Table,
    window: dt.timedelta,
    incremental: Mapping[str, Line] | None = None,
) -> Attribution:
    """Both models for every campaign.

    `touches` has a row a touch: customer, at, campaign; `conversions` a row a conversion: customer, at,
    value. `incremental` says what each holdout measured (`incremental_total`).
    """
    campaigns, found = last_touches(touches, conversions, window)
    values = _values(conversions)
    measured = dict(incremental or {})
    names = tuple(sorted({*campaigns, *measured}))
    counts = {name: int((found == place).sum()) for place, name in enumerate(campaigns)}
    credited = {name: float(values[found == place].sum()) for place, name in enumerate(campaigns)}
    scale = _scale(measured, credited)
    credits_ = [
        Credit(
            name,
            counts.get(name, 0),
            credited.get(name, 0.0),
            measured.get(name),
            credited.get(name, 0.0) * scale if scale is not None and name in measured else None,
        )
        for name in names
    ]
    lone = found == NOBODY
    ordered = tuple(sorted(credits_, key=lambda each: (-each.value, each.campaign)))
    return Attribution(window, ordered, int(lone.sum()), float(values[lone].sum()))


def incremental_total(effects: Sequence[Effect]) -> Line | None:
    """What came on top of the holdout: each variant's effect times its customers; None where too early.

    The variants share one holdout, so their errors are added as if they always went together.
    """
    lines = [(effect.best, effect.n) for effect in effects]
    if not lines or any(line is None for line, _ in lines):
        return None
    known = [(line, n) for line, n in lines if line is not None]
    value = sum(line.value * n for line, n in known)
    below = sum((line.value - line.low) * n for line, n in known)
    above = sum((line.high - line.value) * n for line, n in known)
    return Line(value, value - below, value + above)


def _scale(measured: Mapping[str, Line], credited: Mapping[str, float]) -> float | None:
    total = sum(credited.get(name, 0.0) for name in measured)
    return sum(line.value for line in measured.values()) / total if total else None


def _last_before(touches: pa.Table, conversions: pa.Table, window: dt.timedelta) -> Ints:
    """For each conversion the row of the last touch of the same customer within the window, or NOBODY."""
    both = [*_column(touches), *_column(conversions)]
    customers = pc.unique(pa.chunked_array(both, touches.column("customer").type))
    owner = np.concatenate(
        [_ints(pc.index_in(table.column("customer"), customers)) for table in (touches, conversions)]
    )
    at = np.concatenate([_instants(touches), _instants(conversions)])
    n = touches.num_rows
    is_conversion = np.arange(owner.size) >= n
    order = np.lexsort((is_conversion, at, owner))
    places = np.where(is_conversion[order], NOBODY, np.arange(owner.size))
    last = np.maximum.accumulate(places)  # the place, in the sorted order, of the latest touch so far
    before = np.where(last == NOBODY, NOBODY, order[last])
    mine = before != NOBODY
    mine &= owner[before] == owner[order]
    mine &= at[order] - at[before] <= round(window / dt.timedelta(microseconds=1))
    found = np.full(owner.size, NOBODY, dtype=np.int64)
    found[order] = np.where(mine, before, NOBODY)
    return found[n:]


def _check(table: pa.Table, columns: Sequence[str], what: str) -> None:
    for name in columns:
        if name not in table.schema.names:
            raise UnknownNameError(f"column of a {what}", name, table.schema.names)
        missing = pc.index(pc.is_null(table.column(name)), pa.scalar(True)).as_py()  # noqa: FBT003
        if missing >= 0:
            raise OutcomesError(
                f"row {missing + 1}: the {what} has no {name!r}; fill it in or leave the row out"
            )


def _column(table: pa.Table) -> list[pa.Array]:
    return list(table.column("customer").chunks)


def _instants(table: pa.Table) -> Ints:
    return _ints(table.column("at").cast(pa.timestamp("us", "UTC")).cast(pa.int64()))


def _ints(column: pa.Array | pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _values(conversions: pa.Table) -> Floats:
    if "value" not in conversions.schema.names:
        return np.zeros(conversions.num_rows)
    return np.nan_to_num(
        np.asarray(conversions.column("value").cast(pa.float64()).to_numpy(), dtype=np.float64)
    )
