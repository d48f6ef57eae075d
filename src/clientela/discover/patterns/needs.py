"""Unmet needs: groups who want something more than others do, and are less satisfied.

The opportunity score is Ulwick's (What Customers Want, 2005): importance + max(importance - satisfaction, 0),
each from 0 to 10; here importance is ten times the share of the group that shows the wish, satisfaction ten
times the share of those who gave a score and gave a good one. Groups are sought on one half of the customers
and tested on the other: a need is listed when there the wish is more frequent, and satisfaction lower, than
outside the group. The p of "both" is the larger one (Berger, Technometrics 1982), adjusted for all groups and
wishes that were tested (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.catalog import FirmCatalog
from clientela.discover.conditions import best_conjunctions, candidates
from clientela.discover.conditions.applying import members_of
from clientela.discover.conditions.conjunction import Conjunction
from clientela.discover.features import FeatureTable, read_features
from clientela.discover.features.table import Mask, Numbers
from clientela.discover.patterns.demand import SCORES, Demand, demands, read_demands, read_satisfaction
from clientela.discover.patterns.halves import Compared, compared, distinct, halves
from clientela.discover.patterns.outcome import Outcome, is_own
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.errors import TooThinError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela.segments.base import Base
from clientela.segments.intervals import adjusted

LEVEL = 0.05
FEWEST_SCORES = 200
"""So many customers must have given a score: CSAT, NPS or a review."""

FEWEST_WITH_DEMAND = 40
FEWEST_SCORED = 15
"""So many of a group must have given a score on the half that confirms."""

FEWEST = 50
MOST_A_DEMAND = 3
ALIKE = 0.6
_BEAM = 20
_DRAWS = 1_000
_TEXT = "searching unmet needs"


@dataclass(frozen=True, slots=True)
class Need:
    """A group with an unmet need, on the half it was not found in.

    `importance` and `satisfaction` (0 to 10) are the group's, those of everybody else follow them;
    `opportunity` (0 to 20) has a 95 % bootstrap interval; `scored` of its `n` customers gave a score.
    """

    rule: Rule
    demand: Demand
    n: int
    scored: int
    importance: float
    satisfaction: float
    other_importance: float
    other_satisfaction: float
    opportunity: float
    low: float
    high: float
    p: float

    def __repr__(self) -> str:
        wish = f"{self.demand.key} {self.demand.topic}".strip()
        return f"Need({wish}: {write_rule(self.rule)}; opportunity {self.opportunity:.1f})"

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        figures = ("n", "scored", "importance", "satisfaction", "other_importance", "other_satisfaction")
        rest = ("opportunity", "low", "high", "p")
        return {
            "rule": write_rule(self.rule),
            "demand": self.demand.key,
            "topic": self.demand.topic,
            "demand_rule": write_rule(self.demand.rule),
            **{name: getattr(self, name) for name in (*figures, *rest)},
        }


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs confirmed, the greatest opportunity first, of `tested` groups in `demands`."""

    as_of: dt.datetime
    demands: tuple[Demand, ...]
    scored: int
    tested: int
    rows: tuple[Need, ...]
    seed: int

    def __repr__(self) -> str:
        return f"Needs({len(self.rows)} confirmed of {self.tested} tested in {len(self.demands)} wishes)"

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "demands": [{"key": each.key, "topic": each.topic} for each in self.demands],
            "scored": self.scored,
            "tested": self.tested,
            "rows": [row.as_json() for row in self.rows],
            "seed": self.seed,
        }


