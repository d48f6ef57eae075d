"""Why somebody gets nothing, and what states mean, in the reader's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela_web.models import CampaignState, DeliveryState

REASONS: dict[str, Promise] = {
    "excluded": _("in a segment that is left out"),
    "no_consent": _("no consent to this channel and purpose"),
    "no_address": _("no address"),
    "bad_address": _("an address nothing can be delivered to"),
    "universal_holdout": _("held out of all campaigns, to compare"),
    "holdout": _("held out of this campaign, to compare"),
    "same_address": _("somebody with the same address gets it"),
    "withdrawn": _("consent taken back since"),
    "unsubscribed": _("unsubscribed"),
    "bounced": _("the address does not take messages"),
    "complained": _("complained of a message as spam"),
    "by_hand": _("on the suppression list by hand"),
    "erased": _("the person was erased"),
    "cancelled": _("the campaign was cancelled"),
    "crash": _("the sender stopped at that instant"),
    "connection_lost": _("the connection broke at that instant"),
    "refused": _("refused by the receiving server"),
    "gave_up": _("refused for the time being, again and again"),
    "not_writable": _("the text could not be made"),
    "soft_bounced": _("came back for the time being, as from a full mailbox"),
    "not_reported": _("handed over, and never reported of"),
}
STATE_BADGES = {
    CampaignState.DRAFT: "",
    CampaignState.CHECKED: "",
    CampaignState.APPROVED: "good",
    CampaignState.SENDING: "good",
    CampaignState.PAUSED: "warn",
    CampaignState.SENT: "good",
    CampaignState.CANCELLED: "bad",
}
DELIVERY_BADGES = {
    DeliveryState.DELIVERED: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.SUPPRESSED: "warn",
    DeliveryState.UNKNOWN: "warn",
}


def reason_said(reason: str) -> str:
    """A reason in the reader's language; as it is written where we have no words for it."""
    return str(REASONS.get(reason, reason.replace("_", " ")))
