"""The effect over all where the arms' shares differ between segments: segments weighted by their size.

Post-stratification (Miratrix, Sekhon and Yu, JRSS B 2013): the plain difference would take for the message's
effect what is only another mixture of segments.
"""

from __future__ import annotations

from collections.abc import Sequence

from clientela.measure.adjusting import normal_line
from clientela.measure.effects import Effect
from clientela.measure.lines import Line


def weighted(effects: Sequence[Effect]) -> Line:
    """The mean of the segments' effects, each weighing as many as its customers in both arms."""
    sizes = [effect.n + effect.n_against for effect in effects]
    shares = [size / sum(sizes) for size in sizes]
    lines = [effect.adjusted.line if effect.adjusted else effect.difference for effect in effects]
    value = sum(share * line.value for share, line in zip(shares, lines, strict=True))
    variance = sum((share * effect.error) ** 2 for share, effect in zip(shares, effects, strict=True))
    return normal_line(value, variance, sum(sizes) - 2 * len(sizes))
