"""How an attribute is written in the tables of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientela.catalog.definitions import EntityName, Family, Sensitivity, VariableDefinition
from clientela.rules.types import ValueType

CONTACT, CHILD, SPECIAL = Sensitivity.CONTACT, Sensitivity.CHILD, Sensitivity.SPECIAL
TEXT, INTEGER, NUMBER, DECIMAL = ValueType.TEXT, ValueType.INTEGER, ValueType.NUMBER, ValueType.DECIMAL
MONEY, BOOLEAN, DATE, INSTANT = ValueType.MONEY, ValueType.BOOLEAN, ValueType.DATE, ValueType.INSTANT
LIST = ValueType.LIST


@dataclass(frozen=True, slots=True)
class Attribute:
    """A stored value of an entity: one row of a table."""

    name: str
    type: ValueType
    meaning: str
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    options: tuple[str, ...] = ()


CREATED = Attribute("created_at", INSTANT, "Since when the firm's own records have it.")
"""Kept by the store itself, for every entity."""


def attributes_of(
    entity: EntityName, family: Family, rows: tuple[Attribute, ...]
) -> Iterator[VariableDefinition]:
    """The definitions of a table's rows."""
    for row in rows:
        yield VariableDefinition(
            name=row.name,
            family=family,
            type=row.type,
            meaning=row.meaning,
            unit=row.unit,
            entity=entity,
            sensitivity=row.sensitivity,
            options=row.options,
        )
