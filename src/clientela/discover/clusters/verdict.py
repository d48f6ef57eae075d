"""Natural, reproducible or constructive: the three cases of Dolnicar and Leisch (2010)."""

from __future__ import annotations

from clientela.discover.clusters.null import NullTest
from clientela.discover.clusters.solution import Label, Verdict

SIGNIFICANT = 0.05
STRONG = 0.8
STABLE = 0.8


def verdict_on(test: NullTest, *, prediction_strength: float, stability: float) -> Verdict:
    """What may be said of the segments offered, with these figures of theirs."""
    label: Label = "constructive"
    if test.p <= SIGNIFICANT and prediction_strength >= STRONG:
        label = "natural"
    elif stability >= STABLE:
        label = "reproducible"
    return Verdict(label, test.p, test.statistic, test.statistic_k, test.null, prediction_strength, stability)
