"""Who leaves, where there are contracts: their end is seen, so how long they last needs no model of silence.

A contract is what `contract_signed`, `contract_renewed` and `contract_ended` say under one number. The chance
that it ends within the horizon is one less S(t + h) / S(t), where S is the share of all contracts that last
so long (Kaplan & Meier 1958) and t how long this one has.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.discover.lifetime.accuracy import Accuracy, CalibrationRow, accuracy, bounds, calibration
from clientela.discover.lifetime.reading import Cut, Ids, Numbers, cut_at, end_of, last_whole_day
from clientela.discover.purchases.survival import Subscriptions, SurvivalCurve, survival_curve
from clientela.errors import TooThinError
from clientela.segments.base import Base
from clientela.segments.frames import Frame
from clientela.store import Engine
from clientela.store.estimates import write_estimates

SHOWN = (90, 180, 365, 730, 1095)
"""Days at which the curve is told."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """The share of contracts that last so many days, with its 95 % interval."""

    days: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ContractTest:
    """The chances said at an earlier day, held against which contracts had ended a horizon later."""

    day: dt.date
    accuracy: Accuracy
    calibration: tuple[CalibrationRow, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Contracts:
    """How long contracts last, and how likely each customer with one is to be without in the horizon.

    `churn_risk` is in the order of `customer_ids` (who has a contract now), NaN where the horizon leads past
    the longest contract watched; `low` and `high` are the shares that did end among like chances in the test.
    """

    as_of: dt.datetime
    horizon_days: int
    contracts: int
    ended: int
    lasting: tuple[Lasting, ...]
    test: ContractTest | None
    customer_ids: Ids
    churn_risk: Numbers
    low: Numbers | None
    high: Numbers | None

    def __repr__(self) -> str:
        tested = "not tested"
        if self.test:
            said = self.test.accuracy
            tested = f"AUC {said.auc.value:.2f}, Brier {said.brier.value:.3f} ({said.baseline:.3f} base rate)"
        return (
            f"<Contracts: {self.ended:,} of {self.contracts:,} ended, {len(self.customer_ids):,} customers "
            f"have one, {np.nansum(self.churn_risk):,.0f} may be lost in {self.horizon_days} days; {tested}>"
        )

    def frame(self) -> Frame:
        """A row a customer with a contract: `customer_id`, `churn_risk` and its bounds."""
        columns = {
            "customer_id": pa.array(self.customer_ids),
            "churn_risk": pa.array(self.churn_risk, from_pandas=True),
        }
        if self.low is not None and self.high is not None:
            columns["churn_risk_low"] = pa.array(self.low, from_pandas=True)
            columns["churn_risk_high"] = pa.array(self.high, from_pandas=True)
        return Frame(pa.table(columns).to_reader(max_chunksize=65_536))

    def as_json(self) -> dict[str, object]:
        """Everything but the rows of customers, as plain data."""
        test = asdict(self.test) | {"day": self.test.day.isoformat()} if self.test else None
        return {
            "as_of": self.as_of.isoformat(),
            "horizon_days": self.horizon_days,
            "contracts": self.contracts,
            "ended": self.ended,
            "customers": len(self.customer_ids),
            "lasting": [asdict(each) for each in self.lasting],
            "test": test,
        }


def contract_survival(base: Base, as_of: dt.datetime, *, horizon_days: int = 365, seed: int = 0) -> Contracts:
    """How long contracts last and who may be lost; nothing later than `as_of` is read.

    Raises TooThinError below 50 contracts that have ended, and MissingExtraError without the part for
    survival.
    """
    instant = base.in_utc(as_of)
    known = _read(base, cut_at(instant, base.zone))
    curve = survival_curve(known.subscriptions)
    ids, risk = _by_customer(known, _risk(curve, known.tenure, horizon_days))
    test = _test(base, instant, horizon_days, seed)
    low = high = None
    if test is not None:
        low, high = bounds(np.nan_to_num(risk), test.calibration)
        low, high = (np.where(np.isnan(risk), np.nan, end) for end in (low, high))
    told = [days for days in SHOWN if days <= curve.times[-1]]
    lasting = tuple(Lasting(days, *curve.at(days)) for days in told)
    size, ended = len(known.tenure), int(known.ended.sum())
    return Contracts(instant, horizon_days, size, ended, lasting, test, ids, risk, low, high)


def save_contracts(engine: Engine, found: Contracts, computed_at: dt.datetime) -> None:
    """Keep the chances as the estimate `churn_risk`, if they are of 365 days; else nothing is kept."""
    if found.horizon_days != 365:
        return
    rows = (
        found.frame()
        .to_arrow()
        .rename_columns(["customer_id", "value", *(("low", "high") if found.low is not None else ())])
    )
    write_estimates(
        engine,
        "churn_risk",
        found.as_of,
        rows.filter(rows.column("value").is_valid()),
        computed_at=computed_at,
        model="kaplan-meier",
        facts=json.dumps(found.as_json()),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A row a contract: whose, how many days it has lasted, whether it has ended."""

    customer_ids: Ids
    tenure: Numbers
    ended: NDArray[np.bool_]
    started: NDArray[np.int64]
    over: NDArray[np.int64]  # the day it ended; the cut where it goes on

    @property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.tenure, self.ended)


