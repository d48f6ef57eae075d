"""Replies are known by the Message-ID they name and the address they come from."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage

import pytest

from clientela_web.channels.email.answers import answered_by
from clientela_web.ledger import senders
from clientela_web.ledger.claiming import claim
from clientela_web.ledger.hits import note_word
from clientela_web.ledger.refusing import forget
from clientela_web.models import Hit
from tests.web.channels.people import campaign_to, provider_at, writer_of

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


@pytest.fixture
def letters(db):
    """What two people got of two campaigns: the row, and the mail as a mail program sees it."""
    provider, found = provider_at(1), []
    for name in ("First", "Second"):
        campaign = campaign_to(["anna@x.example", "bob@x.example"], provider, name=name)
        for row in claim(senders.register(), campaign, 10):
            data = writer_of(campaign).write(row, AT).data
            found.append((row, email.message_from_bytes(data, policy=email.policy.default)))
    return found


def answer(letter, sender="Anna <Anna@x.example>", **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, letter["From"], f"Re: {letter['Subject']}"
    mail["In-Reply-To"] = letter["Message-ID"]
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Thank you!")
    return mail.as_bytes()


def test_reply_is_of_the_message_it_names(letters):
    for row, letter in letters:
        sender = "Anna <Anna@x.example>" if row.address.startswith("anna") else "bob@x.example"
        assert answered_by(answer(letter, sender)) == row.pk
    row, letter = letters[0]
    older = answer(letters[2][1], References=f"<x@y.example> {letter['Message-ID']}")
    assert answered_by(older.replace(letters[2][1]["Message-ID"].encode(), b"<other@x>")) == row.pk
    for _ in range(2):
        note_word(row.pk, "reply")
    assert list(Hit.objects.values_list("kind", "delivery_id", "machine")) == [("reply", row.pk, False)]


def test_what_is_no_reply_is_left_alone(letters):
    _row, letter = letters[0]
    assert answered_by(answer(letter, "stranger@y.example")) is None
    assert answered_by(answer(letter, Auto_Submitted="auto-replied; x=y")) is None
    assert answered_by(answer(letter, Precedence="auto_reply")) is None
    assert answered_by(answer(letter, Auto_Submitted="no")) is not None
    assert answered_by(answer(letter).replace(b"In-Reply-To", b"X-Other")) is None
    for raw in (b"", b"\xff\x00", b"From: \r\nIn-Reply-To: <>\r\n\r\n", b"From: anna@x.example\r\n\r\nHi"):
        assert answered_by(raw) is None


def test_somebody_erased_answered_nothing(letters):
    row, letter = letters[0]
    forget([row.customer_id])
    assert answered_by(answer(letter)) is None
