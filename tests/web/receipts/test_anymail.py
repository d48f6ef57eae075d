"""What e-mail providers tell: known by anymail, believed when signed, and then the ledger's word."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from django.test import Client
from django.utils import timezone

from clientela_web.channels.email.hardness import is_hard
from clientela_web.channels.sealing import seal
from clientela_web.channels.tokens import tracking_token_of
from clientela_web.ledger.keys import address_key
from clientela_web.models import Delivery, Hit, Provider, Suppression
from tests.web.channels.anymail.esp import REPORTS, SIGNING, mailgun_at, postmark_at
from tests.web.channels.people import campaign_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator")]

ADDRESS = "anna@x.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://shop.example"


def handed_over(provider, name="Spring", state="sent", provider_id="<1@mailgun.example>"):
    campaign = campaign_to([ADDRESS], provider, name=name)
    Delivery.objects.filter(campaign=campaign).update(
        state=state, provider_id=provider_id, tries=1, finished_at=timezone.now()
    )
    return Delivery.objects.get(campaign=campaign)


def mailgun(provider, row, event, key=SIGNING, **fields):
    """A call of Mailgun's: the HMAC-SHA256 of its timestamp and token."""
    stamp, nonce = "1461871275", "06c96bafc3f42a66b9edd546347a2fe18dc23461fe80dc52f0"
    told = {
        "signature": {
            "timestamp": stamp,
            "token": nonce,
            "signature": hmac.new(key.encode(), f"{stamp}{nonce}".encode(), hashlib.sha256).hexdigest(),
        },
        "event-data": {
            "event": event,
            "timestamp": 1461871275.25,
            "recipient": ADDRESS,
            "message": {"headers": {"message-id": "1@mailgun.example"}},
            "user-variables": {"delivery": tracking_token_of(row.pk)} if row else {},
            **fields,
        },
    }
    return Client().post(f"/receipts/{provider.pk}/", json.dumps(told), content_type="application/json")


def postmark(provider, told, user=REPORTS):
    headers = {"Authorization": f"Basic {base64.b64encode(user.encode()).decode()}"} if user else {}
    client = Client(headers=headers)
    return client.post(f"/receipts/{provider.pk}/", json.dumps(told), content_type="application/json")


def state_of(row):
    row = Delivery.objects.get(pk=row.pk)
    return (row.state, row.reason)


def suppressed():
    return list(Suppression.objects.values_list("channel", "reason"))


HARD = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 550, "message": "550 5.1.1 no such user"},
}
FULL = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 552, "message": "552 5.2.2 mailbox full"},
}


def test_sent_until_it_is_delivered():
    provider = mailgun_at()
    row = handed_over(provider)
    assert mailgun(provider, row, "accepted").status_code == 200
    assert mailgun(provider, row, "failed", severity="temporary", reason="generic").status_code == 200
    assert state_of(row) == ("sent", "")
    for _ in range(2):
        assert mailgun(provider, row, "delivered").status_code == 200
    assert state_of(row) == ("delivered", "")


def test_message_is_found_by_the_providers_number_too():
    provider = mailgun_at()
    row = handed_over(provider)
    mailgun(provider, None, "delivered")
    assert state_of(row) == ("delivered", "")


def test_call_that_is_not_signed_is_not_believed():
    provider = mailgun_at()
    row = handed_over(provider)
    assert mailgun(provider, row, "delivered", key="another").status_code == 403
    assert Client().post(f"/receipts/{provider.pk}/", {"event": "delivered"}).status_code == 403
    assert state_of(row) == ("sent", "")


def test_hard_bounce_suppresses_and_takes_delivered_back():
    provider = mailgun_at()
    row = handed_over(provider)
    mailgun(provider, row, "delivered")
    mailgun(provider, row, "failed", **HARD)
    assert state_of(row) == ("failed", "bounced")
    assert suppressed() == [("email", "bounced")]
    assert Suppression.objects.get().address_key == address_key("email", ADDRESS)


