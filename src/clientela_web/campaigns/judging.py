"""What is wrong with a draft before it is kept, and what a kept campaign lacks to be checked or sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from clientela.act.audience import ADDRESSES, PlanError
from clientela.act.messages import (
    Composed,
    MergeFields,
    MessageError,
    MessageProblem,
    Writing,
    compose,
)
from clientela.act.messages.mime.addresses import AddressError, wire_address
from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.errors import ClientelaError
from clientela.workspace import Workspace
from clientela.workspace.refusals import refusal_said, retold
from clientela_web.campaigns.drafts import Draft
from clientela_web.campaigns.starters import EXAMPLE
from clientela_web.channels.composing import writings
from clientela_web.ledger.planning import plan_of
from clientela_web.models import AfterCrash, Campaign, CouponList, Provider

FIRST_YEAR, LAST_YEAR = 2000, 2200
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the field of the draft it is about; the campaign that is in its way."""

    field: str
    text: str
    campaign: int | None = None


class DraftError(ClientelaError):
    """A draft cannot be kept; `faults` are all there are."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{each.field}: {each.text}" for each in faults))


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands in the way: of a check, of an approval; and what may be meant so."""

    before_check: tuple[str, ...]
    before_approval: tuple[str, ...]
    warnings: tuple[str, ...]
    composed: dict[str, Composed]


def faults_of(draft: Draft, workspace: Workspace, campaign: Campaign | None = None) -> tuple[Fault, ...]:
    """Everything that keeps a draft from being kept, as `campaign` where there is one already."""
    return (
        *faults_of_name(draft, campaign),
        *_of_audience(draft, workspace),
        *_of_way(draft),
        *_of_coupons(draft),
        *_of_times(draft),
        *_of_measuring(draft, workspace),
    )


def readiness_of(campaign: Campaign, workspace: Workspace, language: str) -> Readiness:
    """What a kept campaign still lacks, said in that language; its messages where they are right."""
    before_check, composed = _problems_of_message(campaign, workspace, language)
    try:
        plan_of(campaign).checked()
    except PlanError as error:
        before_check = [*_lines(error, workspace, language), *before_check]
    known = set(workspace.catalog.segment_names())
    gone = [name for name in (*campaign.segments, *campaign.without) if name not in known]
    before_check += [
        _("Segment “%(name)s” is not there any more; choose another.") % {"name": each} for each in gone
    ]
    warnings = [problem.say(language) for message in composed.values() for problem in message.warnings]
    warnings += _of_examples(campaign)
    return Readiness(
        tuple(dict.fromkeys(before_check)),
        lacking_for_approval(campaign, composed, language),
        tuple(dict.fromkeys(warnings)),
        composed,
    )


def _problems_of_message(
    campaign: Campaign, workspace: Workspace, language: str
) -> tuple[list[str], dict[str, Composed]]:
    problems, composed = _composed(workspace.catalog, tuple(writings(campaign).items()))
    if problems:
        return [problem.say(language) for problem in problems], {}
    has_coupons = bool(campaign.coupon_code or campaign.coupon_list_id)
    if any(message.given for message in composed.values()) and not has_coupons:
        return [_("The message names a coupon, and the campaign has none to hand out.")], composed
    return [], composed


def _of_examples(campaign: Campaign) -> Iterator[str]:
    """A letter that was begun with leads nowhere until somebody writes where."""
    written = [text for each in writings(campaign).values() for text in each.parts().values()]
    if any(f"//{EXAMPLE}" in text for text in written):
        yield _("A link still leads to %(host)s; write where it shall lead.") % {"host": EXAMPLE}


@lru_cache(maxsize=16)
def _composed(
    catalog: FirmCatalog, written: tuple[tuple[str, Writing], ...]
) -> tuple[tuple[MessageProblem, ...], dict[str, Composed]]:
    """Everything that is wrong with the messages, or they; kept, since a page shows the same many times.

    To know every field by its names in six languages takes a quarter of a second.
    """
    fields = MergeFields(catalog)
    try:
        return (), {variant: compose(writing, fields) for variant, writing in written}
    except MessageError as error:
        return error.problems, {}


def lacking_for_approval(
    campaign: Campaign, composed: Mapping[str, Composed], language: str
) -> tuple[str, ...]:
    """What it lacks to be approved; the data need not be at hand."""
    return tuple(_of_posting(campaign, composed, language))


def _of_posting(campaign: Campaign, composed: Mapping[str, Composed], language: str) -> Iterator[str]:
    if campaign.provider is None:
        yield _("Nobody carries these messages yet; choose a provider.")
    if campaign.channel == "email":
        try:
            wire_address(campaign.sender_address)
        except AddressError as error:
            no_address = _("Say from which address the messages come.")
            yield retold(str(error), language) if campaign.sender_address else no_address
    if not settings.SITE_URL and any(message.links for message in composed.values()):
        yield _(
            "The message has links to this site, and the site does not know its own address:"
            " an administrator sets it as CLIENTELA_SITE_URL."
        )


