"""A message in parts has arrived when all of them have, and failed when one has."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from clientela_web.models import Delivery, MessagePart, Provider


def keep_parts(delivery_id: int, names: Sequence[str]) -> None:
    """What the provider calls the parts of a message it took just now; in the transaction that says so."""
    MessagePart.objects.filter(delivery_id=delivery_id).delete()  # those of an earlier try
    MessagePart.objects.bulk_create(MessagePart(delivery_id=delivery_id, provider_id=name) for name in names)


def message_with_part(provider: Provider, name: str) -> Delivery | None:
    """The message of which the provider calls a part so; None where it carries no such message."""
    parts = MessagePart.objects.filter(provider_id=name).values("delivery_id")
    return Delivery.objects.filter(pk__in=parts, campaign__provider=provider).first()


def is_whole_with(row: Delivery, name: str | None) -> bool:
    """Note that a part has arrived; whether all of the message has. What has no parts is always whole.

    For one at a time: the caller has locked the row.
    """
    parts = MessagePart.objects.filter(delivery_id=row.pk)
    if not parts.filter(provider_id=name or "").update(has_arrived=True):
        return True
    return not parts.filter(has_arrived=False).exists()


def forget_parts(deliveries: Collection[int]) -> None:
    """All is known of these messages, or nothing may be known of them any more."""
    MessagePart.objects.filter(delivery_id__in=deliveries).delete()
