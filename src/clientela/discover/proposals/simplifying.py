"""Rules that say nearly the same in fewer or rounder words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clientela.discover.conditions import Candidate, Conjunction
from clientela.discover.features.table import Mask
from clientela.discover.proposals.roundness import roundness
from clientela.rules.nodes import Compare, Condition

LOSS = 0.02
"""How much of F1 a shorter or rounder rule may cost in all."""


def simplified(
    found: Conjunction, candidates: Sequence[Candidate], target: Mask, *, least: int
) -> Conjunction:
    """The conjunction with conditions left out, then with rounder limits, as long as F1 stays within .02."""
    enough = found.f1(target) - LOSS
    found = _shorter(found, target, enough)
    return _rounder(found, candidates, target, enough, least)


def _shorter(found: Conjunction, target: Mask, enough: float) -> Conjunction:
    while len(found.candidates) > 1:
        without = [_conjunction(_left_out(found.candidates, place)) for place in range(len(found.candidates))]
        best = max(without, key=lambda each: each.f1(target))
        if best.f1(target) < enough:
            break
        found = best
    return found


def _rounder(
    found: Conjunction, candidates: Sequence[Candidate], target: Mask, enough: float, least: int
) -> Conjunction:
    for place in range(len(found.candidates)):
        for other in _rounder_ones(found.candidates[place], candidates):
            changed = _conjunction((*found.candidates[:place], other, *found.candidates[place + 1 :]))
            if changed.f1(target) >= enough and changed.mask.sum() >= least:
                found = changed
                break
    return found


def _rounder_ones(candidate: Candidate, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates that differ in a rounder limit, the roundest and then the nearest first."""
    others = [
        each
        for each in candidates
        if each.key == candidate.key
        and _operator(each.node) == _operator(candidate.node)
        and roundness(each.node) > roundness(candidate.node)
    ]
    size = int(candidate.mask.sum())
    yield from sorted(others, key=lambda each: (-roundness(each.node), abs(int(each.mask.sum()) - size)))


def _operator(node: Condition) -> str:
    return node.operator if isinstance(node, Compare) else ""


def _left_out(candidates: Sequence[Candidate], place: int) -> tuple[Candidate, ...]:
    return (*candidates[:place], *candidates[place + 1 :])


def _conjunction(candidates: Sequence[Candidate]) -> Conjunction:
    mask: Mask = np.all([each.mask for each in candidates], axis=0)
    return Conjunction(tuple(candidates), mask)