def test_soft_bounces_suppress_when_there_are_n_in_a_row(settings):
    settings.SOFT_BOUNCES = 3
    provider = mailgun_at()
    rows = [handed_over(provider, f"Soft {number}") for number in range(5)]
    for place, row in enumerate(rows):
        if place == 1:
            mailgun(provider, row, "delivered")  # begins the count anew
            continue
        mailgun(provider, row, "failed", **FULL)
        assert state_of(row) == ("failed", "soft_bounced")
        assert bool(suppressed()) == (place == 4)


def test_complaint_suppresses_and_is_kept():
    provider = mailgun_at()
    row = handed_over(provider, state="delivered")
    other = campaign_to([ADDRESS], provider, name="Summer")
    mailgun(provider, row, "complained")
    assert suppressed() == [("email", "complained")]
    assert list(Hit.objects.values_list("delivery_id", "kind")) == [(row.pk, "complaint")]
    assert state_of(row) == ("delivered", "")
    assert state_of(Delivery.objects.get(campaign=other)) == ("suppressed", "complained")


def test_unsubscribing_at_the_provider_is_heard(own_firm):
    provider = mailgun_at()
    row = handed_over(provider, state="delivered")
    mailgun(provider, row, "unsubscribed")
    assert suppressed() == [("email", "unsubscribed")]
    assert "unsubscribe" in Hit.objects.values_list("kind", flat=True)


@pytest.mark.parametrize("counts", [True, False])
def test_openings_and_clicks_are_kept_where_they_are_counted(counts):
    provider = mailgun_at()
    row = handed_over(provider, state="delivered")
    campaign = row.campaign
    campaign.track_opens = campaign.track_clicks = counts
    campaign.save()
    agent = {"user-agent": "Mozilla/5.0 (a person)"}
    mailgun(provider, row, "opened", **{"client-info": agent})
    mailgun(provider, row, "clicked", url="https://shop.example/sale", **{"client-info": agent})
    told = [("open", "", agent["user-agent"]), ("click", "https://shop.example/sale", agent["user-agent"])]
    found = Hit.objects.order_by("pk").values_list("kind", "destination", "agent")
    assert list(found) == (told if counts else [])


BOUNCE = {
    "RecordType": "Bounce",
    "MessageID": "pm-1",
    "Email": ADDRESS,
    "Type": "HardBounce",
    "BouncedAt": "2026-11-22T09:00:00Z",
    "Details": "smtp;550 5.1.1 unknown",
    "Description": "gone",
}


@pytest.mark.parametrize(
    ("kind", "details", "told", "listed"),
    [
        ("HardBounce", "smtp;550 5.1.1 unknown", ("failed", "bounced"), [("email", "bounced")]),
        ("SoftBounce", "smtp;550 5.1.1 unknown", ("failed", "soft_bounced"), []),
        ("Transient", "smtp;451 4.7.1 later", ("sent", ""), []),
        ("BadEmailAddress", "not one", ("failed", "refused"), [("email", "bounced")]),
    ],
)
def test_bounces_of_postmark(kind, details, told, listed):
    provider = postmark_at()
    row = handed_over(provider, provider_id="pm-1")
    assert postmark(provider, {**BOUNCE, "Type": kind, "Details": details}).status_code == 200
    assert (state_of(row), suppressed()) == (told, listed)


@pytest.mark.parametrize("user", ["", "reports:falsch"])
def test_user_and_password_are_asked_for(user):
    provider = postmark_at()
    row = handed_over(provider, provider_id="pm-1")
    assert postmark(provider, BOUNCE, user).status_code == 403
    assert state_of(row) == ("sent", "")


def test_provider_with_whom_nothing_is_agreed_on_is_not_believed():
    provider = postmark_at()
    Provider.objects.update(sealed=seal({"server_token": "postmark-token"}))
    row = handed_over(provider, provider_id="pm-1")
    assert postmark(provider, BOUNCE, "").status_code == 403
    assert state_of(row) == ("sent", "")


@pytest.mark.parametrize(
    ("said", "hard"),
    [
        ("550 5.1.1 no such user", True),
        ("550-5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("5.4.1 Recipient address rejected: Access denied", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 blocked by policy", False),
        ("421 4.4.2 timed out", False),
        ("connect to 10.1.1.1 failed", True),
    ],
)
def test_codes_say_whether_the_address_is_gone(said, hard):
    assert is_hard(said) is hard
