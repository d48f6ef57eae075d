"""What was frozen, written out for everybody before anything is sent: whose text would be wrong or empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientela.act.audience import Merging
from clientela.act.messages import Composed
from clientela.act.messages.proofing import Proof, proof
from clientela.rules.types import ValueType
from clientela_web.ledger.freezing import FreezeEndedError
from clientela_web.models import AudienceFreeze, Delivery, DeliveryState

CHUNK = 1_000
PROVING = "proving"  # what the job is doing by then


def prove(job: AudienceFreeze, composed: Mapping[str, Composed], types: Mapping[str, str]) -> dict[str, Any]:
    """Write each frozen message, and keep what is wrong: counts, and some customers of each fault.

    Raises FreezeEndedError where nobody wants to know any more.
    """
    merging = Merging({name: ValueType(kind) for name, kind in types.items()})
    found = {
        variant: proof(message, _recipients(job, variant, merging)) for variant, message in composed.items()
    }
    return _told(found)


def _recipients(
    job: AudienceFreeze, variant: str, merging: Merging
) -> Iterator[tuple[int, dict[str, object]]]:
    waiting = Delivery.objects.filter(
        campaign=job.campaign_id, state=DeliveryState.PENDING, variant=variant
    ).order_by("pk")
    rows = waiting.values_list("customer_id", "merge_values").iterator(chunk_size=CHUNK)
    for place, (customer, values) in enumerate(rows):
        # keeps the lease, and ends what nobody waits for
        if place % CHUNK == 0 and not job.report(job.done, job.done, PROVING):
            raise FreezeEndedError("the audience is no longer wanted, or frozen by another process")
        yield customer, merging.read(values)


def _told(found: Mapping[str, Proof]) -> dict[str, Any]:
    letters: dict[str, int] = {}
    for each in found.values():
        for letter, count in each.letters.items():
            letters[letter] = letters.get(letter, 0) + count
    return {
        "recipients": sum(each.recipients for each in found.values()),
        "wrong": sum(each.wrong for each in found.values()),
        "parts": sum(each.parts for each in found.values()),
        "letters": letters,
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
