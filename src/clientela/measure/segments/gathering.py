"""Members now and on the day of each campaign, what they got and what they bought: added up in the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from zoneinfo import ZoneInfo

import pyarrow as pa

from clientela.measure.campaigns.sent import Reading
from clientela.rules.nodes import Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import member_ids

MOST_CAMPAIGNS = 12
"""Of the latest campaigns only so many are judged: each asks who was a member on its day."""
_OFFER = "ids_offer"
_SENT = "('message_sent', 'message_delivered')"


@contextmanager
def gathered(base: Base, rule: Rule, reading: Reading, days: int) -> Iterator[list[dict[str, Any]]]:
    """The tables `members_now`, `bought` and `got` for the block; the campaigns, the latest first."""
    since = reading.as_of - dt.timedelta(days=days)
    with base.engine.snapshot():
        _members(base, rule, reading.as_of, "members_now")
        base.engine.execute(
            """CREATE TEMP TABLE bought AS
               SELECT customer_id, CAST(sum(coalesce(amount, 0)) AS DOUBLE) AS sales FROM events
               WHERE kind = ? AND "at" > ? AND "at" <= ? GROUP BY customer_id""",
            (reading.goal, since, reading.as_of),
        )
        campaigns = _campaigns(base, reading, since)
        _got(base, rule, reading, campaigns)
        yield campaigns


def _members(base: Base, rule: Rule, at: dt.datetime, table: str) -> None:
    ids = member_ids(base, rule, at).read_all().select(["customer_id"])
    with base.engine.offered(_OFFER, ids):
        base.engine.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT customer_id FROM {_OFFER}")


def _campaigns(base: Base, reading: Reading, since: dt.datetime) -> list[dict[str, Any]]:
    found = base.engine.table(
        f"""SELECT campaign, min(channel) AS channel, min("at") AS first, max("at") AS last FROM events
            WHERE kind IN {_SENT} AND campaign IS NOT NULL AND "at" > ? AND "at" <= ?
            GROUP BY campaign ORDER BY first DESC, campaign LIMIT {MOST_CAMPAIGNS}""",
        (since, reading.as_of),
    )
    return cast("list[dict[str, Any]]", found.to_pylist())


def _got(base: Base, rule: Rule, reading: Reading, campaigns: Sequence[dict[str, Any]]) -> None:
    """A row a member and campaign: the members of its first day, and what they did after their message."""
    schema = pa.schema([("customer_id", pa.int64()), ("campaign", pa.string())])
    with base.engine.offered(_OFFER, schema.empty_table()):
        base.engine.execute(f"CREATE TEMP TABLE members_then AS SELECT * FROM {_OFFER}")
    for each in campaigns:
        _members(base, rule, each["first"], "members_of_the_day")
        base.engine.execute(
            "INSERT INTO members_then SELECT customer_id, ? FROM members_of_the_day", (each["campaign"],)
        )
    window = dt.timedelta(days=reading.days)
    base.engine.execute(
        f"""CREATE TEMP TABLE got AS
            WITH touched AS (
                SELECT customer_id, campaign, min("at") AS "at", min(channel) AS channel,
                       min(coupon) AS coupon, bool_or(kind = 'message_delivered') AS delivered
                FROM events SEMI JOIN members_then USING (customer_id, campaign)
                WHERE kind IN {_SENT} AND "at" <= ? GROUP BY ALL),
            marked AS (
                SELECT customer_id, campaign,
                       bool_or(kind = 'message_opened' AND NOT coalesce(machine, FALSE)) AS opened,
                       bool_or(kind = 'message_clicked' AND NOT coalesce(machine, FALSE)) AS clicked,
                       bool_or(kind = 'message_replied') AS replied
                FROM events SEMI JOIN members_then USING (customer_id, campaign)
                WHERE kind IN ('message_opened', 'message_clicked', 'message_replied') AND "at" <= ?
                GROUP BY ALL),
            paid AS (
                SELECT touched.customer_id, touched.campaign, count(*) AS orders, sum(amount) AS sales
                FROM touched JOIN events ON events.customer_id = touched.customer_id
                    AND events.kind = ? AND events."at" > touched."at" AND events."at" <= touched."at" + ?
                    AND events."at" <= ?
                GROUP BY ALL)
            SELECT touched.*, coalesce(opened OR clicked OR replied, FALSE) AS opened,
                   coalesce(clicked, FALSE) AS clicked, coalesce(replied, FALSE) AS replied,
                   coalesce(orders, 0) > 0 AS converted, CAST(coalesce(sales, 0) AS DOUBLE) AS sales,
                   touched."at" + ? > ? AS is_open
            FROM touched LEFT JOIN marked USING (customer_id, campaign)
                         LEFT JOIN paid USING (customer_id, campaign)""",
        (reading.as_of, reading.as_of, reading.goal, window, reading.as_of, window, reading.as_of),
    )


def currencies(base: Base, reading: Reading, days: int) -> tuple[str, ...]:
    """The currencies of what members bought in these days; sums over several add unlike things."""
    rows = base.engine.rows(
        """SELECT DISTINCT currency FROM events SEMI JOIN members_now USING (customer_id)
           WHERE kind = ? AND "at" > ? AND "at" <= ? AND currency IS NOT NULL ORDER BY currency""",
        (reading.goal, reading.as_of - dt.timedelta(days=days), reading.as_of),
    )
    return tuple(currency for (currency,) in rows)


def last_messages(base: Base, zone: ZoneInfo) -> pa.Table:
    """The last message of each member whose window has closed: channel, part of the day, offer, outcome.

    One row a customer, so that nobody is counted twice.
    """
    return base.engine.table(
        """SELECT arg_max(converted, "at") AS converted, arg_max(channel, "at") AS channel,
                  arg_max(coupon, "at") AS offer,
                  arg_max(CAST(floor(hour(timezone(?, "at")) / 3) AS INTEGER), "at") AS part
           FROM got WHERE NOT is_open GROUP BY customer_id ORDER BY customer_id""",
        (zone.key,),
    )
