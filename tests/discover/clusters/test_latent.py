from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.metrics import adjusted_rand_score
from stepmix import StepMix

from clientela.discover.clusters import Effort, find_clusters
from clientela.discover.clusters.latent import answers, fit_classes, items_of
from clientela.discover.features.table import MISSING
from tests.discover.clusters.drawn import prepared

SIZES = (2, 2, 2, 3, 4)
QUICK = Effort(starts=5, restarts=2, splits=2, pairs=3, null_rows=200, null_draws=19)


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """500 customers of two classes: their answers to five items, a tenth of them missing, and the classes."""
    rng = np.random.default_rng(4)
    truth = (rng.random(500) < 0.4).astype(np.int32)
    items = []
    for size in SIZES:
        shares = rng.dirichlet(np.full(size, 0.6), 2)
        items.append((rng.random(500)[:, None] > shares.cumsum(axis=1)[truth]).sum(axis=1).clip(max=size - 1))
    codes = np.column_stack(items).astype(np.int32)
    codes[rng.random(codes.shape) < 0.1] = MISSING
    return codes, truth


def test_likelihood_with_missing_answers_is_stepmix_s(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    codes, _ = drawn
    ours = fit_classes(answers(codes, SIZES), 2, seed=1, starts=20).figures
    theirs = StepMix(2, measurement="categorical_nan", n_init=3, random_state=1, progress_bar=0, verbose=0)
    known = np.where(codes == MISSING, np.nan, codes)
    theirs.fit(known)
    assert ours.log_likelihood == pytest.approx(theirs.score(known) * len(codes), abs=0.05)
    assert ours.parameters == theirs.n_parameters
    assert ours.bic == pytest.approx(theirs.bic(known), abs=0.1)


def test_likelihood_is_that_of_the_model_written_out(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    codes, _ = drawn
    model = fit_classes(answers(codes, SIZES), 3, seed=1, starts=5)
    starts = np.cumsum([0, *SIZES])
    total = 0.0
    for row in codes:
        joint = np.log(model.shares)
        for item, code in enumerate(row):
            if code != MISSING:
                joint = joint + model.logs[:, starts[item] + code]
        total += logsumexp(joint)
    assert model.figures.log_likelihood == pytest.approx(total, abs=0.01)
    for start, size in zip(starts, SIZES, strict=False):
        assert np.exp(model.logs[:, start : start + size]).sum(axis=1) == pytest.approx(np.ones(3))


def test_flags_and_categories_are_clustered_by_latent_classes() -> None:
    rng = np.random.default_rng(6)
    truth = rng.integers(0, 3, 600)
    flags = rng.random((600, 8)) < np.array([[0.9] * 4 + [0.1] * 4, [0.1] * 4 + [0.9] * 4, [0.85] * 8])[truth]
    customers = prepared(flags, np.where(rng.random(600) < 0.8, truth, rng.integers(0, 3, 600))[:, None])
    found = find_clusters(customers, ks=range(2, 5), least=30, seed=1, effort=QUICK)
    assert found.method == "latent class"
    assert found.chosen.k == 3
    assert adjusted_rand_score(truth, found.chosen.labels) > 0.75
    assert np.array_equal(found.assign(customers), found.chosen.labels)
    assert min(found.solutions, key=lambda each: each.latent.bic if each.latent else 0.0).k == 3


def test_numbers_are_no_items() -> None:
    customers = prepared(np.random.default_rng(0).standard_normal((100, 3)))
    assert items_of(customers) is None
    with pytest.raises(ValueError, match="needs k-means"):
        find_clusters(customers, least=10, seed=1, method="latent class")
