"""Are the arms what they were said to be?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from clientela.measure import Design
from clientela.measure.balance import checks, independence_p, shares_check
from clientela.measure.lift import lifts
from tests.measure.drawn import frame, outcomes


def test_sample_ratio_mismatch_as_published():
    """Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 3: p = 1.8e-6."""
    found = shares_check({"control": 821_588, "treatment": 815_482}, {"control": 0.5, "treatment": 0.5})
    assert found.p == pytest.approx(1.8e-6, rel=0.02)
    assert found.is_broken
    assert not shares_check({"a": 100, "b": 210, "c": 90}, {"a": 1, "b": 2, "c": 1}).is_broken


def test_independence_is_scipys():
    table = np.array([[30.0, 50, 20], [45, 30, 35], [0, 0, 0]])
    assert independence_p(table) == pytest.approx(stats.chi2_contingency(table[:2], correction=False).pvalue)


def _arms(n: int = 2_000) -> np.ndarray:
    return np.repeat(["holdout", "mail"], n // 2)


def test_arms_of_other_sizes_give_no_verdict():
    rng = np.random.default_rng(1)
    arm = np.repeat(["holdout", "mail"], [400, 1_600])
    y = rng.random(2_000) < np.where(arm == "mail", 0.3, 0.1)
    found = outcomes(frame(arm=arm, y=y), design=Design("holdout", shares={"holdout": 0.5, "mail": 0.5}))
    broken = checks(found)
    assert not broken.speaks
    (effect,) = lifts(found, broken)
    assert effect.grade == "C"
    assert checks(outcomes(frame(arm=arm, y=y))).shares is None


def test_arms_that_differed_before_are_no_experiment():
    rng = np.random.default_rng(2)
    arm = _arms()
    before = rng.normal(np.where(arm == "mail", 12.0, 10.0), 4)
    y = before + rng.normal(0, 1, 2_000)
    found = outcomes(frame(arm=arm, y=y, earlier=before), before={"y": ("earlier",)})
    broken = checks(found)
    (balance,) = broken.balance
    assert balance.apart == pytest.approx(0.5, abs=0.1)
    assert not broken.is_balanced
    (effect,) = lifts(found, broken)
    assert effect.grade == "C"


def test_those_of_the_holdout_who_got_it_are_counted():
    state = np.where(np.arange(2_000) % 100 == 0, "delivered", "skipped")
    found = outcomes(frame(arm=_arms(), y=np.arange(2_000) % 3 == 0, state=state), state="state")
    assert checks(found).contaminated == 10


def test_not_drawn_by_lot_but_alike_before_is_b_and_drifting_apart_is_c():
    rng = np.random.default_rng(3)
    arm = _arms()
    level = rng.normal(np.where(arm == "mail", 20.0, 12.0), 4)
    steady = [level + rng.normal(0, 1, 2_000) for _ in range(2)]
    drifting = [steady[0], steady[1] - np.where(arm == "mail", 2.0, 0.0)]
    y = level + rng.normal(0, 1, 2_000) + np.where(arm == "mail", 2.0, 0.0)
    for earlier, grade in ((steady, "B"), (drifting, "C")):
        table = frame(arm=arm, y=y, last=earlier[0], older=earlier[1])
        found = outcomes(
            table, before={"y": ("last", "older")}, design=Design("holdout", assigned="observed")
        )
        (effect,) = lifts(found, checks(found))
        assert effect.grade == grade
        assert effect.trend is not None
        assert effect.best == effect.trend.line
        assert effect.trend.line.value == pytest.approx(2, abs=0.25)
    (plain,) = lifts(*_observed(arm, y))
    assert plain.grade == "C"


def _observed(arm, y):
    found = outcomes(frame(arm=arm, y=y), design=Design("holdout", assigned="observed"))
    return found, checks(found)


def test_matched_groups_that_were_alike_are_b():
    rng = np.random.default_rng(4)
    before = rng.normal(10, 3, 2_000)
    table = frame(arm=_arms(), y=before + 1, last=before)
    found = outcomes(table, before={"y": ("last",)}, design=Design("holdout", assigned="matched"))
    (effect,) = lifts(found, checks(found))
    assert effect.grade == "B"
