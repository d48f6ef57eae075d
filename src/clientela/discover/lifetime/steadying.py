"""Fitting a model where the purchases alone do not determine all its parameters.

Where nearly everybody still buys, or all leave equally often, the likelihood is flat in a direction: the
share of those who leave is known, how much they differ in it is not. Any point of the ridge foretells the
same, so a weak prior chooses one: logs of the parameters are normal around the usual start of the search,
with a deviation of 1.5 (a factor of 20 either way, at 95 %), which a few dozen customers outweigh.
"""

from __future__ import annotations

import numpy as np

from clientela.discover.purchases import MODELS, Fitted, Histories, ModelName, fit
from clientela.discover.purchases.maximising import maximum
from clientela.errors import NotConvergedError

DEVIATION = 1.5


def fit_steadily(name: ModelName, histories: Histories) -> tuple[Fitted, bool]:
    """The model by maximum likelihood; with the weak prior (then True) where that is not determined.

    It is not, either, where the standard error of a parameter is as large as the parameter.
    """
    try:
        found = fit(name, histories)
    except NotConvergedError:
        return _held(name, histories), True
    if np.diag(found.covariance).max() >= 1:
        return _held(name, histories), True
    return found, False


def _held(name: ModelName, histories: Histories) -> Fitted:
    model, groups = MODELS[name], histories.groups()
    typical = float(np.average(groups.histories.T, weights=groups.weight))
    starts = model.starts(typical)
    centre = np.log(starts[0])

    def objective(logs: np.ndarray) -> tuple[float, np.ndarray]:
        each, slope = model.log_likelihood(np.exp(logs), groups.histories)
        off = (logs - centre) / DEVIATION
        value = float(each @ groups.weight) - float(off @ off) / 2
        return value, (slope @ groups.weight) * np.exp(logs) - off / DEVIATION

    best = maximum(objective, starts, what=model.title, n=len(histories))
    values = np.exp(best.log_parameters)
    likelihood = float(model.log_likelihood(values, groups.histories)[0] @ groups.weight)
    return Fitted(model, values, best.covariance, likelihood, len(histories), len(groups), histories.unit)
