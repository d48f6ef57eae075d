"""A campaign with links on its way to three customers of the small shop, and what is in their letters."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from urllib.parse import urlsplit

import pytest
from django.test import Client

from clientela_web.channels.composing import composed_with
from clientela_web.channels.tracking import frozen_links
from clientela_web.ledger import senders
from clientela_web.ledger.claiming import claim
from clientela_web.ledger.refusing import forget
from clientela_web.models import Campaign, Delivery
from tests.act.tracking.test_links import Anchors
from tests.cases.shop import CUSTOMERS, IDS
from tests.web.channels.people import campaign_to, provider_at, writer_of

MAILED = ("anna", "bogdan", "carme")
ANNA = IDS["anna"]
SENT_AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
SITE = "https://shop.example"
WRITING = {
    "subject": "Hello {{ first_name }}",
    "html": (
        '<p>Hello {{ first_name }}! <a href="https://shop.example/new?a=1&amp;b=2">New</a> '
        '<a href="https://shop.example/for/{{ first_name | url_encode }}">For you</a> '
        '<a href="https://shop.example/third">Third</a> '
        '<a href="{{ unsubscribe_url }}">No more</a></p>'
    ),
}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0"


def linked(campaign: Campaign, catalog: object) -> Campaign:
    """The campaign with its links frozen, as its check does it."""
    campaign.links = frozen_links(composed_with(campaign, catalog))
    campaign.save()
    return campaign


@pytest.fixture
def campaign(own_firm, administrator, settings) -> Campaign:
    """To the first three, who are numbered from 1."""
    settings.SITE_URL = SITE
    own_firm.store.engine.execute("DELETE FROM consents")
    for name in MAILED:
        own_firm.set_consent(IDS[name], "email", given=True, by="test")
    made = campaign_to([CUSTOMERS[name]["email"] for name in MAILED], provider_at(1))
    Campaign.objects.filter(pk=made.pk).update(writing=WRITING)
    made.refresh_from_db()
    return linked(made, own_firm.catalog)


@pytest.fixture
def delivery(campaign, letter) -> Delivery:
    """Anna's, taken by the other side; her letter can still be written."""
    Delivery.objects.filter(campaign=campaign).update(state="delivered", finished_at=SENT_AT)
    return Delivery.objects.get(campaign=campaign, customer_id=ANNA)


@pytest.fixture
def letter(campaign):
    """Write the letter of a customer; the mail as the standard library reads it."""
    rows = {row.customer_id: row for row in claim(senders.register(), campaign, 10)}

    def written(customer: int = ANNA):
        data = writer_of(campaign, SITE).write(rows[customer], SENT_AT).data
        return email.message_from_bytes(data, policy=email.policy.default)

    return written


@pytest.fixture
def paths(letter, delivery):
    """Where Anna's mail leads: the paths of its anchors, and of its picture."""
    html = letter().get_body(("html",)).get_content()
    anchors = [urlsplit(each).path for each in Anchors(html).found]
    picture = html.partition('<img src="')[2].partition('"')[0]
    return anchors, urlsplit(picture).path


@pytest.fixture
def stranger() -> Client:
    """A browser nobody is logged in with, refused wherever a form needs a token of ours."""
    return Client(enforce_csrf_checks=True, headers={"User-Agent": FIREFOX})


@pytest.fixture
def erased(own_firm):
    """Erase somebody."""

    def erase(customer: int = ANNA) -> None:
        forget([customer])
        own_firm.erase(customer)
        forget([customer])

    return erase
