"""What the messages of a checked campaign cost, and what makes text messages dear."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from clientela_web.models import Campaign

SHOWN = 12  # letters named


@dataclass(frozen=True, slots=True)
class Bill:
    """The sums over all messages that are fit to be sent.

    `parts` is 0 where these are no text messages. Of `beyond` texts letters outside the GSM alphabet made
    dearer messages, `spared` is how many parts fewer there would be without. `cost` is None where nobody said
    what a message costs, and `each` is what one costs on the average.
    """

    messages: int
    parts: int
    beyond: int
    spared: int
    letters: list[str]
    cost: float | None
    each: float | None
    currency: str


def bill_of(campaign: Campaign) -> Bill | None:
    """What the check came to; None for a campaign that is not checked, or was by an earlier version."""
    proof = campaign.proof
    if "fit" not in proof:
        return None
    cost, fit = proof["cost"], proof["fit"]
    return Bill(
        messages=fit,
        parts=proof["parts"],
        beyond=proof["beyond"],
        spared=proof["spared"],
        letters=named_letters(proof["letters"]),
        cost=cost,
        each=cost / fit if cost is not None and fit else None,
        currency=proof["currency"],
    )


def named_letters(letters: Iterable[str]) -> list[str]:
    """The letters as they look; those that cannot be seen by their number and name in Unicode."""
    return [_named(letter) for letter in letters][:SHOWN]


def _named(letter: str) -> str:
    if unicodedata.category(letter)[0] not in "ZCM":
        return letter
    name = unicodedata.name(letter, "")
    return f"U+{ord(letter):04X} {name}".strip()