def _lines(error: ClientelaError, workspace: Workspace, language: str) -> list[str]:
    return refusal_said(error, language, workspace.catalog.labels).splitlines()


def faults_of_name(draft: Draft, campaign: Campaign | None = None) -> tuple[Fault, ...]:
    """What is wrong with its name alone."""
    return tuple(_of_name(draft.name.strip(), campaign))


def _of_name(name: str, campaign: Campaign | None) -> Iterator[Fault]:
    if not name:
        yield Fault("name", _("A campaign needs a name."))
    if len(name) > 200:
        yield Fault("name", _("A name has at most 200 letters."))
    other = Campaign.objects.filter(name=name).first()
    if other is not None and other != campaign:
        told = _("There is a campaign of this name already; choose another name, or change that one.")
        yield Fault("name", told, other.pk)


def _of_audience(draft: Draft, workspace: Workspace) -> Iterator[Fault]:
    known = set(workspace.catalog.segment_names())
    for field in ("segments", "without"):
        for name in getattr(draft, field):
            if name not in known:
                yield Fault(field, _("There is no segment “%(name)s”.") % {"name": name})
    for field in ("holdout_percent", "universal_percent"):
        if not 0 <= getattr(draft, field) < 100:
            yield Fault(field, _("A share lies between 0 and less than 100 percent."))
    if draft.language and draft.language not in LANGUAGES:
        yield Fault("language", _("Choose one of %(choices)s.") % {"choices": ", ".join(LANGUAGES)})
    if not draft.purpose.strip() or len(draft.purpose) > 60:
        yield Fault("purpose", _("Say what people gave their consent to, such as marketing."))


def _of_way(draft: Draft) -> Iterator[Fault]:
    if draft.channel not in ADDRESSES:
        yield Fault("channel", _("Choose one of %(choices)s.") % {"choices": ", ".join(ADDRESSES)})
    if draft.provider:
        provider = Provider.objects.filter(name=draft.provider).first()
        if provider is None:
            yield Fault("provider", _("There is no provider “%(name)s”.") % {"name": draft.provider})
        elif provider.channel != draft.channel:
            yield Fault("provider", _("“%(name)s” does not carry this channel.") % {"name": draft.provider})
    if draft.after_crash not in AfterCrash.values:
        yield Fault(
            "after_crash", _("Choose one of %(choices)s.") % {"choices": ", ".join(AfterCrash.values)}
        )
    for field, most in (("sender_name", 120), ("sender_address", 254), ("reply_to", 254)):
        if len(getattr(draft, field)) > most:
            yield Fault(field, _("At most %(most)s letters.") % {"most": most})


def _of_coupons(draft: Draft) -> Iterator[Fault]:
    if len(draft.coupon_code) > 60:
        yield Fault("coupon_code", _("At most %(most)s letters.") % {"most": 60})
    if draft.coupon_list and not CouponList.objects.filter(name=draft.coupon_list).exists():
        yield Fault("coupon_list", _("There is no list of coupons “%(name)s”.") % {"name": draft.coupon_list})
    if draft.coupon_list and draft.coupon_code:
        yield Fault("coupon_code", _("Choose one code for everybody, or a list with one for each."))


def _of_times(draft: Draft) -> Iterator[Fault]:
    if draft.time_zone and draft.time_zone not in available_timezones():
        yield Fault("time_zone", _("There is no time zone “%(name)s”.") % {"name": draft.time_zone})
    if draft.send_at is not None and not FIRST_YEAR <= draft.send_at.year < LAST_YEAR:
        yield Fault("send_at", _("Choose a time that people live to see."))
    hours = draft.quiet_hours
    if hours is not None and not (_is_time(hours.begin) and _is_time(hours.until)):
        yield Fault("quiet_hours", _("Write both times such as 21:00."))


def _of_measuring(draft: Draft, workspace: Workspace) -> Iterator[Fault]:
    if workspace.catalog.event_kind(draft.goal) is None:
        yield Fault("goal", _("There is no kind of event “%(name)s”.") % {"name": draft.goal})
    if not 1 <= draft.window_days <= MOST_DAYS:
        yield Fault("window_days", _("A window has 1 to %(most)s days.") % {"most": MOST_DAYS})
    if draft.message_cost is not None and not 0 <= draft.message_cost < 1e6:  # not a number is not either
        yield Fault("message_cost", _("A cost is not negative; write it such as 0.05."))
    if draft.margin_percent is not None and not 0 < draft.margin_percent <= 100:
        yield Fault("margin_percent", _("A margin is more than 0 and at most 100 percent."))


def _is_time(text: str) -> bool:
    try:
        return dt.time.fromisoformat(text).tzinfo is None
    except ValueError:
        return False
