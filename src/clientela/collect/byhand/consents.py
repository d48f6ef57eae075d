"""A consent given or withdrawn, with the words she was shown."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from clientela.collect.byhand.hand import Hand
from clientela.errors import ClientelaError


def set_consent(
    hand: Hand,
    customer: int,
    channel: str,
    *,
    purpose: str = "marketing",
    given: bool,
    wording: str | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Write that she gave or withdrew her consent; the latest word counts, all of them are kept."""
    hand.need("customer", customer)
    named = channel.strip().lower(), purpose.strip().lower()
    if not all(named):
        raise ClientelaError("say the channel and the purpose, such as email and marketing")
    row = {
        "customer_id": [customer],
        "channel": [named[0]],
        "purpose": [named[1]],
        "state": ["given" if given else "withdrawn"],
        "at": pa.array([hand.happened(at)], pa.timestamp("us", "UTC")),
        "source": [hand.source],
        "wording": pa.array([wording], pa.string()),
    }
    hand.store.append_consents(pa.table(row))
