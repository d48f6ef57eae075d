"""What was done with a message is written down raw; whoever judges it comes later."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from clientela_web.auditing import address_of
from clientela_web.ledger.keys import secret_for
from clientela_web.models import Delivery, Hit, HitKind

LOG = logging.getLogger(__name__)
MOST = 300
"""So much of one message is written down, and no more: a link can be followed for ever."""
_WIDTH = {4: 24, 6: 48}


def note(
    request: HttpRequest, delivery: Delivery, kind: HitKind, link: int = 0, destination: str = ""
) -> None:
    """Write an opening or a click down, unless the person is erased or the campaign counts no such thing.

    Whoever clicked is led on whatever happens here.
    """
    campaign = delivery.campaign
    wanted = campaign.track_opens if kind == HitKind.OPEN else campaign.track_clicks
    if delivery.address_key is None or not wanted:
        return
    try:
        if Hit.objects.filter(delivery_id=delivery.pk).order_by("at")[MOST - 1 : MOST].exists():
            return
        Hit.objects.create(
            campaign=campaign,
            delivery_id=delivery.pk,
            customer_id=delivery.customer_id,
            kind=kind,
            at=timezone.now(),
            link=link,
            destination=destination[:2_000],
            agent=request.headers.get("User-Agent", "")[:300],
            network=network_of(address_of(request)),
            method=(request.method or "")[:8],
            prefetched=is_prefetched(request),
        )
    except DatabaseError:
        LOG.exception("an opening or click (delivery %d) could not be written down", delivery.pk)


def network_of(address: str) -> str:
    """The network of an address (IPv4 /24, IPv6 /48) as a keyed hash, which is no address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    network = ipaddress.ip_network((known, _WIDTH[known.version]), strict=False)
    return hmac.digest(secret_for("networks"), str(network).encode(), hashlib.sha256).hex()[:16]


def is_prefetched(request: HttpRequest) -> bool:
    """Whether the browser says that nobody looks yet."""
    said = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return any("prefetch" in each.lower() or "preview" in each.lower() for each in said)
