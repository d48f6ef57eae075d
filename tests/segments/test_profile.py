"""Profiles against pandas and SciPy over the extracted values of a drawn shop."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from clientela.errors import ClientelaError, RuleCheckError, UnknownNameError
from clientela.rules.sentences import LANGUAGES
from clientela.segments.profile import Profile, ProfileRow
from clientela.workspace import Workspace
from tests.segments.profiled_shop import AS_OF, CUSTOMERS, profiled_shop

RULE = "city = 'Barcelona' or income > 40000"
EVERYONE = "all ()"
MEANS = ("age", "income", "weight", "orders_365d", "revenue_total", "days_since_last_order", "revenue_45d")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with profiled_shop(tmp_path_factory.mktemp("profiled")) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(shop: Workspace) -> Profile:
    return shop.segment(RULE).profile(AS_OF)


def rows_of(shop: Workspace, *variables: str, rule: str = RULE) -> list[ProfileRow]:
    return list(shop.segment(rule).profile(AS_OF, variables).rows)


def row_of(shop: Workspace, variable: str, level: str | None = None, rule: str = RULE) -> ProfileRow:
    (found,) = (row for row in rows_of(shop, variable, rule=rule) if row.level == level)
    return found


def values_of(shop: Workspace, variable: str) -> tuple[pd.Series, pd.Series]:
    """The known values of the members and of the rest."""
    frame = shop.segment(EVERYONE).members([variable], AS_OF).to_pandas().set_index("customer_id")
    inside = frame.index.isin(shop.segment(RULE).ids(AS_OF).to_numpy())
    return frame[variable][inside].dropna(), frame[variable][~inside].dropna()


@pytest.mark.parametrize("variable", MEANS)
def test_mean_row_is_what_pandas_and_scipy_say(shop: Workspace, variable: str) -> None:
    members, rest = (values.astype(float) for values in values_of(shop, variable))
    everyone = pd.concat([members, rest])
    welch = stats.ttest_ind(members, rest, equal_var=False)
    difference = welch.confidence_interval(0.95)
    own = stats.t.interval(0.95, len(members) - 1, loc=members.mean(), scale=members.sem())
    pooled = ((len(members) - 1) * members.var() + (len(rest) - 1) * rest.var()) / (len(everyone) - 2)
    row = row_of(shop, variable)
    assert (row.statistic, row.n, row.base_n) == ("mean", len(members), len(everyone))
    expected = {
        "segment_value": members.mean(),
        "base_value": everyone.mean(),
        "index": 100 * members.mean() / everyone.mean(),
        "low": own[0],
        "high": own[1],
        "difference": members.mean() - rest.mean(),
        "difference_low": difference.low,
        "difference_high": difference.high,
        "effect": (members.mean() - rest.mean()) / math.sqrt(pooled),
        "p": welch.pvalue,
        "known_share": len(members) / shop.segment(RULE).count(AS_OF).count,
    }
    assert {name: getattr(row, name) for name in expected} == pytest.approx(expected, rel=1e-8)


def test_share_row_is_what_pandas_and_scipy_say(shop: Workspace) -> None:
    members, rest = (values.astype(int) for values in values_of(shop, "loyalty_card"))
    everyone = pd.concat([members, rest])
    wilson = stats.binomtest(int(members.sum()), len(members)).proportion_ci(method="wilson")
    table = [[values.sum(), len(values) - values.sum()] for values in (members, rest)]
    row = row_of(shop, "loyalty_card")
    assert (row.statistic, row.n, row.base_n) == ("share", len(members), len(everyone))
    expected = {
        "segment_value": members.mean(),
        "base_value": everyone.mean(),
        "index": 100 * members.mean() / everyone.mean(),
        "low": wilson.low,
        "high": wilson.high,
        "difference": members.mean() - rest.mean(),
        "effect": 2 * np.arcsin(np.sqrt(members.mean())) - 2 * np.arcsin(np.sqrt(rest.mean())),
        "p": stats.chi2_contingency(table, correction=False).pvalue,
    }
    assert {name: getattr(row, name) for name in expected} == pytest.approx(expected, rel=1e-8)


def test_levels_of_a_text_are_the_shares_of_who_has_a_value(shop: Workspace) -> None:
    members, rest = values_of(shop, "loyalty_tier")
    everyone = pd.concat([members, rest])
    found = {row.level: (row.segment_value, row.base_value, row.n) for row in rows_of(shop, "loyalty_tier")}
    assert found == {
        tier: (
            pytest.approx((members == tier).mean()),
            pytest.approx((everyone == tier).mean()),
            len(members),
        )
        for tier in ("gold", "blue")
    }


def test_levels_too_few_have_are_one_row_and_all_rows_make_a_whole(shop: Workspace) -> None:
    members, rest = values_of(shop, "city")
    counts = pd.concat([members, rest]).value_counts()
    rows = rows_of(shop, "city")
    named = {row.level for row in rows if row.statistic == "level"}
    assert named == set(counts[counts >= 10].index) != set(counts.index)
    assert [row.level for row in rows if row.statistic == "other"] == [None]
    assert sum(row.segment_value or 0 for row in rows) == pytest.approx(1)
    assert sum(row.base_value or 0 for row in rows) == pytest.approx(1)


def test_of_many_levels_the_most_frequent_of_base_and_segment_are_shown(shop: Workspace) -> None:
    members, rest = values_of(shop, "last_order_hour")
    in_base = pd.concat([members, rest]).astype(int).value_counts()
    in_segment = members.astype(int).value_counts()
    shown = {int(row.level) for row in rows_of(shop, "last_order_hour") if row.level is not None}
    assert len(in_base[in_base >= 10]) > 12
    assert 6 <= len(shown) <= 12
    assert {hour for hour in in_base.index if in_base[hour] > in_base.iloc[6]} <= shown
    assert {hour for hour in in_segment.index if in_segment[hour] > in_segment.iloc[6]} <= shown


def test_item_a_customer_has_twice_counts_once(shop: Workspace) -> None:
    members, rest = values_of(shop, "interests")
    everyone = pd.concat([members, rest])
    found = {
        row.level: (row.statistic, row.segment_value, row.base_value) for row in rows_of(shop, "interests")
    }
    assert found == {
        item: (
            "item",
            pytest.approx(np.mean([item in owned for owned in members])),
            pytest.approx(np.mean([item in owned for owned in everyone])),
        )
        for item in ("hiking", "opera", "chess")
    }


def test_date_is_shown_as_the_days_since(shop: Workspace) -> None:
    members, _ = values_of(shop, "loyalty_since")
    days = [(AS_OF.date() - day).days for day in members]
    row = row_of(shop, "loyalty_since")
    assert (row.type, row.unit, row.segment_value) == ("integer", "days", pytest.approx(np.mean(days)))


def test_calendar_part_is_shown_as_levels_by_name(shop: Workspace) -> None:
    rows = shop.segment(EVERYONE).profile(AS_OF, ["last_order_weekday"], "es").rows
    monday = next(row for row in rows if row.level == "1")
    assert monday.label.endswith(": lunes")


def test_parametric_variable_and_one_of_the_company_can_be_asked_for(shop: Workspace) -> None:
    profile = shop.segment(RULE).profile(AS_OF, ["count_of('order_completed')", "company.employees"])
    assert [row.variable for row in profile.rows] == ["count_of('order_completed')"]
    assert profile.unknown == ("company.employees",)


def test_counts_are_those_of_the_segment(shop: Workspace, whole: Profile) -> None:
    size = shop.segment(RULE).count(AS_OF)
    assert (whole.count, whole.population) == (size.count, size.population)
    assert 0 < whole.count < whole.population <= CUSTOMERS


def test_whole_profile_names_nobody(whole: Profile) -> None:
    shown = {row.variable for row in whole.rows} | set(whole.unknown)
    withheld = {
        "first_name",
        "email",
        "notes",
        "external_id",
        "company_id",
        "birthday",
        "postcode",
        "address",
    }
    withheld |= {"company.name", "company.vat_number", "nps_comment", "religion", "health"}
    assert shown & withheld == set()
    assert {"age", "income", "city", "weight", "loyalty_card", "orders_365d", "company.employees"} <= shown


def test_whole_profile_says_elapsed_days_once(whole: Profile) -> None:
    shown = {row.variable for row in whole.rows} | set(whole.unknown)
    assert "days_since_last_order" in shown
    assert "last_order" not in shown


def test_whole_profile_is_ordered_by_what_differs_most(whole: Profile) -> None:
    effects = [abs(row.effect) for row in whole.rows if row.effect is not None]
    assert effects == pytest.approx(sorted(effects, reverse=True))
    assert (whole.rows[0].variable, whole.rows[0].level) == ("city", "Barcelona")
    thin = [row.effect is None for row in whole.rows]
    assert thin == sorted(thin)


def test_every_p_is_adjusted_for_all_rows(shop: Workspace, whole: Profile) -> None:
    alone = row_of(shop, "income")
    among = next(row for row in whole.rows if row.variable == "income")
    assert alone.p is not None
    assert among.p is not None
    assert alone.p < among.p < 0.05


def test_thin_segment_shows_how_many_but_no_figures(shop: Workspace) -> None:
    rows = rows_of(shop, "age", "loyalty_card", "city", rule="external_id in ('C1', 'C2', 'C3')")
    assert rows
    for row in rows:
        figures = (row.segment_value, row.index, row.low, row.high, row.difference, row.effect, row.p)
        assert figures == (None,) * 7
        assert (row.is_thin, row.base_value is None) == (True, False)
        assert row.n <= 3


def test_segment_of_nobody_has_a_profile_without_figures(shop: Workspace) -> None:
    profile = shop.segment("age > 200").profile(AS_OF, ["age", "city"])
    assert profile.count == 0
    assert {(row.n, row.known_share, row.segment_value) for row in profile.rows} == {(0, 0.0, None)}


def test_segment_of_everybody_is_the_base_and_differs_from_no_rest(shop: Workspace) -> None:
    row = row_of(shop, "age", rule=EVERYONE)
    assert (row.index, row.effect, row.p) == (100.0, None, None)
    assert row.segment_value == row.base_value


def test_index_of_a_scale_without_a_zero_is_left_out(shop: Workspace) -> None:
    balance, year = row_of(shop, "balance", rule="balance < 0"), row_of(shop, "birth_year")
    assert (balance.index, year.index) == (None, None)
    assert balance.effect is not None
    assert year.effect is not None


def test_nothing_later_than_as_of_is_read(shop: Workspace) -> None:
    ((past, future),) = shop.store.engine.rows(
        'SELECT count(*) FILTER ("at" <= ?), count(*) FILTER ("at" > ?) FROM events', (AS_OF, AS_OF)
    )
    assert (past + future, future > 0) == (900, True)
    assert row_of(shop, "orders_total").base_value == pytest.approx(past / shop.population(AS_OF))


def test_profile_as_json_has_every_row_and_no_infinity(whole: Profile) -> None:
    plain = json.loads(json.dumps(whole.as_json(), allow_nan=False))
    assert len(plain["rows"]) == len(whole.rows)
    assert plain["rows"][0]["index"] == whole.rows[0].index
    assert plain["as_of"] == "2026-10-01T00:00:00+00:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_is_in_the_language_asked_for(shop: Workspace, language: str) -> None:
    profile = shop.segment(RULE).profile(AS_OF, ["city", "income", "loyalty_card"], language)
    headings, *lines = profile.table(limit=2)
    assert len(headings) == len(lines[0]) == 8
    assert len(lines) == 2
    city = shop.catalog.labels.variable("city", language)
    assert lines[0][0] == f"{city}: Barcelona"


def test_repr_says_the_sizes_and_what_comes_first(whole: Profile) -> None:
    start = f"Profile({whole.count:,} of {whole.population:,}, {len(whole.rows)} rows; first city: Barcelona"
    assert repr(whole).startswith(start)


def test_contact_data_asked_for_by_name_is_refused(shop: Workspace) -> None:
    with pytest.raises(ClientelaError, match="email names or reaches a person"):
        shop.segment(RULE).profile(AS_OF, ["email"])


def test_special_category_asked_for_by_name_is_refused(shop: Workspace) -> None:
    with pytest.raises(ClientelaError, match="quarantined"):
        shop.segment(RULE).profile(AS_OF, ["religion"])


def test_unknown_variable_suggests_the_nearest(shop: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'income'"):
        shop.segment(RULE).profile(AS_OF, ["incom"])


@pytest.mark.parametrize("text", ["age +", "age + 1"])
def test_text_that_is_no_variable_is_refused(shop: Workspace, text: str) -> None:
    with pytest.raises(ClientelaError, match="is no variable"):
        shop.segment(RULE).profile(AS_OF, [text])


def test_unknown_language_is_refused(shop: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="language 'de'"):
        shop.segment(RULE).profile(AS_OF, ["age"], "de")


def test_rule_with_problems_is_refused(shop: Workspace) -> None:
    with pytest.raises(RuleCheckError, match="last_oder"):
        shop.segment("last_oder is set").profile(AS_OF, ["age"])
