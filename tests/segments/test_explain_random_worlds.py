"""Explanations of random rules in random worlds, held against the oracle and against the store itself."""

from __future__ import annotations

import pytest

from tests.segments.worlds import Tally, tally


@pytest.fixture(scope="module")
def explained() -> Tally:
    return tally(range(100, 118), customers=1)


def test_truths_are_the_oracles_and_changes_flip_the_rule(explained: Tally) -> None:
    assert explained.wrong == []
    assert explained.explained == 36


def test_a_change_is_offered_for_most(explained: Tally) -> None:
    # Five in six over hundreds of pairs; some of the rest have none, such as lotteries and what a model says.
    assert explained.offered / explained.explained > 0.7, explained.misses
