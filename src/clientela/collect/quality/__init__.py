"""How good the data is: what is filled, how fresh, what is double, what looks wrong."""

from clientela.collect.quality.judging import quality
from clientela.collect.quality.report import (
    ColumnQuality,
    Freshness,
    LikelyDouble,
    QualityReport,
    Suspicion,
)

__all__ = ["ColumnQuality", "Freshness", "LikelyDouble", "QualityReport", "Suspicion", "quality"]
