"""What was done with a message is written down raw; whoever judges it comes later."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging

from django.db import DatabaseError
from django.http import HttpRequest

from clientela_web.auditing import address_of
from clientela_web.ledger.hits import note_hit
from clientela_web.ledger.keys import secret_for
from clientela_web.models import Delivery, Hit, HitKind

LOG = logging.getLogger(__name__)
_WIDTH = {4: 24, 6: 48}


def note(
    request: HttpRequest, delivery: Delivery, kind: HitKind, link: int = 0, destination: str = ""
) -> None:
    """Write an opening or a click down, where such are counted.

    Whoever clicked is led on whatever happens here.
    """
    try:
        note_hit(
            delivery,
            Hit(
                kind=kind,
                destination=destination,
                agent=request.headers.get("User-Agent", ""),
                link=link,
                network=network_of(address_of(request)),
                method=(request.method or "")[:8],
                prefetched=is_prefetched(request),
            ),
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
