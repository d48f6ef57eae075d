"""A campaign once more: the same content, and nothing of what became of it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from django.utils import timezone

from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import draft_of
from clientela_web.campaigns.judging import DraftError, readiness_of
from clientela_web.models import AuditEntry, Campaign, CouponList, Delivery

FRESH = (
    "fingerprint",
    "approved_fingerprint",
    "as_of",
    "approved_by",
    "approved_at",
    "started_at",
    "trouble",
)


def test_copy_says_the_same_and_has_no_past(checked, marketer, browse, page_of):
    domain.approve(checked, checked.fingerprint, marketer)
    page = browse(marketer).post(page_of("copy/"), follow=True)
    made = Campaign.objects.exclude(pk=checked.pk).get()
    assert page.redirect_chain == [(f"/campaigns/{made.pk}/edit/", 302)]
    assert "is drawn anew" in page.content.decode()
    assert draft_of(made) == msgspec.structs.replace(draft_of(checked), name="Spring (copy)")
    assert made.salt != checked.salt
    assert (made.state, made.account, made.proof) == ("draft", marketer, {})
    blank = Campaign()
    assert [getattr(made, name) for name in FRESH] == [getattr(blank, name) for name in FRESH]
    assert not Delivery.objects.filter(campaign=made).exists()
    assert AuditEntry.objects.filter(
        action="duplicated", what="Spring (copy)", facts={"of": "Spring"}
    ).exists()


def test_others_are_held_out_of_the_copy(checked, shop):
    from clientela_web.workers import freezing

    made = domain.copy(checked)
    domain.check(made, shop)
    assert freezing.work()
    drawn = [
        set(Delivery.objects.filter(campaign=each, reason="holdout").values_list("customer_id", flat=True))
        for each in (checked, made)
    ]
    assert drawn[0] != drawn[1]
    whole = [Delivery.objects.filter(campaign=each).count() for each in (checked, made)]
    assert whole[0] == whole[1]


@pytest.mark.parametrize(("days", "kept"), [(-1, False), (1, True)])
def test_time_that_is_past_is_not_copied(campaign, days, kept):
    campaign.scheduled_at = timezone.now() + dt.timedelta(days)
    campaign.save()
    assert domain.copy(campaign).scheduled_at == (campaign.scheduled_at if kept else None)


def test_names_of_copies_are_free(campaign):
    names = [domain.copy(campaign).name for _time in range(3)]
    assert names == ["Spring (copy)", "Spring (copy) 2", "Spring (copy) 3"]
    campaign.name = "n" * 200
    campaign.save()
    assert [len(domain.copy(campaign).name) <= 200 for _time in range(2)] == [True, True]
    with pytest.raises(DraftError, match="of this name already"):
        domain.copy(campaign, "Spring (copy)")


def test_copy_of_an_old_campaign_says_what_is_gone(campaign, shop):
    campaign.segments = ["Families", "Gone"]
    campaign.coupon_list = CouponList.objects.create(name="Codes")
    campaign.save()
    made = domain.copy(campaign, "Again")
    assert (made.segments, made.coupon_list) == (["Families", "Gone"], campaign.coupon_list)
    assert any("Gone" in each for each in readiness_of(made, shop, "en").before_check)
