"""Rules cost at most a fifth more variance than k-means where they were not made, and agree as published."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from clientela.discover.conditions import best_conjunctions
from clientela.discover.proposals.agreement import agreements, stabilities
from clientela.discover.proposals.drafting import ALLOWED, drafts
from clientela.discover.proposals.ground import Ground
from clientela.discover.proposals.roundness import EASIEST, roundness
from clientela.discover.proposals.routes import by_conjunctions, first_met
from clientela.discover.proposals.shortening import length
from clientela.discover.proposals.simplifying import LOSS, simplified
from clientela.errors import TooThinError
from clientela.rules.text import parse_rule
from tests.discover.features.drawn import category, number, table_of
from tests.discover.proposals.drawn import customers, ground

LEAST = 50


@pytest.mark.parametrize("categories", [0, 3])
@pytest.mark.parametrize("k", [4, 6, 8])
def test_rules_cost_at_most_a_fifth_more_than_k_means(k: int, categories: int):
    """A prototype: 14 to 19 % more, measured in the customers' features; here always on the held-out half."""
    table, _ = customers(4000, k, seed=0, categories=categories)
    ((draft, figures), (_, other)) = drafts(ground(table, k), least=LEAST)
    assert figures.costs.in_features <= ALLOWED
    assert {figures.route, other.route} == {"tree", "conjunctions"}
    assert len(draft.rules) >= k
    assert max(length(rule) for rule in draft.rules) <= 3
    assert draft.masks.sum(axis=1).min() >= LEAST


def test_one_conjunction_a_cluster_agrees_as_published():
    """A prototype had F1 of .69, .65 and .61 for 4, 6 and 8 overlapping clusters at three conditions."""
    for k, published in ((4, 0.69), (6, 0.65), (8, 0.61)):
        found = []
        for seed in range(2):
            place = ground(customers(4000, k, seed)[0], k)
            draft = by_conjunctions(place, place.learning, place.labels[place.learning], least=LEAST)
            found += [each.f1 for each in agreements(place, draft)]
        assert np.mean(found) == pytest.approx(published, abs=0.08)


def clear() -> Ground:
    """Three clusters that two variables tell apart entirely."""
    rng = np.random.default_rng(5)
    group = rng.integers(0, 3, 1500)
    spent = np.where(group == 0, rng.uniform(500, 600, 1500), rng.uniform(50, 60, 1500))
    city = np.where(group == 2, 1, 0)
    columns = {number("spent"): spent, category("city"): city}
    return ground(table_of(columns, {"city": ("Vic", "Reus")}), 3)


def test_clear_clusters_are_told_entirely_and_again():
    place = clear()
    for draft, figures in drafts(place, least=LEAST):
        assert figures.agreement > 0.97
        assert [each.n for each in agreements(place, draft)] == [750, 750, 750]
        assert min(stabilities(place, draft, least=LEAST, seed=0)) > 0.95


def test_rules_of_noise_would_not_be_made_again():
    rng = np.random.default_rng(1)
    columns = {number(f"noise_{at}"): rng.normal(100, 20, 1500) for at in range(8)}
    place = ground(table_of(columns), 6)
    draft, _ = drafts(place, least=LEAST)[0]
    assert np.median(stabilities(place, draft, least=LEAST, seed=0)) < 0.75


def test_tree_that_says_nothing_but_everybody_is_no_draft():
    """Of so few customers no split leaves both sides large enough."""
    place = ground(customers(130, 2, seed=0)[0], 2)
    assert [draft.route for draft, _ in drafts(place, least=60)] == ["conjunctions"]
    with pytest.raises(TooThinError, match="of 130 customers no rule parts off 131"):
        drafts(place, least=131)


def test_agreement_is_that_of_scikit_learn_on_the_held_out_half():
    place = ground(customers(2000, 4, seed=2)[0], 4)
    draft = by_conjunctions(place, place.learning, place.labels[place.learning], least=LEAST)
    for mask, cluster, found in zip(draft.masks, draft.clusters, agreements(place, draft), strict=True):
        truth, said = place.labels[place.held_out] == cluster, mask[place.held_out]
        assert found.precision == pytest.approx(precision_score(truth, said))
        assert found.recall == pytest.approx(recall_score(truth, said))
        assert found.f1 == pytest.approx(f1_score(truth, said))


def test_halves_share_the_sample_out():
    place = ground(customers(1000, 3, seed=0)[0], 3)
    assert sorted([*place.learning, *place.held_out]) == list(range(1000))
    assert abs(len(place.learning) - len(place.held_out)) <= 1


def test_same_seed_gives_the_same_rules_and_stability():
    first, second = (ground(customers(1500, 4, seed=0)[0], 4, seed=3) for _ in range(2))
    ((one, _), (tree, _)), ((other, _), _) = drafts(first, least=LEAST), drafts(second, least=LEAST)
    assert one.rules == other.rules
    assert stabilities(first, tree, least=LEAST, seed=3) == stabilities(second, tree, least=LEAST, seed=3)


def test_simplified_rules_lose_little_and_say_no_more():
    place = ground(customers(3000, 5, seed=4)[0], 5)
    for cluster in range(5):
        target = place.labels == cluster
        best = best_conjunctions(place.candidates, target, least=LEAST)[0]
        short = simplified(best, place.candidates, target, least=LEAST)
        assert short.f1(target) >= best.f1(target) - LOSS
        assert len(short.candidates) <= len(best.candidates)
        if len(short.candidates) == len(best.candidates):
            pairs = zip(short.candidates, best.candidates, strict=True)
            assert all(roundness(new.node) >= roundness(old.node) for new, old in pairs)


@pytest.mark.parametrize(
    ("text", "ease"),
    [
        ("x >= 10", EASIEST),
        ("x >= 500", EASIEST),
        ("x >= 0.5", EASIEST),
        ("x >= 90", EASIEST),
        ("x >= 20", 2),
        ("x >= 25", 1),
        ("x >= 0.35", 1),
        ("x >= 125", 0),
        ("x between 10 and 25", 1),
        ("x = 'a'", EASIEST),
    ],
)
def test_roundness(text: str, ease: float):
    assert roundness(parse_rule(text)) == ease


def test_first_met_rule_counts():
    masks = np.array([[True, False, False, True], [True, True, False, False]])
    assert first_met(masks).tolist() == [0, 1, 2, 0]
