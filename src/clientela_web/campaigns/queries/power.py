"""What a campaign of this size can show, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.errors import OutcomesError
from clientela.measure.campaigns.before import Past
from clientela.measure.campaigns.sent import HELD_OUT
from clientela.measure.power import needed_for_rates, smallest_rate_effect
from clientela.measure.power_wording import needed_said, smallest_said
from clientela_web.ledger.tally import Tally
from clientela_web.models import Campaign

RATE = 2.0  # per cent, where nobody did lately what counts
MORE = 1.2  # times as many, until the marketer says what she expects


@dataclass(frozen=True, slots=True)
class Power:
    """Both answers in words; `smallest` is empty where nobody is held out, or nobody gets it."""

    smallest: str
    needed: str
    problem: bool


def past_of(campaign: Campaign) -> Past | None:
    """How many of those frozen did of themselves what counts, in as long a window before the check."""
    told = campaign.proof.get("past")
    return Past(**told) if told else None


def usual_rate(campaign: Campaign) -> float:
    """The share, in per cent, that responds anyway."""
    past = past_of(campaign)
    return round(100 * past.rate, 2) if past and past.converted and past.rate < 1 else RATE


def smallest_of(getting: int, held_out: int, rate: float) -> float | None:
    """The smallest rise of the rate, both shares of one, that so many can show; None where none is seen."""
    if not getting or not held_out:
        return None
    return smallest_rate_effect(rate, getting, held_out).effect


def compared(counted: Tally) -> int:
    """How many stand beside those who get it: the held out of all campaigns are in no arm."""
    return sum(count for (_state, reason), count in counted.reasons.items() if reason == HELD_OUT)


def power_of(getting: int, held_out: int, rate: float, goal: float, language: str) -> Power:
    """What so many recipients and so many held out can show, where `rate` per cent respond anyway.

    `needed` says how many it takes to see the rate become the goal with the same share held out, or with
    half of them where nobody is.
    """
    try:
        share = held_out / (getting + held_out) if held_out and getting else 0.5
        needed = needed_said(needed_for_rates(rate / 100, goal / 100, share), language)
        smallest = ""
        if getting and held_out:
            smallest = smallest_said(smallest_rate_effect(rate / 100, getting, held_out), language)
    except OutcomesError:
        return Power("", "", problem=True)
    return Power(smallest, needed, problem=False)


def read_percent(text: str, otherwise: float) -> float:
    """A share as people type it."""
    try:
        found = float(text.replace("%", "").replace(",", ".").strip())
    except ValueError:
        return otherwise
    return found if 0 < found < 100 else otherwise
