from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from clientela.discover.clusters import Clustering, Effort, find_clusters
from clientela.errors import TooThinError
from tests.discover.clusters.drawn import planted, prepared

SMALL = Effort(starts=3, restarts=1, rows=600, splits=4, pairs=5, null_rows=300, null_draws=39)


@pytest.fixture(scope="module")
def four() -> tuple[Clustering, np.ndarray]:
    numbers, truth = planted(800, np.random.default_rng(3), separation=5)
    found = find_clusters(prepared(numbers), ks=range(2, 7), least=50, seed=1, effort=SMALL)
    return found, truth


def test_planted_groups_are_found_and_called_natural(four: tuple[Clustering, np.ndarray]) -> None:
    found, truth = four
    assert (found.chosen.k, found.reason, found.verdict.label) == (4, "strength", "natural")
    assert adjusted_rand_score(truth, found.chosen.labels) > 0.85
    assert [each.k for each in found.solutions] == [2, 3, 4, 5, 6]
    assert sorted(each.k for each in found.runners_up) == [2, 3, 5, 6]


def test_segments_are_the_largest_first(four: tuple[Clustering, np.ndarray]) -> None:
    for solution in four[0].solutions:
        assert list(solution.sizes) == sorted(solution.sizes, reverse=True)
        assert np.bincount(solution.labels).tolist() == list(solution.sizes)


def test_the_same_seed_gives_the_same_answer(four: tuple[Clustering, np.ndarray]) -> None:
    numbers, _ = planted(800, np.random.default_rng(3), separation=5)
    again = find_clusters(prepared(numbers), ks=range(2, 7), least=50, seed=1, effort=SMALL)
    assert again.as_json() == four[0].as_json()
    assert np.array_equal(again.chosen.labels, four[0].chosen.labels)


def test_a_forced_number_gets_no_better_verdict(four: tuple[Clustering, np.ndarray]) -> None:
    numbers, _ = planted(800, np.random.default_rng(3), separation=5)
    forced = find_clusters(prepared(numbers), ks=(4,), k=6, least=50, seed=1, effort=SMALL)
    assert (forced.chosen.k, forced.reason) == (6, "forced")
    assert forced.verdict.label != "natural"


def test_assigning_the_same_customers_repeats_their_labels(four: tuple[Clustering, np.ndarray]) -> None:
    found, _ = four
    numbers, _ = planted(800, np.random.default_rng(3), separation=5)
    assert np.array_equal(found.assign(prepared(numbers)), found.chosen.labels)


def test_too_few_customers_are_refused_with_both_numbers() -> None:
    few = prepared(np.random.default_rng(0).standard_normal((40, 2)))
    with pytest.raises(TooThinError, match=r"40 customers.* at least 100"):
        find_clusters(few, least=50, seed=1)


def test_customers_without_a_difference_are_refused() -> None:
    with pytest.raises(TooThinError, match="no feature"):
        find_clusters(prepared(np.zeros((60, 2)), scale=False), least=5, seed=1)


def test_progress_grows_to_the_whole_and_can_stop_the_work() -> None:
    class Stopped(Exception):
        pass

    told: list[float] = []

    def watch(done: float, total: float, text: str = "") -> None:
        told.append(done / total)
        if done / total > 0.4:
            raise Stopped

    numbers, _ = planted(300, np.random.default_rng(3), separation=5)
    with pytest.raises(Stopped):
        find_clusters(prepared(numbers), ks=(2, 3), least=20, seed=1, effort=SMALL, progress=watch)
    assert told == sorted(told)
    assert len(told) > 10
