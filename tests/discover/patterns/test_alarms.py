"""The alarm: a planted new kind of customer is found and described; nothing new hardly ever rings."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from clientela.discover.features.table import Feature, FeatureTable
from clientela.discover.patterns.alarms import find_new_segments
from clientela.errors import TooThinError
from clientela.rules.nodes import Variable
from clientela.rules.text import write_rule
from clientela.rules.types import ValueType

SINCE, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
NAMES = ("age", "orders_365d", "items_365d", "visits_90d", "searches_90d")


def _table(at: dt.datetime, values: np.ndarray) -> FeatureTable:
    features = tuple(Feature(Variable(name), Variable(name), ValueType.NUMBER, "number") for name in NAMES)
    columns = {name: values[:, place] for place, name in enumerate(NAMES)}
    return FeatureTable(at, np.arange(len(values)), features, columns, {})


def _usual(rng: np.random.Generator, n: int) -> np.ndarray:
    """Two kinds of customers."""
    kind = rng.random(n) < 0.5
    middle = np.where(kind[:, None], [60, 5, 10, 4, 6], [30, 15, 30, 12, 2])
    return np.round(middle + rng.normal(0, [5, 1.5, 3, 1.5, 1], (n, 5)), 1)


def _new(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.round(np.array([45, 10, 60, 30, 12]) + rng.normal(0, [4, 1.5, 3, 1.5, 1], (n, 5)), 1)


def test_new_kind_of_customer_is_proposed_with_a_short_rule():
    rng = np.random.default_rng(1)
    before = _table(SINCE, _usual(rng, 2000))
    after = _table(UNTIL, np.vstack([_usual(rng, 2000), _new(rng, 120)]))
    alarm = find_new_segments(before, after, seed=1)
    assert alarm.rings
    (proposal,) = alarm.proposals
    assert 100 <= proposal.members <= 160
    assert proposal.precision >= 0.6
    assert proposal.jaccard >= 0.75
    assert write_rule(proposal.rule).count(" and ") <= 2
    assert alarm == find_new_segments(before, after, seed=1)


def test_two_new_kinds_are_two_proposals():
    rng = np.random.default_rng(2)
    other = np.round(np.array([80, 30, 5, 0, 20]) + rng.normal(0, [3, 1, 1, 0.5, 1], (90, 5)), 1)
    after = _table(UNTIL, np.vstack([_usual(rng, 2000), _new(rng, 120), other]))
    alarm = find_new_segments(_table(SINCE, _usual(rng, 2000)), after, seed=1)
    assert len(alarm.proposals) == 2
    assert [each.members >= 80 for each in alarm.proposals] == [True, True]


def test_nothing_new_rings_in_few_of_twenty_runs_and_never_proposes():
    rang = 0
    for seed in range(20):
        rng = np.random.default_rng(100 + seed)
        alarm = find_new_segments(_table(SINCE, _usual(rng, 400)), _table(UNTIL, _usual(rng, 400)), seed=seed)
        rang += alarm.rings
        assert alarm.proposals == ()
    assert rang <= 3


def test_strays_without_likeness_ring_but_are_no_segment():
    rng = np.random.default_rng(3)
    strays = rng.uniform([0, 0, 0, 0, 0], [120, 60, 150, 80, 50], (120, 5)).round(1)
    after = _table(UNTIL, np.vstack([_usual(rng, 2000), strays]))
    alarm = find_new_segments(_table(SINCE, _usual(rng, 2000)), after, seed=1)
    assert alarm.rings
    assert all(each.precision >= 0.6 and each.jaccard >= 0.75 for each in alarm.proposals)


def test_small_group_rings_but_is_not_proposed():
    rng = np.random.default_rng(4)
    after = _table(UNTIL, np.vstack([_usual(rng, 2000), _new(rng, 30)]))
    alarm = find_new_segments(_table(SINCE, _usual(rng, 2000)), after, seed=1)
    assert (alarm.rings, alarm.proposals, alarm.least) == (True, (), 50)


def test_few_customers_before_are_refused():
    rng = np.random.default_rng(5)
    with pytest.raises(TooThinError, match="there were 150 customers"):
        find_new_segments(_table(SINCE, _usual(rng, 150)), _table(UNTIL, _usual(rng, 500)), seed=0)
