"""Webhooks to a real receiver on loopback, of a process of its own."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json

import pytest
from django.utils import timezone

from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.kinds import kinds
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.sealing import seal
from clientela_web.channels.webhook.requests import secret_of, signed
from clientela_web.ledger.refusing import withdraw
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, Provider
from tests.web.channels.conftest import start_sink
from tests.web.channels.people import SIGNING, campaign_to, webhook_at

pytestmark = pytest.mark.django_db

SITE = "https://shop.example"


@pytest.fixture
def hook(tmp_path, settings):
    settings.INSIDE_HOSTS = ["127.0.0.1"]
    running = start_sink(tmp_path / "sink", "--keep", str(tmp_path / "sink" / "kept"), module="http_sink")
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdout.close()


def kept(hook):
    return [json.loads(file.read_text()) for file in sorted(hook.kept.glob("*.json"))]


def carried(turns=20):
    carrier = Carrier(composed_alone, SITE)
    for _ in range(turns):
        if not carrier.turn():
            break
    carrier.close()


def outcome(campaign):
    return {row.address: (row.state, row.reason) for row in Delivery.objects.filter(campaign=campaign)}


def test_everybody_is_told_once(hook):
    people = [f"c{number}" for number in range(120)]
    campaign = campaign_to(people, webhook_at(hook.port, connections=4))
    carried()
    campaign.refresh_from_db()
    assert sorted(hook.taken()) == sorted(people)
    assert (campaign.state, tally(campaign).finals["delivered"]) == ("sent", 120)


def test_request_is_what_the_standard_wants(hook):
    campaign = campaign_to(["c-17"], webhook_at(hook.port))
    carried()
    (told,) = kept(hook)
    headers = {name.lower(): value for name, value in told["headers"].items()}
    body = json.loads(told["body"])
    assert headers["content-type"] == "application/json"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    key = base64.b64decode(SIGNING.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{told['body']}".encode()
    digest = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert body["type"] == "campaign.message"
    data = body["data"]
    assert (data["campaign"], data["customer"], data["segment"]) == (campaign.name, "c-17", "Vic")
    assert data["values"] == {"first_name": "Name 1"}
    assert data["text"].startswith("Hello Name 1!")
    assert set(data) == {"campaign", "customer", "segment", "variant", "text", "values"}


def test_signature_is_that_of_the_standards_own_example():
    """The example of the reference libraries (standardwebhooks, test of `sign`)."""
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    told = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', secret_of(SIGNING))
    assert told["Webhook-Signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_statuses_are_what_is_written_down(hook):
    people = ["gone1", "later1", "ok1", "ok2", "gone2"]
    campaign = campaign_to(people, webhook_at(hook.port, connections=2))
    carried()
    assert outcome(campaign) == {
        "gone1": ("failed", "refused"),
        "gone2": ("failed", "refused"),
        "later1": ("pending", ""),
        "ok1": ("delivered", ""),
        "ok2": ("delivered", ""),
    }
    later = Delivery.objects.get(address="later1")
    assert (later.tries, later.reply) == (1, "500 what you asked for")
    assert later.not_before > timezone.now() + dt.timedelta(seconds=50)


def test_the_same_request_has_the_same_name_again(hook):
    campaign_to(["takes1"], webhook_at(hook.port), after_crash="retry")
    carried()
    Delivery.objects.update(not_before=None)
    carried()
    names = [told["headers"]["Webhook-Id"] for told in kept(hook)]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert len({told["body"] for told in kept(hook)}) == 1


@pytest.mark.parametrize(
    ("policy", "told"), [("mark_unknown", ("unknown", "connection_lost")), ("retry", ("pending", ""))]
)
def test_broken_connection_leaves_one_message_unknown(hook, policy, told):
    people = ["takes1", *(f"c{number}" for number in range(30))]
    campaign = campaign_to(people, webhook_at(hook.port, connections=3), after_crash=policy)
    carried()
    assert outcome(campaign)["takes1"] == told
    assert sorted(hook.taken()) == sorted(people)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("moved1", "leads on to 'https://elsewhere.example/'"),
        ("closed1", "wants no more requests: 410"),
        ("locked1", "does not let us in: 401"),
    ],
)
def test_what_cannot_go_on_pauses_the_campaign(hook, name, said):
    campaign = campaign_to([name], webhook_at(hook.port))
    carried()
    campaign.refresh_from_db()
    assert (campaign.state, said in campaign.trouble) == ("paused", True)
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("pending", 0)


def test_receiver_that_is_busy_is_left_alone_as_long_as_it_asks(hook):
    campaign_to(["busy1", "ok1"], webhook_at(hook.port, connections=1))
    carried()
    provider = Provider.objects.get()
    assert 4 < (provider.trouble_until - timezone.now()).total_seconds() <= 7
    assert "429" in provider.trouble
    assert hook.taken() == []
    assert set(Delivery.objects.values_list("state", "tries")) == {("pending", 0)}


def test_who_withdraws_while_it_runs_is_not_told(hook):
    campaign = campaign_to([f"c{number}" for number in range(40)], webhook_at(hook.port, connections=2))
    carrier = Carrier(composed_alone, SITE)
    claimed = carrier._claim

    def claim_and_hear(meant):
        rows = claimed(meant)
        for row in rows[20:]:
            withdraw(row.customer_id, "webhook", "marketing")
        return rows

    carrier._claim = claim_and_hear
    carrier.turn()
    carrier.close()
    assert sorted(hook.taken()) == sorted(f"c{number}" for number in range(20))
    assert tally(campaign).reasons == {("suppressed", "withdrawn"): 20}


def test_receiver_that_is_not_there_is_told(hook):
    campaign = campaign_to(["c1"], webhook_at(hook.port))
    hook.process.kill()
    hook.process.wait()
    carried()
    assert "cannot be reached" in Provider.objects.get().trouble
    row = Delivery.objects.get()
    assert (tally(campaign).states, row.tries) == ({"pending": 1}, 0)


def test_nothing_goes_inside_unless_it_is_named(hook, settings):
    campaign = campaign_to(["c1"], webhook_at(hook.port))
    Provider.objects.update(settings={"url": f"https://127.0.0.1:{hook.port}/hook"})
    settings.INSIDE_HOSTS = []
    carried()
    assert "127.0.0.1, which is inside a network" in Provider.objects.get().trouble
    assert tally(campaign).states == {"pending": 1}
    assert hook.taken() == []


@pytest.mark.parametrize(
    ("url", "secret", "said"),
    [
        ("ftp://shop.example/", SIGNING, "is no address"),
        ("https://user:pass@shop.example/", SIGNING, "is no address"),
        ("http://shop.example/", SIGNING, "is not encrypted"),
        ("https://shop.example/ä", SIGNING, "letters that an address cannot have"),
        ("https://shop.example/", "whsec_c2hvcnQ=", "24 to 64 random bytes"),
        ("https://shop.example/", "geheim!", "24 to 64 random bytes"),
    ],
)
def test_settings_that_cannot_be_right_are_told(settings, url, secret, said):
    settings.INSIDE_HOSTS = []
    provider = Provider(
        name="x",
        channel="webhook",
        kind="webhook",
        settings={"url": url},
        sealed=seal({"signing_secret": secret}),
    )
    with pytest.raises(ProviderError, match=said):
        kinds()["webhook"].check(provider)
