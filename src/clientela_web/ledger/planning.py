"""From a campaign to the plan of its audience."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.act.audience import AudiencePlan, Variant
from clientela_web.models import Campaign


def plan_of(campaign: Campaign, values: Sequence[str] = ()) -> AudiencePlan:
    """Who is meant by the campaign; `values` are what its messages say of each."""
    return AudiencePlan(
        segments=tuple(campaign.segments),
        without=tuple(campaign.without),
        channel=campaign.channel,
        purpose=campaign.purpose,
        consent=campaign.consent_channel,
        salt=campaign.salt,
        holdout_percent=campaign.holdout_percent,
        universal_percent=campaign.universal_percent,
        variants=tuple(Variant(each["name"], float(each["percent"])) for each in campaign.variants),
        values=tuple(values),
    )
