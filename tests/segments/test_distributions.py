"""Distributions against pandas over the members' values, and every bar against its own rule."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import clientela
from clientela.catalog.labels import LANGUAGES
from clientela.charts.distribution import distribution_chart
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.text import parse_rule, write_rule
from clientela.segments.bins import Bin, Days, Ends, date_bins, date_unit, number_bins, round_step
from clientela.segments.distribution_wording import bar_label, days_said
from clientela.segments.distributions import Distribution
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)
VARIABLES = (
    "age",
    "income",
    "orders_total",
    "revenue_365d",
    "days_since_last_order",
    "last_order",
    "first_order",
    "country",
    "city",
    "gender",
    "has_bought",
    "nps_last",
    "rfm_group",
    "rfm_cell",
    "company.employees",
    "category_share('shoes')",
)


@pytest.mark.parametrize("variable", VARIABLES)
def test_bars_share_out_all_who_are_known(sample_workspace: Workspace, variable: str) -> None:
    found = sample_workspace.distribution(variable, as_of=AS_OF)
    assert found.population == sample_workspace.population(AS_OF)
    assert sum(bar.count for bar in found.bars) == found.known


@pytest.mark.parametrize("variable", [*VARIABLES, "interests"])
def test_each_bar_counts_what_its_rule_counts(sample_workspace: Workspace, variable: str) -> None:
    found = sample_workspace.distribution(variable, within="country = 'ES'", as_of=AS_OF)
    assert found.bars
    for bar in found.bars:
        text = write_rule(bar.rule)
        assert parse_rule(text) == bar.rule
        assert sample_workspace.segment(text).count(AS_OF).count == bar.count, text
        both = sample_workspace.segment(f"({text}) and country = 'ES'").count(AS_OF).count
        assert bar.members == both, text
    missing = sample_workspace.segment(write_rule(found.missing_rule)).count(AS_OF).count
    assert missing == found.missing == found.population - found.known


def values_of(shop: Workspace, variable: str) -> pd.Series:
    frame = shop.segment("all ()").members([variable], AS_OF).to_pandas()
    return frame[variable].dropna()


@pytest.mark.parametrize("variable", ["age", "revenue_365d", "orders_total"])
def test_figures_are_those_of_pandas(sample_workspace: Workspace, variable: str) -> None:
    values = values_of(sample_workspace, variable).astype(float)
    found = sample_workspace.distribution(variable, as_of=AS_OF)
    assert found.known == len(values)
    assert found.levels == values.nunique()
    assert found.mean == pytest.approx(values.mean())
    for share, value in found.quantiles.items():
        assert (values <= float(value)).mean() >= share
        assert (values >= float(value)).mean() >= 1 - share - 1e-9


def test_levels_are_the_most_frequent_of_pandas(sample_workspace: Workspace) -> None:
    counted = values_of(sample_workspace, "country").value_counts()
    found = sample_workspace.distribution("country", as_of=AS_OF)
    named = {bar.what: bar.count for bar in found.bars if bar.what is not None}
    assert named == counted[:15].to_dict()


def test_items_are_counted_once_a_customer(sample_workspace: Workspace) -> None:
    lists = values_of(sample_workspace, "interests")
    counted = pd.Series([item for each in lists for item in set(each)]).value_counts()
    found = sample_workspace.distribution("interests", as_of=AS_OF)
    assert {bar.what: bar.count for bar in found.bars} == counted[:15].to_dict()


def test_zero_that_many_have_stands_alone(sample_workspace: Workspace) -> None:
    found = sample_workspace.distribution("revenue_365d", as_of=AS_OF)
    assert write_rule(found.bars[0].rule) == "revenue_365d = 0"
    assert write_rule(found.bars[1].rule).startswith("revenue_365d > 0 and")


@pytest.mark.parametrize("variable", ["email", "first_name", "birthday", "nps_comment", "external_id"])
def test_what_names_a_person_is_not_shown(sample_workspace: Workspace, variable: str) -> None:
    with pytest.raises(ClientelaError, match=variable):
        sample_workspace.distribution(variable, as_of=AS_OF)


def test_a_name_nothing_answers_to_is_told(sample_workspace: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'income'"):
        sample_workspace.distribution("incme", as_of=AS_OF)


@pytest.mark.parametrize("variable", ["city", "orders_total", "last_order", "nps_last", "interests"])
def test_folded_bars_hide_the_few(sample_workspace: Workspace, variable: str) -> None:
    whole = sample_workspace.distribution(variable, within="country = 'ES'", as_of=AS_OF)
    folded = whole.folded(20)
    assert all(bar.count >= 20 for bar in folded.bars)
    assert len(folded.bars) <= len(whole.bars)
    for bar in folded.bars:
        assert sample_workspace.segment(bar.rule).count(AS_OF).count == bar.count, write_rule(bar.rule)
    if variable in ("orders_total", "last_order", "city"):
        assert sum(bar.count for bar in folded.bars) == whole.known


def test_filled_says_of_how_many_a_variable_is_known(sample_workspace: Workspace) -> None:
    found = sample_workspace.filled("age", "company.employees", "category_share('shoes')", as_of=AS_OF)
    for name, size in found.items():
        assert size.count == sample_workspace.segment(f"{name} is set").count(AS_OF).count
        assert size.population == sample_workspace.population(AS_OF)


def test_filled_takes_more_variables_than_one_pass_does(sample_workspace: Workspace) -> None:
    names = [each.name for each in sample_workspace.variables() if each.entity == "customer"]
    usable = [name for name in names if sample_workspace.catalog.variable(name)][:130]
    found = sample_workspace.filled(*usable, as_of=AS_OF)
    assert list(found) == usable
    assert {size.population for size in found.values()} == {sample_workspace.population(AS_OF)}


@pytest.mark.parametrize("variable", ["age", "last_order", "interests", "has_bought", "city"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_has_a_row_a_bar(sample_workspace: Workspace, variable: str, language: str) -> None:
    found = sample_workspace.distribution(variable, within="country = 'ES'", as_of=AS_OF)
    links = [f"/to/{place}" for place, _ in enumerate(found.bars)]
    spec = distribution_chart(found, sample_workspace.catalog, language, segment="Spain", links=links)
    rows = spec["data"]["values"]
    assert [row["count"] for row in rows] == [bar.count for bar in found.bars]
    assert [row["members"] for row in rows] == [bar.members for bar in found.bars]
    assert [row["href"] for row in rows] == links
    assert len({row["name"] for row in rows}) == len(rows)


def test_labels_say_the_values(sample_workspace: Workspace) -> None:
    catalog = sample_workspace.catalog

    def labels(found: Distribution, language: str) -> list[str]:
        return [bar_label(bar, found, catalog, language) for bar in found.bars]

    bought = sample_workspace.distribution("has_bought", as_of=AS_OF)
    assert labels(bought, "ru") == ["да", "нет"]
    ages = sample_workspace.distribution("age", as_of=AS_OF)
    assert "20–29" in labels(ages, "en")
    countries = sample_workspace.distribution("country", as_of=AS_OF)
    assert "Hiszpania" in labels(countries, "pl")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (Days(dt.date(2026, 3, 4), dt.date(2026, 3, 4)), "Mar 4, 2026"),
        (Days(dt.date(2026, 2, 1), dt.date(2026, 2, 28)), "Feb 2026"),
        (Days(dt.date(2026, 4, 1), dt.date(2026, 6, 30)), "Q2 2026"),
        (Days(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), "2026"),
        (Days(dt.date(1980, 1, 1), dt.date(1989, 12, 31)), "1980–1989"),
        (Days(None, dt.date(2025, 12, 31)), "< Jan 1, 2026"),
        (Days(dt.date(2026, 1, 1), None), "≥ Jan 1, 2026"),
        (Days(dt.date(2026, 1, 1), dt.date(2026, 2, 28)), "Jan 1, 2026 – Feb 28, 2026"),
    ],
)
def test_days_are_said(days: Days, said: str) -> None:
    assert days_said(days, "en") == said


@pytest.mark.parametrize(
    ("least", "whole", "step"),
    [
        (0.3, False, 0.5),
        (0.3, True, 1),
        (1.2, True, 2),
        (2.2, False, 2.5),
        (2.2, True, 5),
        (21, True, 25),
        (0, True, 1),
    ],
)
def test_steps_are_round(least: float, whole: bool, step: float) -> None:
    assert round_step(least, whole=whole) == step


def test_far_values_are_in_an_open_bin() -> None:
    bins = number_bins(Ends(0, 10_000, 1, 50, 100), whole=True, positive=False)
    assert bins[-1] == Bin(110, None)
    assert bins[0].low == 0


def test_skew_values_have_growing_bins() -> None:
    bins = number_bins(Ends(0, 2_000_000, 10, 100, 50_000), whole=False, positive=True)
    assert [each.low for each in bins][:5] == [0, 10, 20, 50, 100]
    assert bins[0].is_above
    assert bins[-1] == Bin(50_000, None)


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 20), "day"),
        (dt.date(2025, 3, 1), dt.date(2026, 1, 20), "month"),
        (dt.date(2023, 3, 1), dt.date(2026, 1, 20), "quarter"),
        (dt.date(2010, 3, 1), dt.date(2026, 1, 20), "year"),
        (dt.date(1940, 3, 1), dt.date(2010, 1, 20), "decade"),
    ],
)
def test_periods_fit_the_time(first: dt.date, last: dt.date, unit: str) -> None:
    assert date_unit(first, last) == unit
    bins = date_bins(first, last, first, last)
    assert (bins[0].first or last) <= first
    assert (bins[-1].last or first) >= last


def test_an_empty_firm_has_no_bars(tmp_path: Path) -> None:
    with clientela.create(tmp_path / "new") as empty:
        found = empty.distribution("age", as_of=AS_OF)
        assert (found.bars, found.known, found.population) == ((), 0, 0)
        assert distribution_chart(found, empty.catalog)["mark"]["type"] == "text"
        assert empty.filled("age", as_of=AS_OF)["age"].share == 0
