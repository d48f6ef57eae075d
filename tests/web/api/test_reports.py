"""Reports for programs: what the commands print, as the role of the key may see it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from clientela.measure.campaigns import Reading
from clientela.workspace import Workspace
from clientela_web.reports.queries.campaigns import as_declared, measured
from clientela_web.reports.queries.segments import measured_segment
from tests.measure.campaigns.shop import AFTER
from tests.web.reports.conftest import CROWD, campaign_shop, in_ledger, shop

__all__ = ["campaign_shop", "shop"]
pytestmark = pytest.mark.django_db(transaction=True)
AT = {"as_of": AFTER.isoformat()}


def printed(document: object) -> Any:
    """As a command's `--json` has it."""
    return msgspec.json.decode(msgspec.json.encode(document))


def test_campaign_is_what_the_command_prints(shop: Workspace, program):
    campaign = in_ledger(CROWD, margin_percent=40.0, message_cost=0.05)
    client = program("marketer")
    found = client.get(f"/api/v1/campaigns/{campaign.pk}/report", AT).json()
    wanted = measured(campaign, as_declared(campaign, AFTER)).as_json("en")
    assert found == printed(wanted)
    assert found["chosen_after_sending"] == []
    assert found["lift"]["arms"]["holdout"] == sum(each.arm == "holdout" for each in CROWD)
    other = client.get(f"/api/v1/campaigns/{campaign.pk}/report", {**AT, "days": 30, "margin": 0.2}).json()
    assert [each["what"] for each in other["chosen_after_sending"]] == ["days", "margin"]


def test_segment_is_what_the_command_prints(shop: Workspace, program):
    in_ledger(CROWD)
    number = next(each.segment_id for each in shop.segments() if each.name == "Vic")
    found = program("analyst").get(f"/api/v1/segments/{number}/report", {**AT, "language": "ru"}).json()
    assert found == printed(measured_segment("Vic", Reading(AFTER)).as_json("ru"))


def test_recommendations_say_what_the_page_says(shop: Workspace, program, monkeypatch):
    monkeypatch.setattr("clientela_web.reports.queries.waiting.now", lambda: AFTER)
    campaign = in_ledger(CROWD)
    found = program("marketer").get("/api/v1/recommendations").json()
    assert {each["campaign_id"] for each in found} == {campaign.pk}
    wanted = measured(campaign, as_declared(campaign, AFTER)).recommendations
    assert [each["code"] for each in found] == [each.code for each in wanted]
    assert all(each["sentence"] and each["proof"]["n"] > 0 for each in found)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"goal": "order_complete"}, 404),
        ({"days": 0}, 422),
        ({"cost": -1}, 422),
        ({"margin": 40}, 422),
        ({"language": "de"}, 422),
    ],
)
def test_what_cannot_be_is_refused(shop: Workspace, program, asked, status):
    campaign = in_ledger(CROWD[:50])
    answer = program("marketer").get(f"/api/v1/campaigns/{campaign.pk}/report", asked)
    assert answer.status_code == status, answer.json()


def test_viewers_get_no_small_counts(shop: Workspace, program):
    campaign = in_ledger(CROWD[:30])
    found = program("viewer").get(f"/api/v1/campaigns/{campaign.pk}/report", AT).json()
    assert found["groups"] == []
    assert found["lift"] is None
    assert found["reasons"] == []


def test_viewers_get_nothing_of_a_campaign_to_a_segment_that_asks_for_persons(
    own_firm: Workspace, program, viewer, browse
):
    own_firm.save_segment("Anna", "email = 'anna@example.com'")
    campaign = in_ledger(CROWD, segments=["Anna"])
    assert program("viewer").get(f"/api/v1/campaigns/{campaign.pk}/report", AT).status_code == 403
    assert browse(viewer).get(f"/campaigns/{campaign.pk}/report/").status_code == 422
    assert program("marketer").get(f"/api/v1/campaigns/{campaign.pk}/report", AT).status_code == 200


def test_what_is_not_there_is_not_found(shop: Workspace, program):
    client = program("viewer")
    assert client.get("/api/v1/campaigns/999/report").status_code == 404
    assert client.get("/api/v1/segments/999/report").status_code == 404
