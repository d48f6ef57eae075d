"""Why a message did not go out, beside the reasons that an audience knows."""

from __future__ import annotations

from enum import StrEnum

from clientela.act.audience import Reason
from clientela_web.models import DeliveryState, SuppressionReason


class Cause(StrEnum):
    """What happened to a row after its customer was found to get the message."""

    SAME_ADDRESS = "same_address"  # somebody with this address gets it already
    WITHDRAWN = "withdrawn"  # consent taken back after the audience was asked for
    ERASED = "erased"
    CANCELLED = "cancelled"
    CRASH = "crash"  # a sender died while it was on its way
    CONNECTION_LOST = "connection_lost"  # the other side never said whether it had it
    REFUSED = "refused"  # for good
    GAVE_UP = "gave_up"  # refused for the time being, again and again
    NOT_WRITABLE = "not_writable"  # its text could not be made
    BOUNCED = "bounced"  # taken, and sent back later
    SOFT_BOUNCED = "soft_bounced"  # the same, but another may arrive: a full mailbox
    NOT_REPORTED = "not_reported"  # handed over, and never heard of again


# What is not listed leaves a customer out of the campaign; these forbid it to reach her.
FORBIDDING = frozenset({str(Reason.NO_CONSENT), str(Cause.WITHDRAWN), *map(str, SuppressionReason.values)})


def state_for(reason: str) -> DeliveryState:
    """The final state of a row that gets nothing for that reason."""
    return DeliveryState.SUPPRESSED if reason in FORBIDDING else DeliveryState.SKIPPED
