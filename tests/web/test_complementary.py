"""What a viewer cannot work out: no small count is left when one shown figure is taken from another."""

from __future__ import annotations

from itertools import product

import pytest

from clientela_web.models import Role
from clientela_web.models.permission import PERMISSIONS, Permission
from clientela_web.privacy import SMALL, shown_both, shown_part, shown_parts


class Looks:
    """Somebody with a role."""

    def __init__(self, role: str) -> None:
        self.role = role

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]


VIEWER, MARKETER = Looks(Role.VIEWER), Looks(Role.MARKETER)


def _possible(shown: list[int | None], whole: int) -> list[tuple[int, ...]]:
    """Every way to fill in what is hidden, for somebody who knows that nothing hidden is nought."""
    hidden = sum(each is None for each in shown)
    left = whole - sum(each or 0 for each in shown)
    return [found for found in product(range(1, left + 1), repeat=hidden) if sum(found) == left]


def test_no_small_part_can_be_worked_out_of_the_whole() -> None:
    for counts in product((0, 1, 3, 4, 5, 9), repeat=4):
        if sum(counts) < 2 * SMALL or sum(count > 0 for count in counts) == 1:
            continue  # the whole is few itself, or all of it is in one part
        shown = shown_parts(VIEWER, counts)
        assert all(each in (None, count) for each, count in zip(shown, counts, strict=True)), counts
        assert not any(each is not None and 0 < each < SMALL for each in shown), counts
        hidden = [count for count, each in zip(counts, shown, strict=True) if each is None]
        if hidden:
            assert sum(hidden) >= SMALL, counts
            assert len(_possible(shown, sum(counts))) > 1, counts


@pytest.mark.parametrize("counts", [[], [0], [7, 12], [5, 0, 5]])
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    assert shown_parts(VIEWER, counts) == counts


def test_only_the_smallest_others_are_hidden() -> None:
    assert shown_parts(VIEWER, [40, 2, 9, 30]) == [40, None, None, 30]
    assert shown_parts(VIEWER, [40, 4, 3, 30]) == [40, None, None, 30]
    assert shown_parts(VIEWER, [40, 1, 1, 30]) == [40, None, None, None]


def test_who_sees_persons_sees_every_part() -> None:
    assert shown_parts(MARKETER, [1, 2, 3]) == [1, 2, 3]
    assert shown_part(MARKETER, 1, 2) == 1
    assert shown_both(MARKETER, 1, 2, 3) == 1


def test_those_outside_are_not_few_either() -> None:
    seen = {count: shown_part(VIEWER, count, 20) for count in (0, 1, 4, 5, 15, 16, 19, 20)}
    assert seen == {0: 0, 1: None, 4: None, 5: 5, 15: 15, 16: None, 19: None, 20: 20}


def test_what_two_share_tells_of_no_few_in_one_alone() -> None:
    assert shown_both(VIEWER, 10, 20, 30) == 10
    assert shown_both(VIEWER, 18, 20, 30) is None
    assert shown_both(VIEWER, 20, 20, 30) == 20
    assert shown_both(VIEWER, 0, 3, 30) == 0


def test_a_segment_that_leaves_few_is_told_as_more_than_the_rest(own_firm, viewer, marketer, browse) -> None:
    whole = own_firm.sizes()["VIP"].population
    few = own_firm.segment("in segment 'VIP'").count().count
    assert 0 < few < SMALL
    saved = own_firm.save_segment("Others", "not in segment 'VIP'")
    address = f"/segments/{saved.segment_id}/"
    for _ in range(100):
        page = browse(viewer).get(address).content.decode()
        if "&gt; " in page:
            break
    assert f"<strong>&gt; {whole - SMALL}</strong>" in page
    assert f"<strong>{whole - few}</strong>" not in page
    assert f"<strong>{whole - few}</strong>" in browse(marketer).get(address).content.decode()
