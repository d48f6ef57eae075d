"""What must never be said of a group: values that name or reach a person, and special categories."""

from __future__ import annotations

from typing import Literal, TypeAlias

from clientela.catalog.definitions import Sensitivity, VariableDefinition
from clientela.rules.types import ValueType

Withheld: TypeAlias = Literal["identifier", "contact", "special", "child", "free text"]

# Beside those marked as contact: what names one customer or company, or is written freely.
_IDENTIFIERS = frozenset(
    {
        ("customer", "external_id"),
        ("customer", "company_id"),
        ("customer", "referred_by"),
        ("company", "name"),
        ("company", "address"),
        ("company", "postcode"),
        ("company", "website"),
        ("company", "vat_number"),
        ("company", "registration_number"),
        ("company", "parent_company"),
    }
)
_FREE_TEXTS = frozenset({("customer", "notes"), ("customer", "nps_comment"), ("company", "notes")})

WHY_WITHHELD: dict[Withheld, str] = {
    "identifier": "names or reaches a person; only what groups share is shown",
    "contact": "names or reaches a person; only what groups share is shown",
    "special": "is a special category of personal data and never enters profiles, clusters or names",
    "child": "is the birthday of a child; ask for the age in years instead",
    "free text": "is written freely and may name a person; only what groups share is shown",
}
"""What follows a variable's name in a message."""


def why_withheld(definition: VariableDefinition) -> Withheld | None:
    """Why profiles and discovery leave the variable out; None for one they may use."""
    key = definition.entity, definition.name
    if key in _FREE_TEXTS:
        return "free text"
    if definition.sensitivity is Sensitivity.CONTACT:
        return "contact"
    if definition.sensitivity is Sensitivity.SPECIAL:
        return "special"
    if key in _IDENTIFIERS:
        return "identifier"
    if definition.sensitivity is Sensitivity.CHILD and definition.type is ValueType.DATE:
        return "child"
    return None
