"""A small discovery with planted groups, made without a store, for findings, pictures and reports."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.discover.clusters import Clustering, Effort, find_clusters
from clientela.discover.features.proxies import Proxy
from clientela.discover.features.table import Exclusion, Prepared
from clientela.discover.naming import names
from clientela.discover.proposals import (
    Agreement,
    Assignment,
    Costs,
    Discovery,
    Proposal,
    RouteFigures,
    Shared,
)
from clientela.discover.quality import (
    Accessible,
    Actionable,
    Differentiable,
    Effect,
    Interval,
    Lever,
    Measurable,
    QualityCard,
    Reach,
    Stability,
    Substantial,
)
from clientela.rules.sentences import sentence
from clientela.rules.text import parse_rule
from clientela.rules.types import ValueType
from clientela.segments.base import Size
from clientela.segments.profile import Profile, ProfileRow

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
POPULATION, CLUSTERED = 610, 540
CENTRES = np.array([[2.5, -1.0, 0.0, 1.0], [-1.5, 2.0, 0.0, 0.0], [0.0, -1.0, 2.5, 0.0]])
SIZES = (240, 180, 120)
EFFORT = Effort(starts=2, restarts=1, rows=400, splits=2, pairs=4, null_rows=200, null_draws=19)
KEYS = ("revenue_365d", "days_since_last_order", "age", "interests: hiking")
RULES = ("revenue_365d >= 500", "days_since_last_order >= 200", "age >= 60 and interests includes 'hiking'")
HOSTILE = "</script><img src=x onerror=alert(1)> & {level} · l'últim"


@cache
def clustering() -> Clustering:
    """Three groups far apart, with a category that goes with them."""
    rng = np.random.default_rng(2)
    labels = np.repeat(np.arange(3), SIZES)
    numbers = CENTRES[labels] + rng.normal(0, 0.7, (CLUSTERED, 4))
    numbers = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    codes = np.where(rng.random(CLUSTERED) < 0.8, labels, rng.integers(0, 3, CLUSTERED))
    codes = codes[:, None].astype(np.int32)
    prepared = Prepared(numbers, KEYS, codes, ("city",), (("Reus", "Vic", "Olot"),))
    return find_clusters(prepared, ks=range(2, 5), least=50, seed=1, effort=EFFORT)


def row(variable: str, value: float, base: float, effect: float, **changed: object) -> ProfileRow:
    """A row of a mean, or of a share where a level is given."""
    level = changed.pop("level", None)
    unit = "share" if level else str(changed.pop("unit", ""))
    labels = CATALOG.labels
    label = labels.variable(variable, "en") + (f": {level}" if level else "")
    return ProfileRow(
        variable=variable,
        level=level,  # type: ignore[arg-type]
        statistic="level" if level else "mean",
        label=label,
        type=ValueType.TEXT if level else ValueType.NUMBER,
        unit=unit,
        segment_value=value,
        base_value=base,
        index=100 * value / base,
        low=value * 0.9,
        high=value * 1.1,
        difference=None,
        difference_low=None,
        difference_high=None,
        effect=effect,
        p=float(changed.pop("p", 0.001)),  # type: ignore[arg-type]
        known_share=1.0,
        base_known_share=1.0,
        n=180,
        base_n=POPULATION,
    )


def profile_of(*rows: ProfileRow, count: int = 180) -> Profile:
    """A profile in English."""
    return Profile(AS_OF, "en", count, POPULATION, rows, ())


PROFILES = (
    profile_of(
        row("revenue_365d", 900, 300, 2.1, unit="money"),
        row("city", 0.8, 0.4, 1.0, level="Reus"),
        row("age", 41, 40, 0.1, p=0.4),
    ),
    profile_of(
        row("days_since_last_order", 240, 100, 1.6, unit="days"),
        row("revenue_365d", 120, 300, -0.9, unit="money"),
        row("city", 0.7, 0.3, 0.8, level="Vic"),
    ),
    profile_of(
        row("age", 66, 40, 1.9, unit="years"),
        row("city", 0.7, 0.2, 1.1, level=HOSTILE),
        row("revenue_365d", 290, 300, -0.1, unit="money", p=0.6),
    ),
)


def interval(value: float, n: int = 180) -> Interval:
    """Five points to either side."""
    return Interval(value, max(value - 0.05, 0), min(value + 0.05, 1), n)


def card(n: int, slsw: float | None, *, attraction: float = 0.3) -> QualityCard:
    """A card on which everything is known."""
    if n < 10:
        return QualityCard(n, POPULATION, None, None, None, None, None, Stability(None, None))
    lever = Lever(
        "category", "hats", interval(0.6), interval(0.2), Interval(0.4, 0.3, 0.5, 360), 0.84, 0.0001
    )
    return QualityCard(
        n,
        POPULATION,
        Measurable(interval(0.95), ("revenue_365d",), "revenue_365d"),
        Substantial(n, 50, interval(n / POPULATION), interval(attraction), 0.3, 0.12),
        Accessible(interval(0.4 + attraction), (Reach("email", interval(0.4)),)),
        Differentiable(interval(0.9), (Effect("city", "Reus", "city: Reus", 1.0),)),
        Actionable((lever,)),
        Stability(slsw, 0.5),
    )


@cache
def discovery() -> Discovery:
    """One stratum of seven, three rules of clusters, everyone else."""
    labels = clustering().chosen.labels
    named = names(PROFILES, CATALOG)
    agreement = Agreement(0.92, 0.88, 270)
    made = [
        _proposal(f"segment_{place + 1}", rule, SIZES[place], PROFILES[place], named[place], place, agreement)
        for place, rule in enumerate(RULES)
    ]
    never = _proposal("never_bought", "has_bought = false", 7, profile_of(count=7), _called("Never bought"))
    rest = _proposal("everyone_else", "has_bought = true", 63, profile_of(count=63), _called("Everyone else"))
    return Discovery(
        AS_OF,
        POPULATION,
        CLUSTERED,
        50,
        1,
        None,
        (*KEYS, "city"),
        (never, *made, rest),
        (RouteFigures("tree", 3, Costs(1.1, 1.05), 0.9, 0.87),),
        clustering(),
        (
            Exclusion("nps_last", "mostly missing", "69%"),
            Exclusion("company.technologies: SAP", "mostly missing", "94%"),
            Exclusion("company.technologies: Odoo", "mostly missing", "94%"),
            Exclusion("region", "duplicate", "city"),
            Exclusion("religion", "special"),
        ),
        (Proxy("favourite_category", "religion", "words", 0.12, "prayer books"),),
        Assignment(
            np.arange(POPULATION),
            np.zeros(POPULATION, np.int32),
            np.concatenate([labels, np.full(POPULATION - CLUSTERED, -1, np.int32)]),
            np.concatenate([clustering().outlier_score, np.zeros(POPULATION - CLUSTERED)]),
        ),
    )


def _called(name: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, name)


def _proposal(
    key: str,
    text: str,
    count: int,
    profile: Profile,
    named: dict[str, str],
    cluster: int | None = None,
    agreement: Agreement | None = None,
) -> Proposal:
    rule = parse_rule(text)
    kind = "cluster" if cluster is not None else "rest" if key == "everyone_else" else "stratum"
    return Proposal(
        key,
        kind,
        rule,
        rule,
        Size(count, POPULATION, AS_OF),
        count,
        cluster,
        agreement,
        None if cluster is None else 0.81,
        (Shared("segment_2", 31),) if key == "segment_1" else (),
        profile,
        card(count, None if cluster is None else 0.9, attraction=count / 500),
        named,
        {language: sentence(rule, language, CATALOG.labels) for language in LANGUAGES},
    )
