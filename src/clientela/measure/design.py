"""What is asked of an experiment, before any of its figures is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Assigned: TypeAlias = Literal["random", "matched", "observed"]
Kind: TypeAlias = Literal["rate", "mean"]
Grade: TypeAlias = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column says what.

    `outcomes` are counted in the window after the message; `before` names, for an outcome, the same figure in
    the periods before it, the latest first. `traits` are what else may make a difference: channel, hour,
    offer. `sums` are outcomes that are amounts whatever their values: sales of nought are no rate of buyers.
    `known` are what was known before it, such as the last category bought: by these a segment may be
    split. `complained` says who called the message spam. `cost` is what a customer's message cost, `state`
    its final state in the ledger.
    """

    arm: str = "arm"
    outcomes: tuple[str, ...] = ("converted",)
    segment: str | None = None
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    traits: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    complained: str | None = None
    cost: str | None = None
    state: str | None = None
    customer: str | None = None
    sums: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold numbers."""
        before = (name for names in self.before.values() for name in names)
        alone = (name for name in (self.cost, self.complained) if name)
        return tuple(dict.fromkeys((*self.outcomes, *before, *alone)))

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that hold names."""
        named = (self.arm, self.segment, *self.traits, *self.known, self.state, self.customer)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class Design:
    """How the arms came about.

    `holdout` is the arm that got nothing, to which others are compared. `shares` are the planned shares of
    the arms, where known. `running` says that the outcome window is still open: then only always-valid
    intervals are shown. `drawn` are the traits drawn by lot like the arms. `primary` is the one outcome the
    verdict is about; by default the first.
    """

    holdout: str
    assigned: Assigned = "random"
    shares: Mapping[str, float] = field(default_factory=dict)
    as_of: dt.datetime | None = None
    running: bool = False
    drawn: tuple[str, ...] = ()
    primary: str | None = None
