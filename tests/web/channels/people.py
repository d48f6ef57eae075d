"""Campaigns with rows of a test's own, without a store: what a sender sees of the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clientela.act.audience import Fingerprint
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.email.letters import LetterWriter
from clientela_web.channels.sealing import seal
from clientela_web.channels.tokens import Links
from clientela_web.ledger.campaigns import approve, start
from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.writing_rows import NewRow, add_rows
from clientela_web.models import Campaign, Provider

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WRITING = {
    "subject": "Hello {{ customer.first_name }}",
    "html": "<p>Hello {{ customer.first_name }}!</p><p><a href='{{ unsubscribe_url }}'>No more</a></p>",
    "text": "Hello {{ customer.first_name }}!\n.A line with a dot.\n{{ unsubscribe_url }}\n",
}


def provider_at(port: int, **fields: object) -> Provider:
    """A provider whose server is on loopback."""
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "hello": "test"}
    return Provider.objects.create(
        name=f"at {port}", channel="email", kind="smtp", settings=settings, **fields
    )


def webhook_at(port: int, **fields: object) -> Provider:
    """A provider that is an address on loopback, which CLIENTELA_INSIDE_HOSTS must name."""
    return Provider.objects.create(
        name=f"webhook at {port}",
        channel="webhook",
        kind="webhook",
        settings={"url": f"http://127.0.0.1:{port}/hook"},
        sealed=seal({"signing_secret": SIGNING}),
        **fields,
    )


def named(number: int) -> str:
    return f'{{"first_name": "Name {number}"}}'


def campaign_to(
    addresses: Iterable[str],
    provider: Provider,
    name: str = "Spring",
    values: Callable[[int], str] = named,
    **fields: object,
) -> Campaign:
    """A campaign being sent, with a row an address; customers are numbered from 1."""
    channel = provider.channel
    campaign = Campaign.objects.create(
        name=name,
        channel=channel,
        purpose="marketing",
        salt=name,
        segments=["Vic"],
        sender_name="The shop",
        sender_address="news@shop.example",
        provider=provider,
        value_types={"first_name": "text"},
        writing=WRITING if channel == "email" else {"text": WRITING["text"]},
        state="checked",
        **fields,
    )
    add_rows(
        [
            NewRow(
                campaign_id=campaign.pk,
                customer_id=number,
                channel=channel,
                state="pending",
                reason="",
                segment="Vic",
                variant="",
                in_holdout=False,
                address=address,
                address_key=address_key(channel, address),
                merge_values=values(number),
            )
            for number, address in enumerate(addresses, 1)
        ]
    )
    campaign.fingerprint = str(fingerprint_of(campaign))
    campaign.save()
    assert Fingerprint.read(campaign.fingerprint).rows
    approve(campaign, campaign.fingerprint)
    start(campaign)
    return campaign


def writer_of(campaign: Campaign, site: str = "https://shop.example") -> LetterWriter:
    return LetterWriter(campaign, composed_alone(campaign), Links(site))
