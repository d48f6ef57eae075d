"""Which segments suit the firm, and which the firm suits: two scores of criteria the user weighs.

After the segment evaluation plot of Dolnicar, Grün and Leisch (Market Segmentation Analysis, 2018, step 8):
attractiveness of a segment to the organisation, and relative attractiveness of the organisation to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from clientela.discover.quality.card import QualityCard
from clientela.errors import ClientelaError, UnknownNameError

Criterion: TypeAlias = Callable[[QualityCard], float | None]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A segment's two scores from 0 to 1, and its part of the revenue; None where nothing is known."""

    name: str
    attraction: float | None
    fit: float | None
    revenue_share: float | None


def _size(card: QualityCard) -> float | None:
    return card.substantial.share.value if card.substantial else None


def _value(card: QualityCard) -> float | None:
    part = card.substantial
    if part is None or part.revenue_share is None:
        return None
    return part.revenue_share.value / part.share.value


def _stability(card: QualityCard) -> float | None:
    return card.stability.slsw


def _accessible(card: QualityCard) -> float | None:
    part = card.accessible
    return None if part is None or part.any_channel is None else part.any_channel.value


def _responsive(card: QualityCard) -> float | None:
    levers = card.actionable.levers if card.actionable else ()
    return max((lever.inside.value for lever in levers if lever.kind == "channel"), default=None)


def _buying(card: QualityCard) -> float | None:
    return card.substantial.base_rate if card.substantial else None


ATTRACTION: Mapping[str, Criterion] = {"size": _size, "value": _value, "stability": _stability}
"""What makes a segment attractive: its size, its revenue per customer, its stability."""

FIT: Mapping[str, Criterion] = {"accessible": _accessible, "responsive": _responsive, "buying": _buying}
"""Signs that the firm is attractive to it: may be reached, answers messages, bought in the last 30 days."""


def evaluate(
    cards: Mapping[str, QualityCard],
    *,
    attraction: Mapping[str, float] | None = None,
    fit: Mapping[str, float] | None = None,
) -> tuple[Evaluated, ...]:
    """Two scores for each named card: the weighted means of criteria, each put on 0 to 1 over the set.

    A criterion not known of a segment is left out of its mean; without weights all count the same. Raises
    UnknownNameError for a criterion there is not, and ClientelaError for weights below 0 or all 0.
    """
    shown = {name: card for name, card in cards.items() if not card.is_hidden}
    weights = (_weights(ATTRACTION, attraction), _weights(FIT, fit))
    columns = [
        {name: _scaled([criterion(card) for card in shown.values()]) for name, criterion in criteria.items()}
        for criteria in (ATTRACTION, FIT)
    ]
    return tuple(
        Evaluated(
            name,
            _mean(columns[0], weights[0], place),
            _mean(columns[1], weights[1], place),
            card.substantial.revenue_share.value
            if card.substantial and card.substantial.revenue_share
            else None,
        )
        for place, (name, card) in enumerate(shown.items())
    )


def _weights(criteria: Mapping[str, Criterion], given: Mapping[str, float] | None) -> Mapping[str, float]:
    if given is None:
        return dict.fromkeys(criteria, 1.0)
    for name in given:
        if name not in criteria:
            raise UnknownNameError("criterion", name, criteria)
    if any(weight < 0 for weight in given.values()) or not sum(given.values()):
        raise ClientelaError("weights are numbers from 0, at least one of them above 0")
    return given


def _scaled(values: Sequence[float | None]) -> list[float | None]:
    """From 0 (the lowest of the set) to 1; all .5 where they are alike."""
    known = [value for value in values if value is not None]
    if not known:
        return list(values)
    low, high = min(known), max(known)
    spread = high - low
    return [None if value is None else (value - low) / spread if spread else 0.5 for value in values]


def _mean(
    columns: Mapping[str, Sequence[float | None]], weights: Mapping[str, float], place: int
) -> float | None:
    total = weight_sum = 0.0
    for name, weight in weights.items():
        value = columns[name][place]
        if value is not None:
            total += weight * value
            weight_sum += weight
    return total / weight_sum if weight_sum else None
