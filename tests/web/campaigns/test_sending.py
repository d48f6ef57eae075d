"""Approved as shown, sent to a real mail server, stopped, and accounted for one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from clientela_web.campaigns import domain
from clientela_web.ledger.campaigns import halt
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.keys import address_key
from clientela_web.models import AuditEntry, Campaign, Delivery
from clientela_web.workers.sending import new_carrier
from tests.web.channels.people import provider_at


def carried(turns=200):
    carrier = new_carrier()
    carrier._looked = float("-inf")
    for _turn in range(turns):
        carrier._looked = float("-inf")
        if not carrier.turn() and not Campaign.objects.filter(state__in=("approved", "sending")).exists():
            break
    carrier.close()


def test_campaign_goes_from_its_pages_to_mailboxes(checked, marketer, browse, page_of, sink):
    server = sink()
    Campaign.objects.update(provider=provider_at(server.port))
    client = browse(marketer)
    shown = client.get(page_of("check/")).context["campaign"].fingerprint
    assert client.post(page_of("approve/"), {"fingerprint": shown})["Location"] == page_of()
    assert AuditEntry.objects.filter(
        action="approved", kind="campaign", what="Spring", account=marketer
    ).exists()
    assert "waiting for you" in client.get(page_of()).content.decode()
    client.post(page_of("send/"))
    carried()
    checked.refresh_from_db()
    assert checked.state == "sent"
    delivered = Delivery.objects.filter(campaign=checked, state="delivered")
    assert sorted(server.taken()) == sorted(delivered.values_list("address", flat=True))
    wrong = Delivery.objects.filter(campaign=checked, reason="not_writable").count()
    assert wrong == checked.proof["wrong"] > 0  # what the check had said
    page = client.get(page_of())
    counts = {each.key: each.count for each in page.context["states"]}
    assert sum(counts.values()) == page.context["tally"].targeted
    assert counts["delivered"] == delivered.count() > 0


def test_another_audience_than_the_one_shown_is_not_approved(checked, shop, marketer, browse, page_of):
    shown = checked.fingerprint
    Delivery.objects.filter(campaign=checked).first().delete()
    Campaign.objects.update(fingerprint=f"1-{0:064x}")
    answer = browse(marketer).post(page_of("approve/"), {"fingerprint": shown}, follow=True)
    assert "not the one you were shown" in answer.content.decode()
    checked.refresh_from_db()
    assert checked.state == "checked"


def test_campaign_without_an_address_or_a_provider_is_not_approved(checked):
    Campaign.objects.update(provider=None, sender_address="")
    checked.refresh_from_db()
    with pytest.raises(CampaignError, match=r"(?s)choose a provider.*from which address"):
        domain.approve(checked, checked.fingerprint)


def test_short_fingerprint_is_enough_and_another_is_not(checked):
    from clientela.act.audience import Fingerprint

    with pytest.raises(CampaignError, match="not the one you were shown"):
        domain.approve(checked, "0123456789ab")
    domain.approve(checked, Fingerprint.read(checked.fingerprint).short)
    assert checked.state == "approved"


def test_paused_goes_on_and_cancelled_does_not(checked, marketer, browse, page_of):
    domain.approve(checked, checked.fingerprint)
    client = browse(marketer)
    for action, state in (("pause/", "paused"), ("resume/", "approved"), ("cancel/", "cancelled")):
        client.post(page_of(action))
        checked.refresh_from_db()
        assert checked.state == state
    assert "is cancelled" in client.post(page_of("resume/"), follow=True).content.decode()
    assert not Delivery.objects.filter(campaign=checked, state="pending").exists()
    assert Delivery.objects.filter(campaign=checked, reason="cancelled").exists()


def test_campaign_that_stands_still_says_what_to_do(checked, marketer, browse, page_of):
    domain.approve(checked, checked.fingerprint)
    halt(checked, "the last 50 messages were all refused for good: 550 no")
    told = browse(marketer).get(page_of()).content.decode()
    assert "The last 50 messages were all refused for good: 550 no." in told
    assert "press “Go on”" in told


def test_draft_that_lacks_something_leads_to_it(campaign, marketer, browse, page_of):
    check = f'class="button primary" href="{page_of("check/")}"'
    assert check in browse(marketer).get(page_of()).content.decode()
    Campaign.objects.update(segments=[])
    told = browse(marketer).get(page_of()).content.decode()
    assert check not in told
    assert f'class="button primary" href="{page_of("edit/")}"' in told


def test_page_of_a_campaign_under_way_asks_again_by_itself(checked, marketer, browse, page_of):
    domain.approve(checked, checked.fingerprint)
    assert 'hx-trigger="every 2s"' in browse(marketer).get(page_of()).content.decode()
    Campaign.objects.update(state="sent")
    assert "every 2s" not in browse(marketer).get(page_of()).content.decode()


def test_recipients_are_found_by_state_and_reason(checked, marketer, browse, page_of):
    client = browse(marketer)
    everybody = client.get(page_of("recipients/")).context["shown"]
    assert everybody.count == Delivery.objects.filter(campaign=checked).count()
    waiting = client.get(page_of("recipients/"), {"state": "pending", "segment": "Families", "variant": "B"})
    rows = waiting.context["shown"].rows
    assert rows
    assert {(each.state, each.segment, each.variant) for each in rows} == {("pending", "Families", "B")}
    assert all("@" in each.address for each in rows)


def test_list_tells_state_segments_and_figures(checked, marketer, browse):
    Delivery.objects.filter(pk=Delivery.objects.filter(reason="").first().pk).update(state="delivered")
    Campaign.objects.create(name="Empty", channel="email", purpose="marketing", salt="x")
    client = browse(marketer)
    rows = client.get("/campaigns/").context["found"].rows
    assert [each.campaign.name for each in rows] == ["Empty", "Spring"]
    assert (rows[0].targeted, rows[1].delivered) == (None, 1)
    assert rows[1].targeted == Delivery.objects.filter(campaign=checked).count()
    found = client.get("/campaigns/", {"state": "checked", "q": "spr"}).context["found"]
    assert [each.campaign.name for each in found.rows] == ["Spring"]
    assert client.get("/campaigns/", {"q": "nothing"}).context["found"].rows == []


def test_suppressed_since_the_check_gets_nothing(checked, sink):
    from clientela_web.ledger.refusing import suppress
    from clientela_web.models import SuppressionReason

    server = sink()
    Campaign.objects.update(provider=provider_at(server.port), scheduled_at=timezone.now() - dt.timedelta(1))
    checked.refresh_from_db()
    lucky = Delivery.objects.filter(campaign=checked, state="pending").first()
    domain.approve(checked, checked.fingerprint)
    suppress("email", lucky.address, SuppressionReason.BY_HAND)
    carried()
    assert lucky.address not in server.taken()
    assert Delivery.objects.get(pk=lucky.pk).reason == "by_hand"
    assert address_key("email", lucky.address) == lucky.address_key
