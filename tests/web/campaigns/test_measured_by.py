"""What a campaign is measured by is said before it is sent: written, shown, checked, and read so."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from django.utils.translation import override

from clientela.measure.campaigns import Reading
from clientela.measure.power import smallest_rate_effect
from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import Draft, draft_of, draft_of_document
from clientela_web.campaigns.judging import DraftError
from clientela_web.campaigns.telling import told
from clientela_web.models import Campaign, Delivery
from clientela_web.reports.forms import CampaignReadingForm
from clientela_web.reports.queries.campaigns import NOW, as_declared, declared_of
from tests.web.campaigns.conftest import DRAFT, typed

SAID = {"goal": "signed_up", "window_days": 30, "message_cost": 0.05, "margin_percent": 40.0}


def test_page_and_file_keep_the_same(shop, provider, marketer, browse):
    page = browse(marketer).post(
        "/campaigns/new/",
        typed(goal="signed_up", window_days="30", message_cost="0.05", margin_percent="40"),
    )
    assert page.status_code == 302, page.context["form"].errors
    written = domain.write(draft_of_document({"name": "By file", **SAID}), shop)
    for campaign in (Campaign.objects.get(name="Autumn"), written):
        assert {name: getattr(draft_of(campaign), name) for name in SAID} == SAID
    told_back = browse(marketer).get(page["Location"]).content.decode()
    assert "Sign-ups, within 30 days" in told_back
    assert "€0.05" in told_back


def test_what_is_left_out_is_orders_in_two_weeks(shop, db):
    campaign = domain.write(Draft(name="Plain"), shop)
    assert as_declared(campaign) == Reading(NOW, days=14, goal="order_completed", cost=None, margin=None)
    assert declared_of(campaign).costs == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("goal", "won_the_lottery"),
        ("window_days", 0),
        ("window_days", 367),
        ("message_cost", -0.1),
        ("message_cost", float("nan")),
        ("margin_percent", 0),
        ("margin_percent", 101),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(shop, db, field, value):
    with pytest.raises(DraftError) as refused:
        domain.write(msgspec.structs.replace(Draft(name="Wrong"), **{field: value}), shop)
    assert [each.field for each in refused.value.faults] == [field]


def test_another_goal_after_the_check_makes_it_a_draft_again(checked, shop):
    domain.approve(checked, checked.fingerprint)
    domain.write(msgspec.structs.replace(draft_of(checked), goal="signed_up"), shop, campaign=checked)
    assert (checked.state, checked.fingerprint, checked.proof) == ("draft", "", {})


def test_check_says_how_many_did_so_lately_and_what_it_can_show(shop, provider, marketer, viewer, browse):
    draft = msgspec.structs.replace(DRAFT, name="Ninety", window_days=90)
    campaign = domain.write(draft, shop)
    domain.check(campaign, shop)
    from clientela_web.workers import freezing

    assert freezing.work()
    campaign.refresh_from_db()
    drawn = Delivery.objects.filter(campaign=campaign, reason__in=("", "holdout"))
    ids = tuple(drawn.values_list("customer_id", flat=True))
    ((bought,),) = shop.store.engine.rows(
        """SELECT count(DISTINCT customer_id) FROM events WHERE kind = 'order_completed' AND "at" > ?
           AND "at" <= ? AND list_contains(?, customer_id)""",
        (campaign.as_of - dt.timedelta(days=90), campaign.as_of, list(ids)),
    )
    assert campaign.proof["past"] == {
        "goal": "order_completed",
        "days": 90,
        "customers": len(ids),
        "converted": bought,
    }
    held_out = drawn.filter(reason="holdout").count()
    found = told(campaign)["measured_by"]
    assert found["past_rate"] == bought / len(ids)
    assert found["smallest_effect"] == pytest.approx(
        smallest_rate_effect(bought / len(ids), len(ids) - held_out, held_out).effect
    )
    page = browse(marketer).get(f"/campaigns/{campaign.pk}/check/")
    assert page.context["rate"] == round(100 * bought / len(ids), 2)
    assert "Measured by: Orders, within 90 days." in page.content.decode()
    assert told(campaign, viewer)["proof"].get("past") is None


def test_universal_holdout_is_not_what_it_is_held_against(shop, provider, marketer, browse):
    """Who is held out of all campaigns is in no arm of the report."""
    draft = msgspec.structs.replace(DRAFT, name="Universal", universal_percent=30, holdout_percent=0)
    campaign = domain.write(draft, shop)
    domain.check(campaign, shop)
    from clientela_web.workers import freezing

    assert freezing.work()
    page = browse(marketer).get(f"/campaigns/{campaign.pk}/check/")
    assert page.context["checked"].held_out > 0
    assert page.context["power"].smallest == ""
    assert "Nobody is held out" in page.content.decode()


def test_report_is_read_by_it_unless_asked_otherwise(shop, provider):
    campaign = domain.write(msgspec.structs.replace(DRAFT, **SAID), shop)
    with override("en"):
        usual = CampaignReadingForm(campaign, {})
        asked = CampaignReadingForm(campaign, {"days": "7", "goal": "signed_up", "margin": ""})
        wrong = CampaignReadingForm(campaign, {"days": "a year"})
        assert usual.reading() == Reading(NOW, days=30, goal="signed_up", cost=None, margin=0.4)
        assert asked.reading() == Reading(NOW, days=7, goal="signed_up", cost=None, margin=None)
        assert wrong.reading() == usual.reading()
    assert declared_of(campaign).costs == {"A": 0.05, "B": 0.05}
