"""Fitting a purchase model, and asking the fitted model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from clientela.discover.purchases.betageometric import BG_NBD, MBG_NBD
from clientela.discover.purchases.histories import DAYS, Floats, Groups, Histories, Unit
from clientela.discover.purchases.maximising import Maximum, Objective, by_name, maximum, standard_errors
from clientela.discover.purchases.model import ModelName, PurchaseModel
from clientela.discover.purchases.paretonbd import PARETO_NBD
from clientela.discover.purchases.sufficiency import require_enough

MODELS: Mapping[ModelName, PurchaseModel] = {each.name: each for each in (BG_NBD, MBG_NBD, PARETO_NBD)}
THINNED = 10_000
_NEW = Histories(np.zeros(1, np.int64), np.zeros(1), np.zeros(1), np.zeros(1), np.full(1, np.nan))
_DISCOUNT_NODES, _DISCOUNT_WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with its parameters. Times asked of it, and histories, are in its `unit`.

    `values` are in the order of `model.parameters`; `covariance` is that of their logs, which are what is
    nearly normal. `held`: the histories leave a parameter open, and a weak prior holds it (see `maximum`).
    """

    model: PurchaseModel
    values: Floats
    covariance: Floats
    log_likelihood: float
    customers: int
    groups: int
    unit: Unit
    held: bool = False

    def __repr__(self) -> str:
        said = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters.items())
        return (
            f"<{self.model.title} of {self.customers:,} customers: {said};"
            f" log-likelihood {self.log_likelihood:,.2f}>"
        )

    @property
    def parameters(self) -> dict[str, float]:
        """Each parameter by name; alpha (and beta of the Pareto/NBD) are times in `unit`."""
        return by_name(self.model.parameters, self.values)

    @property
    def standard_errors(self) -> dict[str, float]:
        """Of each parameter, from the curvature of the likelihood (delta method from their logs)."""
        return standard_errors(self.model.parameters, self.values, self.covariance)

    @property
    def aic(self) -> float:
        """Akaike's criterion; smaller is better, for models of the same histories."""
        return 2 * len(self.values) - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion; smaller is better, for models of the same histories."""
        return float(len(self.values) * np.log(self.customers)) - 2 * self.log_likelihood

    def p_alive(self, histories: Histories) -> Floats:
        """The probability that each has not left for good; no churn score: see `churn_risk`."""
        groups = self._groups(histories)
        return groups.spread(self._alive(groups.histories))

    def p_buy(self, histories: Histories, t: float) -> Floats:
        """The probability that each buys in the next `t`."""
        groups = self._groups(histories)
        rows = groups.histories
        return groups.spread(self._alive(rows) * self.model.p_buy_if_alive(self.values, rows, t))

    def churn_risk(self, histories: Histories, t: float) -> Floats:
        """The probability that each buys nothing in the next `t`.

        Not 1 - P(alive): the BG/NBD calls every one-time buyer alive, which ranks worse than a coin.
        """
        return 1 - self.p_buy(histories, t)

    def expected(self, histories: Histories, t: float) -> Floats:
        """How many purchase days of each are expected in the next `t`."""
        groups = self._groups(histories)
        return groups.spread(self._expected(groups.histories, t))

    def discounted(self, histories: Histories, t: float, yearly_rate: float) -> Floats:
        """Expected purchase days in the next `t`, each discounted to today at a yearly rate (0.1 is 10 %).

        `t` is a stated horizon: there is no value "for life" here. By parts: E(t) d(t) plus the integral of
        delta E(u) d(u) over the horizon, with d(u) = exp(-delta u).
        """
        groups = self._groups(histories)
        rows = groups.histories
        delta = np.log1p(yearly_rate) * DAYS[self.unit] / 365.25
        total = self._expected(rows, t) * np.exp(-delta * t)
        for node, weight in zip(_DISCOUNT_NODES, _DISCOUNT_WEIGHTS, strict=True):
            at = t / 2 * (1 + node)
            total += weight * t / 2 * delta * np.exp(-delta * at) * self._expected(rows, at)
        return groups.spread(total)

    def expected_new(self, t: float) -> float:
        """How many repeat purchases a new customer is expected to make in her first `t`."""
        return float(self._expected(_NEW, t)[0])

    def future(self, rows: Histories, t: float, rng: np.random.Generator) -> Floats:
        """One draw of how many purchases each will make in the next `t`."""
        alive = rng.random(len(rows)) < self._alive(rows)
        return np.where(alive, self.model.future_if_alive(self.values, rows, t, rng), 0.0)

    def drawn(self, count: int, seed: int) -> Iterator[Fitted]:
        """The same model with other parameters that the data allow: asymptotically normal in their logs."""
        rng = np.random.default_rng(seed)
        for logs in rng.multivariate_normal(np.log(self.values), self.covariance, size=count, method="eigh"):
            yield replace(self, values=np.exp(logs))

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "model": self.model.name,
            "unit": self.unit,
            "parameters": self.parameters,
            "standard_errors": self.standard_errors,
            "log_likelihood": self.log_likelihood,
            "aic": self.aic,
            "bic": self.bic,
            "customers": self.customers,
            "groups": self.groups,
            "held_by_prior": self.held,
        }

    def _groups(self, histories: Histories) -> Groups:
        if histories.unit != self.unit:
            raise ValueError(f"the model counts in {self.unit}s, these histories in {histories.unit}s")
        return histories.groups()

    def _alive(self, rows: Histories) -> Floats:
        return self.model.p_alive(self.values, rows)

    def _expected(self, rows: Histories, t: float) -> Floats:
        return self._alive(rows) * self.model.expected_if_alive(self.values, rows, t)


def fit(name: ModelName, histories: Histories, *, enough: bool = True) -> Fitted:
    """The model that makes these histories likeliest.

    Raises TooThinError below 200 repeat buyers or 12 weeks (unless `enough` is False), and
    NotConvergedError where no best fit is found.
    """
    if enough:
        require_enough(histories)
    model, groups = MODELS[name], histories.groups()
    best = _best(model, groups)
    return Fitted(
        model,
        np.exp(best.log_parameters),
        best.covariance,
        best.log_likelihood,
        len(histories),
        len(groups),
        histories.unit,
        best.held,
    )


def _best(model: PurchaseModel, groups: Groups) -> Maximum:
    """The maximum; of many groups, sought first on some that stand for all."""
    starts = model.starts(float(np.average(groups.histories.T, weights=groups.weight)))
    usual, n = starts[0], float(groups.weight.sum())
    if len(groups) > 2 * THINNED:
        some = groups.thinned(THINNED)
        first = maximum(_objective(model, some), starts, what=model.title, n=n)
        starts = (tuple(np.exp(first.log_parameters)),)
    return maximum(_objective(model, groups), starts, what=model.title, n=n, usual=usual)


def _objective(model: PurchaseModel, groups: Groups) -> Objective:
    coded = groups.histories.coded()

    def of_logs(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        each, slope = model.log_likelihood(values, coded)
        return float(each @ groups.weight), (slope @ groups.weight) * values

    return of_logs
