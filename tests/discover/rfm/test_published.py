"""Figures that others published, reproduced through the product."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clientela.catalog.cut_points import CutPoints, changed
from clientela.discover.rfm.hiatus import best_hiatus
from clientela.discover.rfm.quantiles import fit_axis
from clientela.workspace import Workspace
from tests.discover.rfm.worlds import firm_with

ANALYSIS = dt.datetime(2006, 12, 31, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def published(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    file = real_data / "rfm" / "rfm_data_orders.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        orders = [
            (row["customer_id"], row["order_date"], float(row["revenue"])) for row in csv.DictReader(opened)
        ]
    with firm_with(tmp_path_factory.mktemp("rfm"), orders) as firm:
        fit = firm.fit_cut_points(ANALYSIS, start=_all_time(firm), readable=False)
        firm.set_cut_points(fit.cut_points)
        yield firm


def _all_time(firm: Workspace) -> CutPoints:
    return changed(firm.cut_points(), {"period_days": None})


def test_quintile_cuts_are_the_published_ones(published: Workspace):
    fit = published.fit_cut_points(ANALYSIS, start=_all_time(published), readable=False)
    assert fit.buyers == 995
    # the source scores k from "quantile plus 1" on: for whole numbers the same as above the quantile
    assert [round(each + 1, 1) for each in fit.recency.quantiles] == [115, 181, 297.4, 482]
    assert [each + 1 for each in fit.frequency.quantiles] == [4, 5, 6, 8]
    assert [round(each + 1, 1) for each in fit.monetary.quantiles] == [255.8, 382, 506.4, 666]
    assert fit.cut_points.recency_days == (114, 180, 296, 481)
    assert fit.cut_points.frequency_orders == (4, 5, 6, 8)


def test_scores_are_the_published_ones(published: Workspace):
    result = published.rfm(ANALYSIS)
    assert (result.population, result.buyers, result.revenue) == (995, 995, 464_158)
    names = published.segment("orders_total >= 1").members(["external_id"], ANALYSIS).to_pandas()
    rows = result.frame().to_pandas().merge(names, on="customer_id").set_index("external_id")
    scores = ["recency_score", "frequency_score", "monetary_score"]
    values = ["days_since_last_order", "orders_total", "revenue_total"]
    assert list(rows.loc["Abbey O'Reilly", values]) == [205, 6, 472]
    assert list(rows.loc["Abbey O'Reilly", scores]) == [3, 4, 3]
    assert list(rows.loc["Aden Murphy", values]) == [98, 7, 596]
    assert list(rows.loc["Aden Murphy", scores]) == [5, 4, 4]


def test_cdnow_has_room_for_three_frequency_bands(real_data: Path):
    orders = _cdnow_calibration(real_data)[:, 1] + 1
    fit = fit_axis(orders)
    assert (fit.tied, int((orders == 1).sum()), len(orders)) == (1, 1411, 2357)
    assert fit.tied_share == pytest.approx(0.5986, abs=1e-4)
    assert fit.bands == 3


def test_best_hiatus_cut_of_cdnow_tells_78_2_percent(real_data: Path):
    """Chosen in hindsight, 39 weeks; saying the same of everybody is right for 71.0 %."""
    calibration = _cdnow_calibration(real_data)
    came = _cdnow_came_back(real_data, calibration[:, 0])
    assert came.mean() == pytest.approx(1 - 0.710, abs=5e-4)
    away = calibration[:, 3] - calibration[:, 2]
    whole_weeks = max(((away <= weeks) == came).mean() for weeks in range(40))
    assert whole_weeks == pytest.approx(0.782, abs=5e-4)
    _, correct = best_hiatus(away, came)
    assert correct == max(((away <= cut) == came).mean() for cut in np.unique(away)) >= whole_weeks


def _cdnow_calibration(real_data: Path) -> np.ndarray:
    """Customer, x, t_x, T of each of the 2,357 customers."""
    return np.loadtxt(real_data / "cdnow" / "cdnow_customers_summary.csv", delimiter=",", skiprows=1)


def _cdnow_came_back(real_data: Path, customers: np.ndarray) -> np.ndarray:
    sample = np.loadtxt(real_data / "cdnow" / "CDNOW_sample.txt")
    later = {int(row[1]) for row in sample if row[2] > 19_970_930}
    return np.isin(customers, list(later))
