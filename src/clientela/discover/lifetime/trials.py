"""The test no model has seen: fitted at an earlier day, asked for the days since, held against what came."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.lifetime.accuracy import (
    Accuracy,
    CalibrationRow,
    Figure,
    accuracy,
    calibration,
    worse_by,
)
from clientela.discover.lifetime.describing import features, histories, rows
from clientela.discover.lifetime.reading import (
    Numbers,
    Purchases,
    aligned,
    end_of,
    last_whole_day,
    read_later,
    read_purchases,
)
from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.purchases import Fitted, FittedLogistic, ModelName, fit, fit_logistic
from clientela.discover.purchases.sufficiency import LEAST_REPEATERS, LEAST_WEEKS
from clientela.errors import TooThinError
from clientela.segments.base import Base

MethodName: TypeAlias = Literal["mbgnbd", "paretonbd", "bgnbd", "logistic"]

COUNTING: tuple[ModelName, ...] = ("mbgnbd", "paretonbd")
"""The models that may be chosen to count orders."""
COMPARED: tuple[ModelName, ...] = (*COUNTING, "bgnbd")
TITLES: dict[str, str] = {
    "mbgnbd": "MBG/NBD",
    "paretonbd": "Pareto/NBD",
    "bgnbd": "BG/NBD",
    "logistic": "logistic regression",
    "gammagamma": "Gamma-Gamma",
}
LEAST_DAYS = 7 * LEAST_WEEKS
MOST_CUSTOMERS = 50_000
"""More are not looked at in a trial: four parameters and a Brier score are known well enough by then."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One method in a trial.

    `behind` is its Brier score less the best one's. Of those that count, `orders` is what they expected of
    all together and `mean_error` the mean absolute error of a customer's number.
    """

    method: MethodName
    accuracy: Accuracy
    behind: Figure
    orders: float | None
    mean_error: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """The candidates for "buys within so many days", at a day for which it is known who did.

    The first candidate is the best by Brier score among those that may be chosen (BG/NBD is there for
    comparison); `calibration` is its. `orders` is the number of purchase days that came.
    """

    horizon_days: int
    day: dt.date
    until: dt.date
    customers: int
    orders: int
    candidates: tuple[Candidate, ...]
    calibration: tuple[CalibrationRow, ...]

    @property
    def best(self) -> Candidate:
        """The method that is chosen for this horizon."""
        return self.candidates[0]

    def candidate(self, method: MethodName) -> Candidate | None:
        """That method's figures, where it took part."""
        return next((each for each in self.candidates if each.method == method), None)


@dataclass(frozen=True, slots=True)
class Known:
    """What had been bought by a day, and on how many days of the horizon after it each bought."""

    purchases: Purchases
    later: Numbers

    @property
    def bought(self) -> NDArray[np.bool_]:
        """Whether each bought at all."""
        return np.asarray(self.later > 0)


def known_at(base: Base, day: dt.date, horizon_days: int) -> Known:
    """The purchases by a day, and those of the horizon that begins with the next one."""
    cut = end_of(day, base.zone)
    purchases = read_purchases(base, cut)
    until = end_of(day + dt.timedelta(days=horizon_days), base.zone)
    ids, later = read_later(base, cut, until, (horizon_days,))
    return Known(purchases, aligned(purchases.customer_ids, ids, later)[:, 0])


def is_enough(purchases: Purchases) -> bool:
    """Whether the sizes suffice that an honest fit needs."""
    return purchases.repeaters >= LEAST_REPEATERS and purchases.span >= LEAST_DAYS


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial, with what it leaves for the scores of today and for the tracking plot.

    `models` are those fitted at the day of the trial; `learnt` is the logistic model taught by the newest
    horizon, where one could be tested.
    """

    trial: Trial
    models: dict[ModelName, Fitted]
    learnt: FittedLogistic | None


def run_trial(
    base: Base, as_of: dt.datetime, horizon_days: int, seed: int, progress: OnProgress = unwatched
) -> Tried | None:
    """The trial of one horizon up to the instant; None where too little had been bought when it began."""
    day = last_whole_day(as_of, base.zone) - dt.timedelta(days=horizon_days)
    test = known_at(base, day, horizon_days)
    if not _is_fit(test):
        return None
    test, weeks = _drawn(test, seed), horizon_days / 7
    past, models = histories(test.purchases), {}
    for place, name in enumerate(COMPARED):
        progress(place, 4, f"{TITLES[name]}, {horizon_days} days")
        models[name] = fit(name, past)
    progress(3, 4, f"{TITLES['logistic']}, {horizon_days} days")
    said: dict[MethodName, Numbers] = {name: model.p_buy(past, weeks) for name, model in models.items()}
    expected: dict[MethodName, Numbers] = {
        name: model.expected(past, weeks) for name, model in models.items()
    }
    earlier = known_at(base, day - dt.timedelta(days=horizon_days), horizon_days)
    learnt = None
    if _is_fit(earlier):
        with suppress(TooThinError):  # too few who bought, or who did not, to learn from
            before = _taught(_drawn(earlier, seed))
            learnt = _taught(test)
            said["logistic"] = before.probability(features(test.purchases))
    progress(1, 1, f"{horizon_days} days")
    return Tried(_judged(said, expected, test, horizon_days, seed), models, learnt)


def _is_fit(known: Known) -> bool:
    return is_enough(known.purchases) and bool(0 < known.bought.mean() < 1)


def _taught(known: Known) -> FittedLogistic:
    return fit_logistic(features(known.purchases), known.bought)


def _drawn(known: Known, seed: int) -> Known:
    size = len(known.purchases)
    if size <= MOST_CUSTOMERS:
        return known
    chosen = np.sort(np.random.default_rng(seed).choice(size, MOST_CUSTOMERS, replace=False))
    return Known(rows(known.purchases, chosen), known.later[chosen])


def _judged(
    said: dict[MethodName, Numbers],
    expected: dict[MethodName, Numbers],
    known: Known,
    horizon_days: int,
    seed: int,
) -> Trial:
    bought, day = known.bought, known.purchases.cut.day
    loss = {name: (probability - bought) ** 2 for name, probability in said.items()}
    order = sorted(said, key=lambda name: (float(loss[name].mean()), name))
    best = next(name for name in order if name != "bgnbd")
    candidates = tuple(
        Candidate(
            name,
            accuracy(said[name], bought, seed),
            worse_by(loss[name], loss[best]),
            float(expected[name].sum()) if name in expected else None,
            float(np.abs(expected[name] - known.later).mean()) if name in expected else None,
        )
        for name in (best, *(name for name in order if name != best))
    )
    return Trial(
        horizon_days,
        day,
        day + dt.timedelta(days=horizon_days),
        len(bought),
        int(known.later.sum()),
        candidates,
        calibration(said[best], bought),
    )
