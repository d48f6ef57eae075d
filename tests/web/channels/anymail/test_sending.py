"""E-mail through providers' interfaces, on loopback."""

from __future__ import annotations

import pytest
from django.utils import timezone

from clientela_web.channels.alone import RefusedError
from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.kinds import kinds
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.tokens import token_of, tracked_delivery_of
from clientela_web.channels.ways import open_way
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, Provider
from tests.web.channels.anymail.esp import EspServer, mailgun_at, postmark_at
from tests.web.channels.people import campaign_to

pytestmark = pytest.mark.django_db

SITE = "https://shop.example"
MAKE = {"mailgun": mailgun_at, "postmark": postmark_at}


@pytest.fixture
def esp():
    server = EspServer()
    yield server
    server.shutdown()
    server.server_close()


def carried():
    carrier = Carrier(composed_alone, SITE)
    for _ in range(10):
        if not carrier.turn():
            break
    carrier.close()


def outcome(campaign):
    rows = Delivery.objects.filter(campaign=campaign)
    return {row.address.partition("@")[0]: (row.state, row.reason, row.tries) for row in rows}


@pytest.mark.parametrize("kind", MAKE)
def test_everybody_is_handed_over_once(esp, kind):
    people = [f"c{number}@d{number % 5}.example" for number in range(40)]
    campaign = campaign_to(people, MAKE[kind](esp.port, connections=4))
    carried()
    campaign.refresh_from_db()
    assert sorted(told.get("to") or told["To"] for told, _, _ in esp.taken) == sorted(people)
    assert (campaign.state, tally(campaign).states) == ("sent", {"sent": 40})
    assert Delivery.objects.values("provider_id").distinct().count() == 40


def test_mail_is_what_mailgun_wants(esp):
    campaign_to(["anna@x.example"], mailgun_at(esp.port), reply_to="hello@shop.example")
    carried()
    ((told, headers, path),) = esp.taken
    row = Delivery.objects.get()
    token = token_of(row.pk)
    assert path == "/v3/shop.example/messages"
    assert headers["Authorization"].startswith("Basic ")
    assert (told["from"], told["to"]) == ("The shop <news@shop.example>", "anna@x.example")
    assert (told["subject"], told["h:Reply-To"]) == ("Hello Name 1", "hello@shop.example")
    assert told["text"].startswith("Hello Name 1!")
    assert f"{SITE}/u/{token}" in told["html"]
    assert told["h:List-Unsubscribe"] == f"<{SITE}/u/{token}>"
    assert told["h:List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert tracked_delivery_of(told["v:delivery"]) == row.pk
    assert token not in told["v:delivery"]
    assert row.provider_id == "<1@mailgun.example>"


def test_mail_is_what_postmark_wants(esp):
    campaign_to(["anna@x.example"], postmark_at(esp.port))
    carried()
    ((told, headers, _),) = esp.taken
    assert headers["X-Postmark-Server-Token"] == "postmark-token"
    assert (told["To"], told["Subject"]) == ("anna@x.example", "Hello Name 1")
    assert {each["Name"] for each in told["Headers"]} >= {
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Id",
    }
    assert Delivery.objects.get().provider_id == "pm-1"


@pytest.mark.parametrize("kind", MAKE)
def test_what_the_provider_says_is_what_is_written_down(esp, kind):
    campaign = campaign_to(["gone@x.example", "later@x.example", "ok@x.example"], MAKE[kind](esp.port))
    carried()
    assert outcome(campaign) == {
        "gone": ("failed", "refused", 1),
        "later": ("pending", "", 1),
        "ok": ("sent", "", 1),
    }


def test_address_on_the_providers_own_list_is_refused(esp):
    campaign = campaign_to(["inactive@x.example"], postmark_at(esp.port))
    carried()
    assert outcome(campaign) == {"inactive": ("failed", "refused", 1)}


@pytest.mark.parametrize(("policy", "state"), [("mark_unknown", "unknown"), ("retry", "pending")])
def test_broken_connection_leaves_it_unknown(esp, policy, state):
    campaign = campaign_to(["takes@x.example", "ok@x.example"], mailgun_at(esp.port), after_crash=policy)
    carried()
    assert {name: told[0] for name, told in outcome(campaign).items()} == {"takes": state, "ok": "sent"}
    assert len(esp.taken) == 2


@pytest.mark.parametrize(("name", "seconds"), [("busy", 9), ("locked", 60)])
def test_account_that_may_not_now_is_nobodys_failure(esp, name, seconds):
    campaign = campaign_to([f"{name}@x.example"], mailgun_at(esp.port))
    carried()
    assert outcome(campaign) == {name: ("pending", "", 0)}
    left = (Provider.objects.get().trouble_until - timezone.now()).total_seconds()
    assert seconds - 5 < left <= seconds


def test_what_is_forbidden_pauses_the_campaign(esp):
    campaign = campaign_to(["forbidden@x.example"], mailgun_at(esp.port))
    carried()
    campaign.refresh_from_db()
    assert (campaign.state, "403" in campaign.trouble) == ("paused", True)
    assert outcome(campaign) == {"forbidden": ("pending", "", 0)}


def test_provider_that_is_not_there_is_told(esp):
    provider = mailgun_at(esp.port)
    esp.shutdown()
    esp.server_close()
    campaign = campaign_to(["ok@x.example"], provider)
    carried()
    assert "Connection refused" in Provider.objects.get().trouble
    assert outcome(campaign) == {"ok": ("pending", "", 0)}


# what an account has of each kind that asks for something
ASKED = {
    kind.key: {
        each.name: "https://api.example/v1" if each.name == "api_url" else "abc" for each in kind.settings
    }
    for kind in kinds().values()
    if kind.channel == "email" and kind.key not in ("smtp", "amazon_ses")
}


@pytest.mark.parametrize("kind", ASKED)
def test_every_kind_asks_for_what_its_backend_needs(kind):
    provider = Provider(name=kind, channel="email", kind=kind, settings=ASKED[kind])
    way = open_way(provider)
    way.lines.close()
    kinds()[kind].check(provider)


def test_kind_without_its_library_says_what_to_install():
    provider = Provider(
        name="Amazon", channel="email", kind="amazon_ses", settings={"region": "eu-central-1"}
    )
    with pytest.raises(ProviderError, match="boto3"):
        kinds()["amazon_ses"].check(provider)


def test_kind_checks_settings_and_tries_them_out(esp):
    provider = mailgun_at(esp.port)
    assert kinds()["mailgun"].try_out(provider, "me@x.example", "news@shop.example") == "<1@mailgun.example>"
    with pytest.raises(RefusedError, match="gone for you"):
        kinds()["mailgun"].try_out(provider, "gone@x.example", "news@shop.example")
    with pytest.raises(ProviderError, match="MAILGUN_API_KEY"):
        kinds()["mailgun"].check(Provider(name="x", channel="email", kind="mailgun"))
