"""What the reports of the last weeks recommend, and whom to win back: worked out in the background."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.campaigns.naming import named_advice
from clientela.measure.segments.advising import win_back_advice
from clientela.rules.nodes import All
from clientela.workspace import now
from clientela_web.answers import Answer, asked
from clientela_web.models import Account, Campaign, CampaignState
from clientela_web.privacy import Reader, sees_persons
from clientela_web.reports.deciding import Advice, advice
from clientela_web.reports.queries.campaigns import apart, as_declared, measured
from clientela_web.reports.queries.seeing import sees_figures
from clientela_web.reports.seen import seen
from clientela_web.workspace import firm

RECENT_DAYS = 60
MOST_CAMPAIGNS = 5
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Advised:
    """What one campaign's report recommends, to those who see every figure and to those who do not.

    `campaign` is None where it is about all customers.
    """

    campaign: int | None
    name: str
    found: tuple[Recommendation, ...]
    for_viewers: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class AdviceGroup:
    """The same in the words of who reads it."""

    campaign: int | None
    name: str
    told: Sequence[Advice]


def waiting(wait: float = 0.02) -> Answer[list[Advised]] | None:
    """The recommendations of campaigns that ended lately, the latest first, then whom to win back."""
    campaigns = _campaigns()
    key = ("reports", "advice", tuple((each.pk, each.state) for each in campaigns))
    return asked(key, apart(lambda: _advised(campaigns)), wait=wait, max_age=HOUR)


def told_advice(found: Sequence[Advised], account: Account, language: str) -> list[AdviceGroup]:
    """What the account may see of it, as sentences with buttons."""
    groups = []
    for each in found:
        told = advice(named_advice(for_reader(each, account), language), account, language, each.campaign)
        if told:
            groups.append(AdviceGroup(each.campaign, each.name, told))
    return groups


def for_reader(advised: Advised, reader: Reader) -> tuple[Recommendation, ...]:
    """What of it the reader may see."""
    return advised.found if sees_persons(reader) else advised.for_viewers


def _campaigns() -> list[Campaign]:
    since = now() - dt.timedelta(days=RECENT_DAYS)
    ended = Campaign.objects.filter(state=CampaignState.SENT, started_at__gte=since)
    return list(ended.order_by("-started_at")[:MOST_CAMPAIGNS])


def _advised(campaigns: Sequence[Campaign]) -> list[Advised]:
    at, viewer = now(), Account(role="viewer")
    found = []
    for campaign in campaigns:
        results = measured(campaign, as_declared(campaign, at))
        visible = seen(results, viewer) if sees_figures(viewer, campaign) else None
        shown = visible.recommendations if visible else ()
        found.append(Advised(campaign.pk, campaign.name, results.recommendations, shown))
    everybody = win_back_advice(firm().base, All(()), at, (), 0.0)
    return [*found, Advised(None, "", everybody, everybody)]
