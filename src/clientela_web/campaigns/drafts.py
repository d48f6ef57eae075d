"""What somebody wants to send, as a page, a small file and the API say it alike."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml

from clientela.act.messages import PAGES
from clientela.errors import ClientelaError
from clientela.measure.campaigns import Declared
from clientela_web.models import Campaign

BODIES = ("subject", "preheader", *PAGES, "text")
"""The parts of a message that are written, and that a variant may say otherwise."""

USUAL = Declared()


class DraftFormatError(ClientelaError):
    """A file or a document is no campaign."""


class VariantDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of several messages: what is empty is as in the campaign."""

    name: str
    percent: float
    subject: str = ""
    preheader: str = ""
    html: str = ""
    mjml: str = ""
    markdown: str = ""
    text: str = ""


class QuietHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wall times between which nothing goes out, where each recipient lives."""

    begin: str = msgspec.field(name="from")
    until: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A campaign as it is written. Only the name must be there; a check says what else is needed.

    Shares are in percent. `send_at` without an offset is in the firm's time zone; without it the campaign
    waits, once approved, until somebody sends it. `provider` and `coupon_list` are names. It is measured by
    events of kind `goal` in `window_days`; without `message_cost` a message costs what the provider's price
    says, and without `margin_percent` no return is told.
    """

    name: str
    segments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    channel: str = "email"
    purpose: str = "marketing"
    language: str = ""
    subject: str = ""
    preheader: str = ""
    html: str = ""
    mjml: str = ""
    markdown: str = ""
    text: str = ""
    variants: tuple[VariantDraft, ...] = ()
    holdout_percent: float = 0.0
    universal_percent: float = 0.0
    send_at: dt.datetime | None = None
    quiet_hours: QuietHours | None = None
    time_zone: str = ""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    provider: str = ""
    after_crash: str = "mark_unknown"
    coupon_code: str = ""
    coupon_list: str = ""
    track_opens: bool = True
    track_clicks: bool = True
    goal: str = USUAL.goal
    window_days: int = USUAL.days
    message_cost: float | None = None
    margin_percent: float | None = None


def read_draft(text: str) -> Draft:
    """The draft in a file of YAML or JSON; raises DraftFormatError, which names the field."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        said = re.sub(r"\s+", " ", str(error))
        raise DraftFormatError(f"this is no YAML: {said}") from error
    if not isinstance(told, dict):
        raise DraftFormatError("a campaign is written as `name: …`, `segments: […]` and so on, a line each")
    return draft_of_document(told)


def draft_of_document(told: dict[str, Any]) -> Draft:
    """The draft in a document; raises DraftFormatError."""
    if not _can_be_kept(told):
        raise DraftFormatError("a text holds a letter that cannot be kept: a NUL, or half of a pair")
    hours = told.get("quiet_hours")
    if isinstance(hours, dict):  # 21:00 without quotes is a number in YAML
        told = {**told, "quiet_hours": {name: _wall_time(time) for name, time in hours.items()}}
    if isinstance(at := told.get("send_at"), str):  # a wall time is one as well, and seconds may be left out
        told = {**told, "send_at": _instant(at)}
    try:
        return msgspec.convert(told, Draft)
    except msgspec.ValidationError as error:
        raise DraftFormatError(f"this is no campaign: {error}") from error


def draft_of(campaign: Campaign) -> Draft:
    """What was written, of a campaign that is kept."""
    written = campaign.writing
    return Draft(
        name=campaign.name,
        segments=tuple(campaign.segments),
        without=tuple(campaign.without),
        channel=campaign.channel,
        purpose=campaign.purpose,
        language=written.get("language", ""),
        variants=tuple(
            VariantDraft(each["name"], float(each["percent"]), **_bodies(each.get("writing", {})))
            for each in campaign.variants
        ),
        holdout_percent=campaign.holdout_percent,
        universal_percent=campaign.universal_percent,
        send_at=campaign.scheduled_at,
        quiet_hours=msgspec.convert(campaign.quiet_hours, QuietHours) if campaign.quiet_hours else None,
        time_zone=campaign.time_zone,
        sender_name=campaign.sender_name,
        sender_address=campaign.sender_address,
        reply_to=campaign.reply_to,
        provider=campaign.provider.name if campaign.provider else "",
        after_crash=campaign.after_crash,
        coupon_code=campaign.coupon_code,
        coupon_list=campaign.coupon_list.name if campaign.coupon_list else "",
        track_opens=campaign.track_opens,
        track_clicks=campaign.track_clicks,
        goal=campaign.goal,
        window_days=campaign.window_days,
        message_cost=campaign.message_cost,
        margin_percent=campaign.margin_percent,
        **_bodies(written),
    )


def fields_of(draft: Draft, zone: ZoneInfo) -> dict[str, Any]:
    """What of a draft stands in the table; what it names of other tables is looked up by whoever saves it."""
    at = draft.send_at
    return {
        "name": draft.name.strip(),
        "segments": list(draft.segments),
        "without": list(draft.without),
        "channel": draft.channel,
        "purpose": draft.purpose.strip(),
        "writing": {"language": draft.language, **_written(draft)},
        "variants": [
            {"name": each.name, "percent": each.percent, "writing": _written(each)} for each in draft.variants
        ],
        "holdout_percent": draft.holdout_percent,
        "universal_percent": draft.universal_percent,
        "scheduled_at": at.replace(tzinfo=zone) if at is not None and at.tzinfo is None else at,
        "quiet_hours": msgspec.to_builtins(draft.quiet_hours) if draft.quiet_hours else {},
        "time_zone": draft.time_zone or zone.key,
        "sender_name": draft.sender_name.strip(),
        "sender_address": draft.sender_address.strip(),
        "reply_to": draft.reply_to.strip(),
        "after_crash": draft.after_crash,
        "coupon_code": draft.coupon_code.strip(),
        "track_opens": draft.track_opens,
        "track_clicks": draft.track_clicks,
        "goal": draft.goal,
        "window_days": draft.window_days,
        "message_cost": draft.message_cost,
        "margin_percent": draft.margin_percent,
    }


def _written(said: Draft | VariantDraft) -> dict[str, str]:
    return {part: text for part in BODIES if (text := getattr(said, part)).strip()}


def _bodies(writing: dict[str, Any]) -> dict[str, str]:
    return {part: writing.get(part) or "" for part in BODIES}


def _can_be_kept(told: dict[str, Any]) -> bool:
    try:
        return b"\\u0000" not in json.dumps(told, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, TypeError):  # half a letter; a key that is no text
        return False


def _instant(text: str) -> dt.datetime | str:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text


def _wall_time(time: object) -> object:
    is_number = isinstance(time, int) and not isinstance(time, bool)
    return f"{time // 60:02d}:{time % 60:02d}" if is_number and isinstance(time, int) else time
