"""Subscriptions: how long they last. Their end is seen, so this needs no model of silence.

Kaplan-Meier curves and Cox regressions through lifelines, an optional part: clientela[survival]. Importing
this module without it raises MissingExtraError.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clientela.discover.purchases.histories import Floats
from clientela.errors import MissingExtraError, NotConvergedError, TooThinError
from clientela.segments.intervals import share_interval

try:
    import pandas as pd
    from lifelines import CoxPHFitter, KaplanMeierFitter
    from lifelines.exceptions import ConvergenceError
except ImportError as missing:
    raise MissingExtraError("survival of subscriptions", "survival") from missing

LEAST_ENDED = 50
PARTS = 10


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """A row a subscription: how long it has lasted, and whether it has ended (else it goes on)."""

    tenure: Floats
    ended: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len(self.tenure) != len(self.ended) or not np.all(self.tenure >= 0):
            raise ValueError("a subscription needs a tenure of at least 0 and whether it has ended")

    def __len__(self) -> int:
        return len(self.tenure)


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """The share still subscribed after each time (Kaplan-Meier), with pointwise intervals.

    Intervals are Greenwood's on the log(-log) scale; `at_risk` were still watched just before each time.
    """

    times: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: NDArray[np.int64]
    level: float

    def at(self, time: float) -> tuple[float, float, float]:
        """The share at that time, with its interval. Raises ValueError past the last time watched."""
        if not 0 <= time <= self.times[-1]:
            raise ValueError(f"the curve ends at {self.times[-1]:g}; nothing is known of {time:g}")
        place = int(np.searchsorted(self.times, time, "right")) - 1
        return float(self.share[place]), float(self.low[place]), float(self.high[place])


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """By how much one more of a feature multiplies the risk of ending, with its interval."""

    feature: str
    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class FittedCox:
    """A Cox regression (Journal of the Royal Statistical Society B 34:187, 1972).

    `concordance` is the share of comparable pairs in which the riskier one ended first (0.5 is a coin).
    """

    hazard_ratios: tuple[HazardRatio, ...]
    concordance: float
    customers: int
    ended: int
    _centre: Floats = field(repr=False)
    _weights: Floats = field(repr=False)
    _times: Floats = field(repr=False)
    _hazard: Floats = field(repr=False)

    def risk(self, features: Floats) -> Floats:
        """The risk of each row of features, as a multiple of that of the mean of all."""
        return np.exp((features - self._centre) @ self._weights)

    def stays(self, features: Floats, tenure: Floats, horizon: float) -> Floats:
        """The probability that each subscription that has lasted for `tenure` outlasts `horizon` more.

        Past the longest time watched the curve is held flat: choose horizons within it.
        """
        more = self._cumulated(tenure + horizon) - self._cumulated(tenure)
        return np.exp(-more * self.risk(features))

    def _cumulated(self, times: Floats) -> Floats:
        place = np.searchsorted(self._times, times, "right")
        hazard: Floats = np.concatenate([[0.0], self._hazard])
        return hazard[place]


@dataclass(frozen=True, slots=True)
class HorizonPart:
    """Subscriptions of like scores: the share that outlasts the horizon, as said and as watched."""

    customers: int
    said: float
    lasted: float
    low: float
    high: float


def survival_curve(subscriptions: Subscriptions, *, level: float = 0.95) -> SurvivalCurve:
    """How many stay how long. Raises TooThinError below 50 that have ended."""
    _require_ended(subscriptions)
    fitter = KaplanMeierFitter(alpha=1 - level).fit(subscriptions.tenure, subscriptions.ended)
    share = fitter.survival_function_.iloc[:, 0]
    low, high = (fitter.confidence_interval_.iloc[:, each].to_numpy(np.float64) for each in (0, 1))
    risk = fitter.event_table["at_risk"].to_numpy(np.int64)
    times = share.index.to_numpy(np.float64)
    return SurvivalCurve(times, share.to_numpy(np.float64), low, high, risk, level)


def fit_cox(
    subscriptions: Subscriptions, names: Sequence[str], features: Floats, *, level: float = 0.95
) -> FittedCox:
    """What makes subscriptions end: features are a row a subscription, a column a name, nothing missing.

    A slight ridge penalty (0.01) keeps near-copies among the features apart. Raises TooThinError below 50
    ended or 10 a feature, NotConvergedError where a feature foretells the end without fail.
    """
    _require_ended(subscriptions, least=10 * len(names))
    frame = pd.DataFrame(features, columns=list(names))
    frame["tenure"], frame["ended"] = subscriptions.tenure, subscriptions.ended
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.PandasChangeWarning)  # lifelines' own use of pandas
            fitter = CoxPHFitter(penalizer=0.01, alpha=1 - level).fit(frame, "tenure", "ended")
    except ConvergenceError as failed:
        raise NotConvergedError(f"the Cox regression found no best fit: {failed}") from failed
    baseline = fitter.baseline_cumulative_hazard_.iloc[:, 0]
    return FittedCox(
        _ratios(fitter.summary),
        float(fitter.concordance_index_),
        len(subscriptions),
        int(subscriptions.ended.sum()),
        features.mean(axis=0),
        fitter.params_.to_numpy(np.float64),
        baseline.index.to_numpy(np.float64),
        baseline.to_numpy(np.float64),
    )


def horizon_calibration(
    subscriptions: Subscriptions, said: Floats, horizon: float
) -> tuple[HorizonPart, ...]:
    """Said against watched survival to `horizon`, in ten parts of as equal size as ties allow.

    `said` is the probability to outlast `horizon` from the beginning (tenure 0). Those whose watching ended
    before the horizon are not lost: each part's share is a Kaplan-Meier estimate.
    """
    edges = np.unique(np.quantile(said, np.arange(1, PARTS) / PARTS, method="inverted_cdf"))
    place = np.searchsorted(edges, said)
    parts = []
    for part in np.unique(place):
        inside = place == part
        watched = _lasting(subscriptions.tenure[inside], subscriptions.ended[inside], horizon)
        parts.append(HorizonPart(int(inside.sum()), float(said[inside].mean()), *watched))
    return tuple(parts)


def _lasting(tenure: Floats, ended: NDArray[np.bool_], horizon: float) -> tuple[float, float, float]:
    """The share that lasts to the horizon, with its interval."""
    fitter = KaplanMeierFitter().fit(tenure, ended)
    share = float(fitter.survival_function_.loc[:horizon].iloc[-1, 0])
    if share == 1.0:  # none has ended: Greenwood's interval has no width, a share's own has
        still = int(np.count_nonzero(tenure >= horizon))
        return 1.0, share_interval(still, still)[0] if still else 0.0, 1.0
    low, high = fitter.confidence_interval_.loc[:horizon].iloc[-1]
    return share, float(low), float(high)


def one_hot(columns: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], Floats]:
    """Categories as columns of 0 and 1, named `column: value`.

    The commonest value of each is left out, and so is a column equal to an earlier one.
    """
    names: list[str] = []
    made: list[Floats] = []
    for column, cells in columns.items():
        values, counts = np.unique(np.asarray(cells, dtype=str), return_counts=True)
        for value in np.delete(values, int(counts.argmax())):
            flags = (np.asarray(cells, dtype=str) == value).astype(np.float64)
            if not any(np.array_equal(flags, each) for each in made):
                names.append(f"{column}: {value}")
                made.append(flags)
    rows = len(next(iter(columns.values()), ()))
    return tuple(names), np.column_stack(made) if made else np.empty((rows, 0))


def _require_ended(subscriptions: Subscriptions, least: int = 0) -> None:
    ended, needed = int(subscriptions.ended.sum()), max(LEAST_ENDED, least)
    if ended < needed:
        raise TooThinError(
            f"{ended:,} of {len(subscriptions):,} subscriptions have ended; an honest answer about how long"
            f" they last needs at least {needed}"
        )


def _ratios(summary: pd.DataFrame) -> tuple[HazardRatio, ...]:
    low = next(each for each in summary.columns if each.startswith("exp(coef) lower"))
    high = next(each for each in summary.columns if each.startswith("exp(coef) upper"))
    columns = summary[["exp(coef)", low, high, "p"]].to_numpy(np.float64)
    return tuple(
        HazardRatio(str(name), *map(float, row)) for name, row in zip(summary.index, columns, strict=True)
    )
