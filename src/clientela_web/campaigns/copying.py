"""A campaign once more: what it says, and nothing of what became of it."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela_web.campaigns.drafts import draft_of, fields_of
from clientela_web.campaigns.judging import DraftError, faults_of_name
from clientela_web.models import Account, Campaign

LONGEST = 200
_ROOM = 20  # letters that a number, or the word for a copy, may take


def copy(campaign: Campaign, name: str = "", account: Account | None = None) -> Campaign:
    """A draft of that name with the same content; by default of a name that is free.

    It has no audience, approval or proof, and a time only where that is still to come. Holdout and variants
    are drawn anew, so others are held out than were before. Segments that are gone since stay named, and the
    draft says that it lacks them. Raises DraftError for a name that is taken.
    """
    told = draft_of(campaign)
    at = told.send_at if told.send_at and told.send_at > timezone.now() else None
    name = name.strip() or free_name(_("%(name)s (copy)") % {"name": campaign.name[: LONGEST - _ROOM]})
    draft = msgspec.structs.replace(told, name=name, send_at=at)
    if faults := faults_of_name(draft):
        raise DraftError(faults)
    return Campaign.objects.create(
        **fields_of(draft, ZoneInfo(campaign.time_zone or "UTC")),
        consent_channel=campaign.consent_channel,
        provider=campaign.provider,
        coupon_list=campaign.coupon_list,
        salt=secrets.token_hex(8),
        account=account,
    )


def free_name(wanted: str) -> str:
    """The name, or the first with a number behind it that no campaign has."""
    taken = set(Campaign.objects.filter(name__startswith=wanted).values_list("name", flat=True))
    numbered = (f"{wanted} {number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)
