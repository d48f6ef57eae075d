"""What a message carries to be recognised by: the token of its delivery, and the links made of it."""

from __future__ import annotations

import base64
import hmac
from hashlib import blake2b

from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.keys import secret_for

SIGNATURE_BYTES = 10
NUMBER_BYTES = 8

# Where the links of a message lead: the one place that knows. `clientela_web.preferences` answers there.
UNSUBSCRIBE, PREFERENCES, BROWSER = "/u/", "/p/", "/m/"


class Links:
    """Makes them. The same delivery has the same, however often it is tried."""

    def __init__(self, site: str = "") -> None:
        """`site` is the address under which people reach the site; without it no link is made."""
        self._site = site.rstrip("/")
        self._key = secret_for("deliveries")

    def token(self, row: Claimed) -> str:
        """The token of the row."""
        return token_of(row.pk, self._key)

    def merged(self, token: str) -> dict[str, str]:
        """The links that a text may name."""
        if not self._site:
            return {}
        return {
            "unsubscribe_url": f"{self._site}{UNSUBSCRIBE}{token}",
            "preferences_url": f"{self._site}{PREFERENCES}{token}",
            "browser_url": f"{self._site}{BROWSER}{token}",
        }


def token_of(delivery: int, key: bytes | None = None) -> str:
    """A delivery's number, signed, in letters and figures that survive any mail server."""
    number = delivery.to_bytes(NUMBER_BYTES)
    # keyed BLAKE2 is a MAC by itself
    signature = blake2b(number, key=key or secret_for("deliveries"), digest_size=SIGNATURE_BYTES).digest()
    return base64.b32encode(number.lstrip(b"\0") + signature).decode().rstrip("=").lower()


def delivery_of(token: str) -> int | None:
    """The number of the delivery that a token names; None for one we did not make."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    if not 0 < len(raw) - SIGNATURE_BYTES <= NUMBER_BYTES or not token.isascii():
        return None
    number = int.from_bytes(raw[:-SIGNATURE_BYTES])
    return number if hmac.compare_digest(token_of(number), token.lower()) else None


def is_for_recipients(path: str) -> bool:
    """Whether an address of the site is for those who got a message, and not for accounts."""
    return path.startswith((UNSUBSCRIBE, PREFERENCES))
