"""Messages to a real server on loopback, of a process of its own."""

from __future__ import annotations

import datetime as dt
import time
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from django.utils import timezone

from clientela_web.channels.email.server import MailServer, ServerError
from clientela_web.channels.email.wires import Wires
from clientela_web.channels.limits import Limits
from clientela_web.channels.posting import FUSE, Posting, PostingStoppedError
from clientela_web.channels.sealing import seal
from clientela_web.channels.tokens import delivery_of
from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import finish, pause
from clientela_web.ledger.claiming import claim
from clientela_web.ledger.refusing import withdraw
from clientela_web.ledger.tally import tally
from clientela_web.models import Delivery, Suppression
from tests.web.channels.people import campaign_to, provider_at, writer_of

pytestmark = pytest.mark.django_db


def post(campaign, *, most=4, batch=50, limits=None, sender=None):
    """Send everything that is due."""
    provider = campaign.provider
    wires = Wires(MailServer.of(provider), most)
    sender = sender or senders.register()
    try:
        posting = Posting(
            sender,
            campaign,
            writer_of(campaign),
            wires,
            limits or Limits(None, {}, 0.0),
        )
        posting.send(lambda: claim(sender, campaign, batch))
    finally:
        wires.close()
    return posting


def outcome(campaign):
    return {
        row.address.partition("@")[0]: (row.state, row.reason)
        for row in Delivery.objects.filter(campaign=campaign)
    }


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_everybody_gets_her_message_once(sink, options):
    server = sink(*options)
    addresses = [f"c{number}@d{number % 5}.example" for number in range(300)]
    campaign = campaign_to(addresses, provider_at(server.port))
    assert post(campaign).delivered == 300
    assert sorted(server.taken()) == sorted(addresses)
    assert finish(campaign)
    assert tally(campaign).finals == {
        "delivered": 300,
        "failed": 0,
        "skipped": 0,
        "suppressed": 0,
        "unknown": 0,
    }


def test_message_is_what_standards_want(sink):
    server = sink()
    campaign = campaign_to(["anna@shop.example"], provider_at(server.port))
    post(campaign)
    (message,) = server.messages()
    row = Delivery.objects.get()
    assert message["From"] == "The shop <news@shop.example>"
    assert (message["To"], message["Subject"]) == ("anna@shop.example", "Hello Name 1")
    assert abs(parsedate_to_datetime(message["Date"]) - timezone.now()) < dt.timedelta(minutes=1)
    recipient, return_path = server.log.read_text().split()
    token = return_path.removeprefix("news+").partition("@")[0]
    assert (recipient, return_path) == ("anna@shop.example", f"news+{token}@shop.example")
    assert delivery_of(token) == row.pk
    assert delivery_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert message["List-Unsubscribe"] == f"<https://shop.example/u/{token}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_body(("plain",)).get_content().splitlines()
    assert text == ["Hello Name 1!", ".A line with a dot.", f"https://shop.example/u/{token}"]
    assert "Hello Name 1!" in message.get_body(("html",)).get_content()


def test_what_the_server_says_is_what_is_written_down(sink):
    server = sink()
    people = ["gone1@x.example", "later1@x.example", "spam1@x.example", "full1@x.example", "ok1@x.example"]
    campaign = campaign_to([*people, "gone2@x.example", "ok2@x.example"], provider_at(server.port))
    post(campaign, most=2)
    assert outcome(campaign) == {
        "gone1": ("failed", "refused"),
        "gone2": ("failed", "refused"),
        "later1": ("pending", ""),
        "spam1": ("failed", "refused"),
        "full1": ("pending", ""),
        "ok1": ("delivered", ""),
        "ok2": ("delivered", ""),
    }
    later = Delivery.objects.get(address__startswith="later")
    assert (later.tries, later.reply) == (1, "451 4.7.1 try again later")
    assert later.not_before > timezone.now() + dt.timedelta(seconds=50)
    keys = set(Delivery.objects.filter(address__startswith="gone").values_list("address_key", flat=True))
    assert set(Suppression.objects.values_list("address_key", "reason")) == {(key, "bounced") for key in keys}
    assert not finish(campaign)


@pytest.mark.parametrize(
    ("policy", "told"), [("mark_unknown", ("unknown", "connection_lost")), ("retry", ("delivered", ""))]
)
def test_broken_connection_leaves_one_message_unknown(sink, policy, told):
    """What was taken without an answer is never sent twice, or never lost: as the campaign wants it."""
    server = sink()
    addresses = ["takes1@x.example", *(f"c{number}@x.example" for number in range(40))]
    campaign = campaign_to(addresses, provider_at(server.port), after_crash=policy)
    post(campaign, most=3)
    assert server.taken().count("takes1@x.example") == 1
    if policy == "retry":
        row = Delivery.objects.get(address__startswith="takes")
        assert (row.state, row.tries) == ("pending", 1)
        assert row.not_before > timezone.now()
        Delivery.objects.filter(pk=row.pk).update(not_before=None, address="cured@x.example")
        post(campaign, most=3)
    name = "cured" if policy == "retry" else "takes1"
    assert outcome(campaign)[name] == told
    taken = server.taken()
    assert all(taken.count(f"c{number}@x.example") == 1 for number in range(40))


