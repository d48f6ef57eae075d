"""The built-in variables, one file a subject; every one of them is data in the rules' own terms."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from clientela.catalog.cut_points import DEFAULT, CutPoints
from clientela.catalog.definitions import VariableDefinition
from clientela.catalog.measures import Measure
from clientela.catalog.variables import (
    demographic,
    discounts,
    economic,
    engagement,
    estimate,
    firmographic,
    geographic,
    product,
    psychographic,
    purchases,
    relations,
    rhythm,
    service,
    time,
    voice,
    web,
)

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in chain(
        purchases.MEASURES,
        discounts.MEASURES,
        web.MEASURES,
        engagement.MEASURES,
        service.MEASURES,
        voice.MEASURES,
        relations.MEASURES,
    )
}


@lru_cache(maxsize=8)
def customer_variables(cut_points: CutPoints) -> tuple[VariableDefinition, ...]:
    """The variables of a customer, those with bands built on these cut-points."""
    return (
        *demographic.DEFINITIONS,
        *economic.DEFINITIONS,
        *geographic.DEFINITIONS,
        *psychographic.DEFINITIONS,
        *chain.from_iterable(measure.listed() for measure in MEASURES.values()),
        *purchases.DEFINITIONS,
        *rhythm.definitions(cut_points),
        *discounts.DEFINITIONS,
        *web.DEFINITIONS,
        *engagement.definitions(cut_points),
        *service.DEFINITIONS,
        *voice.DEFINITIONS,
        *relations.DEFINITIONS,
        *time.definitions(cut_points),
        *estimate.DEFINITIONS,
    )


def built_in(cut_points: CutPoints) -> tuple[VariableDefinition, ...]:
    """Everything built in, on these cut-points."""
    return (
        *customer_variables(cut_points),
        *firmographic.DEFINITIONS,
        *relations.DEAL_ATTRIBUTES,
        *product.DEFINITIONS,
    )


CUSTOMER = customer_variables(DEFAULT)
BUILT_IN = built_in(DEFAULT)
