"""What gateways tell: signed as their documentation says, believed only then."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from clientela_web.channels.tokens import token_of
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.parts import keep_parts
from clientela_web.ledger.refusing import forget
from clientela_web.ledger.reporting import PATIENCE, give_up_waiting
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, Hit, Suppression, Withdrawal
from clientela_web.preferences.queries import Topic, said_in
from tests.web.channels.people import campaign_to
from tests.web.channels.sms.gateway import TOKEN, VONAGE, twilio_at, vonage_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator")]

SITE = "https://shop.example"
NUMBER = "+48600000177"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def handed_over(provider, state="sent", **fields):
    campaign = campaign_to([NUMBER], provider)
    row = Delivery.objects.get(campaign=campaign)
    Delivery.objects.filter(pk=row.pk).update(
        state=state, provider_id="SM1", tries=1, finished_at=timezone.now(), **fields
    )
    return Delivery.objects.get(pk=row.pk)


def twilio(provider, path, form, token=TOKEN):
    """A call of Twilio's: base64 of the HMAC-SHA1 of the address and the sorted fields."""
    said = f"{SITE}{path}" + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()
    return Client(headers={"X-Twilio-Signature": signature}).post(
        path, urlencode(form), content_type="application/x-www-form-urlencoded"
    )


def path_of(provider, row=None):
    return f"/receipts/{provider.pk}/" + (f"?m={token_of(row.pk)}" if row else "")


def state_of(row):
    row = Delivery.objects.get(pk=row.pk)
    return (row.state, row.reason, row.reply)


@pytest.mark.parametrize("before", ["sending", "sent", "unknown"])
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"MessageStatus": "delivered"}, ("delivered", "", "")),
        ({"MessageStatus": "undelivered", "ErrorCode": "30003"}, ("failed", "refused", "undelivered 30003")),
        ({"MessageStatus": "failed"}, ("failed", "refused", "failed")),
    ],
)
def test_what_became_of_a_message_is_written_down_once(before, fields, told):
    provider = twilio_at()
    row = handed_over(provider, before)
    for _ in range(2):
        assert twilio(provider, path_of(provider, row), {"MessageSid": "SM1", **fields}).status_code == 204
    assert state_of(row) == told
    assert tally(row.campaign).open == 0


def test_states_on_the_way_change_nothing():
    provider = twilio_at()
    row = handed_over(provider)
    for status in ("queued", "sending", "sent"):
        twilio(provider, path_of(provider, row), {"MessageSid": "SM1", "MessageStatus": status})
    assert state_of(row) == ("sent", "", "")


def test_message_is_found_by_the_gateways_number_too():
    provider = twilio_at()
    row = handed_over(provider)
    twilio(provider, path_of(provider), {"MessageSid": "SM1", "MessageStatus": "delivered"})
    assert state_of(row)[0] == "delivered"


def test_report_is_quicker_than_the_second_try():
    """Nobody knew whether it was taken, and it waits to be sent again: it must not be."""
    provider = twilio_at()
    row = handed_over(provider, "pending")
    twilio(provider, path_of(provider, row), {"MessageSid": "SM1", "MessageStatus": "delivered"})
    assert state_of(row)[0] == "delivered"


def test_message_that_was_never_sent_cannot_arrive():
    provider = twilio_at()
    row = handed_over(provider, "pending")
    Delivery.objects.update(tries=0)
    twilio(provider, path_of(provider, row), {"MessageSid": "SM1", "MessageStatus": "delivered"})
    assert state_of(row)[0] == "pending"


@pytest.mark.parametrize("token", ["another", ""])
def test_call_that_is_not_signed_is_not_believed(token):
    provider = twilio_at()
    row = handed_over(provider)
    told = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert twilio(provider, path_of(provider, row), told, token).status_code == 403
    assert Client().post(path_of(provider, row), told).status_code == 403
    assert state_of(row)[0] == "sent"


def test_signed_address_cannot_be_changed():
    provider = twilio_at()
    row = handed_over(provider)
    form = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    said = f"{SITE}{path_of(provider)}" + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), said.encode(), hashlib.sha1).digest()).decode()
    client = Client(headers={"X-Twilio-Signature": signature})
    assert client.post(path_of(provider, row), form).status_code == 403


def test_provider_is_not_believed_about_anothers_messages():
    row = handed_over(twilio_at())
    other = vonage_at()
    assert vonage(other, {"client-ref": token_of(row.pk), "status": "delivered"}).status_code == 204
    assert state_of(row)[0] == "sent"


def test_nobody_answers_for_what_is_no_provider():
    assert Client().post("/receipts/77/").status_code == 404
    assert Client().head(f"/receipts/{twilio_at().pk}/").status_code == 200


def test_number_that_takes_no_messages_gets_no_more():
    provider = twilio_at()
    row = handed_over(provider)
    told = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    twilio(provider, path_of(provider, row), told)
    assert [each.reason for each in Suppression.objects.all()] == ["bounced"]


