"""The one question of this room: the grid of a firm at an instant."""

from __future__ import annotations

import datetime as dt

from clientela.catalog.cut_points import CutPoints
from clientela.discover.currencies import usual_currencies
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.rfm.gaps import GapEstimate, estimate_each, estimate_gaps
from clientela.discover.rfm.grid import Pauses, Rfm, make_grid
from clientela.discover.rfm.hiatus import check_hiatus
from clientela.discover.rfm.reading import read_category_days, read_customers, read_purchase_days
from clientela.errors import TooThinError
from clientela.segments.base import Base

_EPOCH = dt.date(1970, 1, 1)


def rfm(
    base: Base,
    cut: CutPoints,
    as_of: dt.datetime,
    *,
    version: int = 0,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Rfm:
    """Everybody's recency, frequency, money and stage under the catalogue's cut-points."""
    customers = read_customers(base, cut, as_of)
    progress(0.4, 1.0)
    pauses = _pauses(base, cut, as_of, seed, part(progress, 0.4, 0.6))
    currencies = usual_currencies(base, as_of)
    return make_grid(customers, cut, version, base.in_utc(as_of), pauses, currencies=currencies)


def _pauses(base: Base, cut: CutPoints, as_of: dt.datetime, seed: int, progress: OnProgress) -> Pauses:
    purchases = read_purchase_days(base, as_of)
    today = (base.in_utc(as_of).astimezone(base.zone).date() - _EPOCH).days
    gaps: GapEstimate | None = None
    reason = ""
    try:
        gaps = estimate_gaps(purchases, seed=seed, progress=part(progress, 0.0, 0.7))
    except TooThinError as error:
        reason = str(error)
    categories = estimate_each(read_category_days(base, as_of), seed=seed)
    hiatus = check_hiatus(purchases, today, cut.lapsed_days, cut.lapsed_days)
    return Pauses(gaps, reason, tuple(categories.items()), hiatus)
