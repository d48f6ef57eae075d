"""One piece of advice: what it says, about whom, and the evidence it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from clientela.measure.design import Grade, Kind
from clientela.measure.lines import Line

Action: TypeAlias = Literal["send", "stop", "plan", "split", "merge", "wait", "list"]
"""What its button does: send again, stop sending, plan a send with it, change segments, wait, list people."""

Unit: TypeAlias = Literal["share", "points", "width", "number", "money"]
"""How a figure is written: a share, a difference of shares, its width without a sign, a number, a sum."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a recommendation stands on: a line of so many customers, its grade, the instant it was read."""

    n: int
    line: Line
    unit: Unit
    grade: Grade
    as_of: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Advice with a stable `code`; `segment` is None where it is about all.

    `facts` are the values of its sentence: names as text, counts as whole numbers, figures as `Proof`s or
    `Figure`s of their unit. `action` is what its button does.
    """

    code: str
    action: Action
    segment: str | None
    proof: Proof
    facts: Mapping[str, object] = field(default_factory=dict)

    def __repr__(self) -> str:
        where = f" {self.segment!r}" if self.segment is not None else ""
        line = self.proof.line
        return (
            f"Recommendation({self.code}{where}: {line.value:.4g} [{line.low:.4g}, {line.high:.4g}],"
            f" n={self.proof.n:,}, {self.proof.grade})"
        )

    def sentence(self, language: str = "en") -> str:
        """What it says, with its evidence, in one of the six languages."""
        from clientela.measure.advice.wording import recommendation_said

        return recommendation_said(self, language)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in its unit, to be written as the language does."""

    value: float
    unit: Unit


def width_of(kind: Kind) -> Unit:
    """How the size of a difference is written, whichever way it goes."""
    return "number" if kind == "mean" else "width"


def unit_of(kind: Kind, *, is_difference: bool) -> Unit:
    """How a figure of an outcome is written."""
    if kind == "mean":
        return "number"
    return "points" if is_difference else "share"
