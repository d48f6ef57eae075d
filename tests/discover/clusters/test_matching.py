from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.clusters import Fate, match
from clientela.errors import TooThinError


def labelled(*sizes: int) -> np.ndarray:
    """Segment 0 for the first customers, 1 for the next …"""
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def everyone(labels: np.ndarray) -> np.ndarray:
    return np.arange(len(labels), dtype=np.int64)


def fates(old: np.ndarray, new: np.ndarray) -> set[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    found = match(everyone(old), old, everyone(new), new)
    return {(each.change, each.old, each.new) for each in found.fates}


def test_the_same_segments_under_other_numbers_survive_wholly() -> None:
    old = labelled(50, 30, 20)
    found = match(everyone(old), old, everyone(old), np.array([2, 0, 1], np.int32)[old])
    assert found.survivors == {0: 2, 1: 0, 2: 1}
    assert found.fates[0] == Fate("survives", (0,), (2,), 1.0, 1.0)


def test_a_segment_cut_in_three_splits() -> None:
    assert fates(labelled(60, 100), labelled(20, 20, 20, 100)) == {
        ("survives", (1,), (3,)),
        ("splits", (0,), (0, 1, 2)),
    }


def test_a_segment_that_gives_off_a_part_survives_and_splits() -> None:
    assert fates(labelled(60, 100), labelled(40, 20, 100)) == {
        ("survives", (0,), (0,)),
        ("splits", (0,), (0, 1)),
        ("survives", (1,), (2,)),
    }


def test_three_segments_put_together_merge() -> None:
    assert fates(labelled(50, 49, 48, 90), labelled(147, 90)) == {
        ("survives", (3,), (1,)),
        ("merges", (0, 1, 2), (0,)),
    }


def test_a_small_segment_swallowed_by_a_survivor_merges_with_it() -> None:
    assert fates(labelled(90, 10, 50), labelled(100, 50)) == {
        ("survives", (0,), (0,)),
        ("merges", (0, 1), (0,)),
        ("survives", (2,), (1,)),
    }


def test_a_segment_scattered_over_all_vanishes() -> None:
    old = labelled(100, 100, 100, 30)
    new = old.copy()
    new[old == 3] = np.arange(30) % 3
    assert ("vanishes", (3,), ()) in fates(old, new)


def test_a_segment_drawn_from_all_appears() -> None:
    old = labelled(100, 100, 100)
    new = old.copy()
    new[::5] = 3
    assert ("appears", (), (3,)) in fates(old, new)


def test_only_common_customers_count() -> None:
    old, new = labelled(50, 50), labelled(50, 50)
    old_ids = np.arange(0, 100, dtype=np.int64)
    found = match(old_ids, old, old_ids[::-1] + 20, new[::-1])
    assert found.customers == 80
    assert found.survivors == {0: 0, 1: 1}


def test_strangers_cannot_be_matched() -> None:
    labels = labelled(5, 5)
    with pytest.raises(TooThinError, match="no customer in common"):
        match(everyone(labels), labels, everyone(labels) + 100, labels)
