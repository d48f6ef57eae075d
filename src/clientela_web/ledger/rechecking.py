"""Consents that the store has heard of since an audience was frozen: by imports, the API, by hand."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from clientela.rules.nodes import Consents
from clientela.segments.base import Base
from clientela.segments.evaluation import member_ids
from clientela_web.ledger.reasons import Cause, state_for
from clientela_web.models import Campaign, CampaignState, Delivery, DeliveryState

_OPEN = (CampaignState.CHECKED, CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED)
_NOT_BEGUN = (DeliveryState.PENDING, DeliveryState.CLAIMED)
CHUNK = 5_000


def recheck_consents(base: Base, at: dt.datetime) -> int:
    """Stop what waits for customers who do not consent any more, claimed or not: how many there were.

    A sender reads the control tables alone; this is how it hears of what was written in the store.
    """
    return sum(_recheck(base, campaign, at) for campaign in Campaign.objects.filter(state__in=_OPEN))


def _recheck(base: Base, campaign: Campaign, at: dt.datetime) -> int:
    waiting = Delivery.objects.filter(campaign=campaign, state__in=_NOT_BEGUN)
    if not waiting.exists():
        return 0
    rule = Consents(campaign.consent_channel or campaign.channel, campaign.purpose)
    consenting = member_ids(base, rule, at).read_all().column("customer_id").combine_chunks()
    asked = pa.array(waiting.values_list("customer_id", flat=True).iterator(chunk_size=CHUNK), pa.int64())
    gone = asked.filter(pc.invert(pc.is_in(asked, consenting))).to_pylist()
    stopped, cause = 0, str(Cause.WITHDRAWN)
    for place in range(0, len(gone), CHUNK):
        stopped += waiting.filter(customer_id__in=gone[place : place + CHUNK]).update(
            state=state_for(cause), reason=cause, holder=None, finished_at=timezone.now()
        )
    return stopped
