"""Bands of a scale, such as '25-34' or '< 1000 EUR', put into the scale's order."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

_FEWEST = 3
_NUMBER = re.compile(r"\d+(?:[.,  ]\d{3})*(?:[.,]\d{1,2})?(?!\d)")
_BELOW = re.compile(r"^\s*(<|≤|under|below|up to|fins|menys|hasta|menos|do|poniżej|до|менее|sub|până)", re.I)
_WORDS = (
    ("low", "baix", "bajo", "baja", "nisk", "низк", "mic", "scăzut"),
    ("medium", "middle", "mitj", "medi", "średni", "средн", "mediu"),
    ("high", "alt", "wysok", "высок", "ridicat", "mare"),
)


def ordered(levels: Sequence[str]) -> tuple[str, ...] | None:
    """The levels from the least to the most, or None where they do not read as bands of one scale.

    Bands begin at different numbers; or they are low, medium and high in one of the six languages.
    """
    if len(levels) < _FEWEST:
        return None
    places = _places(levels, _start) or _places(levels, _word)
    return tuple(sorted(levels, key=places.__getitem__)) if places else None


def _places(levels: Sequence[str], place_of: Callable[[str], float | None]) -> dict[str, float]:
    """Where on the scale each level stands; empty unless all stand somewhere, and apart."""
    found = {level: place for level in levels if (place := place_of(level)) is not None}
    return found if len(set(found.values())) == len(levels) else {}


def _start(level: str) -> float | None:
    """Where the band begins; what is below a number comes before what begins there."""
    found = _NUMBER.search(level)
    if found is None:
        return None
    number = float(re.sub(r"[.,  ](?=\d{3})", "", found[0]).replace(",", "."))
    return math.nextafter(number, -math.inf) if _BELOW.match(level) else number


def _word(level: str) -> float | None:
    folded = level.casefold()
    places = [place for place, words in enumerate(_WORDS) if folded.startswith(words)]
    return float(places[0]) if len(places) == 1 else None
