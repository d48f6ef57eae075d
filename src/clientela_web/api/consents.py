"""Consents that a form of the firm's asks for: they count once she has confirmed them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import StringConstraints

from clientela.errors import UnknownNameError
from clientela_web.api.keys import Key, asking
from clientela_web.api.shapes import Language, Name, Number
from clientela_web.auditing import record
from clientela_web.ledger.pending import ask_consent
from clientela_web.models import ConsentRequest, Permission
from clientela_web.models.job import State

router = Router(tags=["consents"])


class ToAsk(Schema):
    """Whom, what for, and the words she agrees to. The key is the firm's number of her, or an e-mail."""

    customer: Name
    channel: Literal["email"] = "email"
    purpose: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")] = (
        "marketing"
    )
    wording: Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
    language: Language | None = None


class AskedFor(Schema):
    """How a consent stands that was asked for: it counts as given when it is confirmed, never before."""

    request: int
    customer_id: int
    channel: str
    purpose: str
    state: Literal["pending", "confirmed", "expired", "failed"]
    asked_at: dt.datetime
    expires_at: dt.datetime
    confirmed_at: dt.datetime | None


@router.post(
    "/consents/requests",
    response={202: AskedFor},
    auth=Key(Permission.EDIT_CUSTOMERS),
    summary="Ask a customer for a consent, to be confirmed by a link in a mail",
)
def ask(request: HttpRequest, told: ToAsk) -> Status[dict[str, object]]:
    """Nothing but that mail is sent before she confirms."""
    made = ask_consent(
        told.customer,
        told.channel,
        told.purpose,
        wording=told.wording,
        source=f"key {asking(request).prefix}",
        language=told.language or "",
    )
    record(
        request, "asked for", "customer", f"#{made.customer_id}", channel=made.channel, purpose=made.purpose
    )
    return Status(202, _told(made))


@router.get(
    "/consents/requests/{number}",
    response=AskedFor,
    auth=Key(Permission.SEE_PERSONS),
    summary="Show how a consent stands that was asked for",
)
def shown(request: HttpRequest, number: Number) -> dict[str, object]:
    made = ConsentRequest.objects.filter(pk=number).first()
    if made is None:
        raise UnknownNameError("consent request", str(number))
    return _told(made)


def _told(made: ConsentRequest) -> dict[str, object]:
    return {
        "request": made.pk,
        "customer_id": made.customer_id,
        "channel": made.channel,
        "purpose": made.purpose,
        "state": _state(made),
        "asked_at": made.created_at,
        "expires_at": made.expires_at,
        "confirmed_at": made.confirmed_at,
    }


def _state(made: ConsentRequest) -> str:
    if made.confirmed_at is not None:
        return "confirmed"
    if made.state == State.FAILED:
        return "failed"
    return "pending" if made.expires_at > timezone.now() else "expired"
