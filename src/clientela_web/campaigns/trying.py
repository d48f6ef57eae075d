"""A campaign's message sent to oneself, marked as a test: in no ledger, with no coupon taken, not counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.act.audience import address_of
from clientela.act.audience.merging import encode_row
from clientela.act.messages import Composed, Writing
from clientela.act.messages.samples import sample_values
from clientela.rules.types import ValueType
from clientela.workspace import Workspace
from clientela_web.campaigns.judging import lacking_for_approval
from clientela_web.campaigns.queries import preview
from clientela_web.channels.alone import carry_alone, row_to
from clientela_web.channels.tokens import TrialLinks
from clientela_web.channels.ways import open_way
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.keys import address_key
from clientela_web.models import AuditEntry, Campaign, Provider, Suppression
from clientela_web.privacy import NotForViewersError, Reader, sees_persons

MARK = "[TEST]"  # in letters that make no text message dearer, and that every language reads
MOST, WITHIN = 20, dt.timedelta(hours=1)
PATIENCE = 20.0  # seconds that somebody waits for a page
ACTION, KIND = "tried_out", "campaign"
CHANNELS = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a test goes, which message it is, and whose values stand in it; of nobody, they are made up."""

    to: str
    variant: str = ""
    customer: int | None = None


def send_trial(
    campaign: Campaign,
    trial: Trial,
    workspace: Workspace,
    *,
    language: str,
    note: Callable[..., AuditEntry],
    reader: Reader | None = None,
) -> str:
    """Send the message to that address, and what the provider said of it.

    `note` writes it into the audit log; `reader` is who asks, nobody at a terminal. Raises CampaignError for
    what the message, the address or the campaign lacks, and after so many tests within an hour;
    MessageError, ProviderError and what else `carry_alone` raises.
    """
    if trial.customer is not None and reader is not None and not sees_persons(reader):
        raise NotForViewersError(_("Your role sees no persons; send the test with made-up values."))
    address, provider = _address(campaign, trial.to), campaign.provider
    writing = preview.writing_of(campaign, trial.variant)
    workspace.message(writing)  # raises with the places of what was written, before the mark moves them
    message = workspace.message(_marked(writing))
    composed = message.composed
    if (lacking := lacking_for_approval(campaign, {"": composed}, language)) or provider is None:
        raise CampaignError("\n".join(lacking))
    if trial.customer is None:
        values = sample_values(composed.types, composed.lists, (), ())
    else:
        values = message.said_of(trial.customer, segment=preview.segment_of(campaign))
    values |= dict.fromkeys(composed.given, preview.coupon_of(campaign))
    _check_whole(composed, values, language)
    _note(campaign, trial, address, note)
    return _carried(campaign, provider, address, composed, values)


def _address(campaign: Campaign, written: str) -> str:
    """The address as it goes on the wire; raises CampaignError for one nothing may or can be sent to."""
    if campaign.channel not in CHANNELS:
        raise CampaignError(_("A test goes by e-mail or as a text message only."))
    address = written.strip()
    if campaign.channel == "email":
        wire = address_of(address)
        if wire is None:
            raise CampaignError(_("This is no e-mail address; write it as name@example.com."))
        address = wire
    key = address_key(campaign.channel, address)
    if Suppression.objects.filter(channel=campaign.channel, address_key=key).exists():
        raise CampaignError(_("Nothing is sent to this address: it is on the suppression list."))
    return address


def _marked(writing: Writing) -> Writing:
    """The writing with the mark where its reader looks first."""
    if writing.channel == "email":
        return replace(writing, subject=f"{MARK} {writing.subject}")
    return replace(writing, text=f"{MARK} {writing.text or ''}")


def _check_whole(composed: Composed, values: dict[str, object], language: str) -> None:
    rendered = composed.render({**values, **sample_values({}, (), (), composed.links)})
    if rendered.lacking:
        told = "\n".join(preview.lacking_said(rendered, language))
        raise CampaignError(
            _("This customer would get nothing, because the text would be wrong") + f":\n{told}"
        )


def _note(campaign: Campaign, trial: Trial, address: str, note: Callable[..., AuditEntry]) -> None:
    """Write it down before it goes; raises CampaignError where there were too many: that is not written."""
    facts: dict[str, object] = {"address": address_key(campaign.channel, address)[:12]}
    if trial.customer is not None:
        facts["customer"] = f"#{trial.customer}"
    with transaction.atomic():
        entry = note(ACTION, KIND, campaign.name, **facts)
        since = entry.at - WITHIN
        theirs = AuditEntry.objects.filter(action=ACTION, kind=KIND, actor=entry.actor, at__gt=since)
        if theirs.count() > MOST:
            raise CampaignError(
                _("%(most)s tests were sent within an hour; wait before you send another.") % {"most": MOST}
            )


def _carried(
    campaign: Campaign, provider: Provider, address: str, composed: Composed, values: dict[str, object]
) -> str:
    """By the way that the campaign goes, as one message of it."""
    shadow = copy(campaign)
    given = dict.fromkeys(composed.given, ValueType.TEXT.value)
    shadow.value_types = {name: kind.value for name, kind in composed.types.items()} | given
    row = row_to(address)._replace(merge_values=encode_row(values))
    way = open_way(provider)
    writer = way.writer(shadow, {"": composed}, TrialLinks(settings.SITE_URL))
    return carry_alone(way.lines, writer.write(row, timezone.now().replace(microsecond=0)), seconds=PATIENCE)
