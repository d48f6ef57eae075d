"""Campaigns of known truth: drawn, so that every figure can be held against what was put in."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa

from clientela.measure import Columns, Design, Outcomes

PLANTED = {"holdout": 0.06, "plain": 0.09, "warm": 0.12}
"""How many buy in each group of the file."""


def write_experiment(path: Path, customers: int = 3_000, seed: int = 5) -> None:
    """A CSV of an experiment: three groups by lot, two outcomes, what was before, a city, an hour."""
    rng = np.random.default_rng(seed)
    groups = rng.choice(list(PLANTED), customers, p=[0.2, 0.4, 0.4])
    bought = rng.random(customers) < np.array([PLANTED[group] for group in groups])
    earlier = np.round(rng.gamma(1.5, 40, customers) * (rng.random(customers) < 0.5), 2)
    spent = np.round(0.5 * earlier + np.where(bought, rng.gamma(2, 15, customers), 0), 2)
    cities = rng.choice(["Barcelona", "Kraków", "Cluj-Napoca"], customers)
    before = rng.random(customers) < 0.08
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("customer", "group", "city", "bought", "spent", "bought_before", "spent_before"))
        for row in range(customers):
            answer = "yes" if bought[row] else "no"
            done = int(before[row])
            rows.writerow((row, groups[row], cities[row], answer, spent[row], done, earlier[row]))


def frame(**columns: object) -> pa.Table:
    """A table of columns given as arrays or lists."""
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def outcomes(table: pa.Table, *, holdout: str = "holdout", design: Design | None = None, **columns: object):
    """Outcomes of a table whose outcome is `y`, unless said otherwise."""
    named = {"outcomes": ("y",), **columns}
    return Outcomes(table, Columns(**named), design or Design(holdout))
