"""The tree finds what was planted, holds everybody once, and splits as brute force would."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from clientela.discover.conditions import candidates
from clientela.discover.proposals.costs import cost, middles, moved
from clientela.discover.proposals.negation import nature_of
from clientela.discover.proposals.shortening import length
from clientela.discover.proposals.tree import LONGEST, Splits, grow, splits_of
from clientela.rules.text import write_rule
from tests.discover.features.drawn import category, flag, number, table_of
from tests.discover.proposals.drawn import customers, ground


def planted() -> tuple[Splits, np.ndarray, np.ndarray]:
    """Four groups by two borders: 100 EUR, and within the cheaper half the city."""
    rng = np.random.default_rng(3)
    spent, city, noise = rng.uniform(0, 200, 2000).round(), rng.integers(0, 3, 2000), rng.random(2000)
    group = np.where(spent >= 100, 0, np.where(city == 0, 1, 2))
    corners = np.array([[0.0, 0], [8, 0], [0, 8]])
    points = corners[group] + rng.normal(0, 1, (2000, 2))
    table = table_of(
        {number("spent"): spent, category("city"): city, flag("noise"): noise > 0.5},
        {"city": ("Vic", "Reus", "Salt")},
    )
    return splits_of(candidates(table), nature_of(table), len(table)), points, group


def test_planted_borders_are_found():
    splits, points, group = planted()
    (leaves,) = grow(splits, points, most=3, least=50)[2:]
    assert {write_rule(leaf.rule(splits)) for leaf in leaves} == {
        "spent >= 100",
        "spent < 100 and city = 'Vic'",
        "spent < 100 and city != 'Vic'",
    }
    found = np.argmax([leaf.mask(splits) for leaf in leaves], axis=0)
    assert all(len(np.unique(found[group == each])) == 1 for each in range(3))


def test_first_split_is_the_best_there_is():
    splits, points, _ = planted()
    ((only,), (first, second)) = grow(splits, points, most=2, least=50)
    assert only.answers == ()
    costs = [
        cost(points, truths.astype(np.int32), middles(points, truths.astype(np.int32), 2))
        for truths in splits.truths > 0
    ]
    cells = first.mask(splits).astype(np.int32)
    assert cost(points, cells, middles(points, cells, 2)) == pytest.approx(min(costs), rel=0.01)
    assert (first.mask(splits) != second.mask(splits)).all()


@pytest.mark.parametrize("k", [4, 8])
def test_leaves_hold_everybody_once_are_large_and_short(k: int):
    table, _ = customers(3000, k, seed=k)
    found = ground(table, k)
    for leaves in grow(found.splits, found.coordinates, most=2 * k, least=90):
        masks = np.array([leaf.mask(found.splits) for leaf in leaves])
        assert (masks.sum(axis=0) == 1).all()
        assert masks.sum(axis=1).min() >= 90
        assert max(length(leaf.rule(found.splits)) for leaf in leaves) <= LONGEST


def test_more_leaves_never_cost_more():
    table, _ = customers(2000, 5, seed=1)
    found = ground(table, 5)
    costs = []
    for leaves in grow(found.splits, found.coordinates, most=10, least=50):
        cells = np.argmax([leaf.mask(found.splits) for leaf in leaves], axis=0).astype(np.int32)
        costs.append(cost(found.coordinates, cells, middles(found.coordinates, cells, len(leaves))))
    assert len(costs) == 10
    assert costs == sorted(costs, reverse=True)


def test_nothing_to_ask_is_one_leaf_for_everybody():
    table = table_of({number("same"): np.ones(200)})
    splits = splits_of(candidates(table), nature_of(table), len(table))
    ((leaf,),) = grow(splits, np.random.default_rng(0).random((200, 2)), most=4, least=10)
    assert leaf.mask(splits).all()


def test_cost_is_the_inertia_of_k_means():
    points = np.random.default_rng(0).normal(size=(500, 3))
    model = KMeans(4, n_init=3, random_state=0).fit(points)
    labels = model.labels_.astype(np.int32)
    assert cost(points, labels, middles(points, labels, 4)) == pytest.approx(model.inertia_)
    assert moved(points, model.cluster_centers_) == pytest.approx(model.cluster_centers_)


def test_empty_cell_has_everybodys_middle():
    points = np.array([[0.0, 0], [2, 2], [4, 4]])
    found = middles(points, np.array([0, 0, 2], np.int32), 4)
    assert found.tolist() == [[1, 1], [2, 2], [4, 4], [2, 2]]
