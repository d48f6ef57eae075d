"""What a recipient decides: first where senders read it, then in the data."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from clientela.collect.byhand.hand import RECIPIENT
from clientela.errors import ClientelaError
from clientela_web.ledger.hits import note_word
from clientela_web.ledger.refusing import allow_again, consent_again, suppress_key, withdraw, write_later
from clientela_web.models import AuditEntry, HitKind, SuppressionReason
from clientela_web.preferences.queries import STORE_FAULTS, Recipient, Topic, said_in
from clientela_web.workspace import firm

LOG = logging.getLogger(__name__)


class NotStoredError(ClientelaError):
    """A consent that was given could not be written; nothing is sent on the strength of it."""


def unsubscribe(recipient: Recipient, wording: str, *, way: str) -> bool:
    """Take back what the message was sent on; whether the data have it, too. Senders obey at once."""
    return _take_back(recipient, recipient.topic, wording, way)


def stop_everything(recipient: Recipient, topics: Iterable[Topic], wording: str, *, way: str) -> bool:
    """Take all of it back, and send nothing to her address by this channel; whether the data have it, too."""
    suppress_key(recipient.channel, recipient.address_key, SuppressionReason.UNSUBSCRIBED)
    stored = [_take_back(recipient, topic, wording, way) for topic in topics]
    return all(stored)


def choose(
    recipient: Recipient, changes: Mapping[Topic, bool], wordings: Mapping[Topic, str], *, way: str
) -> bool:
    """Write down what she changed; whether the data have all of it.

    Raises NotStoredError for a consent given that the data do not have; what she took back holds.
    """
    gone = [topic for topic, wanted in changes.items() if not wanted]
    stored = [_take_back(recipient, topic, wordings[topic], way) for topic in gone]
    for topic, wanted in changes.items():
        if wanted:
            _give(recipient, topic, wordings[topic], way)
    return all(stored)


def _take_back(recipient: Recipient, topic: Topic, wording: str, way: str) -> bool:
    for number in recipient.numbers:
        withdraw(number, topic.channel, topic.purpose)
    if topic == recipient.topic:
        note_word(recipient.delivery_id, HitKind.UNSUBSCRIBE)
    return _write(recipient, topic, wording, way, given=False)


def _give(recipient: Recipient, topic: Topic, wording: str, way: str) -> None:
    if not _write(recipient, topic, wording, way, given=True):
        raise NotStoredError(f"the consent to {topic.channel}, {topic.purpose} could not be written down")
    for number in recipient.numbers:
        consent_again(number, topic.channel, topic.purpose)
    if topic.channel in recipient.channels:
        allow_again(recipient.channel, recipient.address_key)


def _write(recipient: Recipient, topic: Topic, wording: str, way: str, *, given: bool) -> bool:
    """Write a consent into the data, unless they say so already; whether they have it now."""
    try:
        workspace = firm()
        if said_in(workspace, recipient.customer_id).get(topic) is given:
            return True
        workspace.set_consent(
            recipient.customer_id,
            topic.channel,
            purpose=topic.purpose,
            given=given,
            wording=wording,
            by=f"{RECIPIENT}: {way}",
        )
    except STORE_FAULTS:
        LOG.exception("a recipient's choice (delivery %d) is not in the data", recipient.delivery_id)
        record_choice(recipient, topic, way, given=given, stored=False)
        if not given:
            write_later(recipient.delivery_id, wording, way, *topic)
        return False
    record_choice(recipient, topic, way, given=given, stored=True)
    return True


def record_choice(recipient: Recipient, topic: Topic, way: str, *, given: bool, stored: bool) -> None:
    """Into the audit log, without where she is: that would outlive her erasure."""
    AuditEntry.objects.create(
        actor="",
        action="consented",
        kind="customer",
        what=f"#{recipient.customer_id}",
        facts={
            **topic._asdict(),
            "state": "given" if given else "withdrawn",
            "by": f"{RECIPIENT}, {way}",
            **({} if stored else {"in the data": "no"}),
        },
    )
