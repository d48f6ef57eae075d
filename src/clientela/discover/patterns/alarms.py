"""Is there a new kind of customer: many who fit none of the segments there were, who are alike, and can be
told by a short rule?

The segments are those of an earlier instant. Beyond the 99th percentile of distances to the nearest centre
lies one customer in a hundred as long as nothing is new; more than that, by the exact binomial test, is a
residue. It is clustered, and a cluster is proposed when it is large, is found again in bootstraps (Hennig,
2007) and meets a rule of at most three conditions.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from clientela.discover.clusters.cutting import KMeansCutter
from clientela.discover.clusters.famd import Famd, fit_famd
from clientela.discover.clusters.kmeans import k_means, nearest
from clientela.discover.clusters.outliers import BEYOND, Residue, residue_of
from clientela.discover.clusters.silhouette import average_widths, distances
from clientela.discover.clusters.stability import bootstraps, segment_jaccards
from clientela.discover.conditions import Candidate, best_conjunctions, candidates
from clientela.discover.features.preparing import learn
from clientela.discover.features.table import FeatureTable, Mask, Numbers, Prepared
from clientela.errors import TooThinError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule

LEAST_BEFORE = 200
LEAST_MEMBERS, LEAST_SHARE = 50, 0.005
LEAST_JACCARD, LEAST_PRECISION = 0.75, 0.6
ALARM_P = 0.01
"""The limit is itself estimated, so the test is made stricter than one in twenty."""

_MOST_SEGMENTS = 8
_MOST_NEW = 5
_PAIRS = 25  # bootstraps are made in pairs
_SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A proposal: its rule, and how far it may be trusted.

    `members` customers are in the cluster, `rule_members` meet the rule; `precision` and `recall` hold one
    against the other, `jaccard` is the median likeness of the cluster with its bootstraps.
    """

    rule: Rule
    members: int
    rule_members: int
    precision: float
    recall: float
    jaccard: float

    def __repr__(self) -> str:
        return (
            f"NewSegment({self.members:,} customers: {write_rule(self.rule)};"
            f" precision {self.precision:.2f}, jaccard {self.jaccard:.2f})"
        )


