"""Properties of events: the catalogue's own names for them, in any of its languages, and their types."""

from __future__ import annotations

from typing import Protocol

from clientela.catalog.custom import check_name
from clientela.catalog.kinds import FIELDS
from clientela.collect.mapping.targets import AttributeCatalog, field_name, fold
from clientela.errors import ClientelaError
from clientela.rules.types import EventKindFacts, FieldFacts, ValueType

LANGUAGES = ("en", "es", "ca", "pl", "ro", "ru")


class Named(Protocol):
    """The part of the catalogue's labels that is asked for."""

    def field(self, name: str, language: str) -> str:
        """What a field is called."""


def property_of(column: str, catalog: AttributeCatalog, looks: ValueType) -> tuple[str, ValueType]:
    """The name and type under which events keep a column that has no place of its own.

    A property that some kind of event has already keeps its type, for one name means one thing; numbers are
    exact, and fractions may come in the next file.
    """
    name = field_name(column)[:50]
    labels: Named | None = getattr(catalog, "labels", None)
    known = _known(catalog)
    if labels is not None and name not in known:
        name = _by_label(labels).get(fold(column), name)
    facts = known.get(name)
    if facts is not None and (facts.column is None):
        return name, facts.type
    typed = ValueType.DECIMAL if looks in {ValueType.INTEGER, ValueType.NUMBER} else looks
    return (f"own_{name}" if facts or not _can_be_spelled(name) else name), typed


def _known(catalog: AttributeCatalog) -> dict[str, FieldFacts]:
    kinds: tuple[str, ...] = tuple(getattr(catalog, "event_kind_names", tuple)())
    found: dict[str, FieldFacts] = {}
    for kind in kinds:
        facts: EventKindFacts = catalog.event_kind(kind)  # type: ignore[attr-defined]
        found |= facts.fields
    return found | FIELDS


def _by_label(labels: Named) -> dict[str, str]:
    """Folded label -> property, where only one has it."""
    found: dict[str, set[str]] = {}
    for facts in FIELDS.values():
        if facts.column is None:
            for language in LANGUAGES:
                found.setdefault(fold(labels.field(facts.name, language)), set()).add(facts.name)
    return {label: next(iter(names)) for label, names in found.items() if len(names) == 1}


def _can_be_spelled(name: str) -> bool:
    try:
        check_name(name, "field")
    except ClientelaError:
        return False
    return True
