"""Parts of a text message that its provider reports of one by one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MessagePart(models.Model):
    """One of several parts of one message, by the provider's name for it; gone once all is known of it.

    `delivery_id` is no foreign key: rows of the ledger are deleted by the hundred thousand, and nothing shall
    be looked up for each.
    """

    delivery_id = models.BigIntegerField(db_index=True)
    provider_id = models.CharField(max_length=200, db_index=True)
    has_arrived = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["delivery_id", "provider_id"], name="one_row_a_part")
        ]

    def __str__(self) -> str:
        return f"part {self.provider_id} of {self.delivery_id}"
