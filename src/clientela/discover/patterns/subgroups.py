"""Groups of customers in whom an outcome differs, each confirmed on customers it was not found among.

Beam search over conjunctions of at most three conditions by weighted relative accuracy (Lavrač et al., JMLR
2004) on one half of the customers; on the other half the difference, its interval (Newcombe 1998 for shares,
Welch 1947 for means) and its p, adjusted for all that were tested (Benjamini and Hochberg 1995). Figures are
those of the second half only. They say who differs, not why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.discover.conditions import best_conjunctions, candidates
from clientela.discover.conditions.applying import members_of
from clientela.discover.conditions.conjunction import Conjunction, conjunction_of
from clientela.discover.features import Exclusion, FeatureTable, read_features
from clientela.discover.features.table import Mask, Numbers
from clientela.discover.patterns.halves import Compared, Halves, compared, distinct, halves
from clientela.discover.patterns.outcome import Outcome, is_own, outcome_of, read_outcome
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.errors import TooThinError
from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela.segments.base import Base
from clientela.segments.intervals import adjusted

LEVEL = 0.05
"""Of the subgroups that are listed, at most this share is chance (the false discovery rate)."""

FEWEST, FEWEST_SHARE = 50, 0.005
"""A subgroup has at least so many customers in each half, and such a share of it."""

FEWEST_OF_EACH = 40
"""So many customers must have the outcome, and so many must not."""

MOST_TESTED = 16
ALIKE = 0.6
NEXT_TO_NOTHING = 0.95
_SEARCHED = 100_000
_BEAM = 40
_TEXT = "searching subgroups"


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A rule and the outcome of those it picks, on the half it was not found in.

    `inside` and `outside` are shares or means; `difference` is the one less the other with its 95 % interval,
    `effect` Cohen's h or d, `p` adjusted for all that were tested.
    """

    rule: Rule
    n: int
    inside: float
    outside: float
    difference: float
    low: float
    high: float
    effect: float
    p: float

    @property
    def text(self) -> str:
        """The rule as text."""
        return write_rule(self.rule)

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        figures = ("n", "inside", "outside", "difference", "low", "high", "effect", "p")
        return {"rule": self.text, **{name: getattr(self, name) for name in figures}}


@dataclass(frozen=True, slots=True)
class Subgroups:
    """The subgroups confirmed, those that matter most first; none is an answer too.

    `n` customers were confirmed on, `overall` is the outcome of all of them, `tested` says how many subgroups
    were, `own` which features were left out as part of the outcome's definition.
    """

    outcome: Outcome
    as_of: dt.datetime
    features_as_of: dt.datetime
    n: int
    overall: float
    tested: int
    rows: tuple[Subgroup, ...]
    own: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    seed: int

    def __repr__(self) -> str:
        first = f"; first {self.rows[0].text}" if self.rows else ""
        return f"Subgroups({self.outcome.text}: {len(self.rows)} confirmed of {self.tested} tested{first})"

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "outcome": self.outcome.text,
            "is_share": self.outcome.is_share,
            "days_ahead": self.outcome.days,
            "as_of": self.as_of.isoformat(),
            "features_as_of": self.features_as_of.isoformat(),
            "n": self.n,
            "overall": self.overall,
            "tested": self.tested,
            "rows": [row.as_json() for row in self.rows],
            "own": list(self.own),
            "seed": self.seed,
        }


