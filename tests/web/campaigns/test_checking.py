"""The check: who is in, who is not and why, whose text would be wrong; held against SQL asked of the data."""

from __future__ import annotations

from collections import Counter

from clientela.act.audience import Fingerprint
from clientela_web.campaigns.queries.opened import checked as found_in
from clientela_web.models import AudienceFreeze, AuditEntry, Campaign, Delivery
from clientela_web.workers import freezing

CONSENTS = """SELECT customer_id FROM (
    SELECT customer_id, arg_max(state, "at") AS state FROM consents
    WHERE channel = 'email' AND purpose = 'marketing' GROUP BY customer_id) WHERE state = 'given'"""


def ids(firm, name):
    return set(firm.segment(name).ids().to_pylist())


def numbers(firm, sql):
    return {row[0] for row in firm.store.engine.rows(sql)}


def test_everybody_in_the_segments_is_in_the_ledger_once_with_the_reason(checked, shop):
    members = ids(shop, "Families") | ids(shop, "Never ordered")
    rows = dict(Delivery.objects.filter(campaign=checked).values_list("customer_id", "reason"))
    assert set(rows) == members
    excluded = ids(shop, "Teenagers after trends")
    consenting = numbers(shop, CONSENTS)
    addressed = numbers(shop, "SELECT customer_id FROM customers WHERE email IS NOT NULL")
    for number, reason in rows.items():
        if number in excluded:
            assert reason == "excluded"
        elif number not in consenting:
            assert reason == "no_consent"
        elif number not in addressed:
            assert reason == "no_address"
        else:
            assert reason in ("", "holdout")


def test_texts_that_would_be_wrong_are_listed_with_whom(checked, shop, marketer):
    nameless = numbers(shop, "SELECT customer_id FROM customers WHERE gender IS NULL")
    waiting = set(Delivery.objects.filter(campaign=checked, reason="").values_list("customer_id", flat=True))
    found = found_in(checked, marketer, "en")
    assert (found.recipients, found.wrong) == (len(waiting), len(waiting & nameless))
    assert sum(each.count for each in found.faults) == len(waiting & nameless) > 0
    named = {number for each in found.faults for number, _name in each.customers}
    assert named <= waiting & nameless
    assert named


def test_page_asks_for_the_check_and_shows_what_it_found(campaign, shop, marketer, browse, page_of):
    client = browse(marketer)
    assert "Not checked yet" in client.get(page_of("check/")).content.decode()
    assert client.post(page_of("check/ask/"))["Location"] == page_of("check/")
    assert AuditEntry.objects.filter(action="asked_for", kind="audience", what="Spring").exists()
    waiting = client.get(page_of("check/"))
    assert waiting.context["is_checking"]
    assert 'hx-trigger="load' in waiting.content.decode()
    assert freezing.work()
    page = client.get(page_of("check/"))
    campaign.refresh_from_db()
    told = page.content.decode()
    assert Fingerprint.read(campaign.fingerprint).short in told
    assert "no consent to this channel and purpose" in told
    counts = Counter(Delivery.objects.filter(campaign=campaign, reason="").values_list("segment", flat=True))
    assert {each.label: each.count for each in page.context["checked"].segments} == dict(counts)
    held = Delivery.objects.filter(campaign=campaign, reason="holdout").count()
    assert (page.context["checked"].held_out, page.context["checked"].waiting) == (held, sum(counts.values()))


def test_smallest_effect_is_said_before_sending(checked, marketer, browse, page_of):
    page = browse(marketer).get(page_of("check/"), {"rate": "5", "goal": "10"})
    told = page.context["power"]
    sizes = page.context["checked"]
    assert told.smallest.startswith(
        f"With {sizes.waiting} customers who get it and {sizes.held_out} who do not"
    )
    assert "5.0%" in told.smallest
    assert told.needed.startswith("To see a rise from 5.0% to 10.0%")
    same = browse(marketer).get(page_of("check/"), {"rate": "5", "goal": "5"})
    assert same.context["power"].problem


def test_message_that_is_wrong_is_not_checked(campaign, marketer, browse, page_of):
    Campaign.objects.update(writing={"subject": "Hello {frist name}", "text": "x"}, variants=[])
    answer = browse(marketer).post(page_of("check/ask/"), follow=True)
    assert "first name" in answer.content.decode()
    assert not AudienceFreeze.objects.exists()


def test_check_that_failed_says_why(campaign, shop, marketer, browse, page_of):
    browse(marketer).post(page_of("check/ask/"))
    Campaign.objects.update(segments=[], variants=[])
    assert freezing.work()
    page = browse(marketer).get(page_of("check/"))
    assert "an audience needs a segment" in page.content.decode().lower()
