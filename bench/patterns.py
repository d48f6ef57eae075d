"""How often patterns err: drift without change, new segments where nothing is new, independent things.

`python bench/patterns.py [RUNS]`. As known: the cut errs in .05 to .07,
"above .1" in .37 at n = 200 and in .85 at 100.
"""

from __future__ import annotations

import datetime as dt
import sys

import numpy as np

from clientela.discover.features.table import Feature, FeatureTable
from clientela.discover.patterns.alarms import find_new_segments
from clientela.discover.patterns.baskets import Purchases, find_baskets
from clientela.discover.patterns.drift import find_drift, psi_cut
from clientela.rules.nodes import Variable
from clientela.rules.types import ValueType

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def table(values: np.ndarray) -> FeatureTable:
    """Numbers as features."""
    names = [f"x{place}" for place in range(values.shape[1])]
    features = tuple(Feature(Variable(name), Variable(name), ValueType.NUMBER, "number") for name in names)
    columns = {name: values[:, place] for place, name in enumerate(names)}
    return FeatureTable(AT, np.arange(len(values)), features, columns, {})


def drift(runs: int) -> None:
    """Beyond the cut, and beyond 0.1, without any change."""
    for n in (100, 200, 1_000, 10_000):
        rng = np.random.default_rng(n)
        shifts = [
            find_drift(table(rng.lognormal(size=(n, 1))), table(rng.lognormal(size=(n, 1)))).shifts[0]
            for _ in range(runs)
        ]
        beyond = np.mean([each.psi > each.cut for each in shifts])
        folklore = np.mean([each.psi >= 0.1 for each in shifts])
        print(f"drift  n {n:6}: cut {psi_cut(n, n, 10):.4f}, errs {beyond:.3f}; above 0.1 {folklore:.3f}")


def alarms(runs: int) -> None:
    """Rings and proposals on two kinds of customers, nothing new."""
    rang, proposed = 0, 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        middles = rng.normal(0, 3, (2, 6))
        before, after = (middles[rng.integers(0, 2, 1000)] + rng.normal(size=(1000, 6)) for _ in range(2))
        alarm = find_new_segments(table(before), table(after), seed=seed)
        rang += alarm.rings
        proposed += bool(alarm.proposals)
    print(f"alarm  {runs} runs without anything new: rings in {rang}, proposes in {proposed}")


def baskets(runs: int) -> None:
    """Runs with any pattern among independent things."""
    rng = np.random.default_rng(1)
    shares = np.array([1.0, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1])
    wrong = 0
    for _ in range(runs):
        basket, thing = np.nonzero(rng.random((2_000, 8)) < shares)
        found = find_baskets(Purchases("category", "orders", basket, thing, tuple("abcdefgh"), 2_000))
        wrong += bool(found.patterns)
    print(f"basket {runs} runs of independent things: any pattern in {wrong}")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    drift(10 * count)
    alarms(count)
    baskets(count)
