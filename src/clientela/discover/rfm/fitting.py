"""Cut-points taken from a firm's own customers at one instant; a proposal until somebody publishes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.catalog.cut_points import CutPoints, changed
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.rfm.gaps import GapEstimate, GapQuantile, estimate_gaps
from clientela.discover.rfm.quantiles import AxisFit, fit_axis, lower_cuts, roundest, upper_cuts
from clientela.discover.rfm.reading import read_customers, read_purchase_days
from clientela.errors import TooThinError
from clientela.segments.base import Base

_FAR = 0.1  # how far from a percentile a rounder number of days may lie


@dataclass(frozen=True, slots=True)
class Fit:
    """Proposed cut-points and what they rest on.

    Without enough pauses between purchases `gaps` is None, the days of the lifecycle stay as they were, and
    `kept_because` says why.
    """

    as_of: dt.datetime
    cut_points: CutPoints
    buyers: int
    recency: AxisFit
    frequency: AxisFit
    monetary: AxisFit
    gaps: GapEstimate | None
    kept_because: str = ""

    def __repr__(self) -> str:
        cut = self.cut_points
        return (
            f"Fit({self.buyers:,} buyers: recency_days={cut.recency_days},"
            f" frequency_orders={cut.frequency_orders}, monetary_amounts={cut.monetary_amounts},"
            f" stages={cut.active_days}/{cut.cooling_days}/{cut.lapsed_days})"
        )


def fit_cut_points(
    base: Base,
    cut: CutPoints,
    as_of: dt.datetime,
    *,
    readable: bool = True,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Fit:
    """Quantiles of recency, orders and money, and of the pauses between purchases.

    The period and whether money is net stay those of `cut`; so does what nothing here estimates. `readable`
    rounds where that moves at most one buyer in fifty. Raises TooThinError below 100 buyers.
    """
    customers = read_customers(base, cut, as_of)
    bought = customers.bought
    days, orders, money = (each[bought] for each in (customers.days, customers.orders, customers.money))
    fits = fit_axis(days), fit_axis(orders), fit_axis(money)
    progress(0.3, 1.0)
    found: dict[str, object] = {
        "recency_days": upper_cuts(days, fits[0], readable=readable),
        "frequency_orders": lower_cuts(orders, fits[1], readable=readable, whole=True),
        "monetary_amounts": _positive(lower_cuts(money, fits[2], readable=readable, whole=False)),
    }
    gaps, reason = _gaps(base, as_of, seed, part(progress, 0.3, 0.7))
    if gaps is not None:
        found |= _lifecycle(gaps, cut, readable=readable)
    fitted = changed(cut, found)
    return Fit(base.in_utc(as_of), fitted, int(bought.sum()), *fits, gaps, reason)


def _gaps(base: Base, as_of: dt.datetime, seed: int, progress: OnProgress) -> tuple[GapEstimate | None, str]:
    try:
        return estimate_gaps(read_purchase_days(base, as_of), seed=seed, progress=progress), ""
    except TooThinError as error:
        return None, str(error)


def _lifecycle(gaps: GapEstimate, cut: CutPoints, *, readable: bool) -> dict[str, object]:
    """Active up to the median pause, cooling up to the 75th, lapsed up to the 90th percentile, then lost."""
    active, cooling, lapsed = (_days(each, readable=readable) for each in gaps.quantiles)
    cooling = max(cooling, active + 1)
    lapsed = max(lapsed, cooling + 1)
    return {
        "active_days": active,
        "cooling_days": cooling,
        "lapsed_days": lapsed,
        "new_days": min(cut.new_days, active),
        "reactivated_after_days": lapsed,
    }


def _days(quantile: GapQuantile, *, readable: bool) -> int:
    if not readable:
        return max(1, round(quantile.days))
    low = max(quantile.low, quantile.days * (1 - _FAR))
    high = min(quantile.high, quantile.days * (1 + _FAR))
    return max(1, round(roundest(min(low, quantile.days), max(high, quantile.days), quantile.days)))


def _positive(cuts: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(cut for cut in cuts if cut > 0)
