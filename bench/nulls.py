"""How often data without groups are called natural, and planted groups are not: counts of each verdict.

python bench/nulls.py --runs 100

1,000 customers with 5 numbers each, prepared as they are (mean 0, deviation 1). Without groups: correlated
normals, the same made log-normal, independent uniforms. With: four spheres of deviation 1, each with its
centre 3 deviations from the middle in a direction of its own (so 4.2 apart), turned at random; and, harder,
3 apart.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from clientela.discover.clusters import Effort, find_clusters
from clientela.discover.features.table import Prepared

CUSTOMERS, FEATURES = 1_000, 5
EFFORT = Effort(starts=3, restarts=2, splits=4, pairs=4, null_draws=39)


def correlated(rng: np.random.Generator) -> np.ndarray:
    """One normal cloud, all correlations .5."""
    return (rng.standard_normal((CUSTOMERS, FEATURES)) + rng.standard_normal((CUSTOMERS, 1))) / np.sqrt(2)


def log_normal(rng: np.random.Generator) -> np.ndarray:
    return np.exp(correlated(rng))


def uniform(rng: np.random.Generator) -> np.ndarray:
    return rng.random((CUSTOMERS, FEATURES))


def four_groups(rng: np.random.Generator, distance: float = 3.0) -> np.ndarray:
    corners = np.eye(4, FEATURES) * distance
    turned = corners @ np.linalg.qr(rng.standard_normal((FEATURES, FEATURES)))[0]
    return turned[rng.integers(0, 4, CUSTOMERS)] + rng.standard_normal((CUSTOMERS, FEATURES))


KINDS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "correlated normal": correlated,
    "log-normal": log_normal,
    "uniform": uniform,
    "4 groups, 3 out": four_groups,
    "4 groups, 3 apart": lambda rng: four_groups(rng, 3 / np.sqrt(2)),
}


def as_prepared(numbers: np.ndarray) -> Prepared:
    scaled = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    keys = tuple(f"n{at}" for at in range(numbers.shape[1]))
    return Prepared(scaled, keys, np.empty((len(numbers), 0), np.int32), (), ())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--only", choices=sorted(KINDS), help="one kind of data")
    parser.add_argument("--most", type=int, default=6, help="the largest number of segments tried")
    arguments = parser.parse_args()
    ks = range(2, arguments.most + 1)
    print(
        f"{'':22}{'natural':>9}{'reproducible':>14}{'constructive':>14}{'p <= .05':>10}{'k':>20}{'CPU s':>8}"
    )
    for kind, draw in KINDS.items():
        if arguments.only not in (None, kind):
            continue
        begun = time.process_time()
        labels, significant, chosen = Counter[str](), 0, Counter[int]()
        for run in range(arguments.runs):
            prepared = as_prepared(draw(np.random.default_rng([run, len(kind)])))
            found = find_clusters(prepared, ks=ks, least=50, seed=run, effort=EFFORT)
            labels[found.verdict.label] += 1
            significant += found.verdict.p <= 0.05
            chosen[found.chosen.k] += 1
        shown = " ".join(f"{k}:{count}" for k, count in sorted(chosen.items()))
        print(
            f"{kind:22}{labels['natural']:9}{labels['reproducible']:14}{labels['constructive']:14}"
            f"{significant:10}{shown:>20}{time.process_time() - begun:8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
