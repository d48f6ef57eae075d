"""What a segment is good for: every criterion of a good segment as a figure with its interval."""

from clientela.discover.quality.card import (
    Accessible,
    Actionable,
    Differentiable,
    Effect,
    Grade,
    Interval,
    Lever,
    Measurable,
    QualityCard,
    Reach,
    Stability,
    Substantial,
)
from clientela.discover.quality.judging import Judged, card, cards
from clientela.discover.quality.sample_size import detectable, needed
from clientela.discover.quality.wording import Said, sentences

__all__ = [
    "Accessible",
    "Actionable",
    "Differentiable",
    "Effect",
    "Grade",
    "Interval",
    "Judged",
    "Lever",
    "Measurable",
    "QualityCard",
    "Reach",
    "Said",
    "Stability",
    "Substantial",
    "card",
    "cards",
    "detectable",
    "needed",
    "sentences",
]
