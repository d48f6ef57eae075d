"""From a store to proposals: read, set apart, cluster, say as rules, judge, profile, name."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.discover.clusters import Clustering, Effort, find_clusters
from clientela.discover.clusters.solution import Method
from clientela.discover.features import FeatureTable, prepare, read_features
from clientela.discover.features.proxies import proxies
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.proposals.agreement import agreements, stabilities
from clientela.discover.proposals.discovery import Assignment, Discovery
from clientela.discover.proposals.drafting import drafts
from clientela.discover.proposals.ground import ground_of
from clientela.discover.proposals.partition import Memberships
from clientela.discover.proposals.presenting import Presenter, planned
from clientela.discover.proposals.scope import scope
from clientela.rules.nodes import Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import count_members, count_population

KS = range(2, 11)
FEWEST_MEMBERS = 50
LEAST_SHARE = 0.005


def _numbers(k: int | None) -> Iterable[int]:
    """Beside a number that is asked for its neighbours are tried, so that there is something to compare."""
    return KS if k is None else range(max(2, k - 1), k + 2)


def discover(
    base: Base,
    catalog: FirmCatalog,
    as_of: dt.datetime,
    *,
    variables: Sequence[str] | None = None,
    within: Rule | None = None,
    k: int | None = None,
    method: Method | None = None,
    ks: Iterable[int] | None = None,
    seed: int = 0,
    effort: Effort | None = None,
    progress: OnProgress = unwatched,
) -> Discovery:
    """Propose segments of the customers as they were at `as_of`; the same seed gives the same answer.

    With `within` only who meets that rule is asked about, and every proposal says so. Those who never
    bought or bought once are segments of their own. The others are clustered by `variables` (by the most
    telling ones without) with `method` (the one that suits them without), into `k` clusters or as many from
    2 to 10 as are best supported, and told as rules of at most three conditions. No rule of a cluster has
    fewer than 50 customers or 0.5 % of all. Raises `TooThinError` where there are too few customers or
    nothing in which they differ.
    """
    instant = base.in_utc(as_of)
    least = least_of(_asked_about(base, instant, within))
    whom = scope(base, catalog, instant, within)
    table, exclusions = read_features(
        base, catalog, instant, variables=variables, within=whom.within, progress=part(progress, 0, 0.1)
    )
    prepared = prepare(table, exclusions)
    tried, effort = ks or _numbers(k), effort or Effort()
    finding = part(progress, 0.1, 0.6)
    clustering = find_clusters(
        prepared, ks=tried, k=k, least=least, seed=seed, method=method, effort=effort, progress=finding
    )
    ground = ground_of(table, prepared, clustering, seed=seed)
    routes = drafts(ground, least=least, progress=part(progress, 0.7, 0.05))
    taken = routes[0][0]
    stable = stabilities(ground, taken, least=least, seed=seed, progress=part(progress, 0.75, 0.1))
    plans = planned(whom, taken, ground.nature, agreements(ground, taken), stable)
    presenter = Presenter(base, catalog, table, prepared, clustering, within)
    proposals, found = presenter.proposals(plans, part(progress, 0.85, 0.15))
    return Discovery(
        instant,
        len(found),
        len(table),
        least,
        seed,
        whom.within,
        (*prepared.number_keys, *prepared.code_keys),
        proposals,
        tuple(figures for _, figures in routes),
        clustering,
        prepared.exclusions,
        proxies(base, catalog, table),
        _assignment(found, table, clustering),
    )


def _asked_about(base: Base, instant: dt.datetime, within: Rule | None) -> int:
    return count_population(base, instant) if within is None else count_members(base, within, instant).count


def least_of(population: int) -> int:
    """How many customers a segment of its own has at least: 50, or half a per cent of all."""
    return max(FEWEST_MEMBERS, math.ceil(LEAST_SHARE * population))


def _assignment(found: Memberships, table: FeatureTable, clustering: Clustering) -> Assignment:
    """Everybody's proposal, and the cluster of those who have one."""
    clusters = np.full(len(found), -1, np.int32)
    scores = np.full(len(found), np.nan)
    rows = np.searchsorted(found.customer_ids, table.customer_ids)
    clusters[rows], scores[rows] = clustering.chosen.labels, clustering.outlier_score
    return Assignment(found.customer_ids, found.cells, clusters, scores)
