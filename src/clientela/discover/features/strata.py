"""Groups that are set apart before clustering, because a lump of zeros would be "the cluster"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.catalog import FirmCatalog
from clientela.rules.nodes import All, AnyOf, Compare, Not, Rule, Variable


@dataclass(frozen=True, slots=True)
class Stratum:
    """A structural zero as a rule; `key` names it (`never_bought`, `bought_once`)."""

    key: str
    rule: Rule


_ZEROS: tuple[tuple[str, str, bool], ...] = (
    ("never_bought", "has_bought", False),
    ("bought_once", "bought_once", True),
)


def strata(catalog: FirmCatalog) -> tuple[Stratum, ...]:
    """Those who never bought and those who bought once; the rest is clustered.

    They are rules whether or not anyone meets them: a firm without orders has everybody in the first.
    """
    return tuple(
        Stratum(key, Compare(Variable(variable), "=", truth))
        for key, variable, truth in _ZEROS
        if catalog.variable(variable) is not None
    )


def rest(apart: Sequence[Stratum]) -> Rule:
    """Everybody who is in none of them."""
    if not apart:
        return All(())
    rules = tuple(stratum.rule for stratum in apart)
    return Not(rules[0] if len(rules) == 1 else AnyOf(rules))
