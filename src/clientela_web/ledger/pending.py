"""Consents that are asked for and not given: nothing is sent on them before she confirms them herself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.act.audience import address_of
from clientela.catalog import LANGUAGES
from clientela.segments.cards import consents_of
from clientela.workspace import Workspace, now
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.keys import address_key
from clientela_web.models import Account, ConfirmationRules, ConsentRequest, Suppression, SuppressionReason
from clientela_web.models.job import State
from clientela_web.workspace import firm

CHANNEL = "email"
"""She confirms where the messages would come; other channels have no link to follow."""
MOST_A_DAY = 3
"""Whoever types in somebody else's address shall not fill her mailbox."""
DAY = dt.timedelta(days=1)


class NotAskedError(CampaignError):
    """A consent cannot be asked for; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of whom: the words she agrees to, and who asked."""

    customer_id: int
    address: str
    channel: str
    purpose: str
    wording: str
    source: str
    language: str


def ask_consent(
    customer: str | int,
    channel: str,
    purpose: str,
    *,
    wording: str,
    source: str,
    language: str = "",
    account: Account | None = None,
) -> ConsentRequest:
    """Ask a customer for a consent; raises NotAskedError, and UnknownNameError where there is no such one.

    Her language is what is told, else that of her record, else the firm's.
    """
    workspace = firm()
    number = workspace.customer_id(customer if isinstance(customer, str) else f"#{customer}")
    email, hers = record_of(workspace, number)
    channel, purpose, address = channel.strip().lower(), purpose.strip().lower(), address_of(email)
    if address is None:
        raise NotAskedError(_("she has no e-mail address; the confirmation is asked for by mail"))
    for each in consents_of(workspace.store.engine, number, now()):
        if (each.channel, each.purpose, each.state) == (channel, purpose, "given"):
            raise NotAskedError(_("she agreed to that already"))
    wanted = (language, hers.split("-", maxsplit=1)[0].lower())
    spoken = next((code for code in wanted if code in LANGUAGES), workspace.settings().language)
    return _ask(Asked(number, address, channel, purpose, wording, source, spoken), account)


def pending_of(customer_id: int) -> QuerySet[ConsentRequest]:
    """What she was asked for and has not confirmed, as long as she still can; the newest first."""
    waiting = ConsentRequest.objects.filter(customer_id=customer_id, confirmed_at=None)
    return waiting.filter(expires_at__gt=timezone.now()).exclude(state=State.FAILED)


def record_of(workspace: Workspace, number: int) -> tuple[str, str]:
    """Her e-mail address and her language, as the data have them now; empty where they have none."""
    columns = workspace.catalog.attributes("customer")
    wanted = [name if name in columns else "NULL" for name in ("email", "language")]
    rows = workspace.store.engine.rows(
        f"SELECT {', '.join(wanted)} FROM customers WHERE customer_id = ?", [number]
    )
    email, language = rows[0] if rows else ("", "")
    return email or "", language or ""


def _ask(asked: Asked, account: Account | None) -> ConsentRequest:
    """Have her asked.

    Addresses that bounced, complained or were taken off by hand are not written to; one that only
    unsubscribed is: she may have changed her mind, and says so herself.
    """
    rules = ConfirmationRules.objects.first()
    if rules is None:
        raise NotAskedError(
            _("nobody sends confirmations yet; say who does in the settings of confirmations")
        )
    if asked.channel != CHANNEL:
        raise NotAskedError(
            _("only a consent to e-mail can be confirmed by a link; record any other by hand")
        )
    if not asked.wording.strip() or not asked.purpose:
        raise NotAskedError(_("say the purpose, and the words that she agrees to"))
    key = address_key(CHANNEL, asked.address)
    _refuse_unwanted(key)
    return ConsentRequest.objects.create(
        customer_id=asked.customer_id,
        channel=asked.channel,
        purpose=asked.purpose,
        address=asked.address,
        address_key=key,
        wording=asked.wording.strip(),
        source=asked.source[:120],
        language=asked.language,
        expires_at=timezone.now() + DAY * rules.days,
        account=account,
    )


def _refuse_unwanted(key: str) -> None:
    forbidding = Suppression.objects.filter(channel=CHANNEL, address_key=key).exclude(
        reason=SuppressionReason.UNSUBSCRIBED
    )
    if forbidding.exists():
        raise NotAskedError(_("nothing may be sent to her address; look at the list of suppressed addresses"))
    lately = ConsentRequest.objects.filter(address_key=key, created_at__gt=timezone.now() - DAY)
    if lately.count() >= MOST_A_DAY:
        raise NotAskedError(_("she was asked often enough since yesterday; wait until she answers"))
