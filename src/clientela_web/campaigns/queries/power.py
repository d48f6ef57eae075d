"""What a campaign of this size can show, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.errors import OutcomesError
from clientela.measure.power import needed_for_rates, smallest_rate_effect
from clientela.measure.power_wording import needed_said, smallest_said

RATE, GOAL = 2.0, 2.4  # per cent, until the marketer says what she expects


@dataclass(frozen=True, slots=True)
class Power:
    """Both answers in words; `smallest` is empty where nobody is held out, or nobody gets it."""

    smallest: str
    needed: str
    problem: bool


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
