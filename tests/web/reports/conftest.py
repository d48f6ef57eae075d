from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait

import pytest

from clientela.workspace import Workspace
from clientela_web import answers
from clientela_web.ledger.writing_rows import NewRow, add_rows
from clientela_web.models import Campaign, Delivery
from clientela_web.workspace import using
from tests.measure.campaigns.shop import BEGAN, Person, ledger, make_campaign_shop, people

CROWD = people(1_500)


@pytest.fixture(scope="session")
def campaign_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_campaign_shop(tmp_path_factory.mktemp("campaigns") / "data", CROWD) as shop:
        yield shop


@pytest.fixture
def shop(campaign_shop: Workspace) -> Iterator[Workspace]:
    """The site stands on the shop of the campaign; not to be written to."""
    with using(campaign_shop):
        yield campaign_shop
        wait([each.future for each in answers._ASKED.values()], 60)
        answers._ASKED.clear()


def in_ledger(crowd: list[Person], name: str = "Spring", **fields: object) -> Campaign:
    """The campaign in the control tables, as it was sent."""
    told = {
        "channel": "email",
        "purpose": "marketing",
        "segments": ["Vic", "Reus"],
        "salt": name,
        "holdout_percent": 20.0,
        "variants": [{"name": "plain", "percent": 50.0}, {"name": "warm", "percent": 50.0}],
        "state": "sent",
        "started_at": BEGAN,
        "finished_at": BEGAN,
    }
    campaign = Campaign.objects.create(name=name, **{**told, **fields})
    rows = ledger(crowd).to_pylist()
    add_rows(
        [
            NewRow(
                campaign_id=campaign.pk,
                customer_id=row["customer_id"],
                channel=row["channel"],
                state=row["state"],
                reason=row["reason"],
                segment=row["segment"],
                variant=row["variant"],
                in_holdout=row["reason"] == "holdout",
                address="",
                address_key=None,
                merge_values="{}",
            )
            for row in rows
        ]
    )
    arrived = [row["customer_id"] for row in rows if row["at"]]
    Delivery.objects.filter(campaign=campaign, customer_id__in=arrived).update(finished_at=BEGAN)
    return campaign
