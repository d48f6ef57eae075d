"""What campaigns look like to programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Schema

from clientela_web.api.shapes import Name, Number, Text


class Approval(Schema):
    """The fingerprint of the audience that was shown: whole, or the short one."""

    fingerprint: Name


class Copy(Schema):
    """How the copy is called; left out, by a name that is free."""

    name: Text = ""


class CampaignRow(Schema):
    campaign_id: int
    name: str
    state: str
    segments: list[str]
    targeted: int | None
    delivered: int | None
    at: dt.datetime


class CampaignList(Schema):
    campaigns: list[CampaignRow]
    page: int
    pages: int


class MeasuredBy(Schema):
    """What counts for a campaign; `past_rate` of its audience did so lately, in as long a window.

    `smallest_effect` is the smallest rise of that share which will be seen four times in five.
    """

    goal: str
    window_days: int
    message_cost: float | None
    margin_percent: float | None
    past_rate: float | None
    smallest_effect: float | None


class Campaign(Schema):
    """A campaign as written, and how far it is; counts too small for the key's role are null."""

    campaign_id: int
    name: str
    state: str
    trouble: str
    draft: dict[str, Any]
    as_of: dt.datetime | None
    fingerprint: str
    short_fingerprint: str
    checking: str | None
    check_error: str
    targeted: int | None
    states: dict[str, int | None]
    reasons: list[dict[str, Any]]
    proof: dict[str, Any]
    measured_by: MeasuredBy
    approved_by: str | None
    approved_at: dt.datetime | None
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    created_at: dt.datetime


class Preview(Schema):
    """A message as one customer would get it; `lacking` says why she would get nothing.

    `sms_letters` keep a text message out of the GSM alphabet; `cost` is in the firm's currency.
    """

    subject: str
    html: str | None
    text: str
    lacking: list[str]
    sms_parts: int | None
    sms_encoding: str | None
    sms_letters: list[str]
    cost: float | None


class TrialWanted(Schema):
    """Where a test goes, and whose values stand in it: made-up ones without a customer."""

    to: Text = ""
    customer_id: Number | None = None
    variant: Text = ""


class TrialSaid(Schema):
    """Where the test went, and what the provider said of it."""

    to: str
    said: str


class Recipient(Schema):
    customer_id: int
    name: str
    segment: str
    variant: str
    state: str
    reason: str
    address: str
    reply: str
    tries: int
    not_before: dt.datetime | None
    finished_at: dt.datetime | None


class RecipientPage(Schema):
    recipients: list[Recipient]
    count: int | None
    page: int
    pages: int
