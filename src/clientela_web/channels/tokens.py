"""What a message carries to be recognised by: its id, its return path, the link to unsubscribe."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.keys import secret_for
from clientela_web.models import Campaign

SIGNATURE_BYTES = 10


@dataclass(frozen=True, slots=True)
class OfDelivery:
    """The names and addresses of one delivery."""

    message_id: str
    return_path: str
    unsubscribe: str | None
    merged: Mapping[str, str]  # links that the text may name


class Links:
    """Makes them for one campaign. The same delivery has the same, however often it is tried."""

    def __init__(self, campaign: Campaign, site: str = "") -> None:
        """`site` is the address under which people reach the site; without it no link is made."""
        self._site = site.rstrip("/")
        self._local, _, self._domain = campaign.sender_address.rpartition("@")
        self._key = secret_for("deliveries")

    def of(self, row: Claimed) -> OfDelivery:
        """Those of the row."""
        token = token_of(row.pk, self._key)
        unsubscribe = f"{self._site}/u/{token}" if self._site else None
        return OfDelivery(
            message_id=f"{token}@{self._domain}",
            return_path=f"{self._local}+{token}@{self._domain}",
            unsubscribe=unsubscribe,
            merged={"unsubscribe_url": unsubscribe} if unsubscribe else {},
        )


def token_of(delivery: int, key: bytes | None = None) -> str:
    """A delivery's number, signed, in letters and figures that survive any mail server."""
    number = delivery.to_bytes(8)
    signature = hmac.digest(key or secret_for("deliveries"), number, "sha256")[:SIGNATURE_BYTES]
    return base64.b32encode(number.lstrip(b"\0") + signature).decode().rstrip("=").lower()


def delivery_of(token: str) -> int | None:
    """The number of the delivery that a token names; None for one we did not make."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    number = int.from_bytes(raw[:-SIGNATURE_BYTES])
    right = len(raw) > SIGNATURE_BYTES and hmac.compare_digest(token_of(number), token.lower())
    return number if right else None
