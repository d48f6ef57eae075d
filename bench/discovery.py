"""From clusters to proposals at scale: rules and profiles, beside scikit-learn and pandas in the same run.

python bench/discovery.py --customers 1000000 --folder /tmp/bench

Customers with 40 numbers and categories, which depend on eight hidden groups, are put into a store. Features
and clusters are timed by bench/features.py and bench/nulls.py; here clusters are found quickly, in a process
for each of the two, so that memory is its own:

ours        rules both ways on a sample, stability, members of all by the compiler, profiles with intervals
sklearn     DecisionTreeClassifier with as many leaves on all customers, pandas group-by of means and shares
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

import clientela
from clientela.discover.clusters import Clustering, Effort, find_clusters
from clientela.discover.features import FeatureTable, Prepared, prepare, read_features
from clientela.discover.proposals.agreement import agreements, stabilities
from clientela.discover.proposals.discovering import least_of
from clientela.discover.proposals.drafting import drafts
from clientela.discover.proposals.ground import ground_of
from clientela.discover.proposals.partition import memberships
from clientela.discover.proposals.presenting import planned
from clientela.discover.proposals.scope import Scope
from clientela.segments.profile import profiles
from clientela.workspace import Workspace

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
NUMBERS, CATEGORIES, GROUPS = 30, 10, 8
LITTLE = Effort(starts=5, restarts=1, rows=500, splits=1, pairs=1, null_rows=100, null_draws=1)
Found = tuple[FeatureTable, Prepared, Clustering]


def firm(folder: Path, customers: int) -> Workspace:
    """The customers in a workspace, made where it is not yet there."""
    place = folder / f"discovery-{customers}"
    if place.exists():
        return clientela.open(place)
    workspace = clientela.create(place)
    for at in range(NUMBERS):
        workspace.add_field(f"number_{at}", "number")
    for at in range(CATEGORIES):
        workspace.add_field(f"category_{at}", "text")
    drawn = drawn_customers(customers)
    names = ", ".join(drawn.column_names)
    with workspace.store.engine.offered("drawn", drawn):
        workspace.store.engine.execute(f"INSERT INTO customers ({names}) SELECT {names} FROM drawn")
    workspace.reload()
    return workspace


def drawn_customers(customers: int) -> pa.Table:
    """Log-normal numbers and six-level categories of eight hidden groups; one in twenty is missing."""
    rng = np.random.default_rng(0)
    group = rng.integers(0, GROUPS, customers)
    columns: dict[str, object] = {
        "customer_id": np.arange(1, customers + 1),
        "external_id": pa.array([f"C{number}" for number in range(customers)]),
        "created_at": pa.array([AT - dt.timedelta(days=400)] * customers, pa.timestamp("us", tz="UTC")),
    }
    for at in range(NUMBERS):
        values = np.exp(rng.normal(3, 0.7, GROUPS)[group] + rng.standard_normal(customers))
        columns[f"number_{at}"] = pa.array(values, mask=rng.random(customers) < 0.05)
    letters = pa.array(list("abcdef"))
    for at in range(CATEGORIES):
        shares = rng.dirichlet(np.full(6, 1.5), GROUPS).cumsum(axis=1)
        codes = (rng.random(customers)[:, None] < shares[group]).argmax(axis=1)
        columns[f"category_{at}"] = letters.take(pa.array(codes, mask=rng.random(customers) < 0.05))
    return pa.table(columns)


def prepared(workspace: Workspace) -> Found:
    """Features and clusters of everybody."""
    names = [f"number_{at}" for at in range(NUMBERS)] + [f"category_{at}" for at in range(CATEGORIES)]
    table, excluded = read_features(workspace.base, workspace.catalog, AT, variables=names)
    made = prepare(table, excluded)
    least = least_of(len(table))
    return table, made, find_clusters(made, ks=[GROUPS], k=GROUPS, least=least, seed=0, effort=LITTLE)


def ours(workspace: Workspace, found: Found) -> None:
    table, made, clustering = found
    least = least_of(len(table))
    with timed("rules by a tree and by conjunctions"):
        ground = ground_of(table, made, clustering, seed=0)
        routes = drafts(ground, least=least)
    draft, figures = routes[0]
    with timed("agreement, and stability in 20 resamples"):
        stable = stabilities(ground, draft, least=least, seed=0)
        plans = planned(Scope((), None), draft, ground.nature, agreements(ground, draft), stable)
    with timed("members of all by the compiler"):
        memberships(workspace.base, [plan.rule for plan in plans], AT)
    with timed(f"profiles of {len(plans)} segments with intervals"):
        variables = [each.key for each in table.features]
        profiles(workspace.base, workspace.catalog, [plan.rule for plan in plans], AT, variables=variables)
    print(
        f"  {figures.rules} rules by {figures.route}: cost {figures.costs.in_features:.3f} in features,"
        f" {figures.costs.on_map:.3f} on the map, agreement {figures.agreement:.2f}"
    )


def sklearn(_workspace: Workspace, found: Found) -> None:
    from sklearn.metrics import f1_score
    from sklearn.tree import DecisionTreeClassifier

    table, made, clustering = found
    labels = clustering.chosen.labels
    with timed("DecisionTreeClassifier on all, one-hot"):
        levels = [
            np.eye(len(names), dtype=np.float32)[made.codes[:, at]]
            for at, names in enumerate(made.code_levels)
        ]
        points = np.hstack([made.numbers.astype(np.float32), *levels])
        tree = DecisionTreeClassifier(max_leaf_nodes=GROUPS, random_state=0).fit(points, labels)
        said = tree.predict(points)
    with timed("pandas group-by of means, deviations and shares"):
        frame = pd.DataFrame({each.key: table.columns[each.key] for each in table.features})
        numbers = [each.key for each in table.features if each.role != "category"]
        frame.groupby(said)[numbers].agg(["mean", "std", "count"])
        for each in table.features:
            if each.role == "category":
                pd.crosstab(said, frame[each.key], normalize="index")
    agreement = f1_score(labels, said, average="macro")
    print(f"  {tree.get_n_leaves()} leaves, agreement {agreement:.2f} (not held out)")


class timed:  # noqa: N801
    """Print what the block took."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __enter__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        print(f"  {self.text:52} {wall:8.1f} s wall {cpu:8.1f} s CPU")


def measured(work: Callable[[Workspace, Found], None], folder: Path, customers: int) -> None:
    with firm(folder, customers) as workspace:
        found = prepared(workspace)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(work.__name__)
        work(workspace, found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  peak memory {peak / 2**20:.2f} GB, of which features and clusters {before / 2**20:.2f} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    firm(arguments.folder, arguments.customers).close()
    for work in (ours, sklearn):
        process = multiprocessing.get_context("spawn").Process(
            target=measured, args=(work, arguments.folder, arguments.customers)
        )
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
