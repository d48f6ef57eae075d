"""Pairs and triples against brute force, Fisher's test of SciPy, planted truth and chance."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import fisher_exact

from clientela.discover.patterns.baskets import (
    Baskets,
    Pattern,
    Purchases,
    find_baskets,
    lift_interval,
)
from clientela.discover.patterns.reading import read_purchases
from clientela.errors import TooThinError
from clientela.rules.text import write_rule
from tests.discover.rfm.worlds import firm_with

NAMES = tuple("ABCDEFGH")


def _purchases(held: np.ndarray, names: tuple[str, ...] = NAMES) -> Purchases:
    """From a table of baskets by things; empty baskets do not exist."""
    held = held[held.any(axis=1)]
    baskets, things = np.nonzero(held)
    return Purchases("category", "orders", baskets, things, names[: held.shape[1]], len(held))


def _planted(seed: int, n: int = 2000) -> np.ndarray:
    """A and B go together; C belongs to both of them only where they are together."""
    rng = np.random.default_rng(seed)
    held = rng.random((n, 8)) < 0.15
    held[:, 0] = True  # a basket is never empty, so nothing is correlated by that
    a, b = rng.random(n) < 0.3, rng.random(n) < 0.3
    held[:, 1] = a
    held[:, 2] = np.where(a, rng.random(n) < 0.6, b)
    held[:, 3] = np.where(held[:, 1] & held[:, 2], rng.random(n) < 0.5, rng.random(n) < 0.15)
    return held


def _of(found: Baskets, first: tuple[str, ...], then: str) -> Pattern:
    return next(each for each in found.patterns if {*each.first, each.then} == {*first, then})


def test_planted_pair_and_triple_are_found_and_nothing_else():
    found = find_baskets(_purchases(_planted(1)))
    sets = [frozenset((*each.first, each.then)) for each in found.patterns]
    assert set("BC") in sets
    assert set("BCD") in sets
    assert len(sets) == len(set(sets))
    assert all(each <= set("BCD") for each in sets)


def test_counts_and_probabilities_are_those_of_brute_force():
    held = _planted(2)
    found = find_baskets(_purchases(held))
    assert found.count == len(held)
    pair = _of(found, ("B",), "C")
    first, then = (NAMES.index(each) for each in (pair.first[0], pair.then))
    one, other = held[:, first], held[:, then]
    table = [[np.sum(one & other), np.sum(one & ~other)], [np.sum(~one & other), np.sum(~one & ~other)]]
    assert pair.p == pytest.approx(fisher_exact(table, "greater").pvalue, rel=1e-6)
    assert (pair.together, pair.first_count, pair.then_count) == (table[0][0], one.sum(), other.sum())
    assert pair.lift == pytest.approx((one & other).mean() / one.mean() / other.mean())
    assert pair.confidence == pytest.approx(other[one].mean())
    assert pair.confidence_low < pair.confidence < pair.confidence_high


def test_third_thing_must_add_to_both_pairs():
    held = _planted(3)
    triple = _of(find_baskets(_purchases(held)), ("B", "C"), "D")
    places = [NAMES.index(name) for name in (*triple.first, triple.then)]
    worst = 0.0
    for base, added in (places[:2], places[1::-1]):
        inside = held[held[:, base]]
        x, y = inside[:, added], inside[:, places[2]]
        table = [[np.sum(x & y), np.sum(x & ~y)], [np.sum(~x & y), np.sum(~x & ~y)]]
        worst = max(worst, fisher_exact(table, "greater").pvalue)
    assert triple.p == pytest.approx(worst, rel=1e-6)
    both = held[:, places[0]] & held[:, places[1]]
    assert (triple.first_count, triple.together) == (both.sum(), (both & held[:, places[2]]).sum())


def test_every_pair_is_tried_whatever_comes_of_it():
    """What is tried may not depend on the answer, else false discoveries are not controlled."""
    held = _planted(4)
    found = find_baskets(_purchases(held))
    assert found.tried >= len(list(combinations(range(8), 2)))


def test_independent_things_hardly_ever_make_a_pattern():
    rng = np.random.default_rng(5)
    shares = np.array([1.0, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1])
    runs = [find_baskets(_purchases(rng.random((800, 8)) < shares)) for _ in range(60)]
    assert sum(bool(found.patterns) for found in runs) <= 6  # 5 % of 60 is 3; Fisher's test is strict


def test_lift_interval_covers():
    rng = np.random.default_rng(6)
    shares = np.array([0.1, 0.1, 0.2, 0.6])  # both, first only, second only, neither
    truth = 0.1 / (0.2 * 0.3)
    covered = 0
    for _ in range(400):
        both, one, other, _ = rng.multinomial(800, shares)
        _, low, high = lift_interval(int(both), int(both + one), int(both + other), 800)
        covered += low <= truth <= high
    assert 0.92 <= covered / 400 <= 0.98


def test_little_evidence_is_no_pattern():
    held = np.zeros((1000, 4), bool)
    held[:, 0] = True
    held[500:, 3] = True
    held[:29, 1:3] = True  # always together, but only 29 times
    assert find_baskets(_purchases(held)).patterns == ()
    held[29, 1:3] = True
    assert len(find_baskets(_purchases(held)).patterns) == 1


def test_too_few_baskets_with_several_things_are_refused():
    with pytest.raises(TooThinError, match="0 orders hold more than one category; patterns need 30"):
        find_baskets(_purchases(np.eye(8, dtype=bool)))


def test_baskets_of_a_firm_and_the_rule_of_a_pattern(tmp_path: Path):
    """120 customers: 60 buy shoes and socks in one order, 30 shoes alone, 30 hats with bags or nothing."""
    kinds = [("shoes", "socks")] * 60 + [("shoes",)] * 30 + [("hats", "bags")] * 15 + [("hats",)] * 15
    orders = [(f"C{number}", dt.date(2025, 3, 1), 10.0) for number in range(120)]
    as_of = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with firm_with(tmp_path, orders) as firm:
        lines = tmp_path / "lines.csv"
        rows = [
            f"O{number},C{number - 1},2025-03-01,{category},{category}-1,1,5"
            for number, categories in enumerate(kinds, 1)
            for category in categories
        ]
        heading = "order_id,customer,date,category,sku,quantity,price"
        lines.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        report = firm.import_file(lines, "order-lines")
        assert report.rejected == 0
        for over in ("orders", "customers"):
            found = find_baskets(read_purchases(firm.base, as_of, "category", over))
            assert (found.count, found.several) == (120, 75)
            (pattern,) = found.patterns
            assert ({*pattern.first, pattern.then}, pattern.together) == ({"shoes", "socks"}, 60)
        assert pattern.first == ("socks",)  # the rarer thing first
        assert firm.segment(pattern.rule).count(as_of).count == pattern.first_count - pattern.together == 0
        assert "where category = 'socks' and never" in write_rule(pattern.rule)
