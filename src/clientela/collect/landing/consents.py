"""Prepared rows as consents: given or withdrawn, by channel and purpose."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.identity.matching import Arrival
from clientela.collect.landing.entities import Landed
from clientela.collect.landing.preparing import Prepared
from clientela.store.store import Store

GIVEN = frozenset(
    [
        "given",
        "yes",
        "true",
        "y",
        "1",
        "opt-in",
        "optin",
        "opted-in",
        "subscribed",
        "granted",
        "si",
        "sí",
        "tak",
        "da",
        "да",
        "zgoda",
        "accepted",
        "on",
        "abonat",
        "suscrito",
    ]
)


def land_consents(
    store: Store, arrival: Arrival, ready: Prepared, customers: pa.Array, created: int
) -> Landed:
    """Write what the rows' customers agreed to; anything that is not a word for yes withdraws."""
    rows = ready.table.num_rows
    words = pc.utf8_lower(ready.table["state"].combine_chunks())
    given = pc.is_in(words, pa.array(sorted(GIVEN)))
    columns = {
        "customer_id": customers,
        "channel": pc.utf8_lower(ready.table["channel"].combine_chunks()),
        "purpose": _or(ready.column("purpose"), "marketing", rows),
        "state": pc.if_else(given, "given", "withdrawn"),
        "at": ready.column("at"),
        "source": pa.repeat(pa.scalar(arrival.source), rows),
    }
    if ready.column("wording") is not None:
        columns["wording"] = ready.column("wording")
    appended = store.append_consents(pa.table(columns))
    return Landed(appended.new, appended.duplicates, created, 0)


def _or(values: pa.Array | None, default: str, rows: int) -> pa.Array:
    if values is None:
        return pa.repeat(pa.scalar(default), rows)
    return pc.fill_null(pc.utf8_lower(values), default)
