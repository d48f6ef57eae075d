"""A million customers, 40 features, segments for k = 2 … 10: ours and scikit-learn's own pipeline, side by
side.

python bench/clustering.py --customers 1000000

30 numbers and 10 categories of 6 levels, drawn in six overlapping groups. Each line is a process of its own,
so that its peak memory is its own; the memory of the data, which all of them hold, is on the first line.

  ours              FAMD, k-means for every k, silhouette on 2,000 customers
  scikit-learn      OneHotEncoder + StandardScaler, PCA to as many components, KMeans for every k,
  silhouette_score ..., mini-batch   the same with MiniBatchKMeans
  find_clusters     ours with all that says how far to trust it: strength, stability, null, outliers
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from clientela.discover.clusters import find_clusters
from clientela.discover.clusters.famd import fit_famd
from clientela.discover.clusters.kmeans import k_means
from clientela.discover.clusters.silhouette import SAMPLE, distances, widths
from clientela.discover.features.table import Prepared

KS = range(2, 11)
NUMBERS, CATEGORIES, LEVELS, GROUPS = 30, 10, 6, 6


def drawn(customers: int) -> Prepared:
    rng = np.random.default_rng(1)
    group = rng.integers(0, GROUPS, customers)
    middles = rng.normal(0, 0.8, (GROUPS, NUMBERS))
    numbers = rng.standard_normal((customers, NUMBERS))
    numbers += middles[group]
    numbers -= numbers.mean(axis=0)
    numbers /= numbers.std(axis=0)
    codes = np.empty((customers, CATEGORIES), np.int32)
    for column in range(CATEGORIES):
        shares = rng.dirichlet(np.ones(LEVELS), GROUPS).cumsum(axis=1)
        codes[:, column] = (rng.random(customers)[:, None] > shares[group]).sum(axis=1).clip(max=LEVELS - 1)
    levels = tuple(str(level) for level in range(LEVELS))
    keys = tuple(f"n{at}" for at in range(NUMBERS)), tuple(f"c{at}" for at in range(CATEGORIES))
    return Prepared(numbers, keys[0], codes, keys[1], (levels,) * CATEGORIES)


def data_only(prepared: Prepared) -> str:
    return f"{prepared.numbers.nbytes + prepared.codes.nbytes:,} bytes"


def ours(prepared: Prepared) -> str:
    famd = fit_famd(prepared, seed=1)
    coordinates = famd.project(prepared)
    seen = np.random.default_rng(1).choice(len(prepared), min(SAMPLE, len(prepared)), replace=False)
    between = distances(coordinates[seen])
    found = []
    for k in KS:
        labels, _, inertia = k_means(coordinates, k, seed=1)
        found.append((float(widths(between, labels[seen]).mean()), k, inertia))
    return said(found, coordinates)


def scikit_learn(prepared: Prepared, *, batches: bool = False) -> str:
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.metrics import silhouette_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    columns = np.hstack([prepared.numbers, prepared.codes])
    split = ColumnTransformer(
        [
            ("numbers", StandardScaler(), list(range(NUMBERS))),
            ("codes", OneHotEncoder(sparse_output=False), list(range(NUMBERS, NUMBERS + CATEGORIES))),
        ]
    )
    coordinates = make_pipeline(split, PCA(fit_famd(prepared.rows(np.arange(20_000)), seed=1).axes.shape[1]))
    scores = coordinates.fit_transform(columns)
    found = []
    for k in KS:
        kind = MiniBatchKMeans(k, n_init=10, batch_size=10_000) if batches else KMeans(k, n_init=10)
        model = kind.set_params(random_state=1).fit(scores)
        width = silhouette_score(scores, model.labels_, sample_size=SAMPLE, random_state=1)
        found.append((float(width), k, float(model.inertia_)))
    return said(found, scores)


def whole(prepared: Prepared) -> str:
    found = find_clusters(prepared, ks=KS, least=len(prepared) // 200, seed=1)
    return f"k = {found.chosen.k}, {found.verdict.label}, p = {found.verdict.p:.2f}"


def said(found: list[tuple[float, int, float]], coordinates: np.ndarray) -> str:
    """The best silhouette, and the share of its map's variance that six segments explain."""
    width, best, _ = max(found)
    total = float(((coordinates - coordinates.mean(axis=0)) ** 2).sum())
    kept = next(1 - inertia / total for _, k, inertia in found if k == GROUPS)
    return f"{coordinates.shape[1]} components; k = {best}, silhouette {width:.3f}; k = 6 explains {kept:.3f}"


WORK = {
    "data only": data_only,
    "ours": ours,
    "scikit-learn": scikit_learn,
    "scikit-learn, mini-batch": lambda prepared: scikit_learn(prepared, batches=True),
    "find_clusters": whole,
}


def run_one(name: str, customers: int) -> None:
    prepared = drawn(customers)
    cpu, wall = time.process_time(), time.perf_counter()
    result = WORK[name](prepared)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:26}{cpu:9.1f}{wall:9.1f}{peak:10.0f}  {result}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--only", choices=list(WORK))
    arguments = parser.parse_args()
    if arguments.only:
        run_one(arguments.only, arguments.customers)
        return
    print(f"{arguments.customers:,} customers\n{'':26}{'CPU s':>9}{'wall s':>9}{'peak MB':>10}", flush=True)
    for name in WORK:
        command = [
            sys.executable,
            Path(__file__).name,
            "--only",
            name,
            "--customers",
            str(arguments.customers),
        ]
        subprocess.run(command, check=True, cwd=Path(__file__).parent)


if __name__ == "__main__":
    main()