@dataclass(frozen=True, slots=True)
class Alarm:
    """What became of the segments of an earlier instant.

    `beyond` of `customers` fit none of the `segments`; one in a hundred would were nothing new, and `p` is
    the exact binomial probability of so many.
    """

    since: dt.datetime
    until: dt.datetime
    segments: int
    customers: int
    beyond: int
    p: float
    least: int
    proposals: tuple[NewSegment, ...]

    @property
    def share(self) -> float:
        """Of all customers, how many fit nowhere."""
        return self.beyond / self.customers

    @property
    def rings(self) -> bool:
        """Whether more fit nowhere than chance would have it."""
        return self.p <= ALARM_P

    def __repr__(self) -> str:
        said = "; ".join(map(repr, self.proposals)) or "no new segment"
        return f"Alarm({self.beyond:,} of {self.customers:,} fit nowhere, p {self.p:.2g}; {said})"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The segments of an earlier instant: a map, centres on it, and how far the hundredth customer is."""

    famd: Famd
    centres: Numbers
    limit: float

    def residue(self, prepared: Prepared) -> tuple[Residue, Numbers]:
        """Who lies beyond, and where everybody lies on the map."""
        coordinates = self.famd.project(prepared)
        return residue_of(coordinates, self.centres, self.limit), coordinates


def known_segments(prepared: Prepared, *, seed: int) -> Known:
    """Two to eight segments of these customers, as many as part best on average (silhouette)."""
    famd = fit_famd(prepared, seed=seed)
    coordinates = famd.project(prepared)
    cuts = [k_means(coordinates, k, seed=seed, starts=4) for k in range(2, _MOST_SEGMENTS + 1)]
    seen = np.random.default_rng([seed, 11]).permutation(len(coordinates))[:_SAMPLE]
    widths = average_widths(distances(coordinates[seen]), [labels[seen] for labels, _, _ in cuts])
    centres = cuts[int(widths.argmax())][1]
    away = np.sqrt(nearest(coordinates, centres)[1])
    return Known(famd, centres, max(float(np.quantile(away, BEYOND)), 1e-12))


def find_new_segments(before: FeatureTable, after: FeatureTable, *, seed: int) -> Alarm:
    """The alarm for the customers of `after`; raises TooThinError below 200 customers before.

    Both tables have the same features. What grows for everybody with time alone should not be among them.
    """
    if len(before) < LEAST_BEFORE:
        raise TooThinError(
            f"there were {len(before):,} customers at the earlier instant; the alarm needs {LEAST_BEFORE}"
        )
    preparation, _ = learn(before)
    with threadpool_limits(1, user_api="openmp"):
        known = known_segments(preparation.apply(before), seed=seed)
        residue, coordinates = known.residue(preparation.apply(after))
        least = max(LEAST_MEMBERS, math.ceil(LEAST_SHARE * len(after)))
        proposals: tuple[NewSegment, ...] = ()
        more = len(residue) - (1 - BEYOND) * len(after)  # than the hundredth that always fits nowhere
        if residue.p <= ALARM_P and more >= least:
            proposals = _proposals(after, coordinates, residue.beyond, least, seed)
    return Alarm(
        before.as_of,
        after.as_of,
        len(known.centres),
        len(after),
        len(residue),
        residue.p,
        least,
        proposals,
    )


def _proposals(
    table: FeatureTable, coordinates: Numbers, beyond: Mask, least: int, seed: int
) -> tuple[NewSegment, ...]:
    """Of the ways to part the residue, that with most proposals; of those, that with most members."""
    rows = np.flatnonzero(beyond)
    pool = candidates(table)
    ways = [
        list(_of_clusters(_masks(len(table), rows, labels), jaccards, least, pool))
        for labels, jaccards in _partings(coordinates[rows], least, seed)
    ]
    best = max(ways, key=lambda way: (len(way), sum(each.members for each in way)))
    return tuple(sorted(best, key=lambda each: -each.members))


def _partings(residue: Numbers, least: int, seed: int) -> list[tuple[NDArray[np.int32], tuple[float, ...]]]:
    """The residue in one to five clusters, with how well each is found again."""
    found: list[tuple[NDArray[np.int32], tuple[float, ...]]] = [(np.zeros(len(residue), np.int32), (1.0,))]
    for k in range(2, min(_MOST_NEW, len(residue) // least) + 1):
        labels, _, _ = k_means(residue, k, seed=seed)
        refit = KMeansCutter(residue).refit_on(np.arange(len(residue)), starts=3)
        again = bootstraps(len(residue), k, refit, pairs=_PAIRS, seed=seed)
        found.append((labels, segment_jaccards(labels, k, again)))
    return found


def _masks(customers: int, rows: NDArray[np.intp], labels: NDArray[np.int32]) -> list[Mask]:
    """Each cluster of the residue among all customers."""
    found = []
    for cluster in range(int(labels.max()) + 1):
        mask = np.zeros(customers, np.bool_)
        mask[rows[labels == cluster]] = True
        found.append(mask)
    return found


def _of_clusters(
    masks: list[Mask], jaccards: tuple[float, ...], least: int, pool: list[Candidate]
) -> Iterator[NewSegment]:
    for target, jaccard in zip(masks, jaccards, strict=True):
        if target.sum() >= least and jaccard >= LEAST_JACCARD:
            proposal = _described(target, jaccard, least, pool)
            if proposal is not None:
                yield proposal


def _described(target: Mask, jaccard: float, least: int, pool: list[Candidate]) -> NewSegment | None:
    """The best rule that is precise enough; None where no short rule is."""
    for each in best_conjunctions(pool, target, measure="f1", depth=3, beam=16, least=least):
        precision = each.precision(target)
        if precision >= LEAST_PRECISION:
            return NewSegment(
                each.rule,
                int(target.sum()),
                int(each.mask.sum()),
                precision,
                each.recall(target),
                jaccard,
            )
    return None
