"""What can be chosen for a campaign, in the reader's words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela_web.channels.kinds import usable_channels
from clientela_web.models import AfterCrash, CouponList, Provider
from clientela_web.ui.words import channel_label
from clientela_web.workspace import firm

KINDS_OF_BODY = [
    ("markdown", gettext_lazy("Formatted text")),
    ("text", gettext_lazy("Plain text")),
    ("html", gettext_lazy("HTML")),
    ("mjml", gettext_lazy("MJML, made into HTML that every mail program shows")),
]
AFTER_CRASH = [
    (
        AfterCrash.MARK_UNKNOWN.value,
        gettext_lazy(
            "Never send it twice: the few messages under way at that instant are marked as unknown."
        ),
    ),
    (
        AfterCrash.RETRY.value,
        gettext_lazy("Never lose it: those few are sent again, and may arrive twice."),
    ),
]


def channels() -> list[tuple[str, str]]:
    """The channels a campaign can go by."""
    return [(each, channel_label(each)) for each in usable_channels()]


def languages() -> list[tuple[str, str]]:
    """The languages a message can be written in."""
    return list(settings.LANGUAGES)


def providers() -> list[tuple[str, str]]:
    """The providers there are, each with its channel."""
    found = [(each.name, f"{each.name} · {channel_label(each.channel)}") for each in Provider.objects.all()]
    return [("", _("Not chosen yet")), *found]


def coupon_lists() -> list[tuple[str, str]]:
    """The lists of coupons there are."""
    return [("", "–"), *((each.name, each.name) for each in CouponList.objects.all())]


def purposes() -> list[str]:
    """What people were asked to consent to so far."""
    rows = firm().store.engine.rows(
        "SELECT DISTINCT purpose FROM consents WHERE purpose IS NOT NULL ORDER BY 1 LIMIT 50"
    )
    return [row[0] for row in rows] or ["marketing"]
