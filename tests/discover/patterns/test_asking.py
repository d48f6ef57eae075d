"""Everything at once on the sample shop and on firms with too little of everything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import clientela
from clientela.catalog import LANGUAGES
from clientela.charts.patterns import baskets_chart, drift_chart
from clientela.charts.writing import svg
from clientela.discover.patterns.asking import Patterns
from clientela.errors import ClientelaError, UnknownNameError
from clientela.reports.patterns import report_title, sections
from clientela.rules.text import write_rule
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF
from tests.conftest import SAMPLE_UNTIL

NOON = dt.datetime.combine(SAMPLE_UNTIL, dt.time(12), dt.UTC)
VARIABLES = ("orders_365d", "days_since_last_order", "age", "country", "favourite_category", "revenue_total")


@pytest.fixture(scope="module")
def found(sample_workspace: Workspace) -> Patterns:
    return sample_workspace.patterns(
        NOON, variables=VARIABLES, outcome="did order_completed in last 90 days", seed=1
    )


def test_parts_are_there_and_end_as_rules(found: Patterns, sample_workspace: Workspace):
    assert found.baskets is not None
    assert found.drift is not None
    assert found.alarm is not None
    assert found.since == NOON - dt.timedelta(days=90)
    for key, rule in found.rules().items():
        assert sample_workspace.segment(rule).check() == [], key
    assert found.rule("b1") == found.baskets.patterns[0].rule
    with pytest.raises(UnknownNameError, match="did you mean"):
        found.rule("b1x")


def test_same_seed_same_answer(found: Patterns, sample_workspace: Workspace):
    again = sample_workspace.patterns(
        NOON, variables=VARIABLES, outcome="did order_completed in last 90 days", seed=1
    )
    assert again.as_json() == found.as_json()


def test_what_grows_with_time_alone_cannot_ring(found: Patterns):
    assert "revenue_total" in {each.feature.key for each in found.drift.shifts}
    assert not any("revenue_total" in write_rule(each.rule) for each in found.alarm.proposals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_and_charts_speak_every_language(found: Patterns, language: str):
    pages = sections(found, language)
    assert [bool(each.paragraphs) for each in pages] == [True] * 5
    said = " ".join(text for page in pages for text in page.paragraphs)
    assert "{" not in said
    for chart in (baskets_chart, drift_chart):
        drawn = svg(chart(found, report_title(language), language))
        assert float(drawn.split('width="')[1].split('"')[0]) <= 420


def test_small_firm_gets_reasons_not_errors(shop: Workspace):
    few = shop.patterns(AS_OF, outcome="orders_total >= 2", variables=("orders_total", "age"))
    assert (few.baskets, few.drift, few.alarm, few.subgroups, few.needs) == (None,) * 5
    assert set(few.reasons) == {"baskets", "drift", "alarm", "subgroups", "needs"}
    assert repr(few) == "Patterns(nothing)"
    assert all(page.paragraphs and not page.tables for page in sections(few, "en"))
    assert "Nothing to show" in svg(baskets_chart(few, "Patterns"))
    assert "Nothing to show" in svg(drift_chart(few, "Patterns"))


def test_empty_firm_gets_reasons_too(tmp_path: Path):
    with clientela.create(tmp_path / "empty") as empty:
        assert repr(empty.patterns(AS_OF)) == "Patterns(nothing)"


def test_later_instant_to_compare_with_is_refused(shop: Workspace):
    with pytest.raises(ClientelaError, match="must lie before"):
        shop.patterns(AS_OF, since=AS_OF)
