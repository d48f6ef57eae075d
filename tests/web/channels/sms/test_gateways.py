"""Text messages to gateways on loopback that answer as their documentation says."""

from __future__ import annotations

import pytest

from clientela_web.channels.alone import RefusedError
from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.kinds import kinds
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.tokens import delivery_of, token_of
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, MessagePart, Provider, Suppression
from tests.web.channels.people import campaign_to
from tests.web.channels.sms.gateway import GatewayServer, twilio_at, vonage_at

pytestmark = pytest.mark.django_db

SITE = "https://shop.example"
MAKE = {"twilio": twilio_at, "vonage": vonage_at}


@pytest.fixture
def gateway(settings):
    settings.SITE_URL = SITE
    server = GatewayServer()
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
    return {row.address[-2:]: (row.state, row.reason, row.tries) for row in rows}


@pytest.mark.parametrize("kind", MAKE)
def test_everybody_is_handed_over_once(gateway, kind):
    people = [f"+486000001{number:02d}" for number in range(40, 80) if number != 50]
    campaign = campaign_to(people, MAKE[kind](gateway.port, connections=4))
    carried()
    campaign.refresh_from_db()
    told = [form.get("To") or f"+{form['to']}" for form in gateway.taken]
    assert sorted(told) == people
    assert (campaign.state, tally(campaign).states) == ("sent", {"sent": len(people)})
    assert Delivery.objects.exclude(provider_id=None).values("provider_id").distinct().count() == len(people)


def test_twilio_is_told_what_its_documentation_wants(gateway):
    provider = twilio_at(gateway.port)
    campaign_to(["+48600000177"], provider)
    carried()
    (form,) = gateway.taken
    row = Delivery.objects.get()
    assert (form["To"], form["From"]) == ("+48600000177", "+48500600700")
    assert form["Body"].startswith("Hello Name 1!\n")
    place, _, token = form["StatusCallback"].partition("?m=")
    assert place == f"{SITE}/receipts/{provider.pk}/"
    assert delivery_of(token) == row.pk
    assert row.provider_id == f"SM{1:032d}"


def test_twilio_takes_a_messaging_service_for_a_sender(gateway):
    provider = twilio_at(gateway.port)
    provider.settings["sender"] = "MG" + "1" * 32
    provider.save()
    campaign_to(["+48600000177"], provider)
    carried()
    (form,) = gateway.taken
    assert (form["MessagingServiceSid"], "From" in form) == ("MG" + "1" * 32, False)


def test_vonage_is_told_what_its_documentation_wants(gateway):
    provider = vonage_at(gateway.port)
    campaign = campaign_to(["+48600000177"], provider)
    campaign.writing = {"text": "Łódź, {{ customer.first_name }}"}
    campaign.save()
    carried()
    (form,) = gateway.taken
    assert (form["to"], form["from"], form["type"]) == ("48600000177", "Shop", "unicode")
    assert form["text"] == "Łódź, Name 1"
    assert form["client-ref"] == token_of(Delivery.objects.get().pk)
    assert form["callback"] == f"{SITE}/receipts/{provider.pk}/"


def test_message_in_the_gsm_alphabet_is_not_sent_as_unicode(gateway):
    campaign_to(["+48600000177"], vonage_at(gateway.port))
    carried()
    assert "type" not in gateway.taken[0]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "twilio",
            {
                "11": ("failed", "refused", 1),
                "08": ("failed", "refused", 1),
                "10": ("suppressed", "unsubscribed", 1),
                "50": ("pending", "", 1),
                "77": ("sent", "", 1),
            },
        ),
        (
            "vonage",
            {
                "11": ("failed", "refused", 1),
                "33": ("failed", "refused", 1),
                "50": ("pending", "", 1),
                "77": ("sent", "", 1),
            },
        ),
    ],
)
def test_what_the_gateway_says_is_what_is_written_down(gateway, kind, told):
    campaign = campaign_to([f"+486000001{end}" for end in told], MAKE[kind](gateway.port))
    carried()
    assert outcome(campaign) == told


@pytest.mark.parametrize(
    ("kind", "end", "reason"),
    [("twilio", "11", "bounced"), ("vonage", "33", "bounced"), ("twilio", "10", "unsubscribed")],
)
def test_number_nobody_has_gets_no_more(gateway, kind, end, reason):
    campaign_to([f"+486000001{end}"], MAKE[kind](gateway.port))
    carried()
    assert set(Suppression.objects.values_list("channel", "reason")) == {("sms", reason)}


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("end", ["29", "03"])
def test_account_that_may_not_now_is_nobodys_failure(gateway, kind, end):
    campaign = campaign_to([f"+486000001{end}"], MAKE[kind](gateway.port))
    carried()
    assert outcome(campaign) == {end: ("pending", "", 0)}
    assert Provider.objects.get().trouble_until is not None


@pytest.mark.parametrize("kind", MAKE)
def test_sender_that_is_not_taken_pauses_the_campaign(gateway, kind):
    campaign = campaign_to(["+48600000106"], MAKE[kind](gateway.port))
    carried()
    campaign.refresh_from_db()
    assert (campaign.state, "does not take our sender" in campaign.trouble) == ("paused", True)
    assert outcome(campaign) == {"06": ("pending", "", 0)}


def test_parts_of_a_long_message_are_known_by_their_names(gateway):
    campaign = campaign_to(["+48600000122", "+48600000144"], vonage_at(gateway.port, connections=1))
    campaign.writing = {"text": "a" * 300}
    campaign.save()
    carried()
    assert outcome(campaign) == {"22": ("sent", "", 1), "44": ("failed", "refused", 1)}
    whole = Delivery.objects.get(state="sent")
    names = list(MessagePart.objects.order_by("pk").values_list("delivery_id", "provider_id"))
    assert names == [(whole.pk, "0A00000000000001"), (whole.pk, "0A00000000000002")]
    assert whole.provider_id == "0A00000000000001"
    assert Delivery.objects.get(state="failed").reply == "only 1 of 2 parts were taken: 9 Quota Exceeded"


def test_what_is_no_number_is_not_sent(gateway):
    campaign = campaign_to(["600100200"], twilio_at(gateway.port))
    carried()
    assert outcome(campaign) == {"00": ("skipped", "not_writable", 1)}
    assert gateway.taken == []


@pytest.mark.parametrize("kind", MAKE)
def test_kind_checks_settings_and_tries_them_out(gateway, kind):
    provider = MAKE[kind](gateway.port)
    kinds()[kind].check(provider)
    assert kinds()[kind].try_out(provider, "+48600000177", "")
    with pytest.raises(RefusedError):
        kinds()[kind].try_out(provider, "+48600000111", "")
    provider.sealed = ""
    with pytest.raises(ProviderError, match="needs an account"):
        kinds()[kind].check(provider)
