"""A campaign measured for whoever asks: worked out once in the background, and kept for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import connection

from clientela.errors import UnknownNameError
from clientela.measure.campaigns import CampaignResults, Declared, Reading, Sent, measure_campaign
from clientela.workspace import now
from clientela_web.answers import Answer, asked
from clientela_web.ledger.reading_rows import ledger_rows, other_touches
from clientela_web.models import Campaign, CampaignState
from clientela_web.workspace import firm

T = TypeVar("T")
KEPT_SECONDS, WHILE_SENDING_SECONDS = 600.0, 60.0
_MOVING = (CampaignState.SENDING, CampaignState.PAUSED)
# What stands for now in a question: the instant itself would make each a new one
NOW = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def dated(reading: Reading) -> Reading:
    """The reading with the instant that now is, where no other was asked for."""
    return replace(reading, as_of=now()) if reading.as_of == NOW else reading


def declared_of(campaign: Campaign) -> Declared:
    """By what the campaign said it is to be measured; costs are those that its check came to."""
    costs: dict[str, float] = campaign.proof.get("costs", {})
    if campaign.message_cost is not None:
        costs = dict.fromkeys([each["name"] for each in campaign.variants] or [""], campaign.message_cost)
    margin = campaign.margin_percent
    return Declared(campaign.goal, campaign.window_days, costs, margin / 100 if margin else None)


def as_declared(campaign: Campaign, as_of: dt.datetime = NOW) -> Reading:
    """How the campaign is read where nobody asks otherwise."""
    declared = declared_of(campaign)
    return Reading(as_of, days=declared.days, goal=declared.goal, margin=declared.margin)


def read_by(usual: Reading, as_of: dt.datetime | None, **asked: str | float | None) -> Reading:
    """The usual reading but for what was asked.

    Raises UnknownNameError for a goal that is no kind of event, OutcomesError for what cannot be.
    """
    goal, catalog = asked.get("goal"), firm().catalog
    if goal is not None and catalog.event_kind(str(goal)) is None:
        raise UnknownNameError("event kind", str(goal), catalog.event_kind_names())
    changed: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    return replace(usual, as_of=as_of or usual.as_of, **changed).checked()


def sent_of(campaign: Campaign, reading: Reading) -> Sent:
    """What the control tables know of the campaign; its rows are read when they are asked for."""
    began = campaign.started_at
    since = (began or reading.as_of) - dt.timedelta(days=reading.touch_days)
    return Sent(
        name=campaign.name,
        began=began,
        rows=ledger_rows(campaign),
        variants={each["name"]: float(each["percent"]) for each in campaign.variants},
        holdout_percent=campaign.holdout_percent,
        others=other_touches(campaign, since, reading.as_of) if began else (),
        declared=declared_of(campaign),
    )


def measured(campaign: Campaign, reading: Reading) -> CampaignResults:
    """What came of it, worked out at once."""
    reading = dated(reading)
    return measure_campaign(firm().store.engine, sent_of(campaign, reading), reading)


def results_of(campaign: Campaign, reading: Reading, *, wait: float = 0.4) -> Answer[CampaignResults] | None:
    """The same for a page: None while it is being worked out."""
    key = ("reports", "campaign", campaign.pk, campaign.state, reading)
    age = WHILE_SENDING_SECONDS if campaign.state in _MOVING else KEPT_SECONDS

    def compute() -> CampaignResults:
        return measured(campaign, reading)

    return asked(key, apart(compute), wait=wait, max_age=age)


def apart(compute: Callable[[], T]) -> Callable[[], T]:
    """The same with its thread's connection given back afterwards."""

    def computed() -> T:
        try:
            return compute()
        finally:
            connection.close()

    return computed
