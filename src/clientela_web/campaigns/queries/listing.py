"""The list of campaigns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from clientela.act.audience import Fingerprint
from clientela_web.campaigns.words import STATE_BADGES
from clientela_web.models import Campaign, CampaignState, Delivery, DeliveryState
from clientela_web.privacy import Reader
from clientela_web.reports.queries.seeing import sees_figures

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign as the list shows it; counts are None before anybody was frozen, and where hidden."""

    campaign: Campaign
    badge: str
    segments: str
    targeted: int | None
    delivered: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of campaigns, the newest first; `total` is how many there are in all."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def listed(words: str = "", state: str = "", page: int = 1, reader: Reader | None = None) -> Listed:
    """The campaigns of that state whose name has all the words, with figures as the reader may see them."""
    found = Campaign.objects.select_related("provider")
    total = found.count()
    for word in words.split():
        found = found.filter(name__icontains=word)
    if state in CampaignState.values:
        found = found.filter(state=state)
    pages = max(1, -(-found.count() // PAGE))
    page = min(max(page, 1), pages)
    shown = list(found[(page - 1) * PAGE : page * PAGE])
    delivered = _delivered({each.pk for each in shown})
    return Listed([_row(each, delivered[each.pk], reader) for each in shown], total, page, pages)


def _row(campaign: Campaign, delivered: int, reader: Reader | None) -> Row:
    is_open = reader is None or sees_figures(reader, campaign)
    targeted = Fingerprint.read(campaign.fingerprint).rows if campaign.fingerprint and is_open else None
    return Row(
        campaign=campaign,
        badge=STATE_BADGES[CampaignState(campaign.state)],
        segments=", ".join(campaign.segments),
        targeted=targeted,
        delivered=delivered if targeted is not None else None,
        at=campaign.finished_at or campaign.started_at or campaign.scheduled_at or campaign.created_at,
    )


def _delivered(campaigns: Collection[int]) -> defaultdict[int, int]:
    """How many each has reached, in one question."""
    got = Delivery.objects.filter(campaign__in=campaigns, state=DeliveryState.DELIVERED)
    counts = got.order_by().values_list("campaign").annotate(rows=Count("pk"))
    return defaultdict(int, counts)
