"""What segments share, against the members themselves."""

from __future__ import annotations

import pytest

from clientela.segments.overlap import Overlap, overlaps, overlaps_with
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

RULES = {
    "buyers": "did order_completed in last 90 days",
    "Girona": "city = 'Girona'",
    "young": "age < 35",
    "nobody": "age > 200",
}


def _members(shop: Workspace, name: str) -> set[int]:
    return set(shop.segment(RULES[name]).ids(AS_OF).to_pylist())


def test_one_with_the_others_is_what_their_members_share(shop: Workspace):
    rules = {name: shop.segment(text).rule for name, text in RULES.items()}
    found = overlaps_with(shop.base, "buyers", rules, AS_OF)
    assert {each.right for each in found} == {"Girona", "young", "nobody"}
    for each in found:
        left, right = _members(shop, "buyers"), _members(shop, each.right)
        assert each == Overlap("buyers", each.right, len(left), len(right), len(left & right))
    assert [each.jaccard for each in found] == sorted((each.jaccard for each in found), reverse=True)


def test_one_with_the_others_agrees_with_all_pairs(shop: Workspace):
    rules = {name: shop.segment(text).rule for name, text in RULES.items()}
    pairs = {frozenset((each.left, each.right)): each.both for each in overlaps(shop.base, rules, AS_OF)}
    for each in overlaps_with(shop.base, "young", rules, AS_OF):
        assert pairs[frozenset(("young", each.right))] == each.both


@pytest.mark.parametrize(("both", "left", "right"), [(2, 0.5, 0.25), (0, 0.0, 0.0)])
def test_shares_go_both_ways(both: int, left: float, right: float):
    overlap = Overlap("one", "other", 4, 8, both)
    assert (overlap.left_share, overlap.right_share) == (left, right)
    assert (Overlap("one", "other", 0, 0, 0).left_share, Overlap("a", "b", 0, 0, 0).right_share) == (0.0, 0.0)
