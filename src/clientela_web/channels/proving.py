"""What was frozen, written out for everybody before anything is sent: whose text would be wrong or empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from clientela.act.audience import Merging
from clientela.act.messages import Composed
from clientela.act.messages.proofing import Proof, proof
from clientela.rules.types import ValueType
from clientela_web.channels.costing import costs_of
from clientela_web.channels.tokens import Links, token_of
from clientela_web.ledger.freezing import FreezeEndedError
from clientela_web.models import AudienceFreeze, Campaign, Delivery, DeliveryState

CHUNK = 1_000
PROVING = "proving"  # what the job is doing by then


def prove(job: AudienceFreeze, composed: Mapping[str, Composed], types: Mapping[str, str]) -> dict[str, Any]:
    """Write each frozen message, and keep what is wrong: counts, and some customers of each fault.

    Raises FreezeEndedError where nobody wants to know any more.
    """
    merging = Merging({name: ValueType(kind) for name, kind in types.items()})
    # a link is as long as it will be: in a text message each letter costs
    links = Links(settings.SITE_URL)
    found = {
        variant: proof(message, _recipients(job, variant, merging, links if message.links else None))
        for variant, message in composed.items()
    }
    return _told(job.campaign, found)


def _recipients(
    job: AudienceFreeze, variant: str, merging: Merging, links: Links | None
) -> Iterator[tuple[int, dict[str, object]]]:
    waiting = Delivery.objects.filter(
        campaign=job.campaign_id, state=DeliveryState.PENDING, variant=variant
    ).order_by("pk")
    rows = waiting.values_list("pk", "customer_id", "merge_values").iterator(chunk_size=CHUNK)
    for place, (pk, customer, values) in enumerate(rows):
        # keeps the lease, and ends what nobody waits for
        if place % CHUNK == 0 and not job.report(job.done, job.done, PROVING):
            raise FreezeEndedError("the audience is no longer wanted, or frozen by another process")
        made = links.merged(token_of(pk)) if links else {}
        yield customer, {**merging.read(values), **made}


def _told(campaign: Campaign, found: Mapping[str, Proof]) -> dict[str, Any]:
    costs = costs_of(campaign, found)
    letters: dict[str, int] = {}
    for each in found.values():
        for letter, count in each.letters.items():
            letters[letter] = letters.get(letter, 0) + count
    return {
        "recipients": sum(each.recipients for each in found.values()),
        "wrong": sum(each.wrong for each in found.values()),
        "fit": sum(each.fit for each in found.values()),
        "parts": sum(each.parts for each in found.values()),
        "beyond": sum(each.beyond for each in found.values()),
        "spared": sum(each.spared for each in found.values()),
        "letters": letters,
        "costs": costs,
        "cost": sum(cost * found[variant].fit for variant, cost in costs.items()) if costs else None,
        "faults": [
            {
                "variant": variant,
                "code": fault.code,
                "what": fault.what,
                "count": fault.count,
                "first": list(fault.first),
            }
            for variant, each in found.items()
            for fault in each.faults
        ],
    }
