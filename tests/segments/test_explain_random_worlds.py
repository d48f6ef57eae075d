"""Explanations of random rules in random worlds, held against the oracle and against the store itself."""

from __future__ import annotations

import pytest

from tests.segments.worlds import tally


@pytest.mark.parametrize("first", range(0, 12, 3))
def test_truths_are_the_oracles_and_changes_flip_the_rule(first: int) -> None:
    found = tally(range(first, first + 3), customers=2)
    assert found.wrong == []
    assert found.explained == 12


def test_a_change_is_offered_for_nearly_everyone() -> None:
    found = tally(range(50, 58), customers=2)
    assert found.wrong == []
    assert found.offered / found.explained > 0.85, found.misses
