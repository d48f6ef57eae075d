"""Who says no is heard at once, also by a message that is claimed already."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clientela.act.audience import Fingerprint
from clientela_web.ledger.contents import CONTENT
from clientela_web.ledger.freezing import ask_freeze
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.parts import forget_parts
from clientela_web.ledger.reasons import Cause, state_for
from clientela_web.models import (
    AudienceFreeze,
    Campaign,
    ConsentRequest,
    Delivery,
    DeliveryState,
    Hit,
    LateWithdrawal,
    Suppression,
    SuppressionReason,
    Withdrawal,
)
from clientela_web.models.job import State

_NOT_BEGUN = (DeliveryState.PENDING, DeliveryState.CLAIMED)


def suppress(
    channel: str,
    address: str,
    reason: SuppressionReason,
    *,
    campaign: Campaign | None = None,
    note: str = "",
) -> None:
    """Send nothing to the address any more; what waits for it, claimed or not, is stopped now."""
    suppress_key(channel, address_key(channel, address), reason, campaign=campaign, note=note)


def suppress_key(
    channel: str, key: str, reason: SuppressionReason, *, campaign: Campaign | None = None, note: str = ""
) -> None:
    """The same for an address that is known by its keyed hash, as the ledger has it."""
    with transaction.atomic():
        Suppression.objects.get_or_create(
            channel=channel,
            address_key=key,
            defaults={"reason": reason, "campaign": campaign, "note": note[:300]},
        )
        _stop(Delivery.objects.filter(channel=channel, address_key=key), str(reason))


def allow_again(channel: str, key: str) -> bool:
    """She wants messages at her address again; whether it was on the list because she wanted none.

    What bounced or complained stays there.
    """
    hers = Suppression.objects.filter(channel=channel, address_key=key, reason=SuppressionReason.UNSUBSCRIBED)
    return bool(hers.delete()[0])


def withdraw(customer_id: int, channel: str, purpose: str) -> None:
    """She takes her consent back: what waits for her, claimed or not, is stopped now.

    This is what a sender reads; the consent itself is written in the store by whoever has it open.
    """
    with transaction.atomic():
        Withdrawal.objects.get_or_create(customer_id=customer_id, channel=channel, purpose=purpose)
        concerned = Campaign.objects.filter(purpose=purpose, consent_channel=channel)
        concerned |= Campaign.objects.filter(purpose=purpose, consent_channel="", channel=channel)
        hers = Delivery.objects.filter(customer_id=customer_id, campaign__in=concerned.values("pk"))
        _stop(hers, str(Cause.WITHDRAWN))


def write_later(delivery_id: int, wording: str, way: str, channel: str = "", purpose: str = "") -> None:
    """She said no where the data could not be written; whoever has them open writes it there, once.

    Without a channel and purpose it is a no to all that she agreed to by the channel of that message.
    """
    LateWithdrawal.objects.get_or_create(
        delivery_id=delivery_id,
        channel=channel,
        purpose=purpose,
        defaults={"wording": wording, "way": way, "at": timezone.now()},
    )


def consent_again(customer_id: int, channel: str, purpose: str) -> None:
    """She gives her consent again: campaigns frozen from now on may reach her."""
    Withdrawal.objects.filter(customer_id=customer_id, channel=channel, purpose=purpose).delete()


def forget(customers: Collection[int]) -> int:
    """Erase these customers from the ledger: how many rows told of them.

    The rows stay, counted and empty; what waited is left out, what she opened and clicked is gone. A
    fingerprint that was shown or approved becomes that of the audience without them. An audience that is
    being frozen is begun anew: erase them from the store first.
    """
    for job in AudienceFreeze.objects.filter(state=State.RUNNING).select_related("campaign"):
        ask_freeze(job.campaign, job.as_of, job.account)
    with transaction.atomic():
        hers = Delivery.objects.filter(customer_id__in=customers)
        rows = list(hers.values_list("pk", flat=True))
        forget_parts(rows)
        LateWithdrawal.objects.filter(delivery_id__in=rows).delete()
        for campaign in Campaign.objects.filter(pk__in=hers.values("campaign_id")).select_for_update():
            _empty_in(campaign, hers.filter(campaign=campaign))
        Withdrawal.objects.filter(customer_id__in=customers).delete()
        Hit.objects.filter(customer_id__in=customers).delete()
        ConsentRequest.objects.filter(customer_id__in=customers).delete()
        return hers.count()


def _empty_in(campaign: Campaign, hers: QuerySet[Delivery]) -> None:
    before = list(hers.values_list(*CONTENT))
    hers.filter(state__in=_NOT_BEGUN).update(
        state=DeliveryState.SKIPPED, reason=Cause.ERASED, holder=None, finished_at=timezone.now()
    )
    hers.update(address="", address_key=None, merge_values="{}", reply="", provider_id=None)
    after = list(hers.values_list(*CONTENT))
    for field in ("fingerprint", "approved_fingerprint"):
        if told := getattr(campaign, field):
            changed = Fingerprint.read(told)
            changed.take(before)
            changed.add(after)
            setattr(campaign, field, str(changed))
    campaign.save(update_fields=["fingerprint", "approved_fingerprint"])


def _stop(rows: QuerySet[Delivery], reason: str) -> None:
    rows.filter(state__in=_NOT_BEGUN).update(
        state=state_for(reason), reason=reason, holder=None, finished_at=timezone.now()
    )
