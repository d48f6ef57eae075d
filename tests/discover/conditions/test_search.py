"""Beam search against every conjunction there is, and against planted rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest

from clientela.discover.conditions import Candidate, Conjunction, best_conjunctions, candidates
from clientela.discover.conditions.bits import counts_within, goal_of, packed
from clientela.rules.text import write_rule
from tests.discover.features.drawn import category, flag, number, table_of


def small_world(seed: int, size: int = 300) -> tuple[list[Candidate], np.ndarray]:
    rng = np.random.default_rng(seed)
    age, spend = rng.integers(18, 80, size), rng.lognormal(4, 1, size)
    cities, card = rng.integers(0, 3, size), rng.random(size) < 0.4
    target = rng.random(size) < np.where((age > 50) & (cities == 1), 0.8, np.where(card, 0.3, 0.1))
    table = table_of(
        {
            number("age", "years"): age,
            number("revenue_total", "money"): spend,
            category("city"): cities,
            flag("loyalty_card"): card,
        },
        {"city": ("a", "b", "c")},
    )
    found = [each for each in candidates(table) if not _is_between(each)]
    return found[::2] + [each for each in found[1::2] if each.key in ("city", "loyalty_card")], target


def _is_between(candidate: Candidate) -> bool:
    return "between" in write_rule(candidate.node)


def every_conjunction(found: Sequence[Candidate], depth: int, least: int) -> Iterator[Conjunction]:
    for size in range(1, depth + 1):
        for chosen in combinations(found, size):
            sides = [(each.key, each.side) for each in chosen]
            keys = [each.key for each in chosen if each.side == "both"]
            if len(set(sides)) < size or any([key for key, _ in sides].count(key) > 1 for key in keys):
                continue
            mask = np.logical_and.reduce([each.mask for each in chosen])
            if mask.sum() >= least:
                yield Conjunction(chosen, mask)


@pytest.mark.parametrize("measure", ["f1", "wracc"])
@pytest.mark.parametrize("seed", range(3))
def test_wide_beam_finds_the_best_of_all_conjunctions(seed: int, measure: str) -> None:
    found, target = small_world(seed)
    quality = {"f1": Conjunction.f1, "wracc": Conjunction.wracc}[measure]
    everything = max(quality(each, target) for each in every_conjunction(found, 3, 15))
    wide, *_ = best_conjunctions(found, target, measure=measure, depth=3, beam=10_000, least=15)  # type: ignore[arg-type]
    narrow, *_ = best_conjunctions(found, target, measure=measure, depth=3, beam=8, least=15)  # type: ignore[arg-type]
    assert quality(wide, target) == pytest.approx(everything)
    assert quality(narrow, target) >= 0.97 * everything


def test_result_is_ordered_and_keeps_the_minimum() -> None:
    found, target = small_world(1)
    best = best_conjunctions(found, target, measure="wracc", least=40)
    scores = [each.wracc(target) for each in best]
    assert len(best) == 8
    assert scores == sorted(scores, reverse=True)
    assert min(int(each.mask.sum()) for each in best) >= 40


def test_same_customers_in_another_order_give_the_same_rules() -> None:
    found, target = small_world(2)
    order = np.random.default_rng(0).permutation(len(target))
    moved = [Candidate(each.key, each.node, each.mask[order]) for each in found]
    first = best_conjunctions(found, target, least=10)
    second = best_conjunctions(moved, target[order], least=10)
    assert [write_rule(each.rule) for each in first] == [write_rule(each.rule) for each in second]


def test_planted_rule_is_found_and_its_two_borders_are_one_between() -> None:
    rng = np.random.default_rng(7)
    size = 5_000
    age = rng.integers(18, 80, size)
    spend = rng.lognormal(4, 1, size)
    table = table_of({number("age", "years"): age, number("revenue_total", "money"): spend})
    ends = [each for each in candidates(table) if not _is_between(each)]
    target = (age >= 30) & (age <= 50) & (spend >= 70)
    best, *_ = best_conjunctions(ends, target, least=50)
    assert write_rule(best.rule) == "age between 30 and 50 and revenue_total >= 70"
    assert (best.precision(target), best.recall(target), best.f1(target)) == (1, 1, 1)


def test_levels_with_the_target_are_joined_in_one_list() -> None:
    cities = np.repeat(np.arange(6), 200)
    table = table_of({category("city"): cities}, {"city": tuple("abcdef")})
    best, *_ = best_conjunctions(candidates(table), np.isin(cities, [1, 4]))
    assert write_rule(best.rule) == "city in ('b', 'e')"
    assert best.f1(np.isin(cities, [1, 4])) == 1


def test_numbers_are_sought_by_their_mean() -> None:
    rng = np.random.default_rng(9)
    age, card = rng.integers(18, 80, 4_000), rng.random(4_000) < 0.3
    outcome = rng.normal(100, 20, 4_000) + 40 * ((age >= 60) & card)
    table = table_of({number("age", "years"): age, flag("loyalty_card"): card})
    best, *_ = best_conjunctions(candidates(table), outcome, measure="wracc", least=100)
    assert write_rule(best.rule) == "age >= 60 and loyalty_card = true"


def test_nothing_to_find_is_an_empty_answer() -> None:
    found, target = small_world(0)
    assert best_conjunctions([], target) == []
    assert best_conjunctions(found, np.zeros(300, bool)) == []
    assert best_conjunctions(found, target, least=301) == []


def test_bits_count_as_masks_do() -> None:
    rng = np.random.default_rng(2)
    masks = [rng.random(1_003) < share for share in (0.1, 0.5, 0.9)]
    rows = packed(masks)
    among = packed([rng.random(1_003) < 0.5])[0]
    other = np.unpackbits(among.view(np.uint8))[:1_003].astype(bool)
    assert counts_within(rows, among).tolist() == [int((mask & other).sum()) for mask in masks]
    numbers = rng.normal(50, 10, 1_003)
    goal = goal_of(numbers)
    sums = goal.sums(rows, among, counts_within(rows, among))
    np.testing.assert_allclose(sums, [numbers[mask & other].sum() for mask in masks], rtol=1e-3)
    assert goal.mean == pytest.approx(numbers.mean(), rel=1e-4)
