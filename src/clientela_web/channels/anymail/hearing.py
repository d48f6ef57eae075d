"""What e-mail providers tell, in the words that django-anymail has for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import EventType, RejectReason
from django.http import HttpRequest

from clientela_web.channels.anymail.mails import NAME
from clientela_web.channels.anymail.providers import VIEWS as CALLING
from clientela_web.channels.anymail.providers import view_of
from clientela_web.channels.email.hardness import is_hard
from clientela_web.channels.hearing import Deed, Heard, NotTheirsError
from clientela_web.channels.tokens import tracked_delivery_of
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.reporting import Report
from clientela_web.models import HitKind, Provider, SuppressionReason

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent

__all__ = ["CALLING", "heard"]

_DEEDS = {
    EventType.OPENED: HitKind.OPEN,
    EventType.CLICKED: HitKind.CLICK,
    EventType.COMPLAINED: HitKind.COMPLAINT,
    EventType.UNSUBSCRIBED: HitKind.UNSUBSCRIBE,
}
# Why a provider sends no more to an address, whatever we want.
_LISTED = {
    RejectReason.INVALID: SuppressionReason.BOUNCED,
    RejectReason.BOUNCED: SuppressionReason.BOUNCED,
    RejectReason.SPAM: SuppressionReason.COMPLAINED,
    RejectReason.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBED,
}
_HARD = (RejectReason.INVALID, RejectReason.BOUNCED)
_SOFT_BY_NAME = frozenset({"softbounce", "soft_bounce", "soft bounce", "soft", "transient"})


def heard(provider: Provider, request: HttpRequest) -> Sequence[Heard]:
    """What a call says; raises NotTheirsError for one that is not signed, or not by user and password."""
    view = view_of(provider)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except AnymailWebhookValidationFailure as error:
        raise NotTheirsError(str(error)) from error
    return [found for event in events if (found := _heard_in(event)) is not None]


def _heard_in(event: AnymailTrackingEvent) -> Heard | None:
    """The event in our words; None for one that changes nothing."""
    delivery = tracked_delivery_of(str((event.metadata or {}).get(NAME, "")))
    name, said = event.message_id, _said(event)
    if event.event_type in _DEEDS:
        kind = _DEEDS[event.event_type]
        return Deed(kind, delivery, name, event.click_url or "", event.user_agent or "")
    match event.event_type:
        case EventType.DELIVERED:
            return Report(delivery, name)
        case EventType.BOUNCED:
            if _is_hard(event, said):
                return Report(delivery, name, Cause.BOUNCED, said, SuppressionReason.BOUNCED)
            return Report(delivery, name, Cause.SOFT_BOUNCED, said)
        case EventType.REJECTED:
            return Report(delivery, name, Cause.REFUSED, said, _LISTED.get(event.reject_reason))
        case EventType.FAILED:
            return Report(delivery, name, Cause.REFUSED, said)
    return None


def _is_hard(event: AnymailTrackingEvent, said: str) -> bool:
    raw = event.esp_event
    named = (raw.get("Type"), raw.get("event"), raw.get("bounce_type")) if hasattr(raw, "get") else ()
    if any(str(each).lower() in _SOFT_BY_NAME for each in named if each):
        return False
    return is_hard(said, event.reject_reason in _HARD)


def _said(event: AnymailTrackingEvent) -> str:
    return " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())
