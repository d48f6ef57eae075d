"""A segment's report and the page of recommendations, in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest
from django.test import Client
from django.urls import reverse

from clientela.measure.campaigns import Reading
from clientela.store.estimates import write_estimates
from clientela.workspace import Workspace
from clientela_web import answers
from clientela_web.home.queries.decisions import decisions
from clientela_web.models import Account, Campaign
from clientela_web.reports.queries import waiting
from clientela_web.reports.queries.segments import measured_segment
from tests.measure.campaigns.shop import AFTER, BEGAN
from tests.web.reports.conftest import CROWD, in_ledger

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[[Account], Client]


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is some weeks after the campaign, for everybody who asks."""
    for module in ("campaigns", "waiting"):
        monkeypatch.setattr(f"clientela_web.reports.queries.{module}.now", lambda: AFTER)
    yield
    answers._ASKED.clear()


def read(client: Client, address: str, **words: str) -> str:
    client.get(address, words)
    for asked in list(answers._ASKED.values()):
        asked.future.result(60)
    response = client.get(address, words)
    assert response.status_code == 200
    return response.content.decode()


def address_of(shop: Workspace, name: str, *ending: str) -> str:
    segment = next(each for each in shop.segments() if each.name == name)
    view = "reports:segment_file" if ending else "reports:segment"
    return reverse(view, args=[segment.segment_id, *ending])


def test_page_tells_members_and_messages(shop: Workspace, then: None, marketer: Account, browse: Browse):
    in_ledger(CROWD)
    page = read(browse(marketer), address_of(shop, "Vic"))
    assert f"{sum(each.segment == 'Vic' for each in CROWD):,}" in page
    for title in ("What to do next", "What its customers do", "Messages and what came after them"):
        assert f"<h2>{title}</h2>" in page
    assert "<h2>What messages did more than none</h2>" in page
    assert "Spring · warm" in page


def test_lifts_are_those_of_the_campaigns_reports(shop: Workspace, then: None):
    campaign = in_ledger(CROWD)
    found = measured_segment("Vic", Reading(AFTER))
    report = waiting.measured(campaign, Reading(AFTER))
    wanted = {
        effect.arm: effect.fixed.value
        for lift in report.lift.segments
        for effect in lift.effects
        if lift.outcome == "converted" and effect.segment == "Vic"
    }
    assert {effect.arm.removeprefix("Spring · "): effect.fixed.value for _, effect in found.lifts} == wanted
    assert all(each.segment == "Vic" for each in found.recommendations if each.code != "merge")


def test_the_past_is_asked_for_by_the_address(shop: Workspace, then: None, marketer: Account, browse: Browse):
    """Before the campaign began nothing of it is told, in a page and in a file."""
    in_ledger(CROWD)
    before = (BEGAN - dt.timedelta(days=20)).date().isoformat()
    page = read(browse(marketer), address_of(shop, "Vic"), as_of=before)
    assert f'value="{before}"' in page
    assert "Spring · warm" not in page
    assert "has not been yet" in read(browse(marketer), address_of(shop, "Vic"), as_of="2999-01-01")


def test_file(shop: Workspace, then: None, analyst: Account, browse: Browse):
    response = browse(analyst).get(address_of(shop, "Vic", "csv"))
    assert (response.status_code, len(response.content) > 200) == (200, True)


def test_viewer_sees_no_campaign_to_a_few(shop: Workspace, then: None, viewer: Account, browse: Browse):
    """Nobody replied, many did all else: the campaign may be shown; of a small segment nothing is."""
    client = browse(viewer)
    page = read(client, address_of(shop, "Vic"))
    assert "Spring" in page
    assert client.get(address_of(shop, "Vic", "csv")).status_code == 403


def at_risk(shop: Workspace) -> None:
    ids = pa.array([each.number for each in CROWD][:100], pa.int64())
    run = BEGAN - dt.timedelta(days=1)
    for name, value in (("churn_risk", 0.8), ("expected_order_value", 50.0)):
        rows = pa.table({"customer_id": ids, "value": [value] * len(ids)})
        write_estimates(shop.store.engine, name, run, rows, computed_at=run, model="test")
    shop.reload()


def test_recommendations_stand_on_one_page_and_are_counted_at_home(
    shop: Workspace, then: None, marketer: Account, viewer: Account, browse: Browse
):
    campaign = in_ledger(CROWD)
    at_risk(shop)
    client = browse(marketer)
    page = read(client, reverse("reports:advice"))
    assert f'<a href="{reverse("reports:campaign", args=[campaign.pk])}">Report</a>' in page
    assert 'data-advice="send"' in page
    assert 'data-advice="win_back"' in page
    assert "rule=estimate" in page
    (waits,) = [each for each in decisions(marketer, None) if each.key == "advice"]
    assert waits.count == sum(page.count(f'data-advice="{code}"') for code in ("send", "win_back", "merge"))
    assert waits.address == reverse("reports:advice")
    assert [each for each in decisions(viewer, None) if each.key == "advice"] == []
    assert "Make a segment of them" not in read(browse(viewer), reverse("reports:advice"))


def test_a_campaign_of_long_ago_recommends_nothing(
    shop: Workspace, marketer: Account, browse: Browse, then: None, monkeypatch: pytest.MonkeyPatch
):
    Campaign.objects.all().delete()
    in_ledger(CROWD)
    monkeypatch.setattr("clientela_web.reports.queries.waiting.now", lambda: AFTER + dt.timedelta(days=200))
    page = read(browse(marketer), reverse("reports:advice"))
    assert 'data-advice="send"' not in page
