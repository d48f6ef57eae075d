"""The stability index: its cuts, its size under no change, and what it flags."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from clientela.discover.features.table import Feature, FeatureTable
from clientela.discover.patterns.drift import find_drift, psi_cut, stability_index
from clientela.errors import TooThinError
from clientela.rules.nodes import Variable
from clientela.rules.types import ValueType

SINCE, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def _table(at: dt.datetime, **columns: np.ndarray) -> FeatureTable:
    features, kept, levels = [], {}, {}
    for name, column in columns.items():
        if column.dtype.kind == "U":
            names, codes = np.unique(column, return_inverse=True)
            levels[name] = tuple(str(each) for each in names if each)
            shift = 1 if "" in names else 0
            kept[name] = (codes - shift).astype(np.int32)
            features.append(Feature(Variable(name), Variable(name), ValueType.TEXT, "category"))
        else:
            kept[name] = column.astype(np.float64)
            features.append(Feature(Variable(name), Variable(name), ValueType.NUMBER, "number"))
    n = len(next(iter(columns.values())))
    return FeatureTable(at, np.arange(n), tuple(features), kept, levels)


def test_cuts_are_the_published_ones():
    """Ten bins, 95 % (Yurdakul and Naranjo)."""
    sizes = (100, 200, 1_000, 10_000)
    assert [round(psi_cut(n, n, 10), 4) for n in sizes] == [0.3384, 0.1692, 0.0338, 0.0034]


@pytest.mark.parametrize(("n", "folklore"), [(100, 0.85), (200, 0.37), (1000, 0.0)])
def test_size_under_no_change(n: int, folklore: float):
    """The cut errs in .05 to .07 of stable comparisons, "above .1" in far more."""
    rng = np.random.default_rng(n)
    beyond, above = 0, 0
    for _ in range(600):
        before, after = (_table(at, x=rng.lognormal(0, 1, n)) for at in (SINCE, UNTIL))
        (shift,) = find_drift(before, after).shifts
        beyond += shift.psi > shift.cut
        above += shift.psi >= 0.1
    assert 0.03 <= beyond / 600 <= 0.09
    assert above / 600 == pytest.approx(folklore, abs=0.06)


def test_index_of_counts_by_hand():
    before, after = np.array([50_000, 50_000]), np.array([75_000, 25_000])
    assert stability_index(before, after) == pytest.approx(0.25 * np.log(3), abs=1e-4)
    assert stability_index(before, before) == 0


def test_flag_needs_both_certainty_and_size():
    rng = np.random.default_rng(7)
    before = _table(SINCE, moved=rng.normal(0, 1, 5000), barely=rng.normal(0, 1, 5000))
    after = _table(UNTIL, moved=rng.normal(0.4, 1, 5000), barely=rng.normal(0.12, 1, 5000))
    drift = find_drift(before, after)
    assert [each.feature.key for each in drift.flagged] == ["moved"]
    moved, barely = drift.shifts
    assert barely.cut < barely.psi < 0.1
    assert (barely.band, moved.band) == ("little", "some")
    small = find_drift(
        _table(SINCE, x=rng.normal(0, 1, 100)), _table(UNTIL, x=rng.normal(0.2, 1, 100))
    ).shifts[0]
    assert small.psi < small.cut  # with a hundred customers, .34 is chance


def test_missing_values_and_new_levels_are_changes():
    before = _table(SINCE, known=np.arange(1000.0), place=np.repeat(["Vic", "Reus"], 500))
    gone = np.where(np.arange(1000) % 2, np.nan, np.arange(1000.0))
    after = _table(UNTIL, known=gone, place=np.repeat(["Vic", "Olot"], 500))
    drift = find_drift(before, after)
    assert {each.feature.key for each in drift.flagged} == {"known", "place"}
    bins = {each.feature.key: {name: share for name, _, share in each.bins} for each in drift.shifts}
    assert bins["known"][""] == pytest.approx(0.5)
    assert bins["place"] == {"Olot": 0.5, "Reus": 0.0, "Vic": 0.5}


def test_ties_make_fewer_bins_and_a_constant_is_no_change():
    zeros = np.repeat([0.0, 1.0], [950, 50])
    drift = find_drift(_table(SINCE, x=zeros, y=np.ones(1000)), _table(UNTIL, x=zeros, y=np.ones(1000)))
    assert [each.psi for each in drift.shifts] == [0.0, 0.0]
    assert all(len(each.bins) <= 2 for each in drift.shifts)


def test_few_customers_are_refused():
    with pytest.raises(TooThinError, match="99 customers at one instant and 100"):
        find_drift(_table(SINCE, x=np.arange(99.0)), _table(UNTIL, x=np.arange(100.0)))
