"""The built-in variables, one file a subject; every one of them is data in the rules' own terms."""

from __future__ import annotations

from itertools import chain

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

CUSTOMER: tuple[VariableDefinition, ...] = (
    *demographic.DEFINITIONS,
    *economic.DEFINITIONS,
    *geographic.DEFINITIONS,
    *psychographic.DEFINITIONS,
    *chain.from_iterable(measure.listed() for measure in MEASURES.values()),
    *purchases.DEFINITIONS,
    *rhythm.DEFINITIONS,
    *discounts.DEFINITIONS,
    *web.DEFINITIONS,
    *engagement.DEFINITIONS,
    *service.DEFINITIONS,
    *voice.DEFINITIONS,
    *relations.DEFINITIONS,
    *time.DEFINITIONS,
    *estimate.DEFINITIONS,
)

BUILT_IN: tuple[VariableDefinition, ...] = (
    *CUSTOMER,
    *firmographic.DEFINITIONS,
    *relations.DEAL_ATTRIBUTES,
    *product.DEFINITIONS,
)