def test_stop_is_obeyed_at_once(own_firm):
    provider = twilio_at()
    row = handed_over(provider)
    other = campaign_to([NUMBER], provider, name="Summer")
    Delivery.objects.filter(campaign=other).update(state="claimed", holder=7)
    form = {"From": NUMBER, "To": "+48500600700", "Body": "Stop", "MessageSid": "SM2"}
    for _ in range(2):
        response = twilio(provider, path_of(provider), form)
        assert (response.status_code, response.content) == (204, b"")
    waiting = Delivery.objects.get(campaign=other)
    assert (waiting.state, waiting.holder) == ("suppressed", None)
    assert list(Suppression.objects.values_list("channel", "address_key", "reason")) == [
        ("sms", address_key("sms", NUMBER), "unsubscribed")
    ]
    assert Withdrawal.objects.filter(channel="sms", purpose="marketing").exists()
    assert said_in(own_firm, row.customer_id)[Topic("sms", "marketing")] is False
    assert state_of(row)[0] == "sent"


def test_stop_of_somebody_nobody_wrote_to_is_obeyed_too():
    provider = twilio_at()
    twilio(provider, path_of(provider), {"From": "+34600100200", "Body": "BAJA", "MessageSid": "SM2"})
    assert [each.reason for each in Suppression.objects.all()] == ["unsubscribed"]


def test_other_replies_are_kept_as_replies():
    provider = twilio_at()
    row = handed_over(provider)
    twilio(provider, path_of(provider), {"From": NUMBER, "Body": "Thank you!", "MessageSid": "SM2"})
    assert list(Hit.objects.values_list("delivery_id", "kind")) == [(row.pk, "reply")]
    assert not Suppression.objects.exists()


def test_nothing_is_kept_of_somebody_who_was_erased():
    provider = twilio_at()
    row = handed_over(provider)
    forget([row.customer_id])
    told = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    twilio(provider, path_of(provider, row), told)
    assert state_of(row) == ("failed", "refused", "")
    assert not Suppression.objects.exists()


def signed(told, method="sha256"):
    """As Vonage's documentation has it: &name=value by name, & and = in values as _."""
    said = "".join(f"&{name}={str(told[name]).replace('&', '_').replace('=', '_')}" for name in sorted(told))
    secret = VONAGE["signature_secret"]
    if method == "md5hash":
        return hashlib.md5((said + secret).encode()).hexdigest()  # noqa: S324
    return hmac.new(secret.encode(), said.encode(), method).hexdigest()


def vonage(provider, told, method="sha256", by="json"):
    told = {"msisdn": NUMBER[1:], "to": "Shop", "messageId": "SM1", "timestamp": "1582650446", **told}
    told["sig"] = signed(told, method)
    path = f"/receipts/{provider.pk}/"
    if by == "json":
        return Client().post(path, json.dumps(told), content_type="application/json")
    return Client().get(path, told) if by == "get" else Client().post(path, told)


@pytest.mark.parametrize("by", ["json", "form", "get"])
@pytest.mark.parametrize("method", ["sha512", "sha256", "sha1", "md5", "md5hash"])
def test_receipts_of_vonage_are_believed_when_signed(by, method):
    provider = vonage_at(method=method)
    row = handed_over(provider)
    told = {"client-ref": token_of(row.pk), "status": "delivered", "err-code": "0", "price": "0.03=&x"}
    assert vonage(provider, told, "sha1" if method != "sha1" else "md5", by).status_code == 403
    assert vonage(provider, told, method, by).status_code == 204
    assert state_of(row)[0] == "delivered"


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        ("failed", "6", "failed"),
        ("expired", "5", "failed"),
        ("accepted", "0", "sent"),
        ("buffered", "0", "sent"),
    ],
)
def test_receipts_of_vonage(status, code, told):
    provider = vonage_at()
    row = handed_over(provider)
    vonage(provider, {"status": status, "err-code": code})
    assert state_of(row)[0] == told


def test_each_part_has_a_receipt_of_its_own_at_vonage():
    provider = vonage_at()
    row = handed_over(provider)
    keep_parts(row.pk, ["SM1", "SM2"])
    told = {"client-ref": token_of(row.pk), "status": "delivered", "err-code": "0"}
    for _ in range(2):
        vonage(provider, {**told, "messageId": "SM2"})
        assert state_of(row)[0] == "sent"
    vonage(provider, told)
    assert state_of(row)[0] == "delivered"


def test_part_of_another_provider_is_none_of_ours():
    ours, theirs = vonage_at(), twilio_at()
    row = handed_over(ours)
    keep_parts(row.pk, ["SM7", "SM8"])
    told = {"MessageSid": "SM7", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    twilio(theirs, path_of(theirs), told)
    assert state_of(row)[0] == "sent"


def test_stop_by_vonage(own_firm):
    provider = vonage_at()
    handed_over(provider)
    assert vonage(provider, {"text": "STOP", "type": "text", "keyword": "STOP"}).status_code == 204
    assert [each.reason for each in Suppression.objects.all()] == ["unsubscribed"]


def test_what_is_never_reported_is_unknown_in_the_end():
    row = handed_over(twilio_at())
    now = timezone.now()
    assert give_up_waiting(now + PATIENCE - dt.timedelta(hours=1)) == 0
    assert give_up_waiting(now + PATIENCE + dt.timedelta(hours=1)) == 1
    assert state_of(row) == ("unknown", "not_reported", "")
    twilio(
        row.campaign.provider,
        path_of(row.campaign.provider, row),
        {"MessageSid": "SM1", "MessageStatus": "delivered"},
    )
    assert state_of(row)[0] == "delivered"
