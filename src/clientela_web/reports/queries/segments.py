"""A segment measured for whoever asks, with what campaigns measured in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.campaigns import CampaignResults, Reading
from clientela.measure.effects import Effect
from clientela.measure.segments import SegmentResults, measure_segment
from clientela.segments.library import Saved, find_segment
from clientela_web.answers import Answer, asked
from clientela_web.models import Campaign
from clientela_web.reports.queries.campaigns import KEPT_SECONDS, apart, as_declared, dated, measured
from clientela_web.workspace import firm

MOST_CAMPAIGNS = 5
"""So many of the latest campaigns to a segment are measured for its report."""


def measured_segment(name: str, reading: Reading) -> SegmentResults:
    """What the segment of that name does, worked out at once; raises UnknownNameError where there is none."""
    reading = dated(reading)
    saved = find_segment(firm().store.engine, name)
    return _measured(saved, reading, _campaigns_to(saved.name))


def _measured(saved: Saved, reading: Reading, campaigns: Sequence[Campaign]) -> SegmentResults:
    # each by what it said before it was sent, whatever the segment is read by
    reports = [measured(each, as_declared(each, reading.as_of)) for each in campaigns]
    lifts = [each for report in reports for each in _lifts(report, saved.name)]
    advised = [each for report in reports for each in _advised(report, saved.name)]
    return measure_segment(firm().base, saved.name, saved.rule, reading, lifts=lifts, advised=advised)


def segment_results(saved: Saved, reading: Reading, *, wait: float = 0.4) -> Answer[SegmentResults] | None:
    """The same for a page: None while it is being worked out."""
    campaigns = _campaigns_to(saved.name)
    latest = tuple(each.pk for each in campaigns)
    key = ("reports", "segment", saved.segment_id, saved.version, latest, reading)

    def compute() -> SegmentResults:
        return _measured(saved, dated(reading), campaigns)

    return asked(key, apart(compute), wait=wait, max_age=KEPT_SECONDS)


def _campaigns_to(name: str) -> list[Campaign]:
    """The latest campaigns that began and were meant for the segment."""
    begun = Campaign.objects.filter(started_at__isnull=False).order_by("-started_at")
    return [each for each in begun[:200] if name in each.segments][:MOST_CAMPAIGNS]


def _lifts(report: CampaignResults, segment: str) -> Iterator[tuple[str, Effect]]:
    """What the campaign did more than no message in that segment: over all where it was the only one."""
    if report.lift is None:
        return
    whole = [each.name for each in report.by("segment")] == [segment]
    found: Sequence[Effect] = (
        report.lift.effects
        if whole
        else [each for part in report.lift.segments for each in part.effects if each.segment == segment]
    )
    for effect in found:
        if effect.outcome == "converted":
            yield report.name, replace(effect, arm=_arm(report.name, effect.arm), segment=None)


def _arm(campaign: str, arm: str) -> str:
    return arm if arm == campaign else f"{campaign} · {arm}"


def _advised(report: CampaignResults, segment: str) -> Iterator[Recommendation]:
    """What its report recommends for that segment, or of it and another."""
    for each in report.recommendations:
        pair = (each.facts.get("one"), each.facts.get("other")) if each.code == "merge" else ()
        if each.segment == segment or segment in pair:
            yield each