def _read(base: Base, cut: Cut) -> _Known:
    """The contracts known at the cut. One that is renewed after its end goes on."""
    zone = "'" + base.zone.key.replace("'", "''") + "'"
    day = base.engine.functions["local_date"].format('"at"', zone)
    found = base.engine.stream(
        'WITH told AS (SELECT customer_id, ref, kind, "at", '
        f"{day} AS day FROM events WHERE kind IN ('contract_signed', 'contract_renewed', 'contract_ended') "
        'AND "at" <= ?), '
        "contracts AS (SELECT customer_id, ref, min(day) FILTER (kind <> 'contract_ended') AS started, "
        "max(\"at\") FILTER (kind <> 'contract_ended') AS latest, "
        "max(\"at\") FILTER (kind = 'contract_ended') AS ended_at, "
        "max(day) FILTER (kind = 'contract_ended') AS ended_on FROM told GROUP BY customer_id, ref) "
        "SELECT customer_id, started - DATE '1970-01-01' AS started, "
        "coalesce(ended_at >= latest, false) AS ended, "
        "CASE WHEN ended_at >= latest THEN ended_on ELSE ?::DATE END - DATE '1970-01-01' AS over "
        "FROM contracts WHERE started IS NOT NULL ORDER BY customer_id, started, over",
        [cut.at, cut.day],
    ).read_all()
    started, over = (found.column(name).to_numpy().astype(np.int64) for name in ("started", "over"))
    ended = found.column("ended").to_numpy(zero_copy_only=False).astype(bool)
    ids = found.column("customer_id").to_numpy().astype(np.int64)
    return _Known(ids, (over - started).astype(np.float64), ended, started, over)


def _risk(curve: SurvivalCurve, tenure: Numbers, horizon_days: int) -> Numbers:
    """1 - S(t + h) / S(t); NaN past the end of the curve, or where nobody is left."""
    now, then = (_share(curve, tenure + ahead) for ahead in (0, horizon_days))
    known = (tenure + horizon_days <= curve.times[-1]) & (now > 0)
    risk: Numbers = np.where(known, 1 - np.divide(then, now, out=np.ones_like(now), where=now > 0), np.nan)
    return risk


def _share(curve: SurvivalCurve, days: Numbers) -> Numbers:
    share: Numbers = curve.share[np.searchsorted(curve.times, days, side="right") - 1]
    return share


def _by_customer(known: _Known, risk: Numbers) -> tuple[Ids, Numbers]:
    """Of those with a contract: the chance to be without any, as if several ended independently."""
    active = ~known.ended
    ids, place = np.unique(known.customer_ids[active], return_inverse=True)
    together = np.ones(len(ids))
    np.multiply.at(together, place, risk[active])
    return ids, together


def _test(base: Base, as_of: dt.datetime, horizon_days: int, seed: int) -> ContractTest | None:
    """What would have been said a horizon ago; None where too little was known then, or nothing came."""
    until = end_of(last_whole_day(as_of, base.zone), base.zone)
    then = end_of(until.day - dt.timedelta(days=horizon_days), base.zone)
    before, after = _read(base, then), _read(base, until)
    try:
        curve = survival_curve(before.subscriptions)
    except TooThinError:
        return None
    going = after.started <= then.number
    going &= ~after.ended | (after.over > then.number)
    said = _risk(curve, (then.number - after.started[going]).astype(np.float64), horizon_days)
    gone = after.ended[going]
    known = ~np.isnan(said)
    if not 0 < gone[known].sum() < known.sum():
        return None
    figures = accuracy(said[known], gone[known], seed)
    return ContractTest(then.day, figures, calibration(said[known], gone[known]))
