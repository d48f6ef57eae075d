"""A campaign's report in the browser: figures, advice with buttons, files, and what a viewer does not see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clientela.workspace import Workspace
from clientela_web import answers
from clientela_web.models import Account, AuditEntry, Campaign
from clientela_web.privacy import SMALL
from tests.web.reports.conftest import CROWD, in_ledger

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[[Account], Client]


def report_of(client: Client, campaign: Campaign, **words: str) -> str:
    """The page once the answer is there."""
    address = reverse("reports:campaign", args=[campaign.pk])
    client.get(address, words)
    for asked in list(answers._ASKED.values()):
        asked.future.result(60)
    response = client.get(address, words)
    assert response.status_code == 200
    return response.content.decode()


def test_page_tells_figures_and_advice(shop: Workspace, marketer: Account, browse: Browse):
    page = report_of(browse(marketer), in_ledger(CROWD), cost="0.05", margin="40", days="14")
    got = [each for each in CROWD if each.arm in ("plain", "warm")]
    assert f"{len(got):,}" in page
    assert f"{sum(each.opened for each in got):,}" in page
    for title in ("In short", "What to do next", "Funnel", "Against the holdout", "By segment"):
        assert f"<h2>{title}</h2>" in page
    assert 'data-advice="send_value"' in page
    assert "Plan the next campaign" in page
    assert page.count("data-picture") == 3


def test_waits_in_the_background(shop: Workspace, marketer: Account, browse: Browse, monkeypatch):
    monkeypatch.setattr("clientela_web.reports.views.campaigns.results_of", lambda *_: None)
    response = browse(marketer).get(reverse("reports:campaign", args=[in_ledger(CROWD[:20]).pk]))
    assert 'class="waiting"' in response.content.decode()


def test_page_is_in_the_readers_language(shop: Workspace, marketer: Account, browse: Browse):
    marketer.language = "ru"
    marketer.save()
    page = report_of(browse(marketer), in_ledger(CROWD))
    assert "<h2>В сравнении с контрольной группой</h2>" in page
    assert not re.search(r">(Report|Show|Window|Conversion)<", page)


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF-"), ("csv", b'"part"')])
def test_files(shop: Workspace, analyst: Account, browse: Browse, ending: str, start: bytes):
    campaign = in_ledger(CROWD)
    response = browse(analyst).get(reverse("reports:file", args=[campaign.pk, ending]), {"days": "14"})
    assert response.content.startswith(start)
    assert f'filename="Spring.{ending}"' in response.headers["Content-Disposition"]
    entry = AuditEntry.objects.get(action="exported", kind="campaign")
    assert (entry.what, entry.facts) == ("Spring", {"format": ending})


def test_viewer_gets_no_file_and_no_small_count(shop: Workspace, viewer: Account, browse: Browse):
    client = browse(viewer)
    few = [each for each in CROWD if each.segment == "Vic"][:400]
    few += [each for each in CROWD if each.segment == "Reus" and each.arm == "plain"][: SMALL - 1]
    campaign = in_ledger(few)
    address = reverse("reports:file", args=[campaign.pk, "csv"])
    assert client.get(address).status_code == 403
    page = report_of(client, campaign)
    assert "Figures of only a few people are not shown to your role." in page
    assert "<h2>By segment</h2>" not in page
    assert "Reus" not in page
    assert "<h2>Funnel</h2>" in page


def test_viewer_is_told_nothing_of_a_campaign_to_a_few(shop: Workspace, viewer: Account, browse: Browse):
    page = report_of(browse(viewer), in_ledger(CROWD[: SMALL - 1]))
    assert "Figures of only a few people are not shown to your role." in page
    assert "<h2>" not in page.split('id="report"')[1]


def test_who_may_not_plan_gets_no_button_to_it(shop: Workspace, analyst: Account, browse: Browse):
    page = report_of(browse(analyst), in_ledger(CROWD), cost="0.05", margin="40")
    assert 'data-advice="send_value"' in page
    assert "Plan the next campaign" not in page


def test_a_draft_has_nothing_to_tell(shop: Workspace, marketer: Account, browse: Browse):
    page = report_of(browse(marketer), in_ledger([], started_at=None, finished_at=None, state="draft"))
    assert "No message has gone out yet" in page


def test_readings_that_cannot_be_are_refused_in_words(shop: Workspace, marketer: Account, browse: Browse):
    page = report_of(browse(marketer), in_ledger(CROWD[:100]), cost="-1", days="5", margin="0")
    assert page.count('class="error') >= 3
    assert "<h2>Funnel</h2>" in page
