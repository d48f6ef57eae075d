"""What a score means: its measure, the ends of its scale, and which answers are good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from clientela.discover.voice.words import words_of
from clientela.rules.folding import fold_text

Measure: TypeAlias = Literal["nps", "csat", "ces", "mean"]
"""Promoters less detractors; share of the two best answers; mean of the effort; mean of anything else."""

_BY_WORD: dict[str, Measure] = {"nps": "nps", "csat": "csat", "ces": "ces"}
_TOPS = (5.0, 7.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores lie from `low` to `high`; from `good` on they are good, up to `bad` they are bad."""

    measure: Measure
    low: float
    high: float
    good: float
    bad: float

    def points(self, score: float) -> float:
        """The score from 0 (the worst) to 100 (the best)."""
        return 100 * (score - self.low) / (self.high - self.low)

    def verdict(self, score: float) -> int:
        """1 for a good score, -1 for a bad one, 0 for one between them."""
        return 1 if score >= self.good else -1 if score <= self.bad else 0


def scale_of(
    kind: str, survey: str | None, lowest: Decimal | float | None, highest: Decimal | float | None
) -> Scale | None:
    """The scale of a source by its name and the scores it has; None without scores.

    A survey is measured as NPS, CSAT or CES when that word is in its name, reviews and closed tickets as
    CSAT. Other scales than NPS (0 to 10) end at the first of 5, 7, 10 and 100 that no score exceeds and
    begin at 1, or at 0 where there is a 0. Scores that fit none have no scale.
    """
    if lowest is None or highest is None:
        return None
    low, high = float(lowest), float(highest)
    measure = _measure(kind, survey)
    if measure == "nps" and low >= 0 and high <= 10:
        return Scale("nps", 0.0, 10.0, 9.0, 6.0)
    top = next((top for top in _TOPS if high <= top), None)
    if top is None or low < 0:
        return None
    first = 0.0 if low == 0 else min(1.0, low)
    reach = top - first
    if measure in ("csat", "ces"):
        return Scale(measure, first, top, top - 1, first + reach / 4)
    return Scale("mean", first, top, first + 0.75 * reach, first + reach / 4)


def _measure(kind: str, survey: str | None) -> Measure:
    if kind != "survey_answered":
        return "csat"
    words = words_of(fold_text(survey or ""))
    return next((_BY_WORD[word] for word in words if word in _BY_WORD), "mean")
