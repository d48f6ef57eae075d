"""Codes are frozen with an audience: one each, none twice, whatever is killed; too few are said in time."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError

from clientela_web.channels.preparing import prepare
from clientela_web.ledger.campaigns import approve, redraft
from clientela_web.ledger.claiming import Claimed
from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.coupons import add_codes, left
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.freezing import ask_freeze
from clientela_web.models import AudienceFreeze, Campaign, Coupon, CouponList, Delivery
from tests.act.audience.crowd import AS_OF
from tests.web.channels.people import provider_at, writer_of
from tests.web.ledger.conftest import crowd, draft

__all__ = ["crowd"]
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
WRITING = {
    "subject": "{{ coupon }} is yours",
    "html": '<p>{{ coupon }} <a href="https://shop.example/?c={{ coupon | url_encode }}">use it</a></p>',
    "language": "en",
}


def made(codes, **fields):
    """A draft to everybody in Vic, and the list it hands out."""
    coupons = CouponList.objects.create(name=fields.get("name", "Spring"))
    add_codes(coupons, codes)
    return draft(
        segments=["Vic"],
        sender_address="news@shop.example",
        provider=provider_at(1),
        **{"coupon_list": coupons, "writing": WRITING, **fields},
    )


def checked(campaign, crowd):
    ask_freeze(campaign, AS_OF)
    prepare(AudienceFreeze.claim(), crowd)
    campaign.refresh_from_db()
    return campaign


def given(campaign):
    """The code of each customer whose message waits."""
    waiting = Delivery.objects.filter(campaign=campaign, state="pending")
    told = waiting.order_by("customer_id").values_list("customer_id", "merge_values")
    return {customer: json.loads(values).get("coupon") for customer, values in told}


def codes_of(count, begin="Ż'\"-"):
    return [f"{begin}{number:04d}" for number in range(count)]


def test_everybody_gets_a_code_of_her_own(crowd):
    campaign = checked(made(codes_of(900)), crowd)
    codes = given(campaign)
    assert len(codes) > 100
    assert len(set(codes.values())) == len(codes)
    assert set(codes.values()) <= set(codes_of(900))
    taken = Coupon.objects.filter(campaign=campaign).values_list("code", flat=True)
    assert sorted(taken) == sorted(codes.values())
    assert left(campaign.coupon_list) == 900 - len(codes)
    assert campaign.coupons_short == 0
    assert campaign.proof["wrong"] == 0
    others = Delivery.objects.filter(campaign=campaign).exclude(state="pending")
    assert set(others.values_list("merge_values", flat=True)) == {"{}"}
    assert campaign.fingerprint == str(fingerprint_of(campaign))
    approve(campaign, campaign.fingerprint)


def test_code_is_in_her_letter(crowd):
    campaign = checked(made(codes_of(900, "SPRING & ")), crowd)
    waiting = Delivery.objects.filter(campaign=campaign, state="pending")
    row = Claimed(*waiting.values_list(*Claimed._fields).first())
    letter = writer_of(campaign).write(row, AS_OF)
    mail = email.message_from_bytes(letter.data, policy=email.policy.default)
    code = given(campaign)[row.customer_id]
    assert mail["Subject"] == f"{code} is yours"
    assert code.replace("&", "&amp;") in mail.get_body(("html",)).get_content()
    link = campaign.links[""]["links"][0]
    assert link["address"] == "https://shop.example/?c={{ coupon | url_encode }}"


def test_too_few_codes_are_said_and_nothing_is_approved(crowd):
    campaign = checked(made(codes_of(50)), crowd)
    missing = [customer for customer, code in given(campaign).items() if code is None]
    assert campaign.coupons_short == len(missing) == len(given(campaign)) - 50
    (fault,) = [each for each in campaign.proof["faults"] if each["what"] == "coupon"]
    assert (fault["code"], fault["count"]) == ("missing", len(missing))
    with pytest.raises(CampaignError, match=f"{len(missing)} recipients have no coupon"):
        approve(campaign, campaign.fingerprint)
    add_codes(campaign.coupon_list, codes_of(900))
    checked(campaign, crowd)
    assert campaign.coupons_short == 0
    assert None not in given(campaign).values()
    approve(campaign, campaign.fingerprint)


def test_two_campaigns_never_give_the_same(crowd):
    first = checked(made(codes_of(900)), crowd)
    second = checked(draft("Autumn", segments=["Vic"], writing=WRITING, coupon_list=first.coupon_list), crowd)
    both = Counter([*given(first).values(), *given(second).values()])
    assert max(both.values()) == 1


def test_campaign_that_is_a_draft_again_gives_its_codes_back(crowd):
    campaign = checked(made(codes_of(900)), crowd)
    redraft(campaign)
    assert left(campaign.coupon_list) == 900
    again = checked(campaign, crowd)
    assert left(campaign.coupon_list) == 900 - len(given(again))
    approve(again, again.fingerprint)
    with pytest.raises(CampaignError):
        ask_freeze(again, AS_OF)
    assert left(campaign.coupon_list) == 900 - len(given(again))


def test_one_code_for_everybody(crowd):
    campaign = checked(made([], coupon_list=None, coupon_code="SPRING20"), crowd)
    assert set(given(campaign).values()) == {"SPRING20"}
    assert campaign.coupons_short == 0


def test_codes_are_kept_where_the_message_names_none(crowd):
    campaign = checked(made(codes_of(900), writing={"subject": "Hi", "text": "Hello."}), crowd)
    assert left(campaign.coupon_list) == 900
    assert set(given(campaign).values()) == {None}


def test_message_that_names_one_needs_something_to_hand_out(crowd):
    with pytest.raises(CampaignError, match="has none to hand out"):
        checked(made([], coupon_list=None), crowd)


def test_freeze_that_breaks_off_takes_no_codes_with_it(crowd):
    campaign = made(codes_of(900))
    ask_freeze(campaign, AS_OF)
    last = Delivery.objects.create(campaign=campaign, customer_id=1_000, channel="email", segment="Vic")
    with pytest.raises(IntegrityError):
        prepare(AudienceFreeze.claim(), crowd)
    assert left(campaign.coupon_list) == 900 - len([code for code in given(campaign).values() if code])
    last.delete()
    AudienceFreeze.release_all()
    prepare(AudienceFreeze.claim(), crowd)
    codes = given(campaign)
    assert len(set(codes.values())) == len(codes) == 900 - left(campaign.coupon_list)


def test_two_processes_and_a_kill_give_every_code_once(tmp_path):
    """In a control database of their own: each code is with one customer, or still there."""
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(tmp_path)}
    environment.pop("CLIENTELA_DATABASE_URL", None)
    setting_up = (
        "from clientela_web.database import prepare; prepare()\n"
        "from clientela_web.models import Campaign, CouponList\n"
        "from clientela_web.ledger.coupons import add_codes\n"
        "coupons = CouponList.objects.create(name='S')\n"
        "add_codes(coupons, [f'C{number}' for number in range(600)])\n"
        "Campaign.objects.create(name='S', channel='email', purpose='p', salt='s', coupon_list=coupons)\n"
    )
    subprocess.run([sys.executable, "-c", setting_up], check=True, env=environment, cwd=ROOT)

    def begin(first):
        command = [sys.executable, "-m", "tests.web.coupons.takers", str(tmp_path), "1", str(first)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    victim, other = begin(1), begin(1_000_000)
    time.sleep(0.3)
    os.kill(victim.pid, signal.SIGKILL)
    for process in (victim, other):
        process.wait(120)
        process.stdout.close()
    with sqlite3.connect(tmp_path / "control.sqlite3") as base:
        rows = base.execute("SELECT merge_values FROM control_delivery").fetchall()
        taken = base.execute("SELECT code FROM control_coupon WHERE campaign_id = 1").fetchall()
    base.close()
    codes = [json.loads(values)["coupon"] for (values,) in rows if values != "{}"]
    assert len(codes) == len(set(codes)) == 600
    assert sorted(codes) == sorted(code for (code,) in taken)


def test_coupons_of_a_campaign_that_goes_are_free(crowd):
    campaign = checked(made(codes_of(900)), crowd)
    coupons = campaign.coupon_list
    redraft(campaign)
    Campaign.objects.filter(pk=campaign.pk).delete()
    assert left(coupons) == 900
