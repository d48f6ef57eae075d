"""What a message carries to be recognised by: the token of its delivery, and the links made of it."""

from __future__ import annotations

import base64
import hmac
from hashlib import blake2b
from time import time_ns

from clientela.act.tracking.links import CLICKED, OPENED
from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.keys import secret_for

SIGNATURE_BYTES = 10
NUMBER_BYTES = 8

# Where the links of a message lead: the one place that knows. `clientela_web.preferences` answers at the
# first three, `clientela_web.tracking` where clicks and openings are counted.
UNSUBSCRIBE, PREFERENCES, BROWSER, CLICK, OPENING = "/u/", "/p/", "/m/", "/c/", "/o/"
CONFIRMATION = "/k/"  # a consent that she confirms; `clientela_web.confirmations` answers
RECEIPTS = "/receipts/"  # what providers tell; `clientela_web.receipts` answers
TRACKING, CONFIRMING, TRIALS = "tracking", "confirmations", "trials"


class Links:
    """Makes them. The same delivery has the same, however often it is tried."""

    def __init__(self, site: str = "") -> None:
        """`site` is the address under which people reach the site; without it no link is made."""
        self._site = site.rstrip("/")
        self._key, self._tracking = secret_for("deliveries"), secret_for(TRACKING)

    def token(self, row: Claimed) -> str:
        """The token of the row."""
        return token_of(row.pk, self._key)

    def merged(self, token: str) -> dict[str, str]:
        """The links that a text may name, and those that tell what becomes of it."""
        if not self._site:
            return {}
        counted = token_of(_number_in(_raw(token)), self._tracking)
        return {
            CLICKED: f"{self._site}{CLICK}{counted}",
            OPENED: f"{self._site}{OPENING}{counted}",
            "unsubscribe_url": f"{self._site}{UNSUBSCRIBE}{token}",
            "preferences_url": f"{self._site}{PREFERENCES}{token}",
            "browser_url": f"{self._site}{BROWSER}{token}",
        }


class TrialLinks(Links):
    """The links of a message that somebody sends herself: they know no recipient, and do nothing."""

    def __init__(self, site: str = "") -> None:
        super().__init__(site)
        self._own = token_of(time_ns(), secret_for(TRIALS))

    def token(self, row: Claimed) -> str:  # noqa: ARG002 (it is in no ledger)
        """Another for each trial: a server may throw away a message id that it has seen."""
        return self._own

    def merged(self, token: str) -> dict[str, str]:
        """The links that a text may name; nothing is counted."""
        return {name: link for name, link in super().merged(token).items() if name not in (CLICKED, OPENED)}


def is_trial(token: str) -> bool:
    """Whether a link came with a message that somebody sent herself."""
    return _named(token, secret_for(TRIALS)) is not None


def token_of(delivery: int, key: bytes | None = None) -> str:
    """A delivery's number, signed, in letters and figures that survive any mail server."""
    number = delivery.to_bytes(NUMBER_BYTES)
    # keyed BLAKE2 is a MAC by itself
    signature = blake2b(number, key=key or secret_for("deliveries"), digest_size=SIGNATURE_BYTES).digest()
    return base64.b32encode(number.lstrip(b"\0") + signature).decode().rstrip("=").lower()


def tracking_token_of(delivery: int) -> str:
    """The same in the links that are counted: it says who clicked, and opens nothing of hers.

    Links are passed on to others, so what stands in them must not let anybody unsubscribe her.
    """
    return token_of(delivery, secret_for(TRACKING))


def delivery_of(token: str) -> int | None:
    """The number of the delivery that a token names; None for one we did not make."""
    return _named(token, secret_for("deliveries"))


def tracked_delivery_of(token: str) -> int | None:
    """The number of the delivery that a token of a counted link names; None for one we did not make."""
    return _named(token, secret_for(TRACKING))


def confirmation_token_of(request: int) -> str:
    """What lets somebody confirm a consent that was asked for: in its mail, and nowhere else."""
    return token_of(request, secret_for(CONFIRMING))


def confirmation_of(token: str) -> int | None:
    """The number of the consent asked for that a token confirms; None for one we did not make."""
    return _named(token, secret_for(CONFIRMING))


def confirmation_url(site: str, token: str) -> str:
    """Where she confirms."""
    return f"{site.rstrip('/')}{CONFIRMATION}{token}"


def _named(token: str, key: bytes) -> int | None:
    try:
        raw = _raw(token)
    except ValueError:
        return None
    if not 0 < len(raw) - SIGNATURE_BYTES <= NUMBER_BYTES or not token.isascii():
        return None
    number = _number_in(raw)
    return number if hmac.compare_digest(token_of(number, key), token.lower()) else None


def _raw(token: str) -> bytes:
    return base64.b32decode(token.upper() + "=" * (-len(token) % 8))


def _number_in(raw: bytes) -> int:
    return int.from_bytes(raw[:-SIGNATURE_BYTES])


def is_for_recipients(path: str) -> bool:
    """Whether an address of the site is for those who got a message, or carried it, and not for accounts."""
    return path.startswith((UNSUBSCRIBE, PREFERENCES, BROWSER, CLICK, OPENING, CONFIRMATION, RECEIPTS))
