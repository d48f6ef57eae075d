"""What was heard goes where it belongs: into the ledger, onto the list of those who want nothing more."""

from __future__ import annotations

from collections.abc import Iterable

from clientela_web.channels.hearing import Deed, Heard, Word
from clientela_web.channels.sms.stopping import means_stop
from clientela_web.channels.tokens import token_of
from clientela_web.ledger.hits import note_hit, note_word
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.refusing import suppress_key, withdraw, write_later
from clientela_web.ledger.reporting import row_of, stop, take_report
from clientela_web.models import Delivery, Hit, HitKind, Provider, SuppressionReason
from clientela_web.preferences.domain import choose
from clientela_web.preferences.queries import choices_of, recipient_of

WORDS = 100
"""So much of a reply is kept as what she said."""
WAY = "reply"


def take(provider: Provider, heard: Iterable[Heard], *, with_data: bool = True) -> None:
    """Write down what a provider told. The same again changes nothing.

    `with_data`: this process has the data open, so that a consent taken back is written there at once.
    """
    for each in heard:
        if isinstance(each, Word):
            _listen(provider, each, with_data=with_data)
        elif isinstance(each, Deed):
            _note(provider, each, with_data=with_data)
        else:
            take_report(provider, each)


def _listen(provider: Provider, word: Word, *, with_data: bool) -> None:
    """A reply: one that says no is obeyed at once, also for messages that are claimed already."""
    key = address_key(provider.channel, word.address)
    rows = Delivery.objects.filter(address_key=key, channel=provider.channel).select_related("campaign")
    last = rows.order_by("-pk").first()
    if not means_stop(word.text):
        if last is not None:
            note_word(last.pk, HitKind.REPLY)
        return
    campaign = last.campaign if last is not None else None
    suppress_key(provider.channel, key, SuppressionReason.UNSUBSCRIBED, campaign=campaign)
    if last is not None:
        _take_back(last, word.text[:WORDS], with_data=with_data)


def _take_back(row: Delivery, words: str, *, with_data: bool) -> None:
    """All her consents to the channel; where the data are not open, the message's now, and the rest later."""
    recipient = recipient_of(token_of(row.pk)) if with_data else None
    if recipient is None:
        withdraw(row.customer_id, row.campaign.consent_channel or row.channel, row.campaign.purpose)
        note_word(row.pk, HitKind.UNSUBSCRIBE)
        if not with_data:
            write_later(row.pk, words, WAY)
        return
    topics = [topic for topic in choices_of(recipient) if topic.channel in recipient.channels]
    choose(recipient, dict.fromkeys(topics, False), dict.fromkeys(topics, words), way=WAY)


def _note(provider: Provider, deed: Deed, *, with_data: bool) -> None:
    row = row_of(provider, delivery=deed.delivery, provider_id=deed.provider_id)
    if row is None:
        return
    if deed.kind == HitKind.UNSUBSCRIBE:
        stop(row, SuppressionReason.UNSUBSCRIBED, provider.name)
        _take_back(row, f"unsubscribed at {provider.name}", with_data=with_data)
        return
    if deed.kind == HitKind.COMPLAINT:
        stop(row, SuppressionReason.COMPLAINED, provider.name)
    if deed.kind in (HitKind.OPEN, HitKind.CLICK):
        note_hit(row, Hit(kind=deed.kind, destination=deed.url, agent=deed.agent))
    else:
        note_word(row.pk, deed.kind)
