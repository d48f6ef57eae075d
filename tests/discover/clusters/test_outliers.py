from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.clusters.kmeans import k_means
from clientela.discover.clusters.outliers import find_outliers, residue_of
from tests.discover.clusters.drawn import planted


@pytest.fixture(scope="module")
def cloud() -> np.ndarray:
    numbers, _ = planted(1_000, np.random.default_rng(1), separation=6)
    return numbers


def test_planted_strangers_are_the_outermost(cloud: np.ndarray) -> None:
    strangers = np.array([[30.0, 0, 0, 0, 0], [0, -30, 0, 0, 0], [0, 0, 0, 25, 25]])
    everyone = np.vstack([cloud, strangers])
    found = find_outliers(everyone, k_means(cloud, 4, seed=1)[1], seed=1)
    assert set(found.outermost[:3]) == {1_000, 1_001, 1_002}
    assert (found.score[1_000:] > 2).all()
    assert len(found.outermost) <= 12  # beyond both limits: at most a hundredth


def test_a_dense_group_far_from_all_centres_is_far_but_not_alone(cloud: np.ndarray) -> None:
    group = np.random.default_rng(2).standard_normal((40, 5)) * 0.3 + 12
    everyone = np.vstack([cloud, group])
    found = find_outliers(everyone, k_means(cloud, 4, seed=1)[1], seed=1)
    assert (found.to_centre[1_000:] > found.to_centre[:1_000].max()).all()
    assert (found.to_like[1_000:] < np.median(found.to_like[:1_000])).all()
    assert not set(found.outermost) & set(range(1_000, 1_040))


def test_distances_are_those_of_brute_force(cloud: np.ndarray) -> None:
    centres = k_means(cloud, 4, seed=1)[1]
    found = find_outliers(cloud, centres, seed=1)
    between = np.sqrt(((cloud[:, None] - cloud[None]) ** 2).sum(axis=2))
    assert found.to_like == pytest.approx(np.sort(between, axis=1)[:, 1:11].mean(axis=1))
    to_centres = np.sqrt(((cloud[:, None] - centres[None]) ** 2).sum(axis=2))
    assert found.to_centre == pytest.approx(to_centres.min(axis=1))


def test_new_customers_like_the_old_raise_no_alarm_and_a_new_group_does(cloud: np.ndarray) -> None:
    centres = k_means(cloud, 4, seed=1)[1]
    limit = find_outliers(cloud, centres, seed=1).centre_limit
    alike = cloud[::2] + 0.01
    quiet = residue_of(alike, centres, limit)
    assert quiet.share < 0.03
    assert quiet.p > 0.05
    loud = residue_of(np.vstack([alike, np.full((20, 5), 12.0)]), centres, limit)
    assert len(loud) == len(quiet) + 20
    assert loud.p < 1e-6
    assert loud.beyond[-20:].all()


def test_no_new_customers_raise_no_alarm(cloud: np.ndarray) -> None:
    nobody = residue_of(np.empty((0, 5)), cloud[:4], 1.0)
    assert (len(nobody), nobody.share, nobody.p) == (0, 0.0, 1.0)
