"""Which variables describe customers when nobody says: few, telling, and without naming anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.catalog import FirmCatalog, VariableDefinition
from clientela.catalog.withholding import why_withheld
from clientela.discover.features.table import Exclusion, Feature, Role
from clientela.errors import ClientelaError
from clientela.rules.types import ValueType
from clientela.segments.profile_variables import Profiled, named_variables

TELLING: tuple[str, ...] = (
    # what she buys, and how much
    "revenue_365d",
    "orders_365d",
    "revenue_total",
    "avg_order_value_total",
    "basket_size_total",
    "avg_item_price_total",
    "categories_total",
    "favourite_category",
    # when
    "days_since_last_order",
    "days_since_first_order",
    "order_gap_median",
    "weekend_share",
    "evening_share",
    "year_end_share",
    # how: discounts, returns, channel, payment
    "discount_share_total",
    "coupon_share_total",
    "returns_share_total",
    "favourite_order_channel",
    "favourite_payment_method",
    # on the web and in the mail
    "visits_90d",
    "product_views_90d",
    "searches_90d",
    "days_since_last_visit",
    "cart_conversion_total",
    "abandoned_cart_90d",
    "usual_device",
    "open_rate_total",
    "click_rate_total",
    "days_since_last_opened",
    # service and voice
    "tickets_365d",
    "calls_365d",
    "nps_last",
    "csat_last",
    "review_stars_total",
    # who she is
    "age",
    "gender",
    "income",
    "household_size",
    "children_count",
    "family_stage",
    "education",
    "occupation",
    "country",
    "region",
    "city",
    "settlement",
    "customer_type",
    "loyalty_tier",
    "price_sensitivity",
    "interests",
    "lifestyle",
    "preferred_channel",
    "acquisition_source",
    # her company, and what is being sold to it
    "company.industry",
    "company.employees",
    "company.annual_revenue",
    "company.growth",
    "company.country",
    "company.technologies",
    "deals_won",
    "deals_lost",
    "win_rate",
    "won_amount",
)
"""Of several that say the same, the first is kept."""

BANDS = frozenset({"age_band", "income_band", "size_band"})
"""Texts that are steps of a scale: their order is kept."""

_ROLES: dict[str, Role] = {"mean": "number", "share": "flag", "items": "flag", "levels": "category"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The features to read, lists still in one piece, and what was left out before anything was read.

    `is_default` says that nobody asked for these in particular: one without data is no news.
    """

    features: tuple[Feature, ...]
    exclusions: tuple[Exclusion, ...] = ()
    is_default: bool = False


def choose(catalog: FirmCatalog, variables: Sequence[str] | None = None) -> Choice:
    """The features of these variables, spelled as in a rule, or those that say most of a customer.

    Raises UnknownNameError for a name nothing answers to, and ClientelaError for one that is no variable
    or that never enters: identifiers, ways to reach a person, free texts, special categories, birthdays of
    children.
    """
    if variables is not None:
        if not variables:
            raise ClientelaError("name at least one variable")
        return Choice(tuple(feature_of(each) for each in named_variables(catalog, variables)))
    own, exclusions = _own_fields(catalog)
    chosen = named_variables(catalog, [*TELLING, *own])
    return Choice(tuple(feature_of(each) for each in chosen), exclusions, is_default=True)


def feature_of(profiled: Profiled) -> Feature:
    """The variable as a feature, named and asked for as in profiles."""
    return Feature(
        profiled.variable, profiled.value, profiled.type, _ROLES[profiled.shown], _unit_of(profiled)
    )


def is_list(feature: Feature) -> bool:
    """Whether it becomes one flag for each frequent item."""
    return feature.type is ValueType.LIST


def is_band(feature: Feature) -> bool:
    """Whether its levels are steps of a scale."""
    return feature.variable.name in BANDS and feature.type is ValueType.TEXT


def _unit_of(profiled: Profiled) -> str:
    return "money" if profiled.type is ValueType.MONEY else profiled.unit


def _own_fields(catalog: FirmCatalog) -> tuple[list[str], tuple[Exclusion, ...]]:
    """The firm's own fields of customers and companies, and those of them that never enter."""
    names: list[str] = []
    excluded: list[Exclusion] = []
    for field in catalog.custom_fields:
        if field.entity not in ("customer", "company"):
            continue
        definition: VariableDefinition = field.definition()
        name = field.name if field.entity == "customer" else f"company.{field.name}"
        withheld = why_withheld(definition)
        if withheld:
            excluded.append(Exclusion(name, withheld))
        else:
            names.append(name)
    return names, tuple(excluded)
