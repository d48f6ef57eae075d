"""What discovery finds again of what the sample shop planted.

python bench/recovery.py --customers 5000 --seed 11 --folder /tmp/recovery

The truth is read after everything is found. Among the clustered customers: the adjusted Rand index of the
clusters, and of the rules in order, with who customers are (persona), how they buy (behaviour) and both.
Among all customers, for each planted segment: the proposal that matches it best, and what a conjunction of
at most three conditions sought for it alone would reach (made in one half, measured in the other).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

import clientela
from clientela.discover.clusters import Effort
from clientela.discover.conditions import Candidate, best_conjunctions, candidates
from clientela.discover.features import prepare, read_features
from clientela.discover.proposals import Discovery, discover
from clientela.rules.text import write_rule
from clientela.sample import write_sample
from clientela.workspace import Workspace

UNTIL = dt.date(2026, 6, 1)
QUICK = Effort(starts=10, restarts=2, rows=3_000, splits=5, pairs=10, null_rows=500, null_draws=39)
Labels = np.ndarray


@contextmanager
def shop(folder: Path, customers: int, seed: int) -> Iterator[tuple[Workspace, Path]]:
    """The sample shop in a workspace, made where it is not yet there, and its truth."""
    files, data = folder / "files", folder / "data"
    if not data.exists():
        report = write_sample(files, customers=customers, seed=seed, until=UNTIL)
        with clientela.create(data, time_zone="Europe/Madrid", country="ES") as new:
            for file in report.files:
                new.import_file(files / file.file, file.kind, as_of=_at())
    with clientela.open(data) as opened:
        yield opened, files / "truth" / "planted.csv"


def _at() -> dt.datetime:
    return dt.datetime.combine(UNTIL, dt.time(6), dt.UTC)


def truths(workspace: Workspace, file: Path, customer_ids: np.ndarray) -> dict[str, Labels]:
    """What was planted, in the order of the customers: persona, behaviour, both."""
    with file.open(encoding="utf-8") as lines:
        planted = {row["customer_id"]: row for row in csv.DictReader(lines)}
    external = dict(workspace.store.engine.rows("SELECT customer_id, external_id FROM customers"))
    rows = [planted[external[number]] for number in customer_ids.tolist()]
    persona = np.array([row["persona"] for row in rows])
    behaviour = np.array([row["behaviour"] for row in rows])
    return {
        "persona": persona,
        "behaviour": behaviour,
        "both": np.char.add(persona, behaviour),
    }


def rand_indices(found: Discovery, truth: dict[str, Labels]) -> dict[str, tuple[float, float]]:
    """By truth, the adjusted Rand index of clusters and of rules in order, among the clustered."""
    rows = found.assignment.clusters >= 0
    return {
        name: (
            float(adjusted_rand_score(labels[rows], found.assignment.clusters[rows])),
            float(adjusted_rand_score(labels[rows], found.assignment.places[rows])),
        )
        for name, labels in truth.items()
    }


def best_matches(
    workspace: Workspace, found: Discovery, truth: dict[str, Labels]
) -> dict[str, tuple[float, str]]:
    """By planted segment, the F1 of the proposal that matches it best among all, and its rule."""
    ids = found.assignment.customer_ids
    masks = [
        np.isin(ids, np.asarray(workspace.segment(each.rule).ids(found.as_of))) for each in found.proposals
    ]
    matches = {}
    for kind in ("persona", "behaviour"):
        for name in np.unique(truth[kind]):
            target = truth[kind] == name
            scores = [f1(mask, target) for mask in masks]
            best = int(np.argmax(scores))
            matches[f"{kind} {name}"] = (scores[best], found.proposals[best].text)
    return matches


def dedicated(workspace: Workspace, truth: dict[str, Labels], seed: int) -> dict[str, tuple[float, str]]:
    """The same of a conjunction sought for the planted segment alone, in one half, measured in the other."""
    table, excluded = read_features(workspace.base, workspace.catalog, _at())
    prepared = prepare(table, excluded)
    known = candidates(table, keys=(*prepared.number_keys, *prepared.code_keys))
    inside = np.random.default_rng(seed).random(len(table)) < 0.5
    half = [Candidate(each.key, each.node, each.mask[inside]) for each in known]
    by_node = {each.node: each for each in known}
    reached = {}
    for kind in ("persona", "behaviour"):
        for name in np.unique(truth[kind]):
            target = truth[kind] == name
            ranked = best_conjunctions(half, target[inside], least=25)
            best = next(each for each in ranked if all(one.node in by_node for one in each.candidates))
            mask = np.all([by_node[one.node].mask for one in best.candidates], axis=0)
            reached[f"{kind} {name}"] = (f1(mask[~inside], target[~inside]), write_rule(best.rule))
    return reached


def f1(mask: np.ndarray, target: np.ndarray) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (mask & target).sum() / max(mask.sum() + target.sum(), 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--k", default="auto,4,6,8,10")
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    with shop(arguments.folder, arguments.customers, arguments.seed) as (workspace, file):
        matches: dict[str, dict[str, tuple[float, str]]] = {}
        for word in arguments.k.split(","):
            started = time.perf_counter()
            k = None if word == "auto" else int(word)
            ks = range(2, 11) if k is None else (k,)
            found = discover(workspace.base, workspace.catalog, _at(), k=k, ks=ks, effort=QUICK)
            truth = truths(workspace, file, found.assignment.customer_ids)
            taken, figures = found.clustering.chosen.k, found.routes[0]
            print(
                f"\nk = {word} ({taken} clusters, {found.clustering.verdict.label}), {figures.rules} rules by"
                f" {figures.route}: cost {figures.costs.in_features:.3f} in features,"
                f" {figures.costs.on_map:.3f} on the map; agreement {figures.agreement:.2f},"
                f" coverage {figures.coverage:.2f} ({time.perf_counter() - started:.0f} s)"
            )
            for name, (clusters, rules) in rand_indices(found, truth).items():
                print(f"  adjusted Rand index with {name:10}: clusters {clusters:.3f}, rules {rules:.3f}")
            matches[word] = best_matches(workspace, found, truth)
        alone = dedicated(workspace, truth, arguments.seed)
        print(
            f"\n{'F1 of the best-matching rule':28}" + "".join(f"{word:>7}" for word in matches) + "  alone"
        )
        for name, (reached, rule) in alone.items():
            print(
                f"{name:28}"
                + "".join(f"{matches[word][name][0]:7.2f}" for word in matches)
                + f"{reached:7.2f}  {rule}"
            )


if __name__ == "__main__":
    main()
