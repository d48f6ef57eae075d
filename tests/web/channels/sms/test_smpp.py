"""Text messages to a message centre on loopback, and what it delivers."""

from __future__ import annotations

import datetime as dt
import struct
import time

import pytest
from django.utils import timezone

from clientela_web.channels import hearsay
from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.kinds import kinds
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.sms import smpp
from clientela_web.ledger.refusing import forget
from clientela_web.ledger.reporting import PATIENCE, give_up_waiting
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, Hit, MessagePart, Provider, Suppression
from clientela_web.receipts.domain import take
from tests.web.channels.people import campaign_to
from tests.web.channels.sms.centre import Centre, centre_at

pytestmark = pytest.mark.django_db

SITE = "https://shop.example"


@pytest.fixture
def centre():
    running = Centre()
    yield running
    running.close()


@pytest.fixture
def carrier(monkeypatch):
    monkeypatch.setattr(hearsay, "RIPE_SECONDS", 0.0)
    monkeypatch.setattr(smpp.SmppAsker, "restful", 0.05)

    def hear(provider, heard):
        take(provider, heard, with_data=False)

    found = Carrier(composed_alone, SITE, hear)
    yield found
    found.close()


def carried(carrier):
    for _ in range(10):
        if not carrier.turn():
            break


def until(carrier, holds):
    for _ in range(50):
        carrier.turn()
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about")


def outcome(campaign):
    return {row.address[-2:]: (row.state, row.reason) for row in Delivery.objects.filter(campaign=campaign)}


def short(campaign, text):
    campaign.writing = {"text": text}
    campaign.save()


def test_everybody_is_handed_over_once(centre, carrier):
    people = [f"+486000002{number}" for number in range(60, 90) if number != 77]
    campaign = campaign_to(people, centre_at(centre.port, connections=3))
    short(campaign, "Hello {{ customer.first_name }}")
    carried(carrier)
    campaign.refresh_from_db()
    assert sorted(f"+{message['to']}" for message in centre.taken) == people
    assert len({message["octets"] for message in centre.taken}) == len(people)
    assert (campaign.state, tally(campaign).states) == ("sent", {"sent": len(people)})
    assert len(centre.bound) <= 3


def test_message_is_what_the_specification_wants(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "Cost: 5 € [{{ customer.first_name }}] ò")
    carried(carrier)
    (message,) = centre.taken
    assert message["source"] == (5, 0, "Shop")
    assert (message["ton"], message["to"]) == ((1, 1), "48600000140")
    assert (message["esm"], message["coding"], message["registered"] & 3) == (0, 0, 1)
    # 3GPP TS 23.038: € is 1B 65, [ is 1B 3C, ] is 1B 3E, ò is 08
    assert message["octets"] == b"Cost: 5 \x1b\x65 \x1b\x3cName 1\x1b\x3e \x08"
    assert Delivery.objects.get().provider_id == "1"


def test_long_message_goes_in_parts_that_tear_no_letter(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    text = "a" * 152 + "€" + "b" * 100 + "🙂"
    short(campaign, text)
    carried(carrier)
    heads = [struct.unpack("6B", message["octets"][:6]) for message in centre.taken]
    assert [head[:3] for head in heads] == [(5, 0, 3)] * len(heads)
    assert len({head[3] for head in heads}) == 1
    assert [head[5] for head in heads] == list(range(1, heads[0][4] + 1))
    assert all((message["esm"], message["coding"]) == (0x40, 8) for message in centre.taken)
    assert all(len(message["octets"]) <= 140 for message in centre.taken)
    said = [message["octets"][6:].decode("utf-16-be") for message in centre.taken]
    assert "".join(said) == text


def test_escape_is_not_parted_from_its_letter(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "a" * 152 + "€" + "b" * 20)
    carried(carrier)
    assert [len(message["octets"]) - 6 for message in centre.taken] == [152, 22]
    assert centre.taken[1]["octets"][6:8] == b"\x1b\x65"


def test_states_are_what_is_written_down(centre, carrier):
    ends = {
        "11": ("failed", "refused"),
        "45": ("failed", "refused"),
        "08": ("pending", ""),
        "40": ("sent", ""),
    }
    campaign = campaign_to([f"+486000001{end}" for end in ends], centre_at(centre.port, connections=1))
    carried(carrier)
    assert outcome(campaign) == ends
    assert "0x0B" in Delivery.objects.get(address__endswith="11").reply
    assert [each.reason for each in Suppression.objects.all()] == ["bounced"]


def test_throttled_provider_is_left_alone(centre, carrier):
    campaign = campaign_to(["+48600000158"], centre_at(centre.port))
    carried(carrier)
    assert "0x58" in Provider.objects.get().trouble
    row = Delivery.objects.get(campaign=campaign)
    assert (row.state, row.tries) == ("pending", 0)


@pytest.mark.parametrize(("policy", "state"), [("mark_unknown", "unknown"), ("retry", "pending")])
def test_broken_connection_leaves_one_message_unknown(centre, carrier, policy, state):
    people = ["+48600000177", "+48600000140", "+48600000141"]
    campaign = campaign_to(people, centre_at(centre.port, connections=1), after_crash=policy)
    short(campaign, "Hello")
    carried(carrier)
    assert sorted(message["to"] for message in centre.taken) == sorted(each[1:] for each in people)
    assert {name: told[0] for name, told in outcome(campaign).items()} == {
        "77": state,
        "40": "sent",
        "41": "sent",
    }


def test_answer_that_nobody_understands_leaves_it_unknown(centre, carrier):
    campaign = campaign_to(["+48600000199", "+48600000140"], centre_at(centre.port, connections=1))
    short(campaign, "Hello")
    carried(carrier)
    assert outcome(campaign) == {"99": ("unknown", "connection_lost"), "40": ("sent", "")}


def test_wrong_password_is_told(centre, carrier):
    campaign_to(["+48600000140"], centre_at(centre.port, "falsch"))
    carried(carrier)
    assert "does not let shop in" in Provider.objects.get().trouble
    assert Delivery.objects.get().tries == 0


@pytest.mark.parametrize(
    ("state", "error", "told"),
    [
        ("DELIVRD", "000", ("delivered", "", "")),
        ("UNDELIV", "011", ("failed", "refused", "UNDELIV 011")),
        ("EXPIRED", "000", ("failed", "refused", "EXPIRED 000")),
    ],
)
def test_receipts_are_heard(centre, carrier, state, error, told):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "Hello")
    carried(carrier)
    centre.receipt("1", "ENROUTE")
    centre.receipt("1", state, error)
    until(carrier, lambda: Delivery.objects.get().state != "sent")
    row = Delivery.objects.get()
    assert (row.state, row.reason, row.reply) == told
    assert centre.acknowledged


