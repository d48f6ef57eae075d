"""Mail that comes back, as mail servers write it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from clientela_web.channels.tokens import token_of
from clientela_web.models import Delivery, Hit, Suppression
from clientela_web.receipts.returned import record_returned
from tests.web.channels.people import campaign_to, provider_at

pytestmark = pytest.mark.django_db

POSTFIX = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4A1B
Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; anna@x.example
Original-Recipient: rfc822;anna@x.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.x.example
Diagnostic-Code: smtp; {diagnostic}

--B
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{inner}>
From: The shop <news@shop.example>
Subject: Hello Name 1

Hello
--B--
"""
COMPLAINT = """\
From: <abuse@isp.example>
To: <abuse@shop.example>
Subject: FW: Hello Name 1
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an email abuse report.

--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--B
Content-Type: message/rfc822

From: The shop <news@shop.example>
List-Unsubscribe: <https://shop.example/u/{token}>
Subject: Hello Name 1

Hello
--B--
"""


@pytest.fixture
def row():
    campaign = campaign_to(["anna@x.example"], provider_at(9))
    Delivery.objects.update(state="delivered", tries=1, finished_at=timezone.now())
    return Delivery.objects.get(campaign=campaign)


def path_of(row):
    return f"news+{token_of(row.pk)}@shop.example"


def returned(row, action="failed", status="5.1.1", diagnostic="550 5.1.1 no such user", **fields):
    told = {"to": path_of(row), "inner": path_of(row), **fields}
    text = POSTFIX.format(action=action, status=status, diagnostic=diagnostic, **told)
    return text.replace("\n", "\r\n").encode()


def outcome(row):
    row = Delivery.objects.get(pk=row.pk)
    return (row.state, row.reason)


@pytest.mark.parametrize(
    ("status", "diagnostic", "became", "listed"),
    [
        ("5.1.1", "550 5.1.1 no such user", "bounced", ["bounced"]),
        ("5.0.0", "550 no such user here", "bounced", ["bounced"]),
        ("5.0.0", "552 5.2.2 over quota", "soft_bounced", []),
        ("4.4.7", "delivery time expired", "soft_bounced", []),
        ("5.7.1", "554 5.7.1 blocked", "soft_bounced", []),
    ],
)
def test_bounces_are_written_down_once(row, status, diagnostic, became, listed):
    for _ in range(2):
        found = record_returned(returned(row, status=status, diagnostic=diagnostic))
        assert (found.delivery, found.became) == (row.pk, became)
    assert outcome(row) == ("failed", became)
    assert [each.reason for each in Suppression.objects.all()] == listed


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_only_late_changes_nothing(row, action):
    assert record_returned(returned(row, action)) is None
    assert outcome(row) == ("delivered", "")


def test_message_is_known_by_the_envelope_or_by_what_came_back(row):
    nobody = "postmaster@shop.example"
    assert record_returned(returned(row, to=nobody, inner=nobody)) is None
    assert record_returned(returned(row, to=nobody, inner=nobody), path_of(row)).delivery == row.pk
    assert record_returned(returned(row, to=nobody)).delivery == row.pk


def test_token_that_we_did_not_make_is_nobodys(row):
    token = token_of(row.pk)
    forged = f"news+{'a' if token[0] != 'a' else 'b'}{token[1:]}@shop.example"
    assert record_returned(returned(row, to=forged, inner=forged)) is None
    assert outcome(row) == ("delivered", "")


def test_complaint_is_heard(row):
    raw = COMPLAINT.format(kind="abuse", token=token_of(row.pk)).encode()
    for _ in range(2):
        assert record_returned(raw).became == "complaint"
    assert [each.reason for each in Suppression.objects.all()] == ["complained"]
    assert list(Hit.objects.values_list("delivery_id", "kind")) == [(row.pk, "complaint")]
    assert outcome(row) == ("delivered", "")


def test_what_is_no_complaint(row):
    assert record_returned(COMPLAINT.format(kind="not-spam", token=token_of(row.pk)).encode()) is None
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Away\r\nTo: news+aaaaaaaaaaaaaaaaaaaa@shop.example\r\n\r\nI am away until Monday.",
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n",
    ],
)
def test_anything_else_is_left_alone(row, raw):
    assert record_returned(raw) is None
    assert record_returned(raw, path_of(row)) is None
    assert outcome(row) == ("delivered", "")
