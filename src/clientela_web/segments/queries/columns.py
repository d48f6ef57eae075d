"""The variables that stand beside members, in a table and in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clientela.catalog.definitions import Sensitivity
from clientela.catalog.phrasebook import capital
from clientela.errors import ClientelaError
from clientela.rules.nodes import Variable
from clientela.rules.sentences import noun_phrase
from clientela.rules.types import ValueType
from clientela_web.workspace import firm

FIRST = (
    "external_id",
    "full_name",
    "first_name",
    "last_name",
    "city",
    "orders_365d",
    "revenue_365d",
    "days_since_last_order",
)
USUAL = (
    *("external_id", "full_name", "first_name", "last_name", "email", "phone", "language"),
    *("city", "region", "country", "age", "gender", "birthday", "loyalty_tier"),
    *("orders_total", "orders_365d", "orders_90d", "revenue_total", "revenue_365d", "revenue_90d"),
    *("average_order_value", "first_order", "last_order", "days_since_last_order", "rfm_group"),
    *("lifecycle_stage", "favourite_category", "company.name", "job_title"),
)
MOST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A variable and what the reader calls it."""

    name: str
    label: str
    type: ValueType
    unit: str

    @property
    def is_number(self) -> bool:
        """Whether its cells are figures, which stand on the right."""
        return self.type in {ValueType.INTEGER, ValueType.NUMBER, ValueType.MONEY}


def column_of(name: str, language: str) -> Column:
    """The column of that variable; raises UnknownNameError, which suggests the nearest."""
    entity, _dot, bare = name.rpartition(".")
    definition = firm().catalog.resolve(bare, entity or "customer")
    variable = Variable(bare, "company" if entity == "company" else "customer")
    label = noun_phrase(variable, language, firm().catalog.labels)
    return Column(name, capital(label), definition.type, definition.unit)


def columns_of(names: Sequence[str], language: str) -> list[Column]:
    """The columns of these variables in their order; raises ClientelaError for one that cannot be had."""
    chosen = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if len(chosen) > MOST:
        raise ClientelaError(_("Choose at most %(most)s columns.") % {"most": MOST})
    return [column_of(name, language) for name in chosen]


def usual_columns(language: str) -> list[Column]:
    """Those that are offered first, as far as this firm knows them."""
    known = {(each.entity, each.name) for each in firm().catalog.definitions()}
    names = [
        name for name in USUAL if ("company" if "." in name else "customer", name.split(".")[-1]) in known
    ]
    return [column_of(name, language) for name in names]


def first_columns() -> list[str]:
    """Those that a table begins with."""
    known = {each.name for each in firm().catalog.definitions() if each.entity == "customer"}
    return [name for name in FIRST if name in known]


def every_column(language: str) -> list[tuple[str, str]]:
    """The name and label of every variable of a customer that takes nothing in brackets, by label."""
    labels = firm().catalog.labels
    found = [
        (each.name, labels.variable(each.name, language))
        for each in firm().catalog.definitions()
        if each.entity == "customer" and not each.parameters and each.sensitivity is not Sensitivity.SPECIAL
    ]
    return sorted(found, key=lambda pair: pair[1].casefold())
