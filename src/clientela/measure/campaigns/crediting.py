"""Whose conversions they were: by the last message before each, and by the holdout, side by side."""

from __future__ import annotations

import datetime as dt

from clientela.measure.attribution import Attribution, attribution, incremental_total
from clientela.measure.campaigns.gathering import Gathered, fill
from clientela.measure.campaigns.sent import TOUCHES
from clientela.measure.report import CampaignReport


def credited(found: Gathered, lift: CampaignReport | None) -> Attribution | None:
    """Both models, for the conversions of everybody who was drawn; None before the first message."""
    began = found.sent.began
    if began is None:
        return None
    _convert(found, began)
    _touch(found, began)
    window = dt.timedelta(days=found.reading.touch_days)
    touches = found.engine.table('SELECT customer_id AS customer, "at", campaign FROM touches')
    conversions = found.engine.table('SELECT customer_id AS customer, "at", value FROM conversions')
    sales = [effect for effect in lift.effects if effect.outcome == "sales"] if lift else []
    total = incremental_total(sales)
    return attribution(touches, conversions, window, {found.sent.name: total} if total else None)


def _convert(found: Gathered, began: dt.datetime) -> None:
    reading = found.reading
    found.engine.execute(
        """CREATE TEMP TABLE conversions AS
           SELECT customer_id, "at", CAST(coalesce(amount, 0) AS DOUBLE) AS value
           FROM events SEMI JOIN drawn USING (customer_id)
           WHERE kind = ? AND "at" >= ? AND "at" < ? AND "at" <= ?""",
        (reading.goal, began, reading.until(began), reading.as_of),
    )


def _touch(found: Gathered, began: dt.datetime) -> None:
    """The messages that arrived with those who converted: of this campaign, and of the others."""
    reading, earliest = found.reading, began - dt.timedelta(days=found.reading.touch_days)
    fill(
        found.engine, "other_touches", TOUCHES, found.sent.others, "SEMI JOIN conversions USING (customer_id)"
    )
    found.engine.execute(
        """CREATE TEMP TABLE touches AS
           SELECT customer_id, "at", CAST(? AS VARCHAR) AS campaign FROM drawn
           SEMI JOIN conversions USING (customer_id)
           WHERE state IN ('delivered', 'sent') AND "at" <= ?
           UNION ALL
           SELECT customer_id, "at", campaign FROM other_touches WHERE "at" >= ? AND "at" <= ?""",
        (found.sent.name, reading.as_of, earliest, reading.as_of),
    )
