"""What a pass carries on its way down a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clientela.compile.draft import Draft
from clientela.compile.sql import Sql
from clientela.compile.times import Clock, Interval
from clientela.rules.inference import CUSTOMER, Scope

EVENTS = "events"
EVER = Interval()
DEALS = "deals"


@dataclass(frozen=True, slots=True)
class Ask:
    """The draft being filled, the instant, and what a bare field refers to."""

    draft: Draft
    clock: Clock
    scope: Scope = CUSTOMER

    def about_events(self, kinds: tuple[str, ...]) -> Ask:
        """Inside `where` of these kinds."""
        return replace(self, scope=Scope(kinds=kinds))

    def about_deals(self) -> Ask:
        """Inside a condition on one deal."""
        return replace(self, scope=Scope(deals=True))

    def at(self, clock: Clock) -> Ask:
        """The same at another instant."""
        return replace(self, clock=clock)


@dataclass(frozen=True, slots=True)
class Kept:
    """The events a node looks at: their kinds, its window, and its `where` as SQL over `events`.

    `key` is what the SQL came from; equal keys mean equal SQL.
    """

    kinds: tuple[str, ...]
    interval: Interval = EVER
    where: Sql | None = None
    key: object = None
