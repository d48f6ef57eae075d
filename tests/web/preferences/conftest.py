"""A campaign on its way to three customers of the small shop, and the links that it carried."""

from __future__ import annotations

import pytest
from django.test import Client

from clientela_web.channels.tokens import token_of
from clientela_web.models import Campaign, Delivery
from tests.cases.shop import CUSTOMERS, IDS
from tests.web.channels.people import campaign_to, provider_at

ANNA = IDS["anna"]
MAILED = ("anna", "bogdan", "carme")


@pytest.fixture
def campaign(own_firm, administrator) -> Campaign:
    """Of the first three, who are numbered from 1; all of them agreed to nothing else."""
    own_firm.store.engine.execute("DELETE FROM consents")
    for name in MAILED:
        own_firm.set_consent(IDS[name], "email", given=True, wording="Yes, please.", by="test")
    return campaign_to([CUSTOMERS[name]["email"] for name in MAILED], provider_at(1))


@pytest.fixture
def delivery(campaign) -> Delivery:
    """Anna's."""
    return Delivery.objects.get(campaign=campaign, customer_id=ANNA)


@pytest.fixture
def token(delivery) -> str:
    """What both of her links end with."""
    return token_of(delivery.pk)


@pytest.fixture
def stranger() -> Client:
    """A browser nobody is logged in with, refused wherever a form needs a token of ours."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def said(own_firm):
    """What the data have of a customer's consents: state, source and wording, the oldest first."""

    def told(customer: int = ANNA, channel: str = "email", purpose: str = "marketing"):
        return own_firm.store.engine.rows(
            "SELECT state, source, wording FROM consents "
            'WHERE customer_id = ? AND channel = ? AND purpose = ? ORDER BY "at"',
            [customer, channel, purpose],
        )

    return told


@pytest.fixture
def delivery_alone(db, administrator) -> Delivery:
    """A row in the control tables of a process that has no data open."""
    campaign = campaign_to(["ann@example.com"], provider_at(1))
    return Delivery.objects.get(campaign=campaign)
