"""What a setting may be, named in the reader's language."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

import pycountry
from babel import Locale
from django.utils.translation import gettext_lazy as _

from clientela.catalog import Sensitivity
from clientela.rules.types import ValueType

Choices = list[tuple[str, str]]

ENTITIES = [
    ("customer", _("Customer")),
    ("company", _("Company")),
    ("deal", _("Deal")),
    ("product", _("Product")),
]
TYPES = [
    (ValueType.TEXT.value, _("Text")),
    (ValueType.INTEGER.value, _("Whole number")),
    (ValueType.DECIMAL.value, _("Number with decimals, exact")),
    (ValueType.NUMBER.value, _("Number with decimals, approximate")),
    (ValueType.MONEY.value, _("Amount of money")),
    (ValueType.BOOLEAN.value, _("Yes or no")),
    (ValueType.DATE.value, _("Date")),
    (ValueType.INSTANT.value, _("Date and time")),
    (ValueType.LIST.value, _("List of texts")),
]
# Events hold exact numbers only.
EVENT_TYPES = [
    (name, label) for name, label in TYPES if name not in {ValueType.NUMBER.value, ValueType.LIST.value}
]
SENSITIVITIES = [
    (Sensitivity.ORDINARY.value, _("Ordinary")),
    (Sensitivity.CONTACT.value, _("Names or reaches a person")),
    (Sensitivity.CHILD.value, _("About a child")),
]


@cache
def time_zones() -> Choices:
    """Every place with a time zone of its own; the old names without a place are left out."""
    return [
        (name, name.replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name or name == "UTC"
    ]


@cache
def countries(language: str) -> Choices:
    """Every country by its name."""
    named = Locale.parse(language).territories
    found = [(each.alpha_2, str(named.get(each.alpha_2, each.name))) for each in pycountry.countries]
    return sorted(found, key=lambda choice: choice[1].casefold())


@cache
def currencies(language: str) -> Choices:
    """Every currency, by its letters and its name."""
    named = Locale.parse(language).currencies
    return sorted(
        (each.alpha_3, f"{each.alpha_3} · {named.get(each.alpha_3, each.name)}")
        for each in pycountry.currencies
    )
