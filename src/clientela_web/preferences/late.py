"""What was taken back while the data could not be written goes into them, as of the instant it was heard."""

from __future__ import annotations

import logging

from clientela.collect.byhand.hand import RECIPIENT
from clientela.segments.cards import consents_of
from clientela.workspace import Workspace
from clientela_web.channels.tokens import token_of
from clientela_web.ledger.refusing import withdraw
from clientela_web.models import LateWithdrawal
from clientela_web.preferences.domain import record_choice
from clientela_web.preferences.queries import STORE_FAULTS, Recipient, Topic, recipient_of, said_in

LOG = logging.getLogger(__name__)
BATCH = 200


def write_late(workspace: Workspace) -> int:
    """Write the oldest of what waits; how much was dealt with. Where the data cannot be written it waits on.

    What she agreed to since then holds. Killed anywhere and begun again, it doubles nothing.
    """
    dealt = 0
    for late in LateWithdrawal.objects.order_by("pk")[:BATCH]:
        try:
            _write(workspace, late)
        except STORE_FAULTS:
            LOG.exception("a consent taken back (delivery %d) is not in the data yet", late.delivery_id)
            break
        late.delete()
        dealt += 1
    return dealt


def _write(workspace: Workspace, late: LateWithdrawal) -> None:
    recipient = recipient_of(token_of(late.delivery_id))
    if recipient is None:
        return
    engine, number = workspace.store.engine, recipient.customer_id
    then = {Topic(each.channel, each.purpose): each.state for each in consents_of(engine, number, late.at)}
    for topic in _meant(late, recipient, set(then)):
        if then.get(topic) != "withdrawn":
            workspace.set_consent(
                number,
                topic.channel,
                purpose=topic.purpose,
                given=False,
                wording=late.wording,
                at=late.at,
                by=f"{RECIPIENT}: {late.way}",
            )
            record_choice(recipient, topic, late.way, given=False, stored=True)
        if not said_in(workspace, number)[topic]:
            for each in recipient.numbers:
                withdraw(each, topic.channel, topic.purpose)


def _meant(late: LateWithdrawal, recipient: Recipient, known: set[Topic]) -> list[Topic]:
    if late.purpose:
        return [Topic(late.channel, late.purpose)]
    return sorted(topic for topic in known | {recipient.topic} if topic.channel in recipient.channels)
