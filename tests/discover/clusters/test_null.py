"""The test against one cloud. bench/nulls.py counts its errors in a hundred runs of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest

from clientela.discover.clusters.famd import fit_famd, indicators
from clientela.discover.clusters.null import NullTest, fit_copula, null_test
from clientela.discover.clusters.verdict import verdict_on
from clientela.discover.features.table import Prepared
from tests.discover.clusters.drawn import planted, prepared

Draw: TypeAlias = Callable[[np.random.Generator], np.ndarray]


def cloud(rng: np.random.Generator, rows: int = 400) -> np.ndarray:
    """One normal cloud, all correlations .5."""
    return (rng.standard_normal((rows, 5)) + rng.standard_normal((rows, 1))) / np.sqrt(2)


def mixed(rng: np.random.Generator, rows: int) -> Prepared:
    """One cloud seen as a skewed number, a censored one, flags and two categories."""
    latent = cloud(rng, rows)
    kind = (latent[:, [3]] * [-1, 0, 1, 2] + rng.gumbel(size=(rows, 4))).argmax(axis=1)
    columns = [latent[:, 0], np.exp(latent[:, 1]), np.maximum(latent[:, 2], 0), latent[:, 2] > 1]
    return prepared(
        np.column_stack(columns), np.column_stack([np.digitize(latent[:, 4], [-1, 0, 1.5]), kind])
    )


def outcome(customers: Prepared, seed: int) -> NullTest:
    return null_test(customers, ks=range(2, 6), components=4, rows=400, draws=39, seed=seed)


@pytest.mark.parametrize("kind", [cloud, lambda rng: np.exp(cloud(rng)), lambda rng: rng.random((400, 5))])
def test_data_without_groups_are_not_called_natural(
    kind: Callable[[np.random.Generator], np.ndarray],
) -> None:
    runs = [outcome(prepared(kind(np.random.default_rng(run))), run).p <= 0.05 for run in range(10)]
    assert sum(runs) <= 2  # by chance .5 of 10; three or more happen once in ninety


def test_planted_groups_are_told_from_one_cloud() -> None:
    for run in range(10):
        numbers, _ = planted(400, np.random.default_rng(run), separation=4.2)
        assert outcome(prepared(numbers), run).p == 1 / 40


def test_what_is_drawn_has_the_margins_and_correlations_of_the_customers() -> None:
    rng = np.random.default_rng(8)
    customers = mixed(rng, 3_000)
    drawn = fit_copula(customers, seed=1).draw(20_000, rng)

    def columns(of: Prepared) -> np.ndarray:
        ranked = np.argsort(np.argsort(of.numbers, axis=0), axis=0)
        sizes = [len(levels) for levels in of.code_levels]
        return np.hstack([ranked, indicators(of.codes, sizes).toarray()])

    assert np.corrcoef(columns(drawn), rowvar=False) == pytest.approx(
        np.corrcoef(columns(customers), rowvar=False), abs=0.06
    )
    assert np.quantile(drawn.numbers, [0.1, 0.5, 0.9], axis=0) == pytest.approx(
        np.quantile(customers.numbers, [0.1, 0.5, 0.9], axis=0), abs=0.08
    )
    for column, levels in enumerate(customers.code_levels):
        shares = [
            np.bincount(of.codes[:, column], minlength=len(levels)) / len(of) for of in (customers, drawn)
        ]
        assert shares[0] == pytest.approx(shares[1], abs=0.02)
    explained = [fit_famd(of, seed=1, components=4).explained for of in (customers, drawn)]
    assert explained[0] == pytest.approx(explained[1], abs=0.02)


def test_drawing_stops_once_the_answer_is_no() -> None:
    found = outcome(prepared(cloud(np.random.default_rng(3))), 3)
    higher = sum(each >= found.statistic for each in found.null)
    assert higher == 2
    assert found.p == higher / len(found.null) > 0.05


def figures(p: float) -> NullTest:
    return NullTest(0.3, 3, (0.2,), p)


@pytest.mark.parametrize(
    ("p", "strength", "stability", "label"),
    [
        (0.05, 0.8, 0.1, "natural"),
        (0.051, 0.9, 0.8, "reproducible"),
        (0.01, 0.79, 0.8, "reproducible"),
        (0.01, 0.79, 0.79, "constructive"),
        (0.5, 0.9, 0.79, "constructive"),
    ],
)
def test_verdicts_at_their_borders(p: float, strength: float, stability: float, label: str) -> None:
    assert verdict_on(figures(p), prediction_strength=strength, stability=stability).label == label
