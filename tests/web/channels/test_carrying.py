"""From segments to mailboxes: composed with the store, sent without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pyarrow as pa
import pytest
from django.utils import timezone

from clientela.workspace import Workspace
from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.preparing import prepare
from clientela_web.channels.sealing import SealError, seal, unseal
from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import approve, release
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.freezing import ask_freeze
from clientela_web.ledger.tally import tally
from clientela_web.models import AudienceFreeze, Campaign, CampaignState, Delivery, Provider, Sender
from tests.act.audience.crowd import AS_OF, Person, make_crowd
from tests.web.channels.people import campaign_to, provider_at

pytestmark = pytest.mark.django_db

SITE = "https://shop.example"
WRITING = {
    "subject": "Spring",
    "text": (
        "Dear {{ customer.first_name | default: 'friend' }},\n"
        "{% segment 'Loyal' %}you are loyal.{% else %}you could be loyal.{% endsegment %}\n"
        "Points: {{ customer.loyalty_points }}, size {{ customer.hat_size }}\n"
    ),
}


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Workspace]:
    with make_crowd(tmp_path / "crowd", 300) as shop:
        shop.add_field("hat_size", "integer")
        even = range(2, 301, 2)
        sizes = pa.table({"customer_id": list(even), "hat_size": [50 + number % 10 for number in even]})
        received = AS_OF - dt.timedelta(days=1)
        shop.store.write_entities("customer", sizes, source="test", received_at=received)
        yield shop


def carried(carrier):
    while carrier.turn():
        pass
    carrier.close()


def test_campaign_from_segments_to_mailboxes(crowd, sink):
    server = sink()
    campaign = Campaign.objects.create(
        name="Spring",
        channel="email",
        purpose="marketing",
        segments=["Vic"],
        without=["Staff"],
        salt="spring",
        holdout_percent=20,
        variants=[
            {"name": "A", "percent": 50},
            {"name": "B", "percent": 50, "writing": {"subject": "Spring is here"}},
        ],
        writing=WRITING,
        sender_address="news@shop.example",
        provider=provider_at(server.port),
    )
    ask_freeze(campaign, AS_OF)
    prepare(AudienceFreeze.claim(), crowd)
    campaign.refresh_from_db()
    approve(campaign, campaign.fingerprint)
    release(campaign)
    carried(Carrier(composed_alone, SITE))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT
    meant = [
        person
        for person in map(Person, range(2, 301, 2))
        if person.consents
        and person.wire_address
        and "Staff" not in person.segments
        and person.place("spring holdout") >= 0.2
    ]
    told = {message["To"]: message for message in server.messages()}
    assert sorted(told) == sorted(str(person.wire_address) for person in meant)
    for person in meant:
        message = told[person.wire_address]
        is_first = person.place("spring variant") < 0.5
        assert message["Subject"] == ("Spring" if is_first else "Spring is here")
        loyal = "Loyal" in person.segments
        assert message.get_content().splitlines() == [
            f"Dear {person.first_name or 'friend'},",
            "you are loyal." if loyal else "you could be loyal.",
            f"Points: {600 if loyal else 100}, size {50 + person.number % 10}",
        ]
    counted = tally(campaign)
    assert counted.states["delivered"] == len(meant)
    assert counted.targeted == 150 == sum(counted.finals.values())


def test_coupon_that_nobody_hands_out_is_refused(crowd):
    campaign = Campaign.objects.create(
        name="Spring",
        channel="email",
        purpose="marketing",
        segments=["Vic"],
        salt="spring",
        writing={"subject": "Yours", "text": "{{ coupon }}"},
    )
    ask_freeze(campaign, AS_OF)
    with pytest.raises(CampaignError, match="none to hand out"):
        prepare(AudienceFreeze.claim(), crowd)


def test_server_in_trouble_is_left_alone_for_a_while(sink):
    server = sink()
    campaign = campaign_to(["a@x.example"], provider_at(server.port))
    server.process.kill()
    server.process.wait()
    carrier = Carrier(composed_alone, SITE)
    assert carrier.turn()
    provider = Provider.objects.get()
    assert "cannot be used" in provider.trouble
    assert provider.trouble_until > timezone.now()
    assert not carrier.turn()
    assert tally(campaign).states == {"pending": 1}
    carrier.close()
    assert not Sender.objects.exists()


def test_campaign_that_is_refused_altogether_is_paused_and_says_why(sink):
    server = sink()
    campaign = campaign_to([f"spam{number}@x.example" for number in range(90)], provider_at(server.port))
    carried(Carrier(composed_alone, SITE))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PAUSED
    assert "were all refused for good: 554 5.7.1" in campaign.trouble
    assert Delivery.objects.filter(state="pending").count() > 30


def test_links_without_a_site_stop_the_campaign(sink):
    server = sink()
    campaign = campaign_to(["a@x.example"], provider_at(server.port))
    carried(Carrier(composed_alone))
    campaign.refresh_from_db()
    assert (campaign.state, server.taken()) == (CampaignState.PAUSED, [])
    assert "CLIENTELA_SITE_URL" in campaign.trouble
    assert tally(campaign).states == {"pending": 1}


def test_scheduled_campaign_begins_at_its_time(sink):
    server = sink()
    campaign = campaign_to(["a@x.example"], provider_at(server.port))
    Campaign.objects.update(state="approved", scheduled_at=timezone.now() + dt.timedelta(hours=1))
    carried(Carrier(composed_alone, SITE))
    assert server.taken() == []
    Campaign.objects.update(scheduled_at=timezone.now())
    carried(Carrier(composed_alone, SITE))
    campaign.refresh_from_db()
    assert (server.taken(), campaign.state) == (["a@x.example"], CampaignState.SENT)


def test_two_campaigns_take_turns(sink):
    server = sink()
    provider = provider_at(server.port)
    first = campaign_to([f"a{number}@x.example" for number in range(20)], provider, name="First")
    second = campaign_to([f"b{number}@x.example" for number in range(20)], provider, name="Second")
    carried(Carrier(composed_alone, SITE))
    assert len(server.taken()) == 40
    assert set(Campaign.objects.values_list("state", flat=True)) == {"sent"}
    assert tally(first).states == tally(second).states == {"delivered": 20}


def test_secrets_are_read_with_the_sites_key_alone(settings):
    sealed = seal({"password": "geheim"})
    assert "geheim" not in sealed
    assert unseal(sealed) == {"password": "geheim"}
    settings.SECRET_KEY = "another"
    with pytest.raises(SealError, match="enter the provider's secrets anew"):
        unseal(sealed)


def went(limits, seconds: float = 10.0) -> int:
    """How many messages go within so many seconds."""
    begun = now = monotonic()
    count = 0
    while now < begun + seconds:
        if pause := limits.wait(now):
            now += pause + 1e-6
        else:
            limits.spend("x.example", now)
            count += 1
    return count


def test_limit_is_shared_by_those_who_send_now():
    provider = provider_at(1, per_second=40.0)
    carrier = Carrier(composed_alone)
    alone = carrier._limits(provider)
    assert carrier._limits(provider) is alone  # what it has saved up stays
    assert went(alone) == pytest.approx(400, abs=15)
    for _ in range(4):
        senders.register()
    assert went(carrier._limits(provider)) == pytest.approx(100, abs=15)
