"""The whole run: read, test, choose, fit, score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from clientela.discover.lifetime.accuracy import Figure
from clientela.discover.lifetime.categories import categories_of, category_test
from clientela.discover.lifetime.describing import histories
from clientela.discover.lifetime.noting import LONG_NEEDS, notes_on
from clientela.discover.lifetime.ranges import Futures, futures, total_orders
from clientela.discover.lifetime.reading import Ids, Purchases, cut_at, read_purchases
from clientela.discover.lifetime.result import Lifetime, Model, Parameter, Score, Totals
from clientela.discover.lifetime.scoring import (
    Subject,
    buying_scores,
    churn_score,
    order_score,
    overdue_score,
    value_scores,
)
from clientela.discover.lifetime.spending import Spending, fit_spending
from clientela.discover.lifetime.tracking import track
from clientela.discover.lifetime.trials import (
    COUNTING,
    LEAST_DAYS,
    MethodName,
    Tried,
    is_enough,
    run_trial,
)
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.purchases import Fitted, FittedValues, Histories, ModelName, fit
from clientela.discover.purchases.sufficiency import LEAST_REPEATERS
from clientela.errors import ClientelaError, NotConvergedError, TooThinError
from clientela.rules.nodes import Variable
from clientela.segments import evaluation
from clientela.segments.base import Base

BUYING = (30, 90, 365)
ORDERS = (90, 365)
LONG = 1095
HORIZONS = (7, 1095)
_Money: TypeAlias = Spending | TooThinError | NotConvergedError
"""What orders are worth, or why that is not said."""


def lifetime(
    base: Base,
    as_of: dt.datetime,
    *,
    horizon_days: int = 365,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Lifetime:
    """What every customer who has bought is expected to do, by the model that did best in a test.

    Nothing later than `as_of` is read, and the test reads nothing later than its own day. Raises
    TooThinError below 200 customers who bought on two days, or 12 weeks of purchases; ClientelaError for
    a horizon that is not 7 to 1,095 days.
    """
    if not HORIZONS[0] <= horizon_days <= HORIZONS[1]:
        raise ClientelaError(f"a horizon is {HORIZONS[0]} to {HORIZONS[1]:,} days, not {horizon_days:,}")
    instant = base.in_utc(as_of)
    progress(0, 1, "purchases")
    purchases = read_purchases(base, cut_at(instant, base.zone))
    _require_enough(purchases)
    task = _Task(base, instant, horizon_days, seed)
    tried = _trials(task, part(progress, 0.05, 0.5))
    past = histories(purchases)
    model = fit(_counting(tried), past)
    progress(0.65, 1, model.model.title)
    subject = Subject(purchases, past, model)
    found = _result(task, subject, _spending(past), tried, part(progress, 0.7, 0.3))
    progress(1, 1, model.model.title)
    return found


@dataclass(frozen=True, slots=True)
class _Task:
    """What was asked, of what."""

    base: Base
    as_of: dt.datetime
    horizon_days: int
    seed: int

    @property
    def horizons(self) -> list[int]:
        """All "buys within so many days" there are."""
        return sorted({*BUYING, self.horizon_days})


def _require_enough(purchases: Purchases) -> None:
    if not is_enough(purchases):
        raise TooThinError(
            f"{purchases.repeaters:,} of {len(purchases):,} customers who bought did so on two days or more, "
            f"and purchases go back {purchases.span:,} days; estimates of what they will buy need at least "
            f"{LEAST_REPEATERS} such customers and {LEAST_DAYS} days. Until then ask for pauses, such as "
            "stopped(order_completed, 90 days)",
            "few_repeaters",
            there=purchases.repeaters,
            buyers=len(purchases),
            days=purchases.span,
            needed=LEAST_REPEATERS,
            needed_days=LEAST_DAYS,
        )


def _trials(task: _Task, progress: OnProgress) -> dict[int, Tried]:
    found = {}
    for place, days in enumerate(task.horizons):
        watched = part(progress, place / len(task.horizons), 1 / len(task.horizons))
        tried = run_trial(task.base, task.as_of, days, task.seed, watched)
        if tried is not None:
            found[days] = tried
    return found


def _counting(tried: Mapping[int, Tried]) -> ModelName:
    """The model of counts with the smallest Brier score in the longest test; without one MBG/NBD."""
    if not tried:
        return COUNTING[0]
    done = {each.method: each.accuracy.brier.value for each in tried[max(tried)].trial.candidates}
    return min(COUNTING, key=lambda name: done[name])


def _spending(past: Histories) -> _Money:
    """What orders are worth, or why that is not said."""
    try:
        return fit_spending(past)
    except (TooThinError, NotConvergedError) as reason:
        return reason


def _result(
    task: _Task, subject: Subject, spending: _Money, tried: Mapping[int, Tried], progress: OnProgress
) -> Lifetime:
    purchases, model, longest = subject.purchases, subject.model, max(tried, default=None)
    methods, error = _methods(task, tried, model), _error(tried, model)
    scores = [*_scores(task, subject, spending, methods, tried, progress=part(progress, 0.0, 0.7))]
    late = int((~np.isnat(scores[-1].values)).sum())
    habits = category_test(task.base, task.as_of)
    if habits is not None and habits.is_better:
        named = categories_of(task.base, task.as_of, purchases.customer_ids)
        scores.append(Score("next_category", named))
    progress(0.75, 1, "totals")
    then = (tried[longest].models[_name(model)], tried[longest].trial.day) if longest else None
    followed = track(task.base, purchases, model, task.horizon_days, tested=then, error=error, seed=task.seed)
    bands = spending.bands if isinstance(spending, Spending) else ()
    return Lifetime(
        as_of=task.as_of,
        horizon_days=task.horizon_days,
        customers=len(purchases),
        repeaters=purchases.repeaters,
        span_days=purchases.span,
        model=_told(model, _name(model)),
        methods=methods,
        trials=tuple(tried[days].trial for days in sorted(tried)),
        spending=tuple(_told(band.model, "gammagamma") for band in bands),
        correlation=spending.correlation if isinstance(spending, Spending) else None,
        totals=_totals(task, subject, scores, error),
        overdue=late,
        categories=habits,
        tracking=followed,
        notes=tuple(notes_on(subject, spending, tried, error, task.horizon_days)),
        customer_ids=purchases.customer_ids,
        scores=tuple(scores),
        external_ids=_external_ids(task, purchases.customer_ids),
    )


def _scores(
    task: _Task,
    subject: Subject,
    spending: _Money,
    methods: Mapping[int, MethodName],
    tried: Mapping[int, Tried],
    *,
    progress: OnProgress,
) -> Iterator[Score]:
    """Every estimate; the last is since when each is overdue."""
    buying = buying_scores(subject, methods, tried)
    yield from buying
    yield churn_score(next(score for score in buying if score.name == "p_buy_365d"))
    yield Score("p_active", subject.model.p_alive(subject.histories))
    counted = _futures(task, subject, progress)
    asked = {*ORDERS, task.horizon_days}
    yield from (order_score(days, found) for days, found in counted.items() if days in asked)
    if isinstance(spending, Spending):
        valued = {days: found for days, found in counted.items() if days in {365, LONG, task.horizon_days}}
        yield from value_scores(subject, spending, valued)
    yield overdue_score(subject)


def _name(model: Fitted) -> ModelName:
    return model.model.name


def _methods(task: _Task, tried: Mapping[int, Tried], model: Fitted) -> dict[int, MethodName]:
    """The best method of each horizon's own test; the model of counts where there was none.

    Of the two models of counts the one that was fitted stands for both, so that all figures agree.
    """
    methods: dict[int, MethodName] = {}
    for days in task.horizons:
        best = tried[days].trial.best.method if days in tried else _name(model)
        methods[days] = best if best == "logistic" else _name(model)
    return methods


def _error(tried: Mapping[int, Tried], model: Fitted) -> float:
    """By what part the longest test was missed: ln(expected / what came)."""
    if not tried:
        return 0.0
    trial = tried[max(tried)].trial
    candidate = trial.candidate(_name(model))
    if candidate is None or not candidate.orders or not trial.orders:
        return 0.0
    return float(np.log(candidate.orders / trial.orders))


def _futures(task: _Task, subject: Subject, progress: OnProgress) -> dict[int, Futures]:
    horizons = {*ORDERS, task.horizon_days}
    if subject.purchases.span >= LONG_NEEDS:
        horizons.add(LONG)
    found = {}
    for place, days in enumerate(sorted(horizons)):
        progress(place, len(horizons), f"{days} days")
        found[days] = futures(subject.model, subject.histories, days / 7, task.seed)
    return found


def _totals(task: _Task, subject: Subject, scores: Sequence[Score], error: float) -> Totals:
    """Sums over everybody; revenue moves with the orders."""
    days = task.horizon_days
    by_name = {score.name: score.values for score in scores}
    orders = total_orders(subject.model, subject.histories, days / 7, error=error, seed=task.seed)
    revenue = None
    if f"expected_revenue_{days}d" in by_name:
        total = float(np.nansum(by_name[f"expected_revenue_{days}d"]))
        share = total / orders.value if orders.value else 0.0
        revenue = Figure(total, orders.low * share, orders.high * share)
    buyers = float(np.sum(by_name[f"p_buy_{days}d"]))
    return Totals(days, buyers, orders, revenue, subject.purchases.currency)


def _told(model: Fitted | FittedValues, name: str) -> Model:
    errors = model.standard_errors
    parameters = [Parameter(each, value, errors[each]) for each, value in model.parameters.items()]
    return Model(name, tuple(parameters), model.log_likelihood)


def _external_ids(task: _Task, customer_ids: Ids) -> pa.Array:
    found = evaluation.values(task.base, {"external_id": Variable("external_id")}, task.as_of).read_all()
    known = found.column("customer_id").to_numpy()
    order = np.argsort(known)
    places = order[np.searchsorted(known[order], customer_ids)]
    return found.column("external_id").combine_chunks().take(pa.array(places))
