"""The messages of a campaign made ready, with the store at hand or without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from clientela.act.audience.audience import Things
from clientela.act.messages import Composed, MergeFields, Writing, compose
from clientela.act.messages.products import find_suggestions, recent_products
from clientela.catalog import CustomField, FirmCatalog, Sensitivity
from clientela.rules.codec import decode_rule, encode_rule
from clientela.rules.types import ValueType
from clientela_web.channels.tracking import counted
from clientela_web.models import Campaign

LISTS: Mapping[str, Things] = {
    "recent_products": recent_products,
    "offers": lambda base, rule, as_of: find_suggestions(base, rule, as_of).each(),
}


def writings(campaign: Campaign) -> dict[str, Writing]:
    """What is written for each variant; for `""` where there is one message only.

    A variant says in its `writing` what is different in it.
    """
    told = {"channel": campaign.channel, **campaign.writing}
    common = msgspec.convert(told, Writing)
    if not campaign.variants:
        return {"": common}
    return {each["name"]: replace(common, **each.get("writing", {})) for each in campaign.variants}


def composed_with(campaign: Campaign, catalog: FirmCatalog) -> dict[str, Composed]:
    """Every message of the campaign; raises MessageError with everything that is wrong with one."""
    fields = MergeFields(catalog)
    return {variant: compose(writing, fields) for variant, writing in writings(campaign).items()}


def composed_alone(campaign: Campaign) -> dict[str, Composed]:
    """The same as they are sent, without the store: by the names and links frozen with the audience."""
    known = msgspec.convert(campaign.known_names, KnownNames)
    return counted(campaign, composed_with(campaign, known.catalog()))


class KnownNames(msgspec.Struct):
    """What a sender must know of the firm's own fields, segments and estimates."""

    fields: list[tuple[str, str, str, str, str]] = []  # entity, name, type, label, sensitivity
    segments: dict[str, str] = {}  # name, rule
    estimates: list[str] = []

    @classmethod
    def of(cls, catalog: FirmCatalog) -> KnownNames:
        """Those of a firm."""
        fields = [
            (str(each.entity), each.name, each.type.value, each.label, each.sensitivity.value)
            for each in catalog.custom_fields
        ]
        rules = {name: catalog.segment(name) for name in catalog.segment_names()}
        segments = {name: encode_rule(rule).decode() for name, rule in rules.items() if rule is not None}
        return cls(fields, segments, sorted(catalog.estimate_names()))

    def catalog(self) -> FirmCatalog:
        """A catalogue that knows them."""
        fields = [
            CustomField(entity, name, ValueType(kind), label, Sensitivity(sensitivity))  # type: ignore[arg-type]
            for entity, name, kind, label, sensitivity in self.fields
        ]
        segments = {name: decode_rule(rule) for name, rule in self.segments.items()}
        return FirmCatalog(fields, segments=segments, estimates=self.estimates)
