"""A test to oneself: the message as a member gets it, and nothing that happened to her."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from django.utils import timezone

from clientela_web.auditing import record_at_terminal
from clientela_web.campaigns.trying import MOST, Trial, send_trial
from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.tokens import delivery_of, tracked_delivery_of
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.refusing import suppress
from clientela_web.models import (
    AuditEntry,
    Campaign,
    Coupon,
    CouponList,
    Delivery,
    Hit,
    Permission,
    Suppression,
    SuppressionReason,
    Withdrawal,
)
from clientela_web.privacy import NotForViewersError
from tests.web.campaigns.test_previewing import facts, members
from tests.web.channels.people import provider_at
from tests.web.channels.sms.gateway import GatewayServer, twilio_at

ME = "me@shop.example"
LINK = re.compile(r"https://shop\.example(/\w/([a-z0-9]+))")


@pytest.fixture
def server(sink, campaign):
    """A mail server that the campaign goes by."""
    found = sink()
    campaign.provider = provider_at(found.port)
    campaign.save()
    return found


def whole(shop):
    """A member of whom everything is known that the message says."""
    return next(number for number in members(shop) if all(facts(shop, number)))


def sent(campaign, shop, trial, **more):
    return send_trial(campaign, trial, shop, language="en", note=record_at_terminal, **more)


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_test_is_the_message_that_the_member_would_get(server, campaign, shop, marketer, browse, page_of):
    number = whole(shop)
    answer = browse(marketer).post(
        page_of("test/"), {"to": ME, "customer": number, "variant": "B"}, follow=True
    )
    assert answer.redirect_chain == [(page_of(f"preview/?customer={number}&variant=B"), 302)]
    assert f"The test to {ME} was taken" in answer.content.decode()
    (mail,) = server.messages()
    name, _city, gender = facts(shop, number)
    assert (mail["To"], mail["From"]) == (ME, "The shop <news@shop.example>")
    assert mail["Subject"] == f"[TEST] It is spring, {name}"
    assert f"Hello {name}, {gender}" in body(mail, "plain")
    assert f"<p>Hello {name}, {gender}</p>" in re.sub(r"<p [^>]*>", "<p>", body(mail, "html"))
    assert mail["List-Unsubscribe"].startswith("<https://shop.example/u/")


def test_nothing_of_it_is_counted_and_nobody_unsubscribes_by_it(server, campaign, shop, client):
    number = whole(shop)
    sent(campaign, shop, Trial(ME, "A", number))
    (mail,) = server.messages()
    found = LINK.findall(body(mail, "html") + mail["List-Unsubscribe"])
    assert {path[:3] for path, _token in found} == {"/u/"}  # no picture, no counted link
    ((path, token),) = set(found)
    assert (delivery_of(token), tracked_delivery_of(token)) == (None, None)
    for how in ({}, {"unsubscribe": "page"}, {"List-Unsubscribe": "One-Click"}):
        answer = client.post(path, how) if how else client.get(path)
        assert (answer.status_code, "test message" in answer.content.decode()) == (200, True)
    for table in (Delivery, Hit, Withdrawal, Suppression):
        assert not table.objects.exists()
    assert client.get("/u/aaaaaaaaaaaaaaaa").status_code == 404


def test_no_coupon_is_taken(server, campaign, shop):
    coupons = CouponList.objects.create(name="Codes")
    Coupon.objects.create(coupons=coupons, code="REAL-1")
    Campaign.objects.update(
        coupon_list=coupons, variants=[], writing={"subject": "Hi", "text": "Yours: {{ coupon }}"}
    )
    campaign.refresh_from_db()
    sent(campaign, shop, Trial(ME, customer=whole(shop)))
    (mail,) = server.messages()
    assert "Yours: GIFT-2026" in mail.get_content()
    assert Coupon.objects.get().campaign is None


def test_without_a_customer_the_values_are_made_up(server, campaign, shop):
    sent(campaign, shop, Trial(ME, "B"))
    (mail,) = server.messages()
    assert mail["Subject"] == "[TEST] It is spring, Anna"


def test_it_is_written_down_by_our_number_and_the_address_by_its_key(
    server, campaign, shop, marketer, browse
):
    number = whole(shop)
    browse(marketer).post(f"/campaigns/{campaign.pk}/test/", {"to": ME, "customer": number})
    entry = AuditEntry.objects.get(action="tried_out", kind="campaign", what="Spring", account=marketer)
    assert entry.facts["customer"] == f"#{number}"
    assert ME not in str(entry.facts)


def test_after_so_many_within_an_hour_it_waits(server, campaign, shop, monkeypatch):
    for _time in range(MOST):
        record_at_terminal("tried_out", "campaign", "another")
    with pytest.raises(CampaignError, match="wait before you send another"):
        sent(campaign, shop, Trial(ME))
    assert AuditEntry.objects.filter(action="tried_out").count() == MOST
    later = timezone.now() + timezone.timedelta(minutes=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    sent(campaign, shop, Trial(ME))
    assert len(server.taken()) == 1


class Editor:
    """Somebody who may write campaigns and sees no persons; no role is so today."""

    def may(self, permission: Permission) -> bool:
        return permission is Permission.EDIT_CAMPAIGNS


def test_who_sees_no_persons_sends_no_members_message(server, campaign, shop):
    with pytest.raises(NotForViewersError):
        sent(campaign, shop, Trial(ME, customer=whole(shop)), reader=Editor())
    sent(campaign, shop, Trial(ME), reader=Editor())
    assert server.taken() == [ME]


@pytest.mark.parametrize(
    ("changed", "trial", "said"),
    [
        ({}, Trial("nobody"), "name@example.com"),
        ({}, Trial("gone@shop.example"), "suppression list"),
        ({}, Trial(ME, "C"), "variant 'C'"),
        ({"sender_address": ""}, Trial(ME), "from which address"),
        ({"provider": None}, Trial(ME), "choose a provider"),
        ({"channel": "webhook"}, Trial(ME), "text message only"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_not_written_down(campaign, shop, changed, trial, said):
    suppress("email", "gone@shop.example", SuppressionReason.COMPLAINED)
    for name, value in changed.items():
        setattr(campaign, name, value)
    with pytest.raises(Exception, match=said):
        sent(campaign, shop, trial)
    assert not AuditEntry.objects.filter(action="tried_out").exists()


def test_message_that_she_would_not_get_is_not_sent_as_a_test(campaign, shop):
    nameless = next(number for number in members(shop) if facts(shop, number)[2] is None)
    with pytest.raises(CampaignError, match="would get nothing"):
        sent(campaign, shop, Trial(ME, "A", nameless))


def test_text_message_goes_to_a_telephone(campaign, shop):
    gateway = GatewayServer()
    campaign.channel, campaign.provider = "sms", twilio_at(gateway.port)
    campaign.writing, campaign.variants = {"text": "Hello {first name}"}, []
    try:
        said = sent(campaign, shop, Trial("+48600000177", customer=whole(shop)))
        with pytest.raises(NotWritableError, match="international form"):
            sent(campaign, shop, Trial("600100200"))
    finally:
        gateway.shutdown()
        gateway.server_close()
    (form,) = gateway.taken
    assert (form["To"], form["Body"]) == ("+48600000177", f"[TEST] Hello {facts(shop, whole(shop))[0]}")
    assert said
    assert delivery_of(form["StatusCallback"].rstrip("/").rsplit("/", 1)[1]) is None


def test_server_that_is_not_there_is_told(campaign, shop, marketer, browse, page_of):
    answer = browse(marketer).post(page_of("test/"), {"to": ME}, follow=True)
    assert "127.0.0.1" in answer.content.decode()
    assert "was taken" not in answer.content.decode()