def find_subgroups(
    base: Base,
    catalog: FirmCatalog,
    outcome: str | Rule,
    as_of: dt.datetime,
    *,
    days: int | None = None,
    variables: Sequence[str] | None = None,
    within: Rule | None = None,
    depth: int = 3,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Subgroups:
    """Who differs in the outcome: a rule (`did order_completed in last 90 days`) or a number's name.

    Features, and `within`, are read `days` before `as_of` (by default the outcome's own window), the outcome
    at `as_of`: nothing of the outcome leaks into them. Raises TooThinError for fewer than 200 customers of a
    known outcome, or fewer than 40 with it or without it; otherwise as `read_features` does.
    """
    wanted = outcome_of(outcome, catalog, days)
    instant = base.in_utc(as_of)
    earlier = instant - dt.timedelta(days=wanted.days)
    reading = part(progress, 0.0, 0.7)
    table, exclusions = read_features(
        base, catalog, earlier, variables=variables, within=within, progress=reading
    )
    values = read_outcome(base, wanted, table.customer_ids, instant)
    keys = [each.key for each in table.features if not is_own(each.value, wanted, catalog)]
    own = tuple(each.key for each in table.features if each.key not in keys)
    progress(0.8, 1.0, _TEXT)
    found = search(table, values, is_share=wanted.is_share, keys=keys, depth=depth, seed=seed)
    progress(1.0, 1.0, _TEXT)
    known = found.outcome
    return Subgroups(
        wanted,
        instant,
        earlier,
        len(known),
        float(known.mean()),
        found.tested,
        found.rows,
        own,
        exclusions,
        seed,
    )


@dataclass(frozen=True, slots=True)
class Searched:
    """The confirmed subgroups, how many were tested, and the outcome of those confirmed on."""

    rows: tuple[Subgroup, ...]
    tested: int
    outcome: Numbers


def search(
    table: FeatureTable,
    outcome: Numbers,
    *,
    is_share: bool,
    keys: Sequence[str],
    depth: int = 3,
    seed: int = 0,
) -> Searched:
    """Search one half of the customers whose outcome is known (not NaN) and confirm on the other.

    Raises TooThinError as `find_subgroups` does.
    """
    _refuse_thin(outcome, is_share=is_share)
    split = halves(np.flatnonzero(~np.isnan(outcome)), seed)
    found = _found(table, outcome, split, keys=keys, depth=depth, is_share=is_share)
    confirm = table.rows(split.confirm)
    values = outcome[split.confirm]
    least = _fewest(len(values))
    tested = []
    for each, sign in found:
        test = compared(members_of(each, confirm), values, is_share=is_share)
        if test is not None and test.n >= least:
            tested.append((each.rule, sign, test))
    ps = adjusted([test.difference.p for _, _, test in tested])
    rows = [
        _row(rule, test, p)
        for (rule, sign, test), p in zip(tested, ps, strict=True)
        if p < LEVEL and test.difference.value * sign > 0
    ]
    rows.sort(key=lambda row: (-round(_weight(row, len(values)), 9), row.text))
    return Searched(tuple(rows), len(tested), values)


def _weight(row: Subgroup, customers: int) -> float:
    """Weighted relative accuracy, either sign: how much the group is and differs."""
    share = row.n / customers
    return share * (1 - share) * abs(row.difference)


def _refuse_thin(outcome: Numbers, *, is_share: bool) -> None:
    known = outcome[~np.isnan(outcome)]
    needed = 4 * FEWEST
    if len(known) < needed:
        raise TooThinError(
            f"the outcome is known of {len(known):,} customers; subgroups need at least {needed}"
        )
    having = int(known.sum())
    if is_share and min(having, len(known) - having) < FEWEST_OF_EACH:
        raise TooThinError(
            f"{having:,} of {len(known):,} customers have the outcome; subgroups need at least"
            f" {FEWEST_OF_EACH} who have it and {FEWEST_OF_EACH} who have not"
        )


def _fewest(customers: int) -> int:
    return max(FEWEST, int(FEWEST_SHARE * customers))


def _found(
    table: FeatureTable, outcome: Numbers, split: Halves, *, keys: Sequence[str], depth: int, is_share: bool
) -> list[tuple[Conjunction, int]]:
    """The best conjunctions with more (1) and with less (-1) of the outcome, each said once and shortly."""
    step = -(-len(split.search) // _SEARCHED)
    places = split.search[::step]
    rows, values = table.rows(places), outcome[places]
    pool, least = candidates(rows, keys=keys), _fewest(len(places))
    found: list[tuple[float, Conjunction]] = []
    targets: tuple[Mask | Numbers, ...] = (values > 0.5, values < 0.5) if is_share else (values, -values)
    # each length for itself: the best of all lengths may be many variants of one subgroup
    for target, most in product(targets, range(1, depth + 1)):
        for each in best_conjunctions(pool, target, measure="wracc", depth=most, beam=_BEAM, least=least):
            short = _shortened(each, values)
            found.append((abs(_gain(short, values)), short))
    found.sort(key=lambda pair: (-round(pair[0], 12), len(pair[1].candidates)))
    signed = [(each, 1 if _gain(each, values) > 0 else -1) for gain, each in found if gain > 0]
    first: dict[tuple[frozenset[str], int], Conjunction] = {}
    for each, sign in signed:  # of the same features in the same direction the best says it all
        first.setdefault((frozenset(one.key for one in each.candidates), sign), each)
    kept = distinct(list(first.values()), MOST_TESTED, ALIKE)
    return [(each, 1 if _gain(each, values) > 0 else -1) for each in kept]


def _shortened(found: Conjunction, values: Numbers) -> Conjunction:
    """Without the conditions that add next to nothing."""
    while len(found.candidates) > 1:
        shorter = [
            conjunction_of(found.candidates[:place] + found.candidates[place + 1 :])
            for place in range(len(found.candidates))
        ]
        best = max(shorter, key=lambda each: abs(_gain(each, values)))
        if abs(_gain(best, values)) < NEXT_TO_NOTHING * abs(_gain(found, values)):
            return found
        found = best
    return found


def _gain(found: Conjunction, values: Numbers) -> float:
    """Weighted relative accuracy, of shares or of means."""
    return float(found.mask.mean() * (values[found.mask].mean() - values.mean()))


def _row(rule: Rule, test: Compared, p: float) -> Subgroup:
    difference = test.difference
    return Subgroup(
        rule,
        test.n,
        test.inside,
        test.outside,
        difference.value,
        difference.low,
        difference.high,
        difference.effect,
        p,
    )
