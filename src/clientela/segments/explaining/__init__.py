"""Why one customer is, or is not, in a segment, and what would change that."""

from clientela.segments.explaining.explaining import explain
from clientela.segments.explaining.model import (
    Evidence,
    EvidenceEvent,
    ExplainedCondition,
    Explanation,
    Flip,
    Origin,
    Seen,
)

__all__ = [
    "Evidence",
    "EvidenceEvent",
    "ExplainedCondition",
    "Explanation",
    "Flip",
    "Origin",
    "Seen",
    "explain",
]
