"""Whom the clusters are sought among: structural zeros are set apart first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.catalog import FirmCatalog
from clientela.compile import Question
from clientela.discover.features.strata import Stratum, strata
from clientela.discover.proposals.shortening import joined
from clientela.rules.nodes import All, Compare, Rule, Variable
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many

FEWEST = 200
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Scope:
    """The strata that have somebody in them, and the rule of all others asked about.

    `among` is the rule of those asked about, None for everybody; so is `within` where nobody is set apart.
    """

    strata: tuple[Stratum, ...]
    within: Rule | None
    among: Rule | None = None


def scope(base: Base, catalog: FirmCatalog, as_of: dt.datetime, among: Rule | None = None) -> Scope:
    """Never bought and bought once apart, as long as at least 200 customers and one in twenty are left.

    A firm whose customers order nothing, or hardly ever twice, is clustered with fewer or none set apart.
    """
    if catalog.variable("orders_total") is None:
        return Scope((), among, among)
    every = strata(catalog)
    bought = [Compare(Variable("orders_total"), ">=", count) for count in range(1, len(every) + 1)]
    rules: list[Rule] = [All(()), *(each.rule for each in every), *bought]
    if among is not None:
        rules = [joined([rule, among]) for rule in rules]
    population, *counts = count_many(base, [Question(rule, as_of) for rule in rules])
    sizes, left = counts[: len(every)], counts[len(every) :]
    for apart in range(len(every), 0, -1):
        if left[apart - 1] >= max(FEWEST, LEAST_SHARE * population):
            kept = tuple(each for each, size in zip(every[:apart], sizes, strict=False) if size)
            if among is None:
                return Scope(kept, bought[apart - 1])
            strata_of = tuple(Stratum(each.key, joined([each.rule, among])) for each in kept)
            return Scope(strata_of, joined([bought[apart - 1], among]), among)
    return Scope((), among, among)
