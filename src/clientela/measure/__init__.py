"""Numbers that can be believed: what came of a message, against those who did not get it."""

from clientela.measure.design import Columns, Design
from clientela.measure.lines import Line
from clientela.measure.outcomes import Outcomes
from clientela.measure.power import (
    needed_for_means,
    needed_for_rates,
    smallest_mean_effect,
    smallest_rate_effect,
)
from clientela.measure.reading import read_outcomes
from clientela.measure.report import CampaignReport, measure
from clientela.measure.returns import Worth

__all__ = [
    "CampaignReport",
    "Columns",
    "Design",
    "Line",
    "Outcomes",
    "Worth",
    "measure",
    "needed_for_means",
    "needed_for_rates",
    "read_outcomes",
    "smallest_mean_effect",
    "smallest_rate_effect",
]
