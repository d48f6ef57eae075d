"""What a segment does: its customers against all others, the messages it got, and what worked best there."""

from clientela.measure.segments.measuring import measure_segment
from clientela.measure.segments.results import SegmentResults

__all__ = ["SegmentResults", "measure_segment"]
