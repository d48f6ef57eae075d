"""The picture of subgroups shows the figures of the result, in every language."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.catalog import FirmCatalog
from clientela.charts.subgroups import subgroups_chart
from clientela.charts.words import word
from clientela.charts.writing import svg
from clientela.discover.patterns.outcome import outcome_of
from clientela.discover.patterns.subgroups import Subgroup, Subgroups
from clientela.rules.sentences import LANGUAGES
from clientela.rules.text import parse_rule

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
ROWS = (
    Subgroup(parse_rule("days_since_last_order <= 90"), 305, 0.81, 0.27, 0.54, 0.48, 0.59, 1.1, 1e-9),
    Subgroup(
        parse_rule("city in ('Reus', 'Vic') and age >= 60"), 90, 0.1, 0.5, -0.4, -0.5, -0.29, -0.9, 1e-6
    ),
)


def result(rows: tuple[Subgroup, ...], outcome: str = "did order_completed in last 90 days") -> Subgroups:
    wanted = outcome_of(outcome, CATALOG)
    return Subgroups(wanted, AS_OF, AS_OF, 920, 0.451, 16, rows, (), (), 0)


def test_figures_are_those_of_the_result() -> None:
    spec = subgroups_chart(result(ROWS), CATALOG.labels, "Who", "en")
    first, second = spec["data"]["values"]
    assert (first["inside"], first["outside"]) == (0.81, 0.27)
    assert (first["low"], first["high"]) == (pytest.approx(0.75), pytest.approx(0.86))
    assert (second["low"], second["high"]) == (pytest.approx(0.0), pytest.approx(0.21))
    assert first["said"] == "81.0% | 27.0%"
    assert spec["title"]["subtitle"] == ["Customers: 920 · Ø 45.1% · bar: 95% interval"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_in_every_language(language: str) -> None:
    drawn = svg(subgroups_chart(result(ROWS), CATALOG.labels, "Who", language))
    assert "Reus" in drawn
    assert word("interval", language) in drawn


def test_means_are_numbers_and_nothing_found_is_said() -> None:
    rows = (Subgroup(parse_rule("age >= 60"), 90, 120.0, 100.0, 20.0, 10.0, 30.0, 0.5, 1e-6),)
    (value,) = subgroups_chart(result(rows, "revenue_90d"), CATALOG.labels, "Who", "ru")["data"]["values"]
    assert value["said"] == "120,0 | 100,0"
    empty = subgroups_chart(result(()), CATALOG.labels, "Who", "pl")
    assert empty["mark"]["text"] == word("nothing", "pl")
