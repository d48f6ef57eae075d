"""Where a part stands in the rule, and what is known while the rule is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from clientela.catalog.firm import FirmCatalog
from clientela.rules.inference import CUSTOMER, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """A path from the root of the rule, and what a bare field means there."""

    path: str = ""
    scope: Scope = CUSTOMER

    def below(self, name: str, scope: Scope | None = None) -> Place:
        """The place of a part."""
        path = f"{self.path}.{name}" if self.path else name
        return replace(self, path=path, scope=self.scope if scope is None else scope)

    @property
    def of_customer(self) -> bool:
        """Is the question here about a customer, and not about one event or deal?"""
        return self.scope == CUSTOMER


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed that the rule cannot hold, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Desk:
    """What drawing needs to know: the firm's words, whose language, and what is wrong where."""

    catalog: FirmCatalog
    language: str
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    typed: Mapping[str, Typed] = field(default_factory=dict)
    opened: str | None = None

    def faults_at(self, path: str) -> tuple[str, ...]:
        """What is wrong with exactly that part."""
        typed = self.typed.get(path)
        return (*((typed.reason,) if typed else ()), *self.faults.get(path, ()))
