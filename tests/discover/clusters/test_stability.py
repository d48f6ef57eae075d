from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from clientela.discover.clusters.kmeans import improved, k_means
from clientela.discover.clusters.silhouette import average_widths, distances, widths
from clientela.discover.clusters.stability import (
    adjusted_rand,
    bootstraps,
    kept_together,
    pair_aris,
    prediction_strength,
    segment_jaccards,
    segment_origins,
)
from tests.discover.clusters.drawn import planted


def test_adjusted_rand_is_scikit_learn_s() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        first, second = rng.integers(0, 4, (2, 50)).astype(np.int32)
        assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second))
    assert adjusted_rand(np.zeros(9, np.int32), np.zeros(9, np.int32)) == 1


def test_silhouettes_are_scikit_learn_s() -> None:
    rng = np.random.default_rng(1)
    coordinates, labels = rng.standard_normal((80, 3)), rng.integers(0, 4, 80).astype(np.int32)
    labels[0] = 4  # alone
    ours = widths(distances(coordinates), labels)
    assert ours == pytest.approx(silhouette_samples(coordinates, labels))
    assert average_widths(distances(coordinates), [labels, labels % 2]) == pytest.approx(
        [ours.mean(), silhouette_samples(coordinates, labels % 2).mean()]
    )
    assert not widths(distances(coordinates), np.zeros(80, np.int32)).any()


def test_segments_that_every_half_finds_have_full_strength() -> None:
    truth = np.repeat(np.arange(3, dtype=np.int32), 20)

    def same(rows: np.ndarray, k: int, *, seed: int) -> np.ndarray:
        return np.asarray((truth + seed) % 3, np.int32)  # other numbers every time

    assert prediction_strength(60, 3, same, splits=3, seed=1) == 1
    found = bootstraps(60, 3, same, pairs=3, seed=1)
    assert pair_aris(found) == (1, 1, 1)
    assert segment_jaccards(truth, 3, found) == (1, 1, 1)


def test_strength_is_the_lowest_share_of_pairs_kept_together() -> None:
    """Of the 28 pairs of a segment of 8, those of 6 and of 2 stay together; the other segment stays whole."""
    tested, predicted = np.repeat([0, 1], 8), np.repeat([0, 1], [6, 10])
    assert kept_together(tested, predicted) == pytest.approx((15 + 1) / 28)


def test_strength_of_labels_by_chance_is_a_half() -> None:
    def random(rows: np.ndarray, k: int, *, seed: int) -> np.ndarray:
        return np.random.default_rng(seed).integers(0, 2, 2_000).astype(np.int32)

    assert prediction_strength(2_000, 2, random, splits=5, seed=1) == pytest.approx(0.5, abs=0.02)


def test_origins_are_one_less_relative_entropy() -> None:
    before = np.repeat([0, 1], [30, 30]).astype(np.int32)
    labels = np.repeat([0, 1, 2], [20, 20, 20]).astype(np.int32)  # the middle one half from each
    found = segment_origins(labels, 3, before)
    assert found == pytest.approx((1, 1 - np.log(2) / np.log(3), 1))


def test_improving_does_not_worsen_and_ends_as_k_means_would() -> None:
    numbers, _ = planted(300, np.random.default_rng(1), separation=8)
    labels, centres, _ = k_means(numbers, 4, seed=1)
    again = improved(numbers, [centres + 0.3, centres[:2]], rounds=50)
    assert np.array_equal(again[0], labels)
    assert len(np.unique(again[1])) == 2


def test_sizes_do_not_grow_with_the_labels_and_seeds_repeat() -> None:
    numbers, _ = planted(300, np.random.default_rng(2), separation=3)
    labels, centres, inertia = k_means(numbers, 5, seed=3)
    again = k_means(numbers, 5, seed=3)
    assert np.array_equal(labels, again[0])
    sizes = np.bincount(labels)
    assert sizes.tolist() == sorted(sizes, reverse=True)
    assert inertia == pytest.approx(((numbers - centres[labels]) ** 2).sum())