def test_message_in_parts_has_arrived_when_all_have(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "a" * 400)
    carried(carrier)
    assert len(centre.taken) == 3
    for name in ("3", "1", "1"):
        centre.receipt(name, "DELIVRD")
    until(carrier, lambda: MessagePart.objects.filter(has_arrived=True).count() == 2)
    assert Delivery.objects.get().state == "sent"
    centre.receipt("2", "DELIVRD")
    until(carrier, lambda: Delivery.objects.get().state == "delivered")
    assert not MessagePart.objects.exists()


def test_message_in_parts_has_failed_when_one_has(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "a" * 400)
    carried(carrier)
    centre.receipt("2", "UNDELIV", "011")
    until(carrier, lambda: Delivery.objects.get().state == "failed")
    for name in ("1", "2", "3"):
        centre.receipt(name, "DELIVRD")
    until(carrier, lambda: len(centre.acknowledged) == 4)
    carrier.turn()
    assert (Delivery.objects.get().state, Delivery.objects.get().reply) == ("failed", "UNDELIV 011")


def test_part_that_is_never_reported_leaves_it_unknown(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "a" * 400)
    carried(carrier)
    for name in ("1", "2"):
        centre.receipt(name, "DELIVRD")
    until(carrier, lambda: MessagePart.objects.filter(has_arrived=True).count() == 2)
    give_up_waiting(timezone.now() + PATIENCE + dt.timedelta(seconds=1))
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("unknown", "not_reported")
    centre.receipt("3", "DELIVRD")
    until(carrier, lambda: Delivery.objects.get().state == "delivered")


def test_names_of_parts_go_with_the_person(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "a" * 400)
    carried(carrier)
    assert MessagePart.objects.count() == 3
    forget([1])
    assert not MessagePart.objects.exists()


def test_receipt_in_optional_fields_is_heard(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "Hello")
    carried(carrier)
    name = struct.pack(">HH", 0x001E, 2) + b"1\0"
    centre.deliver("48600000140", b"", esm=0x04, optional=name + struct.pack(">HHB", 0x0427, 1, 2))
    until(carrier, lambda: Delivery.objects.get().state == "delivered")


def test_stop_is_heard_though_nothing_is_to_be_sent(centre, carrier):
    provider = centre_at(centre.port)
    until(carrier, lambda: centre.bound)
    campaign = campaign_to(["+48600000140"], provider)
    Delivery.objects.update(not_before="2099-01-01T00:00Z")
    centre.deliver("48600000140", "СТОП".encode("utf-16-be"), coding=8)
    until(carrier, Suppression.objects.exists)
    assert outcome(campaign) == {"40": ("suppressed", "unsubscribed")}


def test_reply_is_heard(centre, carrier):
    campaign = campaign_to(["+48600000140"], centre_at(centre.port))
    short(campaign, "Hello")
    carried(carrier)
    centre.deliver("48600000140", b"Thank you \x1b\x65")
    until(carrier, Hit.objects.exists)
    assert [each.kind for each in Hit.objects.all()] == ["reply"]
    assert not Suppression.objects.exists()


def test_kind_checks_settings_and_tries_them_out(centre):
    provider = centre_at(centre.port)
    kinds()["smpp"].check(provider)
    assert kinds()["smpp"].try_out(provider, "+48600000140", "") == "1"
    provider.settings = {**provider.settings, "security": "some"}
    with pytest.raises(ProviderError, match="tls, none"):
        kinds()["smpp"].check(provider)
