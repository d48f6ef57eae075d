"""Who holds a link, and what she agreed to; as far as it is known where the data are not open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import duckdb
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from clientela.errors import ClientelaError
from clientela.segments.cards import consents_of
from clientela.workspace import Workspace, now
from clientela_web.channels.tokens import delivery_of
from clientela_web.models import Delivery, Suppression, SuppressionReason, Withdrawal
from clientela_web.privacy import MASK
from clientela_web.workspace import firm

LOG = logging.getLogger(__name__)
STORE_FAULTS = (ClientelaError, OSError, duckdb.Error)
T = TypeVar("T")
U = TypeVar("U")


class Topic(NamedTuple):
    """What consent is given to: a channel and a purpose."""

    channel: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who got the message a link came with; merged since, she was frozen under another number."""

    delivery_id: int
    frozen_as: int
    customer_id: int
    topic: Topic
    channel: str
    address: str
    address_key: str
    sender: str

    @property
    def numbers(self) -> set[int]:
        """All that the control tables may know her by."""
        return {self.frozen_as, self.customer_id}

    @property
    def channels(self) -> set[str]:
        """What the channel of the message is called, where it is sent and where consent is given."""
        return {self.channel, self.topic.channel}


def recipient_of(token: str) -> Recipient | None:
    """Whom a token was made for; None for a foreign one, and for somebody who is erased."""
    number = delivery_of(token)
    row = Delivery.objects.filter(pk=number).select_related("campaign").first() if number else None
    if row is None or row.address_key is None:
        return None
    frozen_as: int = row.customer_id
    today = ask(lambda workspace: number_today(workspace, frozen_as), frozen_as)
    if today is None:
        return None
    campaign = row.campaign
    topic = Topic(campaign.consent_channel or campaign.channel, campaign.purpose)
    sender = campaign.sender_name
    return Recipient(row.pk, frozen_as, today, topic, row.channel, row.address, row.address_key, sender)


def choices_of(recipient: Recipient) -> dict[Topic, bool]:
    """Whether she wants each of what she was ever asked for, the topic of her message among them."""
    said = ask(lambda workspace: said_in(workspace, recipient.customer_id), None)
    # where the data cannot be asked, the message itself shows that she had agreed
    found = {recipient.topic: said is None, **(said or {})}
    withdrawn = Withdrawal.objects.filter(customer_id__in=recipient.numbers)
    found |= {Topic(*pair): False for pair in withdrawn.values_list("channel", "purpose")}
    if _wants_nothing(recipient):
        found |= {topic: False for topic in found if topic.channel in recipient.channels}
    return dict(sorted(found.items()))


def said_in(workspace: Workspace, customer_id: int) -> dict[Topic, bool]:
    """Her last word on each topic, as the data have it."""
    told = consents_of(workspace.store.engine, customer_id, now())
    return {Topic(each.channel, each.purpose): each.state == "given" for each in told}


def language_of(request: HttpRequest, recipient: Recipient | None) -> str:
    """The customer's language, else what the browser asks for, else the firm's; one of the six."""
    known = [code for code, _name in settings.LANGUAGES]
    hers = ask(lambda workspace: _language(workspace, recipient.customer_id), "") if recipient else ""
    asked = (code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")))
    wanted = (code.split("-", maxsplit=1)[0].lower() for code in (hers, *asked))
    found = next((code for code in wanted if code in known), "")
    return found or ask(lambda workspace: workspace.settings().language, settings.LANGUAGE_CODE)


def firm_name() -> str:
    """What the firm is called; empty where that is not known."""
    return ask(lambda workspace: workspace.store.settings().get("firm_name", ""), "")


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else can write to."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}{MASK}@{domain}"
    return f"{MASK} {address[-2:]}" if address.lstrip("+").isdigit() else MASK


def ask(question: Callable[[Workspace], T], otherwise: U) -> T | U:
    """What the data answer; `otherwise` where they cannot be asked now, which is logged."""
    try:
        return question(firm())
    except STORE_FAULTS:
        LOG.exception("the data could not be asked for a recipient's page")
        return otherwise


def number_today(workspace: Workspace, customer_id: int) -> int | None:
    """Her number after all merges; None for nobody."""
    engine, number = workspace.store.engine, customer_id
    while not engine.rows("SELECT 1 FROM customers WHERE customer_id = ?", [number]):
        merged = engine.rows(
            "SELECT winner FROM merges WHERE loser = ? AND undone_at IS NULL ORDER BY merge_id DESC LIMIT 1",
            [number],
        )
        if not merged:
            return None
        number = int(merged[0][0])
    return number


def _language(workspace: Workspace, customer_id: int) -> str:
    rows = workspace.store.engine.rows(
        "SELECT coalesce(language, '') FROM customers WHERE customer_id = ?", [customer_id]
    )
    return str(rows[0][0]) if rows else ""


def _wants_nothing(recipient: Recipient) -> bool:
    return Suppression.objects.filter(
        channel=recipient.channel,
        address_key=recipient.address_key,
        reason=SuppressionReason.UNSUBSCRIBED,
    ).exists()
