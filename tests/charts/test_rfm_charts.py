"""The grid and the lifecycle as pictures, and the report around them."""

from __future__ import annotations

from pathlib import Path

import pytest

import clientela
from clientela.catalog import LANGUAGES
from clientela.charts.rfm import lifecycle_chart, rfm_chart
from clientela.charts.writing import svg
from clientela.reports.rfm import report_title, sections
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF


@pytest.mark.parametrize("language", LANGUAGES)
def test_grid_is_drawn_with_every_count_in_every_language(shop: Workspace, language: str):
    result = shop.rfm(AS_OF)
    spec = rfm_chart(result, report_title(language), language)
    rows = spec["data"]["values"]
    assert sum(row["customers"] for row in rows) == result.buyers
    assert (rows[0]["recency"], rows[0]["frequency"]) == ("≤ 30", "≥ 10")
    assert (rows[-1]["recency"], rows[-1]["frequency"]) == ("> 365", "≤ 1")
    assert ">13<" not in svg(spec)
    stages = lifecycle_chart(result, report_title(language), language)["data"]["values"]
    assert sum(row["customers"] for row in stages) == result.population
    said = svg(lifecycle_chart(result, report_title(language), language))
    assert all(row["name"] in said for row in stages)


def test_grid_fits_a_telephone(shop: Workspace):
    width = float(svg(rfm_chart(shop.rfm(AS_OF), "RFM", "ru")).split('width="')[1].split('"')[0])
    assert width <= 390


def test_report_is_complete_and_an_empty_firm_says_so(shop: Workspace, tmp_path: Path):
    found = sections(shop.rfm(AS_OF), "pl")
    assert len(found) == 4
    assert [len(each.pictures) for each in found] == [1, 0, 1, 0]
    with clientela.create(tmp_path / "empty") as empty:
        (only,) = sections(empty.rfm(AS_OF), "en")
        assert only.paragraphs == ("Nobody has bought yet, so there is no grid.",)
        assert "Nothing to show" in svg(rfm_chart(empty.rfm(AS_OF), "RFM"))
