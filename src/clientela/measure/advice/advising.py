"""All the advice of one report, the most pressing first; none where no verdict may be given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientela.measure.advice.best import trait_advice, variant_advice
from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.advice.sending import complaint_advice, sending_advice
from clientela.measure.advice.structure import merge_advice, split_advice
from clientela.measure.advice.thin import thin_advice
from clientela.measure.outcomes import Outcomes
from clientela.measure.returns import Worth

if TYPE_CHECKING:
    from clientela.measure.report import CampaignReport


def advice(outcomes: Outcomes, report: CampaignReport, worth: Worth | None) -> Iterator[Recommendation]:
    """Complaints first, then what pays, what worked best, how to cut the segments, and what is too thin."""
    yield from complaint_advice(outcomes)
    if not report.checks.speaks:
        return
    yield from sending_advice(outcomes, report.effects, report.segments, worth)
    yield from variant_advice(outcomes, report.checks)
    yield from trait_advice(outcomes, report.checks)
    yield from split_advice(outcomes, report.checks)
    yield from merge_advice(outcomes, report.segments, report.checks)
    yield from thin_advice(outcomes, report.segments)
