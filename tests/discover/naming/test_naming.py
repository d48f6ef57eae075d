"""Names say what sets a segment apart, in six languages, each once, and nothing that must not be said."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from clientela.catalog import CustomField, FirmCatalog, Sensitivity
from clientela.catalog.labels import LANGUAGES
from clientela.discover.features import TELLING
from clientela.discover.naming import Trait, names, traits
from clientela.discover.naming.traits import PHRASES, log_odds
from clientela.discover.naming.wording import phrase, tidy
from clientela.rules.types import ValueType
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_variables import named_variables

CATALOG = FirmCatalog()
AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
N, ALL = 1_000, 5_000


def row(variable, *, level=None, statistic="mean", share=None, base=None, effect=None, p=0.001, label=""):
    return ProfileRow(
        variable=variable,
        level=level,
        statistic=statistic,
        label=label or variable,
        type=ValueType.NUMBER,
        unit="",
        segment_value=share,
        base_value=base,
        index=None if share is None or not base else 100 * share / base,
        low=None,
        high=None,
        difference=None,
        difference_low=None,
        difference_high=None,
        effect=effect,
        p=p,
        known_share=1.0,
        base_known_share=1.0,
        n=N,
        base_n=ALL,
    )


def number(variable, effect, **changed):
    return row(variable, share=1.0, base=1.0, effect=effect, **changed)


def level(variable, text, share, base, statistic="level", **changed):
    return row(variable, level=text, statistic=statistic, share=share, base=base, effect=0.5, **changed)


def profile_of(*rows):
    return Profile(AS_OF, "en", N, ALL, tuple(rows), ())


BIG = profile_of(
    number("revenue_365d", 1.2),
    number("days_since_last_order", -0.9),
    level("favourite_category", "urban fashion", 0.8, 0.2),
)


def test_a_name_is_what_differs_most_in_every_language():
    (named,) = names([BIG], CATALOG)
    assert named == {
        "en": "Urban fashion · high spending · recent purchase",
        "ca": "Urban fashion · despesa alta · compra recent",
        "es": "Urban fashion · gasto alto · compra reciente",
        "pl": "Urban fashion · wysokie wydatki · niedawny zakup",
        "ru": "Urban fashion · крупные расходы · недавняя покупка",
        "ro": "Urban fashion · cheltuieli mari · cumpărătură recentă",
    }


def test_small_differences_and_chance_are_not_named():
    quiet = profile_of(
        number("revenue_365d", 0.3),
        number("age", 2.0, p=0.4),
        level("city", "Reus", 0.4, 0.35),
        level("country", "ES", 0.1, 0.01),
    )
    (named,) = names([quiet], CATALOG)
    assert named["en"] == "Close to the average"
    assert named["ru"] == "Близко к среднему"


def test_a_third_phrase_stands_only_for_a_large_difference():
    first = number("revenue_365d", 1.5), number("days_since_last_order", -1.2)
    (two,) = names([profile_of(*first, number("age", 0.7))], CATALOG)
    (three,) = names([profile_of(*first, number("age", 0.9))], CATALOG)
    assert two["en"] == "High spending · recent purchase"
    assert three["es"] == "Gasto alto · compra reciente · clientes de más edad"


def test_one_subject_is_named_once():
    found = traits(
        profile_of(number("revenue_365d", 1.0), number("revenue_total", 1.4), number("orders_365d", 0.8)),
        CATALOG,
    )
    assert [(one.profiled.text, one.band) for one in found] == [
        ("revenue_total", "high"),
        ("orders_365d", "high"),
    ]


def test_scores_that_say_the_same_again_stand_behind():
    found = traits(profile_of(number("monetary_score", 3.0), number("revenue_365d", 1.1)), CATALOG)
    assert [one.profiled.text for one in found] == ["revenue_365d", "monetary_score"]


def test_names_that_would_be_alike_take_their_next_trait():
    first = number("revenue_365d", 1.5), number("days_since_last_order", -1.2)
    named = names([profile_of(*first, number("age", 0.4)), profile_of(*first, number("age", -0.4))], CATALOG)
    assert [each["en"] for each in named] == [
        "High spending · recent purchase · older customers",
        "High spending · recent purchase · younger customers",
    ]


def test_names_alike_to_the_end_are_numbered():
    named = names([BIG, BIG, profile_of(), BIG, profile_of()], CATALOG)
    assert [each["pl"] for each in named] == [
        "Urban fashion · wysokie wydatki · niedawny zakup",
        "Urban fashion · wysokie wydatki · niedawny zakup (2)",
        "Blisko średniej",
        "Urban fashion · wysokie wydatki · niedawny zakup (3)",
        "Blisko średniej (2)",
    ]


def test_a_level_that_only_looks_like_a_number_leaves_names_unique():
    odd = [
        profile_of(level("city", text, 0.8, 0.2)) for text in ("Reus", "Reus (2)", "reus", "REUS (2)", "Reus")
    ]
    named = names(odd, CATALOG)
    for language in LANGUAGES:
        assert len({each[language].casefold() for each in named}) == len(odd)


@pytest.mark.parametrize("size", [2, 5, 10])
def test_every_set_is_unique_in_every_language(size):
    variables = [name for name in TELLING if named_variables(CATALOG, [name])[0].shown == "mean"]
    sets = [
        profile_of(
            *(number(name, (-1) ** (place // 3) * (0.6 + place % 4)) for name in variables[place % 5 :: 7])
        )
        for place in range(size)
    ]
    named = names(sets, CATALOG)
    for language in LANGUAGES:
        said = [each[language] for each in named]
        assert len(set(said)) == size
        assert all(name[0] == name[0].upper() and name.strip() for name in said)


@pytest.mark.parametrize("variable", TELLING)
def test_every_feature_of_discovery_has_phrases_of_its_own(variable):
    (profiled,) = named_variables(CATALOG, [variable])
    bands = {"mean": ("high", "low"), "share": ("high",), "levels": ("is",), "items": ("is",)}[profiled.shown]
    for band in bands:
        trait = Trait(profiled, band, "blue" if band == "is" else None, 1.0, is_marked=True)
        assert f"{trait.key}.{band}" in PHRASES.rows
        for language in LANGUAGES:
            said = phrase(trait, CATALOG, language)
            assert said.strip() == said != ""
            assert band != "is" or "blue" in said


@pytest.mark.parametrize(
    ("variable", "band", "expected"),
    [
        ("tenure_months", "high", "above average"),
        ("tenure_months", "low", "below average"),
        ("has_bought", "high", "yes"),
    ],
)
def test_any_other_variable_is_named_by_its_own_label(variable, band, expected):
    (profiled,) = named_variables(CATALOG, [variable])
    trait = Trait(profiled, band, None, 1.0, is_marked=True)
    label = CATALOG.labels.variable(variable, "en")
    assert phrase(trait, CATALOG, "en") == f"{label}: {expected}"
    assert len({phrase(trait, CATALOG, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_women_and_countries_are_called_so_in_the_language():
    (women,) = names([profile_of(level("gender", "F", 0.9, 0.5))], CATALOG)
    (poles,) = names([profile_of(level("country", "PL", 0.9, 0.3))], CATALOG)
    assert (women["en"], women["ru"], women["ro"]) == ("Women", "Женщины", "Femei")
    assert (poles["en"], poles["ca"], poles["ru"]) == ("Poland", "Polònia", "Польша")


def firm():
    fields = (
        CustomField("customer", "parish", ValueType.TEXT, sensitivity=Sensitivity.SPECIAL),
        CustomField("customer", "club", ValueType.TEXT),
        CustomField("customer", "religion_note", ValueType.TEXT),
    )
    return FirmCatalog(custom_fields=fields)


@pytest.mark.parametrize(
    "forbidden",
    [
        level("email", "anna@example.org", 0.9, 0.2),
        level("health_status", "diabetes", 0.9, 0.2),
        level("political_opinion", "left", 0.9, 0.2),
        level("no_such_variable", "x", 0.9, 0.2),
        level("parish", "St Mary", 0.9, 0.2),
        level("religion_note", "any", 0.9, 0.2),
        level("club", "Catholic women", 0.9, 0.2),
        level("interests", "pregnancy", 0.9, 0.2, statistic="item"),
        level("city", "  ", 0.9, 0.2),
        level("city", None, 0.9, 0.2, statistic="other"),
    ],
    ids=lambda row: f"{row.variable}-{row.level}",
)
def test_what_is_withheld_or_special_is_never_named(forbidden):
    assert traits(profile_of(forbidden), firm()) == ()


def test_a_field_of_the_firm_is_named():
    (named,) = names([profile_of(level("club", "gold", 0.9, 0.2))], firm())
    assert set(named.values()) == {"Club: gold"}


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{level} {label}", "{level} {label}"),
        ("two\nlines\x00 \u202ehere", "two lines here"),
        ("A · B", "A - B"),
        ("mil·lennistes", "Mil·lennistes"),
        ("x" * 200, "X" + "x" * 38 + "…"),
        ("'; DROP TABLE", "'; DROP TABLE"),
        ("| ~ |", "| ~ |"),
    ],
)
def test_hostile_levels_are_only_text(hostile, shown):
    (named,) = names([profile_of(level("city", hostile, 0.9, 0.2))], CATALOG)
    assert named["en"] == shown[:1].upper() + shown[1:]
    assert tidy(hostile).isprintable()


def test_log_odds_agree_with_counting_the_prior_by_hand():
    ratio, deviations = log_odds(60, 100, 40, 400)  # of 500, a fifth has it: 10 of the prior's 50
    assert ratio == pytest.approx(math.log((70 / 80) / (50 / 400)))
    assert deviations == pytest.approx(ratio / math.sqrt(1 / 70 + 1 / 50))
    assert log_odds(20, 100, 80, 400)[0] == pytest.approx(0)
    assert log_odds(1, 1, 4, 499)[0] < log_odds(100, 100, 400, 49_900)[0]
