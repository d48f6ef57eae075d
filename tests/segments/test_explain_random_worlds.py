"""Explanations of random rules in random worlds, held against the oracle and against the store itself."""

from __future__ import annotations

import pytest

from tests.segments.worlds import Tally, tally


@pytest.fixture(scope="module")
def explained() -> Tally:
    return tally(range(12), customers=1)


def test_truths_are_the_oracles_and_changes_flip_the_rule(explained: Tally) -> None:
    assert explained.wrong == []
    assert explained.explained == 24


def test_a_change_is_offered_for_nearly_everyone(explained: Tally) -> None:
    assert explained.offered / explained.explained > 0.85, explained.misses
