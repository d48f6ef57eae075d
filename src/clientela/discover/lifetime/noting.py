"""What to know before using the figures: what is thin, untested, missed or left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from clientela.discover.lifetime.reading import Purchases
from clientela.discover.lifetime.result import Note
from clientela.discover.lifetime.scoring import Subject
from clientela.discover.lifetime.spending import Spending
from clientela.discover.lifetime.trials import Tried
from clientela.discover.purchases.sufficiency import AMPLE_REPEATERS
from clientela.errors import ClientelaError

MISSED = 0.10
LONG_NEEDS = 548
"""Days of history without which three years ahead are not spoken of."""


def notes_on(
    subject: Subject,
    spending: Spending | ClientelaError,
    tried: Mapping[int, Tried],
    error: float,
    horizon_days: int,
) -> Iterator[Note]:
    """Every note there is to make, the gravest first."""
    purchases = subject.purchases
    if purchases.repeaters < AMPLE_REPEATERS:
        yield Note("few_repeaters", purchases.repeaters, {"needed": AMPLE_REPEATERS})
    yield from _tests(purchases, tried, horizon_days)
    if abs(np.expm1(error)) > MISSED:
        key = "too_many_expected" if error > 0 else "too_few_expected"
        longest = max(tried)
        yield Note(key, longest, {"share": abs(float(np.expm1(error)))})
    if subject.model.held:
        yield Note("held")
    yield from _money(purchases, spending)
    if purchases.span < LONG_NEEDS and horizon_days < 1095:
        yield Note("no_long_value", purchases.span, {"needed": LONG_NEEDS})


def _tests(purchases: Purchases, tried: Mapping[int, Tried], horizon_days: int) -> Iterator[Note]:
    if not tried:
        yield Note("untested", purchases.span)
        return
    for days in sorted({365, horizon_days} - set(tried)):
        yield Note("untested_horizon", days, {"longest": max(tried)})
    if not any(each.learnt for each in tried.values()):
        yield Note("no_challenger")
    for each in tried.values():
        best = each.trial.best.accuracy
        if best.brier.value >= best.baseline:
            yield Note("no_better", each.trial.horizon_days)


def _money(purchases: Purchases, spending: Spending | ClientelaError) -> Iterator[Note]:
    foreign = int(np.isnan(purchases.money).sum())
    if foreign:
        yield Note("currencies", foreign, {"currency": str(purchases.currency)})
    if not isinstance(spending, Spending):
        yield Note(
            "no_amounts", None, {"repeaters": int(((purchases.count > 1) & (purchases.money > 0)).sum())}
        )
    elif len(spending.bands) > 1:
        key = "dear_when_often" if spending.correlation > 0 else "cheap_when_often"
        yield Note(key, len(spending.bands), {"correlation": spending.correlation})
