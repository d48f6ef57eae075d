from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.clusters import famd
from clientela.discover.clusters.famd import components_to_keep, fit_famd
from clientela.discover.features.table import Prepared
from tests.discover.clusters.drawn import prepared


@pytest.fixture
def mixed() -> Prepared:
    rng = np.random.default_rng(5)
    common = rng.standard_normal((400, 1))
    numbers = rng.standard_normal((400, 3)) + common
    codes = np.column_stack(
        [np.digitize(common[:, 0] + rng.standard_normal(400), [-1, 0, 1]), rng.integers(0, 3, 400)]
    )
    return prepared(numbers, codes)


def dense(mixed: Prepared) -> np.ndarray:
    """Pagès' matrix written out: z-scores, and (indicator - share) / root of the share."""
    blocks = [mixed.numbers]
    for column, levels in zip(mixed.codes.T, mixed.code_levels, strict=True):
        shown = (column[:, None] == np.arange(len(levels))).astype(float)
        blocks.append((shown - shown.mean(axis=0)) / np.sqrt(shown.mean(axis=0)))
    return np.hstack(blocks)


def test_scores_are_those_of_a_singular_value_decomposition(mixed: Prepared) -> None:
    left, singular, _ = np.linalg.svd(dense(mixed), full_matrices=False)
    found = fit_famd(mixed, seed=1, components=6)
    assert found.eigenvalues == pytest.approx(singular[:6] ** 2 / 399)
    assert np.abs(found.project(mixed)) == pytest.approx(np.abs(left[:, :6] * singular[:6]), abs=1e-8)


def test_chunks_change_nothing(mixed: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fit_famd(mixed, seed=1, components=4)
    monkeypatch.setattr(famd, "CHUNK", 37)
    parts = fit_famd(mixed, seed=1, components=4)
    assert parts.axes == pytest.approx(whole.axes, abs=1e-9)
    assert parts.project(mixed) == pytest.approx(whole.project(mixed), abs=1e-9)


def test_a_category_weighs_its_levels_less_one(mixed: Prepared) -> None:
    found = fit_famd(mixed, seed=1, components=8)
    assert found.total == pytest.approx((3 + 3 + 2) * 400 / 399, rel=0.01)
    assert found.explained.sum() == pytest.approx(1)


def test_loadings_are_correlations_and_correlation_ratios(mixed: Prepared) -> None:
    found = fit_famd(mixed, seed=1, components=2)
    scores, loadings = found.project(mixed), found.loadings()
    assert loadings["n1"][0] == pytest.approx(np.corrcoef(mixed.numbers[:, 1], scores[:, 0])[0, 1], abs=0.005)
    groups = [scores[mixed.codes[:, 0] == level, 0] for level in range(4)]
    between = sum(len(group) * group.mean() ** 2 for group in groups) / (scores[:, 0] ** 2).sum()
    assert loadings["c0"][0] == pytest.approx(between, rel=0.01)


def test_the_largest_loading_of_each_component_is_positive(mixed: Prepared) -> None:
    axes = fit_famd(mixed, seed=1, components=5).axes
    assert (axes[np.abs(axes).argmax(axis=0), np.arange(5)] > 0).all()


def test_levels_are_recognised_by_name_and_new_ones_lie_in_the_middle(mixed: Prepared) -> None:
    found = fit_famd(mixed, seed=1, components=3)
    swapped = Prepared(
        mixed.numbers,
        mixed.number_keys,
        np.column_stack([3 - mixed.codes[:, 0], np.full(400, 3)]).astype(np.int32),
        mixed.code_keys,
        (("d", "c", "b", "a"), ("a", "b", "c", "new")),
    )
    only_numbers_and_first = fit_famd(mixed, seed=1, components=3).project(mixed)
    again = found.project(swapped)
    table = found._tables(mixed)[1]
    assert again + table[mixed.codes[:, 1]] == pytest.approx(only_numbers_and_first, abs=1e-9)


def test_other_features_are_refused(mixed: Prepared) -> None:
    found = fit_famd(mixed, seed=1)
    with pytest.raises(ValueError, match="other features"):
        found.project(prepared(np.random.default_rng(0).standard_normal((10, 2))))


def test_parallel_analysis_finds_the_planted_dimensions() -> None:
    rng = np.random.default_rng(2)
    hidden = np.repeat(rng.standard_normal((2_000, 5)), 3, axis=1)
    assert components_to_keep(prepared(hidden + 0.7 * rng.standard_normal((2_000, 15))), seed=1) == 5


def test_at_least_four_components_are_kept_and_no_more_than_there_are() -> None:
    rng = np.random.default_rng(2)
    assert components_to_keep(prepared(rng.standard_normal((500, 12))), seed=1) == 4
    assert fit_famd(prepared(rng.standard_normal((500, 2))), seed=1).axes.shape == (2, 2)
