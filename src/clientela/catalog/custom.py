"""What a firm adds at run time: fields of any type, event kinds of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from clientela.catalog.definitions import ENTITIES, EntityName, Family, Sensitivity, VariableDefinition
from clientela.catalog.kinds import EVERYWHERE, FIELDS, built_in_kinds
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.types import EventKindFacts, FieldFacts, ValueType

E = TypeVar("E", ValueType, Sensitivity)

LONGEST_NAME = 60
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset([
    "all", "and", "any", "as", "at", "between", "by", "company", "consents", "contains", "count",
    "customer", "deal", "did", "does", "entered", "exists", "false", "for", "from", "in", "includes",
    "is", "last", "left", "never", "next", "none", "not", "null", "of", "on", "or", "people", "person",
    "previous", "product", "segment", "set", "since", "then", "this", "to", "top", "true", "until",
    "where", "within",
])  # fmt: skip
# Columns every entity has in the store, whatever its attributes are.
_COLUMNS = frozenset(
    [
        "customer_id",
        "company_id",
        "deal_id",
        "product_id",
        "external_id",
        "created_at",
        "first_event_at",
        "source",
        "received_at",
    ]
)


@dataclass(frozen=True, slots=True)
class CustomField:
    """An attribute of the firm's own; checked when made."""

    entity: EntityName
    name: str
    type: ValueType
    label: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY

    def __post_init__(self) -> None:
        if self.entity not in ENTITIES:
            raise UnknownNameError("entity", self.entity, ENTITIES)
        check_name(self.name, "field")
        if self.name in _COLUMNS:
            raise ClientelaError(f"field {self.name!r} is kept by the store itself; choose another name")
        object.__setattr__(self, "type", _member(ValueType, self.type, "value type"))
        object.__setattr__(self, "sensitivity", _member(Sensitivity, self.sensitivity, "sensitivity"))

    def definition(self) -> VariableDefinition:
        """As the catalogue lists it."""
        label = self.label or self.name.replace("_", " ")
        return VariableDefinition(
            self.name,
            Family.CUSTOM,
            self.type,
            f"The firm's own field of a {self.entity}: {label}.",
            entity=self.entity,
            sensitivity=self.sensitivity,
            own_label=label,
        )


@dataclass(frozen=True, slots=True)
class CustomKind:
    """An event kind of the firm's own; its fields beside the common ones lie in the properties.

    One named like a built-in kind adds its fields to that kind. A field named like a built-in one
    (`amount`, `item` …) is that field, and must have its type.
    """

    name: str
    label: str = ""
    fields: Mapping[str, ValueType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_name(self.name, "event kind")
        fields = {name: self._checked(name, wanted) for name, wanted in self.fields.items()}
        object.__setattr__(self, "fields", fields)

    def facts(self) -> EventKindFacts:
        """As the rules see it."""
        built_in = built_in_kinds().get(self.name)
        common = built_in.fields if built_in else {name: FIELDS[name] for name in EVERYWHERE}
        own = {name: FIELDS.get(name) or FieldFacts(name, kind) for name, kind in self.fields.items()}
        return EventKindFacts(self.name, {**common, **own})

    def noun(self) -> str:
        """What one such event is called."""
        return self.label or self.name.replace("_", " ")

    def _checked(self, name: str, wanted: ValueType) -> ValueType:
        if name not in FIELDS:
            check_name(name, f"field of {self.name}")
        found = _member(ValueType, wanted, "value type")
        if found is ValueType.NUMBER:
            raise ClientelaError(f"field {name!r} of {self.name}: events hold exact numbers; use 'decimal'")
        built_in = FIELDS.get(name)
        if built_in is not None and built_in.type is not found:
            raise ClientelaError(
                f"field {name!r} of {self.name}: every event keeps {name} as {built_in.type}, not {found};"
                " take that type or another name"
            )
        return found


def check_name(name: str, what: str) -> None:
    """ClientelaError unless rules can spell the name: small Latin letters, digits and underscores."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ClientelaError(
            f"{what} name {name!r}: use small letters a to z, digits and underscores, a letter first,"
            f" at most {LONGEST_NAME} of them"
        )
    if name in _RESERVED:
        raise ClientelaError(f"{what} name {name!r} is a word of the rule language; choose another name")


def _member(kind: type[E], value: str, what: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise UnknownNameError(what, value, [member.value for member in kind]) from None
