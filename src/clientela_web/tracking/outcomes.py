"""What the ledger says of messages becomes events on the cards of customers: batch by batch, each once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from clientela.workspace import Workspace
from clientela_web.models import Campaign, Delivery, DeliveryState
from clientela_web.tracking.events import MessageEvent, names_of, write

BATCH = 5_000
_SENT, _DELIVERED, _BOUNCED = "message_sent", "message_delivered", "message_bounced"
TOLD: dict[str, tuple[str, ...]] = {
    DeliveryState.SENT: (_SENT,),
    DeliveryState.DELIVERED: (_SENT, _DELIVERED),
    DeliveryState.FAILED: (_SENT, _BOUNCED),
}
"""What happened, by how a message ended; of the others nobody knows, or nothing went out."""


class _Ended(NamedTuple):
    pk: int
    campaign_id: int
    customer_id: int
    channel: str
    state: str
    reason: str
    variant: str
    reply: str
    finished_at: dt.datetime


def tell_outcomes(workspace: Workspace, at: dt.datetime) -> int:
    """Put what became of messages onto cards; how many rows were dealt with.

    Killed anywhere and begun again, it doubles nothing.
    Whoever changes how a message ended sets `told_at` back to nothing, and the card hears the rest.
    """
    untold = Delivery.objects.filter(told_at=None, finished_at__isnull=False)
    rows = [_Ended(*row) for row in untold.values_list(*_Ended._fields)[:BATCH]]
    if not rows:
        return 0
    write(workspace, list(_events(rows)), at)
    by_state: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_state[row.state].append(row.pk)
    for state, numbers in by_state.items():
        # a row that has gone on meanwhile is told again
        Delivery.objects.filter(pk__in=numbers, state=state).update(told_at=at)
    return len(rows)


def _events(rows: list[_Ended]) -> Iterator[MessageEvent]:
    known = Campaign.objects.in_bulk({row.campaign_id for row in rows})
    named = names_of(known)
    for row in rows:
        prefix, message_id = named[row.campaign_id]
        # at one instant the card orders by the id: what was sent comes before it was delivered
        for place, kind in enumerate(TOLD.get(row.state, ())):
            yield MessageEvent(
                event_id=f"{prefix}:{row.pk}:{place}:{kind}",
                customer=row.customer_id,
                at=row.finished_at,
                kind=kind,
                ref=message_id(row.pk),
                channel=row.channel,
                campaign=known[row.campaign_id].name,
                machine=None,
                properties={
                    "variant": row.variant,
                    "reason": (row.reply or row.reason) if kind == _BOUNCED else "",
                },
            )
