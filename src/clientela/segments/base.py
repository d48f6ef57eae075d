"""The base that questions are asked of: one store, under one catalogue, in one time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.compile import Context, context_of
from clientela.rules.check import check_or_raise
from clientela.rules.nodes import Rule
from clientela.rules.types import Catalog
from clientela.store import Engine


@dataclass(frozen=True, slots=True)
class Base:
    """All customers of one store; every question about segments is asked of it."""

    engine: Engine
    catalog: Catalog
    zone: ZoneInfo

    def context(self) -> Context:
        """What the compiler is told, as of what the store holds now."""
        return context_of(self.engine, self.catalog, self.zone)

    def checked(self, rule: Rule) -> Rule:
        """The rule itself; raises RuleCheckError with every problem it has."""
        check_or_raise(rule, self.catalog, unsupported=self.engine.unsupported)
        return rule

    def in_utc(self, as_of: dt.datetime) -> dt.datetime:
        """The instant in UTC; without an offset it is wall time in the base's zone."""
        aware = as_of if as_of.tzinfo else as_of.replace(tzinfo=self.zone)
        return aware.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of a population are members, at an instant."""

    count: int
    population: int
    as_of: dt.datetime

    @property
    def share(self) -> float:
        """Members over population; 0 of an empty one."""
        return self.count / self.population if self.population else 0.0
