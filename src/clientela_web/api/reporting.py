"""Reports of campaigns and segments, and what they recommend."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router
from ninja.errors import HttpError

from clientela.measure.campaigns import Reading
from clientela.measure.campaigns.naming import named_advice
from clientela_web.answers import Answer
from clientela_web.api.keys import asking
from clientela_web.api.plain import answered
from clientela_web.api.shapes import Advice, Instant, Language, Number, Text
from clientela_web.models import Campaign
from clientela_web.privacy import NotForViewersError, check_may_ask
from clientela_web.reports.queries.campaigns import NOW, as_declared, read_by, results_of
from clientela_web.reports.queries.seeing import check_sees_figures
from clientela_web.reports.queries.segments import segment_results
from clientela_web.reports.queries.waiting import for_reader, waiting
from clientela_web.reports.seen import seen, seen_segment
from clientela_web.workspace import firm, saved_segment

router = Router(tags=["reports"])
PATIENCE = 60.0  # seconds; then the program asks again
Days = Annotated[int, Field(ge=1, le=366)]
Cost = Annotated[float, Field(ge=0, le=1e6)]
Margin = Annotated[float, Field(gt=0, le=1)]


@router.get("/campaigns/{campaign_id}/report", response=dict, summary="Say what came of a campaign")
def campaign(
    request: HttpRequest,
    campaign_id: Number,
    days: Days | None = None,
    goal: Text | None = None,
    cost: Cost | None = None,
    margin: Margin | None = None,
    as_of: Instant | None = None,
    language: Language = "en",
) -> HttpResponse:
    """Read by what the campaign said before it was sent; `chosen_after_sending` is what was asked instead."""
    found = Campaign.objects.filter(pk=campaign_id).first()
    if found is None:
        raise Http404(f"there is no campaign {campaign_id}")
    check_sees_figures(asking(request), found)
    reading = read_by(as_declared(found), _utc(as_of), days=days, goal=goal, cost=cost, margin=margin)
    results = seen(_ready(results_of(found, reading, wait=PATIENCE)), asking(request))
    if results is None:
        raise NotForViewersError("the role of this key does not see figures of so few people")
    return answered(results.as_json(language))


@router.get("/segments/{segment_id}/report", response=dict, summary="Say what a segment does, and what to do")
def segment(
    request: HttpRequest,
    segment_id: Number,
    days: Days | None = None,
    goal: Text | None = None,
    cost: Cost | None = None,
    as_of: Instant | None = None,
    language: Language = "en",
) -> HttpResponse:
    saved = saved_segment(segment_id)
    check_may_ask(asking(request), saved.rule)
    reading = read_by(Reading(NOW), _utc(as_of), days=days, goal=goal, cost=cost)
    results = seen_segment(_ready(segment_results(saved, reading, wait=PATIENCE)), asking(request))
    if results is None:
        raise NotForViewersError("the role of this key does not see figures of so few people")
    return answered(results.as_json(language))


@router.get("/recommendations", response=list[Advice], summary="List what the reports of late recommend")
def recommendations(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    """Of campaigns that ended in the last 60 days, the latest first; then whom to win back."""
    return [
        {**asdict(each), "sentence": each.sentence(language), "campaign_id": group.campaign}
        for group in _ready(waiting(PATIENCE))
        for each in named_advice(for_reader(group, asking(request)), language)
    ]


def _utc(as_of: dt.datetime | None) -> dt.datetime | None:
    return firm().base.in_utc(as_of) if as_of else None


def _ready(answer: Answer[Any] | None) -> Any:  # noqa: ANN401  (whatever was asked)
    if answer is None:
        raise HttpError(503, "the answer is still being worked out; ask again in a while")
    return answer.value
