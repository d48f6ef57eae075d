"""What a campaign costs, by the parts of the very texts that go out, and which letters make them dear."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from clientela.act.messages import measure_sms
from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import Draft, VariantDraft
from clientela_web.campaigns.queries.bill import bill_of, named_letters
from clientela_web.models import Campaign, Delivery, Provider
from clientela_web.reports.queries.campaigns import declared_of
from clientela_web.ui.writing import money
from clientela_web.workers import freezing

TAIL = " " + "Welcome back, we kept something for you in the shop. " * 3 + "Bye!"


@pytest.fixture
def gateway(db: None) -> Provider:
    settings = {"account_sid": "AC1", "sender": "+48600100200"}
    return Provider.objects.create(
        name="Texts", channel="sms", kind="twilio", settings=settings, price=Decimal("0.035")
    )


def checked_campaign(shop, **fields: object) -> Campaign:
    told = {
        "name": "Texts",
        "segments": ("Families", "Never ordered", "Young professionals"),
        "channel": "sms",
    }
    campaign = domain.write(Draft(**{**told, "language": "en", **fields}), shop)
    domain.check(campaign, shop)
    assert freezing.work()
    campaign.refresh_from_db()
    assert campaign.state == "checked", campaign.freezes.first().error
    return campaign


def test_cost_is_the_sum_of_the_parts_of_what_each_gets(shop, gateway, marketer, browse):
    """Names with letters beyond the alphabet make a message of two parts one of three."""
    campaign = checked_campaign(shop, text="{{ customer.first_name }}" + TAIL, provider="Texts")
    ids = list(Delivery.objects.filter(campaign=campaign, reason="").values_list("customer_id", flat=True))
    rows = shop.store.engine.rows(
        "SELECT first_name FROM customers WHERE list_contains(?, customer_id) AND first_name IS NOT NULL",
        (ids,),
    )
    sizes = [measure_sms(name + TAIL) for (name,) in rows]
    bill = bill_of(campaign)
    assert bill.messages == len(sizes) > 5
    assert bill.parts == sum(each.segments for each in sizes)
    assert bill.beyond == sum(each.encoding == "ucs2" for each in sizes) > 0
    assert bill.spared == sum(each.spared for each in sizes)
    assert set(bill.letters) <= {letter for each in sizes for letter in each.forced_by}
    assert bill.cost == pytest.approx(0.035 * bill.parts)
    page = browse(marketer).get(f"/campaigns/{campaign.pk}/check/").content.decode()
    with override("en"):
        assert money(bill.cost, "EUR") in page
    assert f"<code>{bill.letters[0]}</code>" in page
    # and what the report counts a message at
    assert declared_of(campaign).costs == {"": pytest.approx(bill.cost / bill.messages)}


def test_each_variant_has_its_own_cost(shop, gateway):
    """An em dash makes the second twice as dear."""
    plain = "A hundred letters: " + "a" * 81
    variants = (VariantDraft("A", 50, text=plain), VariantDraft("B", 50, text=plain.replace(":", " —")))
    campaign = checked_campaign(shop, text=plain, variants=variants, provider="Texts")
    assert declared_of(campaign).costs == {"A": pytest.approx(0.035), "B": pytest.approx(0.07)}
    bill = bill_of(campaign)
    assert bill.letters == ["—"]
    assert (
        bill.spared
        == bill.beyond
        == Delivery.objects.filter(campaign=campaign, variant="B", reason="").count()
    )


def test_links_count_as_long_as_they_will_be(shop, gateway, settings):
    settings.SITE_URL = "https://a-rather-long-name-of-a-shop.example"
    text = "No more: {{ unsubscribe_url }} " + "a" * 60
    campaign = checked_campaign(shop, text=text, provider="Texts")
    bill = bill_of(campaign)
    assert bill.parts == bill.messages  # 9 + 43 + 3 + 17 to 29 + 61 letters still fit
    longer = checked_campaign(shop, name="Longer", text=text + "a" * 30, provider="Texts")
    assert bill_of(longer).parts == 2 * bill_of(longer).messages


def test_a_price_that_is_said_in_the_campaign_counts(shop, gateway):
    campaign = checked_campaign(shop, text="Hello", provider="Texts", message_cost=0.5)
    bill = bill_of(campaign)
    assert (bill.cost, bill.each) == (pytest.approx(0.5 * bill.messages), 0.5)


def test_without_a_price_nothing_is_said_to_cost_nothing(shop, gateway, marketer, browse):
    Provider.objects.update(price=None)
    campaign = checked_campaign(shop, text="Hello", provider="Texts")
    assert bill_of(campaign).cost is None
    assert declared_of(campaign).costs == {}
    page = browse(marketer).get(f"/campaigns/{campaign.pk}/check/").content.decode()
    assert "Nobody said yet what a message costs" in page


def test_preview_says_parts_alphabet_and_cost(shop, gateway, marketer, browse):
    domain.write(
        Draft(name="P", segments=("Families",), channel="sms", text="Hello — you", provider="Texts"), shop
    )
    told = browse(marketer).get(f"/campaigns/{Campaign.objects.get().pk}/preview/").content.decode()
    assert "1 part, 11 places" in told
    assert "<code>—</code>" in told
    assert "€0.035" in told


def test_letters_that_cannot_be_seen_are_named():
    assert named_letters(["ł", "\xa0", "\u200b"]) == ["ł", "U+00A0 NO-BREAK SPACE", "U+200B ZERO WIDTH SPACE"]


def test_price_is_kept_of_a_provider(shop, gateway, administrator, browse):
    client = browse(administrator)
    page = client.get(f"/settings/providers/{gateway.pk}/").content.decode()
    assert "Price of a part of a text message" in page
    assert 'value="0.035"' in page