def find_needs(
    base: Base,
    catalog: FirmCatalog,
    as_of: dt.datetime,
    *,
    variables: Sequence[str] | None = None,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Needs:
    """The groups whose wishes of the last months go unmet, at the instant.

    Raises TooThinError where fewer than 200 customers gave a score, or no wish is shown by 40.
    """
    instant = base.in_utc(as_of)
    table, _ = read_features(base, catalog, instant, variables=variables, progress=part(progress, 0.0, 0.6))
    happy = read_satisfaction(base, table.customer_ids, instant)
    scored = int((~np.isnan(happy)).sum())
    if scored < FEWEST_SCORES:
        raise TooThinError(f"{scored:,} customers gave a score; unmet needs ask for at least {FEWEST_SCORES}")
    every = demands(base, instant)
    shown = [
        (demand, column)
        for demand, column in zip(every, read_demands(base, every, table.customer_ids, instant), strict=True)
        if FEWEST_WITH_DEMAND <= column.sum() <= len(column) - FEWEST_WITH_DEMAND
    ]
    if not shown:
        raise TooThinError(
            "no wish (searches in vain, visits without an order, lost deals, topics) is shown by"
            f" {FEWEST_WITH_DEMAND} customers"
        )
    progress(0.7, 1.0, _TEXT)
    tests: list[_Test] = []
    for place, (demand, column) in enumerate(shown):
        keys = _usable(table, demand, catalog)
        tests += search_needs(table, demand, column, happy, keys=keys, seed=seed)
        progress(0.7 + 0.3 * (place + 1) / len(shown), 1.0, _TEXT)
    rows = confirmed(tests, seed)
    return Needs(instant, tuple(demand for demand, _ in shown), scored, len(tests), rows, seed)


def _usable(table: FeatureTable, demand: Demand, catalog: FirmCatalog) -> list[str]:
    """The features that are part neither of the wish nor of satisfaction."""
    parts = [Outcome("", demand.rule, None, 0)]
    parts += [Outcome("", None, value, 0) for value, _ in SCORES.values()]
    return [
        feature.key
        for feature in table.features
        if not any(is_own(feature.value, each, catalog) for each in parts)
    ]


@dataclass(frozen=True, slots=True)
class _Test:
    """A group tested: its wish and satisfaction in the half that confirms, inside and outside."""

    rule: Rule
    demand: Demand
    cells: NDArray[np.int64]  # with the wish and without it × unsatisfied, satisfied, unknown
    wish: Compared
    happy: Compared

    @property
    def p(self) -> float:
        """That the wish is no more frequent, or satisfaction no lower (one-sided each)."""
        return max(_one_sided(self.wish, 1), _one_sided(self.happy, -1))


def _one_sided(found: Compared, sign: int) -> float:
    half = found.difference.p / 2
    return half if found.difference.value * sign > 0 else 1 - half


def search_needs(
    table: FeatureTable, demand: Demand, wish: Numbers, happy: Numbers, *, keys: Sequence[str], seed: int
) -> list[_Test]:
    """Groups found on one half, compared on the other; `happy` is NaN for those who gave no score."""
    split = halves(np.arange(len(table)), seed)
    found = _found(table.rows(split.search), wish[split.search], happy[split.search], keys)
    confirm = table.rows(split.confirm)
    tests = []
    for each in found:
        test = _tested(
            each.rule, demand, members_of(each, confirm), wish[split.confirm], happy[split.confirm]
        )
        if test is not None:
            tests.append(test)
    return tests


def _found(table: FeatureTable, wish: Numbers, happy: Numbers, keys: Sequence[str]) -> list[Conjunction]:
    """Where wishing and being unsatisfied are both frequent: the sum of both, standardised."""
    known = ~np.isnan(happy)
    if not known.any() or not wish.any():
        return []
    sad = np.where(known, happy[known].mean() - np.nan_to_num(happy), 0.0)
    both = _standardised(wish - wish.mean()) + _standardised(sad)
    least = max(FEWEST, int(0.005 * len(table)))
    pool = candidates(table, keys=keys)
    found = [
        each
        for depth in (1, 2, 3)
        for each in best_conjunctions(pool, both, measure="wracc", depth=depth, beam=_BEAM, least=least)
        if both[each.mask].mean() > 0
    ]
    found.sort(key=lambda each: (-round(float(both[each.mask].sum()), 9), len(each.candidates)))
    first: dict[frozenset[str], Conjunction] = {}
    for each in found:  # of the same features the best says it all
        first.setdefault(frozenset(one.key for one in each.candidates), each)
    return distinct(list(first.values()), MOST_A_DEMAND, ALIKE)


def _standardised(column: Numbers) -> Numbers:
    deviation = float(column.std())
    return column / deviation if deviation else column


def _tested(rule: Rule, demand: Demand, mask: Mask, wish: Numbers, happy: Numbers) -> _Test | None:
    known = ~np.isnan(happy)
    if int(mask.sum()) < FEWEST or int((mask & known).sum()) < FEWEST_SCORED:
        return None
    wishes = compared(mask, wish, is_share=True)
    scores = compared(mask[known], happy[known], is_share=True)
    if wishes is None or scores is None:
        return None
    state = np.where(known, np.nan_to_num(happy), 2).astype(np.int64)
    cells = np.bincount((1 - wish[mask].astype(np.int64)) * 3 + state[mask], minlength=6)
    return _Test(rule, demand, cells, wishes, scores)


def confirmed(tests: Sequence[_Test], seed: int) -> tuple[Need, ...]:
    """The needs that hold among all that were tested, the greatest opportunity first."""
    ps = adjusted([each.p for each in tests])
    rows = [_need(each, p, seed) for each, p in zip(tests, ps, strict=True) if p < LEVEL]
    rows.sort(key=lambda row: (-round(row.opportunity, 9), write_rule(row.rule), row.demand.topic))
    return tuple(rows)


def _need(test: _Test, p: float, seed: int) -> Need:
    low, high = opportunity_interval(test.cells, seed)
    return Need(
        test.rule,
        test.demand,
        test.wish.n,
        test.happy.n,
        10 * test.wish.inside,
        10 * test.happy.inside,
        10 * test.wish.outside,
        10 * test.happy.outside,
        float(opportunity(test.cells[None, :])[0]),
        low,
        high,
        p,
    )


def opportunity(cells: NDArray[np.int64]) -> Numbers:
    """Ulwick's score of each row of six counts; satisfaction counts only those who gave a score."""
    importance = 10 * cells[:, :3].sum(axis=1) / np.maximum(cells.sum(axis=1), 1)
    good, bad = cells[:, [1, 4]].sum(axis=1), cells[:, [0, 3]].sum(axis=1)
    satisfaction = 10 * good / np.maximum(good + bad, 1)
    score: Numbers = importance + np.maximum(importance - satisfaction, 0)
    return score


def opportunity_interval(cells: NDArray[np.int64], seed: int) -> tuple[float, float]:
    """The 95 % percentile interval of 1,000 bootstraps of the group (Efron 1979).

    Drawing customers with replacement is drawing the counts of their six kinds from a multinomial.
    """
    n = int(cells.sum())
    drawn = np.random.default_rng(seed).multinomial(n, cells / n, size=_DRAWS)
    low, high = np.quantile(opportunity(drawn), (0.025, 0.975))
    return float(low), float(high)
