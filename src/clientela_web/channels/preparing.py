"""A campaign from what is written to what is frozen: the work of its check, in the process with the store."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from clientela.measure.campaigns.before import past_of
from clientela.workspace import Workspace
from clientela_web.channels.composing import LISTS, KnownNames, composed_with
from clientela_web.channels.proving import prove
from clientela_web.channels.tracking import frozen_links
from clientela_web.ledger.coupons import hands_out
from clientela_web.ledger.deferring import ZONE
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.freezing import freeze
from clientela_web.ledger.reading_rows import ledger_rows
from clientela_web.models import AudienceFreeze, Campaign


def prepare(job: AudienceFreeze, workspace: Workspace) -> None:
    """Freeze the audience with all that the campaign's messages say of each, and prove them on everybody.

    Raises MessageError with what is wrong with a message, PlanError with what is wrong with the audience.
    """
    campaign = job.campaign
    messages = composed_with(campaign, workspace.catalog)
    coupons = any(message.given for message in messages.values())
    if coupons and not hands_out(campaign):
        raise CampaignError("the message names a coupon, and the campaign has none to hand out")
    known = msgspec.to_builtins(KnownNames.of(workspace.catalog))
    Campaign.objects.filter(pk=campaign.pk).update(known_names=known, links=frozen_links(messages))
    values = dict.fromkeys(name for message in messages.values() for name in message.types)
    if campaign.quiet_hours:
        values.setdefault(ZONE)
    lists = {name: LISTS[name] for message in messages.values() for name in message.lists}
    freeze(
        job,
        workspace.base,
        tuple(values),
        lists,
        lambda types: {**prove(job, messages, types), **_beside(job, workspace)},
        coupons=coupons,
    )


def _beside(job: AudienceFreeze, workspace: Workspace) -> dict[str, Any]:
    """In what money costs are, and how many of those frozen did lately what counts, in as long a window."""
    campaign = job.campaign
    rows = ledger_rows(campaign)
    found = past_of(workspace.store.engine, rows, campaign.goal, campaign.window_days, job.as_of)
    return {"currency": workspace.settings().currency, "past": asdict(found)}
