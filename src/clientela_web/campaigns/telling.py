"""A campaign as programs read it: what the API answers and `--json` prints."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from clientela.act.audience import Fingerprint
from clientela_web.campaigns.drafts import draft_of
from clientela_web.campaigns.queries.opened import freeze_of
from clientela_web.campaigns.queries.seeing import sees_figures
from clientela_web.ledger.tally import Tally, tally
from clientela_web.models import Campaign
from clientela_web.privacy import Reader, sees_persons, shown_count, shown_parts


def told(campaign: Campaign, reader: Reader | None = None) -> dict[str, Any]:
    """The campaign with its counts, as that reader may see them; a terminal sees everything."""
    counted, job = tally(campaign), freeze_of(campaign)
    if reader is not None and not sees_figures(reader, campaign):
        counted = Tally(0, Counter(), Counter())
    frozen = Fingerprint.read(campaign.fingerprint) if campaign.fingerprint else None
    return {
        "campaign_id": campaign.pk,
        "name": campaign.name,
        "state": campaign.state,
        "trouble": campaign.trouble,
        "draft": msgspec.to_builtins(draft_of(campaign)),
        "as_of": campaign.as_of,
        # its beginning is how many there are
        "fingerprint": campaign.fingerprint if reader is None or sees_persons(reader) else "",
        "short_fingerprint": frozen.short if frozen else "",
        "checking": job.state if job else None,
        "check_error": job.error if job and not campaign.fingerprint else "",
        "targeted": _count(counted.targeted, reader) if counted.states or not frozen else None,
        "states": _counts(dict(sorted(counted.states.items())), reader),
        "reasons": [
            {"state": state, "reason": reason, "count": _count(count, reader)}
            for (state, reason), count in counted.reasons.most_common()
            if _count(count, reader) is not None
        ],
        "proof": _proof(campaign, reader) if counted.states else {},
        "approved_by": campaign.approved_by.email if campaign.approved_by else None,
        "approved_at": campaign.approved_at,
        "started_at": campaign.started_at,
        "finished_at": campaign.finished_at,
        "created_at": campaign.created_at,
    }


def _proof(campaign: Campaign, reader: Reader | None) -> dict[str, Any]:
    """What the check found wrong; whom it is about only for whoever sees persons."""
    if not campaign.proof:
        return {}
    if reader is None or sees_persons(reader):
        return dict(campaign.proof)
    faults = [
        {**each, "count": _count(each["count"], reader), "first": []} for each in campaign.proof["faults"]
    ]
    whole = {name: _count(campaign.proof[name], reader) for name in ("recipients", "wrong")}
    return {**campaign.proof, **whole, "faults": faults}


def _count(count: int, reader: Reader | None) -> int | None:
    return count if reader is None else shown_count(reader, count)


def _counts(counts: dict[str, int], reader: Reader | None) -> dict[str, int | None]:
    if reader is None:
        return dict(counts)
    return dict(zip(counts, shown_parts(reader, list(counts.values())), strict=True))
