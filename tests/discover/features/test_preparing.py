"""Preparation against scikit-learn and SciPy, and each reason for which a feature is left out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.preprocessing import StandardScaler

from clientela.discover.features import Exclusion, learn, prepare
from clientela.discover.features.preparing import SKEWED, WINSOR, skewness
from clientela.discover.features.table import MISSING
from clientela.rules.types import ValueType
from tests.discover.features.drawn import category, flag, number, table_of

N = 4_000


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_skewed_amounts_get_log1p_and_unit_variance(rng: np.random.Generator) -> None:
    money = rng.lognormal(4, 1.2, N)
    prepared = prepare(table_of({number("revenue_total", "money", ValueType.MONEY): money}))
    low, high = np.quantile(money, WINSOR)
    expected = StandardScaler().fit_transform(np.log1p(np.clip(money, low, high))[:, None])
    np.testing.assert_allclose(prepared.numbers, expected, atol=1e-12)


def test_skewed_numbers_of_both_signs_get_the_power_scipy_finds(rng: np.random.Generator) -> None:
    drawn = rng.gamma(1.2, 30, N) - 20
    (plan,) = learn(table_of({number("balance", "money"): drawn}))[0].numbers
    limited = np.clip(drawn, *np.quantile(drawn, WINSOR))
    assert plan.transform == "yeo-johnson"
    assert plan.power == pytest.approx(stats.yeojohnson_normmax(limited), abs=0.01)
    # SciPy's transform at that power, standardised
    expected = stats.zscore(stats.yeojohnson(limited, plan.power))
    np.testing.assert_allclose(plan.apply(drawn), expected, atol=1e-10)


def test_shares_are_not_taken_for_amounts(rng: np.random.Generator) -> None:
    (plan,) = learn(table_of({number("discount_share_total", "share"): rng.beta(0.3, 4, N)}))[0].numbers
    assert plan.transform == "yeo-johnson"


def test_even_numbers_stay_as_they_are(rng: np.random.Generator) -> None:
    ages = rng.integers(18, 80, N).astype(float)
    assert abs(skewness(ages)) < SKEWED
    (plan,) = learn(table_of({number("age", "years", ValueType.INTEGER): ages}))[0].numbers
    assert (plan.transform, plan.power) == ("none", 0.0)


def test_outliers_count_no_more_than_the_limits(rng: np.random.Generator) -> None:
    drawn = rng.normal(0, 1, N)
    wild = drawn.copy()
    wild[:3] = 1e9
    plain, tamed = (prepare(table_of({number("x"): column})).numbers[100:, 0] for column in (drawn, wild))
    np.testing.assert_allclose(plain, tamed, atol=0.1)


def test_missing_numbers_stand_at_the_median(rng: np.random.Generator) -> None:
    drawn = rng.normal(10, 2, N)
    drawn[: N // 4] = np.nan
    prepared = prepare(table_of({number("x"): drawn}))
    (plan,) = learn(table_of({number("x"): drawn}))[0].numbers
    assert plan.median == pytest.approx(np.nanmedian(drawn))
    assert np.unique(prepared.numbers[: N // 4]).size == 1
    assert prepared.numbers.mean() == pytest.approx(0, abs=1e-12)
    assert prepared.numbers.std() == pytest.approx(1)


def test_levels_missing_and_rare_ones_have_levels_of_their_own(rng: np.random.Generator) -> None:
    codes = rng.choice(5, N, p=[0.5, 0.3, 0.194, 0.003, 0.003])
    codes[:400] = MISSING
    prepared = prepare(table_of({category("city"): codes}, {"city": ("a", "b", "c", "d", "e")}))
    assert prepared.code_levels == (("a", "b", "c", "…", "—"),)
    expected = np.where(codes == MISSING, 4, np.where(codes >= 3, 3, codes))
    np.testing.assert_array_equal(prepared.codes[:, 0], expected)


def test_each_exclusion_is_named(rng: np.random.Generator) -> None:
    base = rng.normal(0, 1, N)
    mostly = np.where(rng.random(N) < 0.5, np.nan, base)
    cities = rng.integers(0, 6, N)
    table = table_of(
        {
            number("spend"): base,
            number("same"): np.exp(base) + rng.normal(0, 0.001, N),
            number("opposite"): -base,
            number("mostly"): mostly,
            flag("rarely"): (rng.random(N) < 0.01).astype(float),
            category("country"): cities // 3,
            category("city"): cities,
            category("nickname"): np.arange(N),
        },
        {"country": ("x", "y"), "city": tuple("abcdef"), "nickname": tuple(map(str, range(N)))},
    )
    prepared = prepare(table, [Exclusion("email", "contact")])
    assert prepared.number_keys == ("spend",)
    assert prepared.code_keys == ("country",)
    assert {(each.variable, each.reason, each.detail) for each in prepared.exclusions} == {
        ("email", "contact", ""),
        ("same", "duplicate", "spend"),
        ("opposite", "duplicate", "spend"),
        ("mostly", "mostly missing", f"{np.isnan(mostly).mean():.0%}"),
        ("rarely", "constant", f"{1 - np.nanmean(table.columns['rarely']):.1%}"),
        ("city", "duplicate", "country"),
        ("nickname", "too many levels", f"{N:,}"),
    }


def test_zeros_that_only_outliers_break_are_constant() -> None:
    column = np.zeros(N)
    column[:2] = 50.0
    prepared = prepare(table_of({number("x"): column}))
    assert [each.reason for each in prepared.exclusions] == ["constant"]


def test_apply_treats_other_customers_as_the_first_ones(rng: np.random.Generator) -> None:
    """A held-out half gets the limits, medians and levels of the half that was learnt from."""
    drawn, codes = rng.lognormal(3, 1, N), rng.integers(0, 4, N)
    drawn[::9] = np.nan
    levels = {"city": ("a", "b", "c", "d")}
    table = table_of({number("revenue_total", "money"): drawn, category("city"): codes}, levels)
    preparation, _ = learn(table)
    whole = preparation.apply(table)
    half = preparation.apply(table.rows(np.arange(0, N, 2)))
    np.testing.assert_array_equal(whole.numbers[::2], half.numbers)
    np.testing.assert_array_equal(whole.codes[::2], half.codes)
    new = table_of(
        {number("revenue_total", "money"): drawn, category("city"): codes}, {"city": ("a", "b", "c", "z")}
    )
    assert set(np.unique(preparation.apply(new).codes[codes == 3])) == {0}
