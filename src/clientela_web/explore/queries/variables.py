"""What can be known of a customer: the variables, in families, and of how many each is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clientela.catalog import Family, VariableDefinition
from clientela.catalog.phrasebook import capital
from clientela.rules.nodes import Variable
from clientela.rules.sentences import noun_phrase
from clientela.rules.text import write_value
from clientela.segments.base import Size
from clientela_web.explore.queries.asking import Told, told
from clientela_web.workspace import firm

FAMILIES = {
    Family.DEMOGRAPHIC: _("Who they are"),
    Family.ECONOMIC: _("Income and means"),
    Family.GEOGRAPHIC: _("Where they are"),
    Family.PSYCHOGRAPHIC: _("Interests and values"),
    Family.BEHAVIOURAL: _("What they buy and how"),
    Family.ENGAGEMENT: _("Web and messages"),
    Family.SERVICE: _("Service"),
    Family.VOICE: _("What they say"),
    Family.FIRMOGRAPHIC: _("Their companies"),
    Family.DEAL: _("Deals"),
    Family.ESTIMATE: _("Estimates"),
    Family.TIME: _("Time"),
    Family.PRODUCT: _("Products"),
    Family.CUSTOM: _("Your own fields"),
}
TYPES = {
    "text": pgettext_lazy("type of a variable", "text"),
    "integer": pgettext_lazy("type of a variable", "whole number"),
    "number": pgettext_lazy("type of a variable", "number"),
    "decimal": pgettext_lazy("type of a variable", "number"),
    "money": pgettext_lazy("type of a variable", "money"),
    "boolean": pgettext_lazy("type of a variable", "yes or no"),
    "date": pgettext_lazy("type of a variable", "date"),
    "instant": pgettext_lazy("type of a variable", "date and time"),
    "list": pgettext_lazy("type of a variable", "list"),
}
_MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A variable in a list; `name` is how a rule spells it.

    One that cannot be asked (not computed yet, or it `takes_more` in brackets) has no page of figures.
    """

    name: str
    label: str
    type: object
    is_asked: bool
    takes_more: bool = False
    filled: Size | None = None

    @property
    def width(self) -> int:
        """Of a hundred, how many it is known of: for the meter."""
        return round(100 * self.filled.share) if self.filled is not None else 0


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """A family and how many variables it has."""

    key: str
    label: object
    count: int


def family_counts() -> list[FamilyCount]:
    """The families that have variables of customers or their companies, in the order of the catalogue."""
    found = [definition.family for definition in _definitions()]
    return [
        FamilyCount(family.value, label, found.count(family))
        for family, label in FAMILIES.items()
        if family in found
    ]


def in_family(family: str, language: str) -> list[Row]:
    """The variables of a family, by their label."""

    def read() -> list[Row]:
        rows = [_row(each, language) for each in _definitions() if each.family == family]
        return sorted(rows, key=lambda row: row.label.casefold())

    return firm().store.engine.kept(("variables", family, language), read)


def found_by(words: str, language: str) -> list[Row]:
    """The variables in which every word occurs, in any language, best first."""
    found = [each for each in firm().variables(*words.split(), language=language) if _is_shown(each)]
    return [_row(each, language) for each in found[:_MOST_FOUND]]


def fills(rows: Sequence[Row]) -> Told[dict[str, Size]]:
    """Of how many customers each of these is known."""
    names = tuple(row.name for row in rows if row.is_asked)
    return told(("filled", names), partial(firm().filled, *names))


def with_fills(rows: Iterable[Row], filled: dict[str, Size] | None) -> list[Row]:
    """The rows with of how many they are known."""
    known = filled or {}
    return [replace(row, filled=known.get(row.name)) for row in rows]


def _definitions() -> list[VariableDefinition]:
    return [each for each in firm().variables() if _is_shown(each)]


def _is_shown(definition: VariableDefinition) -> bool:
    return definition.entity in ("customer", "company")


def _row(definition: VariableDefinition, language: str) -> Row:
    catalog = firm().catalog
    label = definition.label(language)
    is_asked = False
    name = definition.signature
    if not definition.parameters:
        variable = Variable(definition.name, "company" if definition.entity == "company" else "customer")
        name = write_value(variable)
        is_asked = catalog.variable(variable.name, variable.entity) is not None
        label = noun_phrase(variable, language, catalog.labels)
    return Row(name, capital(label), TYPES[definition.type], is_asked, bool(definition.parameters))
