"""A campaign as programs read it: what the API answers and `--json` prints."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from clientela.act.audience import Fingerprint
from clientela_web.campaigns.drafts import draft_of
from clientela_web.campaigns.queries import power
from clientela_web.campaigns.queries.opened import freeze_of
from clientela_web.ledger.tally import Tally, tally
from clientela_web.models import Campaign
from clientela_web.privacy import Reader, sees_persons, shown_count, shown_part, shown_parts
from clientela_web.reports.queries.seeing import sees_figures


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
        "measured_by": _measured_by(campaign, counted, reader),
        "approved_by": campaign.approved_by.email if campaign.approved_by else None,
        "approved_at": campaign.approved_at,
        "started_at": campaign.started_at,
        "finished_at": campaign.finished_at,
        "created_at": campaign.created_at,
    }


def _measured_by(campaign: Campaign, counted: Tally, reader: Reader | None) -> dict[str, Any]:
    """What counts, as it was said before sending; how many did so lately, and what rise of it can be seen."""
    past, held_out = power.past_of(campaign), power.compared(counted)
    getting = campaign.proof.get("recipients", 0)
    few = past is None or None in (_count(getting, reader), _count(held_out, reader))
    if few or past is None or not counted.states or _part(past.converted, past.customers, reader) is None:
        rate = smallest = None
    else:
        rate, smallest = past.rate, power.smallest_of(getting, held_out, past.rate)
    return {
        "goal": campaign.goal,
        "window_days": campaign.window_days,
        "message_cost": campaign.message_cost,
        "margin_percent": campaign.margin_percent,
        "past_rate": rate,
        "smallest_effect": smallest,
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
    if None in whole.values():
        return {"faults": faults, **whole}
    return {**campaign.proof, **whole, "faults": faults, "past": None}


def _count(count: int, reader: Reader | None) -> int | None:
    return count if reader is None else shown_count(reader, count)


def _part(count: int, whole: int, reader: Reader | None) -> int | None:
    return count if reader is None else shown_part(reader, count, whole)


def _counts(counts: dict[str, int], reader: Reader | None) -> dict[str, int | None]:
    if reader is None:
        return dict(counts)
    return dict(zip(counts, shown_parts(reader, list(counts.values())), strict=True))
