"""Both routes tried, the minimum size kept, the cheaper one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.proposals.agreement import agreements
from clientela.discover.proposals.ground import Ground
from clientela.discover.proposals.routes import Costs, Draft, Route, by_conjunctions, by_tree, costs_of
from clientela.errors import TooThinError

ALLOWED = 1.20
"""Within-cluster variance of the rules over that of k-means in all features, on customers not seen."""

_TRIES = 6


@dataclass(frozen=True, slots=True)
class RouteFigures:
    """What one way to rules came to: how many, what they cost, what share of the clustered they hold.

    `agreement` is the mean F1 of rules with their clusters, on the held-out half.
    """

    route: Route
    rules: int
    costs: Costs
    coverage: float
    agreement: float


def drafts(
    ground: Ground, *, least: int, progress: OnProgress = unwatched
) -> list[tuple[Draft, RouteFigures]]:
    """The tree and the conjunctions, the one to take first; no rule has fewer than `least` customers.

    Of those that cost at most 20 % more than k-means on the held-out half it is the one that agrees better
    with the clusters: cost is a limit, agreement is the aim. Where none or one keeps within the limit it is
    the cheaper. (A tree can always buy cost with more leaves that are nobody's cluster.) Raises TooThinError
    where no rule parts off as many customers.
    """
    learning, labels = ground.learning, ground.labels[ground.learning]
    tree = _of_enough(ground, least, lambda few: by_tree(ground, learning, labels, least=few))
    progress(1, 2, "rules as a tree")
    alone = _of_enough(ground, least, lambda few: by_conjunctions(ground, learning, labels, least=few))
    progress(2, 2, "a rule for each cluster")
    # a tree of one leaf says nothing but everybody
    said = [draft for draft in (tree, alone) if len(draft.rules) > (draft.route == "tree")]
    if not said:
        raise TooThinError(
            f"of {ground.customers:,} customers no rule parts off {least:,}; segments need more customers",
            "no_rule",
            there=ground.customers,
            needed=least,
        )
    found = [(draft, figures(ground, draft)) for draft in said]
    return sorted(found, key=lambda each: _rank(each[1]))


def _rank(figures: RouteFigures) -> tuple[bool, float]:
    allowed = figures.costs.in_features <= ALLOWED
    return not allowed, round(-figures.agreement if allowed else figures.costs.in_features, 9)


def figures(ground: Ground, draft: Draft) -> RouteFigures:
    """How good the draft is on customers it was not made from."""
    met = (draft.cells < len(draft.rules))[ground.held_out]
    agreed = [each.f1 for each in agreements(ground, draft)]
    return RouteFigures(
        draft.route, len(draft.rules), costs_of(ground, draft), float(met.mean()), float(np.mean(agreed))
    )


def _of_enough(ground: Ground, least: int, make: Callable[[int], Draft]) -> Draft:
    """A draft whose rules are all large enough; those that cannot be made so are left out."""
    asked = ground.least(least)
    for _ in range(_TRIES):
        draft = make(asked)
        large = draft.masks.sum(axis=1) * ground.customers >= least * len(ground)
        if large.all():
            return draft
        asked = int(np.ceil(1.2 * asked))
    kept = np.flatnonzero(large)
    return Draft(
        draft.route,
        tuple(draft.rules[place] for place in kept),
        tuple(draft.clusters[place] for place in kept),
        draft.masks[kept],
    )