def test_who_unsubscribes_while_it_runs_gets_nothing(sink):
    server = sink()
    campaign = campaign_to([f"c{number}@x.example" for number in range(60)], provider_at(server.port))
    sender = senders.register()
    rows = claim(sender, campaign, 60)
    for row in rows[30:]:
        withdraw(row.customer_id, "email", "marketing")
    batches = [[], rows]
    wires = Wires(MailServer.of(campaign.provider), 3)
    Posting(sender, campaign, writer_of(campaign), wires, Limits(None, {}, 0.0)).send(batches.pop)
    wires.close()
    assert sorted(server.taken()) == sorted(row.address for row in rows[:30])
    assert tally(campaign).reasons == {("suppressed", "withdrawn"): 30}


def test_pause_stops_what_is_claimed(sink):
    server = sink()
    campaign = campaign_to([f"c{number}@x.example" for number in range(60)], provider_at(server.port))
    sender = senders.register()
    rows = claim(sender, campaign, 60)
    pause(campaign)
    batches = [[], rows]
    wires = Wires(MailServer.of(campaign.provider), 3)
    Posting(sender, campaign, writer_of(campaign), wires, Limits(None, {}, 0.0)).send(batches.pop)
    wires.close()
    assert server.taken() == []
    assert tally(campaign).states == {"pending": 60}


def test_nothing_is_mailed_as_a_blank(sink):
    server = sink()
    campaign = campaign_to(["a@x.example", "b@x.example"], provider_at(server.port))
    Delivery.objects.filter(address="a@x.example").update(merge_values="{}")
    post(campaign)
    assert server.taken() == ["b@x.example"]
    row = Delivery.objects.get(address="a@x.example")
    assert (row.state, row.reason, row.reply) == ("skipped", "not_writable", "missing: customer.first_name")


def test_refusals_without_end_stop_the_campaign(sink):
    server = sink()
    addresses = [f"spam{number}@x.example" for number in range(200)]
    campaign = campaign_to(addresses, provider_at(server.port))
    with pytest.raises(PostingStoppedError, match="were all refused"):
        post(campaign, most=4)
    states = tally(campaign).states
    assert FUSE <= states["failed"] < FUSE + 8
    assert states["pending"] == 200 - states["failed"]


def test_refused_return_path_is_nobodys_failure(sink):
    server = sink()
    campaign = campaign_to([f"c{number}@x.example" for number in range(20)], provider_at(server.port))
    campaign.sender_address = "forged@shop.example"
    with pytest.raises(PostingStoppedError, match="does not take our return path: 501"):
        post(campaign)
    assert tally(campaign).states == {"pending": 20}


@pytest.mark.parametrize(
    "signing", [{"domain": "shop.example"}, {"domain": "shop.example", "selector": "s1"}, {"selector": "s1"}]
)
def test_half_of_what_signing_takes_is_told(signing):
    provider = provider_at(25)
    provider.settings |= {"dkim": signing}
    with pytest.raises(ServerError, match="a domain, a selector and a key; enter all three, or none"):
        MailServer.of(provider)


def test_a_key_alone_signs_nothing_and_is_told():
    provider = provider_at(25)
    provider.sealed = seal({"dkim_key": "-----BEGIN PRIVATE KEY-----"})
    with pytest.raises(ServerError, match="enter all three, or none"):
        MailServer.of(provider)


def test_server_that_is_not_there_is_told(sink):
    server = sink()
    campaign = campaign_to(["a@x.example"], provider_at(server.port))
    server.process.kill()
    server.process.wait()
    with pytest.raises(ServerError, match="cannot be used"):
        post(campaign)
    assert tally(campaign).states == {"pending": 1}


def test_pace_of_a_provider_is_kept(sink):
    server = sink()
    campaign = campaign_to([f"c{number}@x.example" for number in range(30)], provider_at(server.port))
    began = time.monotonic()
    post(campaign, limits=Limits(20, {}, began))
    # five are saved up at the beginning, the others come at 20 a second
    assert 1.2 <= time.monotonic() - began < 4


def test_domain_that_takes_no_more_waits_in_line(sink):
    server = sink()
    addresses = [f"c{number}@{'slow' if number % 2 else 'quick'}.example" for number in range(20)]
    campaign = campaign_to(addresses, provider_at(server.port))
    post(campaign, limits=Limits(None, {"slow.example": 6}, time.monotonic()))
    rows = Delivery.objects.filter(state="pending").order_by("not_before")
    assert {row.address.rpartition("@")[2] for row in rows} == {"slow.example"}
    assert len(rows) == 9
    assert {row.tries for row in rows} == {0}
    waits = [(row.not_before - timezone.now()).total_seconds() for row in rows]
    assert all(later - sooner > 5 for sooner, later in pairwise(waits))
    assert 60 < waits[-1] < 120
