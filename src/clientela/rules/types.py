"""The types a value can have, and what a catalogue tells the rules about its names.

Rules know no catalogue: `check` and the compiler take a `Catalog`, a port that the catalogue room (or a
test) fills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from clientela.errors import UnknownNameError
from clientela.rules.nodes import Condition, Scalar, Value

T = TypeVar("T")


class ValueType(StrEnum):
    """What kind of value a variable or an event field holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"  # a double, for attributes only: sums of doubles depend on their order
    DECIMAL = "decimal"  # exact, at most four decimals
    MONEY = "money"  # likewise, in the workspace's currency
    BOOLEAN = "boolean"
    DATE = "date"  # a calendar date, never an instant
    INSTANT = "instant"
    LIST = "list"  # of texts


EXACT = frozenset({ValueType.INTEGER, ValueType.DECIMAL, ValueType.MONEY})
NUMERIC = EXACT | {ValueType.NUMBER}
TEMPORAL = frozenset({ValueType.DATE, ValueType.INSTANT})


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """An event field or a deal attribute: its type and where the store keeps it.

    `column` is the name of the real column; None means it lies in the `properties` JSON under its name.
    """

    name: str
    type: ValueType
    column: str | None = None


@dataclass(frozen=True, slots=True)
class EventKindFacts:
    """An event kind and its fields by name (`at` is always among them)."""

    name: str
    fields: Mapping[str, FieldFacts]


@dataclass(frozen=True, slots=True)
class VariableFacts:
    """A variable: its type, and its definition; None means a stored attribute, a column of that name."""

    name: str
    type: ValueType
    definition: Value | None = None
    options: tuple[str, ...] = ()


class Catalog(Protocol):
    """What the rules may ask about names. Look-ups of unknown names return None."""

    def variable(
        self, name: str, entity: str = "customer", arguments: Sequence[Scalar] = ()
    ) -> VariableFacts | None:
        """The variable of that name; parametric names (`revenue_180d`) are resolved here."""

    def variable_names(self, entity: str = "customer") -> Iterable[str]:
        """Every plain name, for suggestions and pickers."""

    def event_kind(self, name: str) -> EventKindFacts | None:
        """The event kind of that name."""

    def event_kind_names(self) -> Iterable[str]:
        """Every event kind."""

    def deal_field(self, name: str) -> FieldFacts | None:
        """An attribute of deals; `column` is never None."""

    def deal_field_names(self) -> Iterable[str]:
        """Every attribute of deals."""

    def segment(self, name: str) -> Condition | None:
        """The current rule of a saved segment."""

    def segment_names(self) -> Iterable[str]:
        """Every saved segment."""

    def estimate_names(self) -> Iterable[str]:
        """Estimates that have been computed; none before discovery has run."""


@dataclass(frozen=True)
class StaticCatalog:
    """A catalogue given in full; asking it for a name it was not given raises, so that tests notice."""

    variables: Mapping[tuple[str, str], VariableFacts] = field(default_factory=dict)  # (entity, name)
    kinds: Mapping[str, EventKindFacts] = field(default_factory=dict)
    deal_fields: Mapping[str, FieldFacts] = field(default_factory=dict)
    segments: Mapping[str, Condition] = field(default_factory=dict)
    estimates: tuple[str, ...] = ()
    strict: bool = True

    def variable(
        self, name: str, entity: str = "customer", arguments: Sequence[Scalar] = ()
    ) -> VariableFacts | None:
        """As in `Catalog`; `arguments` are ignored."""
        del arguments
        return self._found(self.variables.get((entity, name)), "variable", name, self.variable_names(entity))

    def variable_names(self, entity: str = "customer") -> Iterable[str]:
        return [name for owner, name in self.variables if owner == entity]

    def event_kind(self, name: str) -> EventKindFacts | None:
        return self._found(self.kinds.get(name), "event kind", name, self.kinds)

    def event_kind_names(self) -> Iterable[str]:
        return self.kinds

    def deal_field(self, name: str) -> FieldFacts | None:
        return self._found(self.deal_fields.get(name), "deal field", name, self.deal_fields)

    def deal_field_names(self) -> Iterable[str]:
        return self.deal_fields

    def segment(self, name: str) -> Condition | None:
        found = self.segments.get(name)
        self._found(found, "segment", name, self.segments)
        return found

    def segment_names(self) -> Iterable[str]:
        return self.segments

    def estimate_names(self) -> Iterable[str]:
        return self.estimates

    def _found(self, found: T | None, what: str, name: str, known: Iterable[str]) -> T | None:
        if found is None and self.strict:
            raise UnknownNameError(what, name, known)
        return found
