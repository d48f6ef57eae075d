"""The sum of the ledger: everybody who was meant is somewhere, and in one place only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from clientela.act.audience import Fingerprint
from clientela_web.ledger.errors import LedgerError
from clientela_web.models import Campaign, Delivery, DeliveryState
from clientela_web.models.delivery import FINAL


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were frozen, and how many are in each state and for which reason."""

    targeted: int
    states: Counter[str]
    reasons: Counter[tuple[str, str]]  # (state, reason)

    def count(self, state: DeliveryState) -> int:
        """How many are in that state."""
        return self.states[str(state)]

    @property
    def open(self) -> int:
        """How many are not in a final state."""
        return self.targeted - sum(self.states[str(state)] for state in FINAL)

    @property
    def finals(self) -> dict[str, int]:
        """The final states and their counts; when nothing is open they add up to `targeted`."""
        return {str(state.value): self.states[str(state)] for state in FINAL}


def tally(campaign: Campaign) -> Tally:
    """Count the campaign's ledger; raises LedgerError unless it holds exactly those who were frozen."""
    told = Delivery.objects.filter(campaign=campaign).values_list("state", "reason")
    states: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for state, reason, count in told.annotate(rows=Count("pk")).order_by():
        states[state] += count
        if reason:
            reasons[state, reason] += count
    targeted = Fingerprint.read(campaign.fingerprint or "0-0").rows
    if campaign.fingerprint and targeted != sum(states.values()):
        raise LedgerError(
            f"campaign {campaign.name!r} was frozen for {targeted} customers,"
            f" and its ledger holds {sum(states.values())}; restore the control database from a backup"
        )
    return Tally(targeted, states, reasons)
