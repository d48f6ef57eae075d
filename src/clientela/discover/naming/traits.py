"""What sets a segment apart, strongest first: one trait for each subject."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook
from clientela.catalog.special import special_category_named
from clientela.catalog.withholding import why_withheld
from clientela.errors import ClientelaError
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_variables import Profiled, named_variables

Band: TypeAlias = Literal["high", "low", "is"]

PHRASES = Phrasebook("clientela.discover.naming")
LEAST_EFFECT = 0.5  # Cohen's d: a medium difference
LEAST_LIFT = 1.5
_SMALL = 0.2  # below it a trait is not worth a word
LEAST_SHARE = 0.3  # a level that fewer of the members have says little of them
_SURE = 0.05
_PRIOR = 50.0  # customers' worth of the base that a group is taken to begin with
_LOGISTIC = math.sqrt(3) / math.pi  # log odds to standard deviations (Hasselblad and Hedges 1995)
_WINDOW = re.compile(r"_(?:total|\d+d|previous_\d+d)$")

# Variables that say one thing in several ways: a name takes only the strongest of them.
_SUBJECTS = {
    "spending": ("revenue", "net_revenue", "revenue_per_month", "largest_order", "won_amount"),
    "frequency": ("orders", "orders_per_month", "order_gap_median", "order_gap_avg", "items", "deals_won"),
    "price": ("avg_order_value", "avg_item_price", "basket_size", "last_order_value"),
    "variety": ("categories", "distinct_items"),
    "recency": ("days_since_last_order", "last_order"),
    "seniority": ("days_since_first_order", "first_order", "tenure_days"),
    "discounts": ("discount_share", "coupon_share", "price_sensitivity"),
    "browsing": ("visits", "product_views", "searches", "days_since_last_visit"),
    "mail": ("open_rate", "click_rate", "days_since_last_opened"),
    "service": ("tickets", "calls"),
    "satisfaction": ("nps_last", "csat_last", "review_stars", "csat_avg", "nps_group"),
    "household": ("household_size", "children_count", "family_stage"),
    "schooling": ("education", "occupation"),
    "place": ("country", "region", "city", "settlement"),
    "company size": ("company.employees", "company.annual_revenue"),
    "age": ("age", "age_band", "generation"),
    "money": ("income", "income_band"),
}
_SUBJECT_OF = {name: subject for subject, names in _SUBJECTS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that is more so of the members than of the others.

    `strength` is in standard deviations, so that numbers and levels compare. `is_marked` says whether it is
    large enough to begin a name with.
    """

    profiled: Profiled
    band: Band
    level: str | None
    strength: float
    is_marked: bool

    @property
    def key(self) -> str:
        """What phrases call it: `revenue` for any window of revenue, `company.industry`."""
        variable = self.profiled.variable
        name = _WINDOW.sub("", variable.name)
        return name if variable.entity == "customer" else f"{variable.entity}.{name}"

    @property
    def phrase(self) -> str:
        """What its phrase is called, where there is one of its own."""
        return f"{self.key}.{self.band}"

    @property
    def is_written(self) -> bool:
        """Whether translators wrote a phrase for it."""
        return self.phrase in PHRASES.rows

    @property
    def subject(self) -> str:
        """What it is about; lists may say several things, one for each item."""
        about = _SUBJECT_OF.get(self.key, self.key)
        return f"{about}: {self.level}" if self.profiled.shown == "items" else about


def traits(profile: Profile, catalog: FirmCatalog) -> tuple[Trait, ...]:
    """Every trait that is more than chance, the strongest of each subject only, the most telling first.

    Marked ones come first, and among them those that translators or the firm have named: a score or a time
    zone only says again what revenue or country say.

    Numbers are ranked by Cohen's d, levels by the log odds ratio with a Dirichlet prior drawn from the base
    (Monroe, Colaresi and Quinn 2008) on the same scale. Nothing withheld and nothing that speaks of a special
    category becomes a trait.
    """
    own = {
        field.name if field.entity == "customer" else f"{field.entity}.{field.name}"
        for field in catalog.custom_fields
    }
    found = sorted(
        _traits(profile, catalog),
        key=lambda one: (
            not one.is_marked,
            not (one.is_written or one.key in own),
            -round(one.strength, 9),
            one.profiled.text,
            one.level or "",
        ),
    )
    kept: dict[str, Trait] = {}
    for trait in found:
        kept.setdefault(trait.subject, trait)
    return tuple(kept.values())


def log_odds(count: float, n: float, rest_count: float, rest_n: float) -> tuple[float, float]:
    """The log odds ratio of a level, shrunk towards 0 by the prior, and its distance from 0 in deviations."""
    share = (count + rest_count) / (n + rest_n)
    prior, others = _PRIOR * share, _PRIOR * (1 - share)
    inside = (count + prior) / (n - count + others)
    outside = (rest_count + prior) / (rest_n - rest_count + others)
    ratio = math.log(inside / outside)
    return ratio, ratio / math.sqrt(1 / (count + prior) + 1 / (rest_count + prior))


def _traits(profile: Profile, catalog: FirmCatalog) -> Iterator[Trait]:
    for row in profile.rows:
        if row.effect is None or row.p is None or row.p >= _SURE:
            continue
        profiled = _nameable(row, catalog)
        if profiled is None:
            continue
        trait = _of_number(row, profiled) if row.statistic == "mean" else _of_level(row, profiled)
        if trait is not None and trait.strength >= _SMALL:
            yield trait


def _nameable(row: ProfileRow, catalog: FirmCatalog) -> Profiled | None:
    """The row's variable, unless a name must not speak of it."""
    if row.statistic == "other" or (row.level is not None and not row.level.strip()):
        return None
    try:
        (profiled,) = named_variables(catalog, [row.variable])
    except ClientelaError:
        return None  # withheld, or no variable of this catalogue
    variable = profiled.variable
    definition = catalog.resolve(variable.name, variable.entity, variable.arguments)
    if why_withheld(definition) is not None:
        return None
    words = (variable.name, row.label, row.level or "", *map(str, variable.arguments))
    return None if any(map(special_category_named, words)) else profiled


def _of_number(row: ProfileRow, profiled: Profiled) -> Trait:
    effect = row.effect or 0.0
    return Trait(profiled, "high" if effect > 0 else "low", None, abs(effect), abs(effect) > LEAST_EFFECT)


def _of_level(row: ProfileRow, profiled: Profiled) -> Trait | None:
    """A level or item the members have more often, or a flag that is set more often."""
    share, base = row.segment_value, row.base_value
    if share is None or not base or share <= base:
        return None
    count, rest_n = share * row.n, row.base_n - row.n
    ratio, deviations = log_odds(count, row.n, max(base * row.base_n - count, 0.0), rest_n)
    if deviations < 2 or share < LEAST_SHARE:
        return None
    band: Band = "high" if row.statistic == "share" else "is"
    return Trait(profiled, band, row.level, ratio * _LOGISTIC, share / base > LEAST_LIFT)
