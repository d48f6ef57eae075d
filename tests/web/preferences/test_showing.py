"""A message in a browser is the one that was sent."""

from __future__ import annotations

import pytest

from clientela_web.channels.tokens import token_of
from clientela_web.ledger.refusing import forget
from clientela_web.models import Campaign
from tests.web.channels.people import campaign_to, named, provider_at
from tests.web.preferences.conftest import ANNA


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://shop.example"


def test_what_was_sent_is_shown_and_may_only_lead_on(stranger, token):
    answer = stranger.get(f"/m/{token}")
    text = answer.content.decode()
    assert f"<p>Hello Name {ANNA}!</p>" in text
    assert f'href="https://shop.example/u/{token}"' in text
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
    assert stranger.post(f"/m/{token}").status_code == 405


def test_message_without_html_is_its_text(own_firm, stranger, administrator):
    writing = {"subject": "Hi", "text": "Hello {{ customer.first_name }} <now>\n{{ browser_url }}"}
    campaign = campaign_to(["a@example.com"], provider_at(2), name="Text")
    Campaign.objects.filter(pk=campaign.pk).update(writing=writing)
    link = f"/m/{token_of(campaign.deliveries.get().pk)}"
    text = stranger.get(link).content.decode()
    assert f"Hello Name 1 &lt;now&gt;\nhttps://shop.example{link}" in text


def test_nothing_is_shown_to_nobody_and_of_who_is_erased(stranger, token, campaign):
    assert stranger.get("/m/aaaaaaaaaaaaaaaaaaaa").status_code == 404
    forget([ANNA])
    answer = stranger.get(f"/m/{token}")
    assert answer.status_code == 404
    assert named(ANNA) not in answer.content.decode()


def test_message_that_was_never_fit_to_be_sent_is_not_shown(stranger, token, delivery):
    delivery.merge_values = "{}"
    delivery.save()
    Campaign.objects.filter(pk=delivery.campaign_id).update(fingerprint="another")
    assert stranger.get(f"/m/{token}").status_code == 404
