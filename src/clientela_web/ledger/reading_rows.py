"""The ledger in batches of Arrow: read in the order of its own index, never held whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from django.db.models import Q

from clientela.measure.campaigns import LEDGER, TOUCHES
from clientela_web.models import Campaign, Delivery, DeliveryState

BATCH_ROWS = 50_000
_TABLE = Delivery._meta.db_table
# The index of the one row a campaign, customer and channel gives the order: a million rows are as quick as a
# thousand, and no cursor stays open in between.
_ROWS = (
    "SELECT customer_id, channel, segment, variant, state, reason, finished_at"
    f" FROM {_TABLE} WHERE campaign_id = %s AND (customer_id, channel) > (%s, %s)"
    f" ORDER BY customer_id, channel LIMIT {BATCH_ROWS}"
)
_ARRIVED = (
    f"SELECT customer_id, channel, finished_at FROM {_TABLE}"
    " WHERE campaign_id = %s AND (customer_id, channel) > (%s, %s)"
    " AND state IN (%s, %s) AND finished_at IS NOT NULL"
    f" ORDER BY customer_id, channel LIMIT {BATCH_ROWS}"
)


def ledger_rows(campaign: Campaign) -> Iterator[pa.RecordBatch]:
    """Every row of the campaign, as `LEDGER`, in the order of customers."""
    for customers, channels, segments, variants, states, reasons, at in _batches(_ROWS, campaign.pk):
        columns = [
            pa.array(customers, pa.int64()),
            pa.array(segments, pa.string()),
            pa.array(variants, pa.string()),
            pa.array(channels, pa.string()),
            pa.array(states, pa.string()),
            pa.array(reasons, pa.string()),
            _instants(at),
        ]
        yield pa.record_batch(columns, schema=LEDGER)


def other_touches(campaign: Campaign, since: dt.datetime, until: dt.datetime) -> Iterator[pa.RecordBatch]:
    """The messages of other campaigns that arrived at the time, as `TOUCHES`."""
    going_on = Q(finished_at=None) | Q(finished_at__gte=since)
    others = Campaign.objects.filter(going_on, started_at__isnull=False, started_at__lte=until)
    for other in others.exclude(pk=campaign.pk).order_by("pk"):
        yield from touches_of(other)


def touches_of(campaign: Campaign) -> Iterator[pa.RecordBatch]:
    """The messages of one campaign that arrived, as `TOUCHES`."""
    arrived = str(DeliveryState.DELIVERED), str(DeliveryState.SENT)
    for customers, _channels, at in _batches(_ARRIVED, campaign.pk, *arrived):
        named = pa.array([campaign.name] * len(customers), pa.string())
        columns = [pa.array(customers, pa.int64()), _instants(at), named]
        yield pa.record_batch(columns, schema=TOUCHES)


def _batches(sql: str, campaign_id: int, *told: str) -> Iterator[list[tuple[object, ...]]]:
    """The columns of each batch; customer and channel stand first, and say where the next begins."""
    customer, channel = -1, ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, (campaign_id, customer, channel, *told))
            rows = cursor.fetchall()
        if rows:
            yield list(zip(*rows, strict=True))
        if len(rows) < BATCH_ROWS:
            return
        customer, channel = rows[-1][0], rows[-1][1]


def _instants(values: Sequence[object]) -> pa.Array:
    """Instants as the database gives them: SQLite as text in UTC, PostgreSQL as such."""
    if any(isinstance(value, str) for value in values):
        plain = pa.array(values, pa.string()).cast(pa.timestamp("us"))
        return pc.assume_timezone(plain, "UTC")
    return pa.array(values, pa.timestamp("us", "UTC"))
