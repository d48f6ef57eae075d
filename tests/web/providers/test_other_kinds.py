"""Gateways, message centres, webhooks and e-mail providers by the same page."""

from __future__ import annotations

import pytest

from clientela_web.channels.kinds import kinds
from clientela_web.channels.sealing import unseal
from clientela_web.models import Provider
from tests.web.channels.people import SIGNING

SETTINGS = {
    "twilio": {"account_sid": "AC1", "auth_token": "geheim", "sender": "Shop"},
    "webhook": {"url": "https://shop.example/hook", "signing_secret": SIGNING},
    "postmark": {"server_token": "geheim", "webhook_secret": "reports:geheim"},
    "smpp": {
        "host": "smsc.example",
        "port": "2775",
        "security": "tls",
        "system_id": "shop",
        "password": "geheim",
        "sender": "Shop",
    },
}


@pytest.fixture
def client(own_firm, administrator, browse, settings):
    settings.SITE_URL, settings.INSIDE_HOSTS = "https://shop.example", []
    return browse(administrator)


def typed(kind):
    told = {f"setting_{name}": text for name, text in SETTINGS[kind].items()}
    return {"name": kind, "connections": "2", **told}


def test_every_kind_has_a_form(client):
    for kind in kinds():
        assert client.get(f"/settings/providers/new/{kind}/").status_code == 200


@pytest.mark.parametrize("kind", SETTINGS)
def test_what_is_typed_is_kept_and_secrets_are_sealed(client, kind):
    assert client.post(f"/settings/providers/new/{kind}/", typed(kind)).status_code == 302
    provider = Provider.objects.get()
    sealed = {name for each in kinds()[kind].settings if each.is_sealed for name in [each.name]}
    assert (provider.channel, provider.connections) == (kinds()[kind].channel, 2)
    assert {name: str(text) for name, text in provider.settings.items()} == {
        name: text for name, text in SETTINGS[kind].items() if name not in sealed
    }
    assert unseal(provider.sealed) == {name: SETTINGS[kind][name] for name in sealed & set(SETTINGS[kind])}
    page = client.get(f"/settings/providers/{provider.pk}/").content.decode()
    assert all(SETTINGS[kind][name] not in page for name in sealed)
    assert f"/settings/providers/{provider.pk}/try/" in page
    told = f"https://shop.example/receipts/{provider.pk}/"
    assert (told in page) == (kind in ("twilio", "postmark"))


def test_address_that_cannot_be_right_is_refused(client):
    told = typed("webhook") | {"setting_url": "http://shop.example/hook"}
    response = client.post("/settings/providers/new/webhook/", told)
    assert response.status_code == 422
    assert "is not encrypted" in response.content.decode()
    assert not Provider.objects.exists()
