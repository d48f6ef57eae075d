"""What the catalogue says of one variable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from clientela.catalog.labels import Form, variable_label
from clientela.rules.nodes import Value
from clientela.rules.types import ValueType, VariableFacts
from clientela.rules.writing.conditions import Writer


class Family(StrEnum):
    """What a variable is about."""

    DEMOGRAPHIC = "demographic"
    ECONOMIC = "economic"
    GEOGRAPHIC = "geographic"
    PSYCHOGRAPHIC = "psychographic"
    BEHAVIOURAL = "behavioural"
    ENGAGEMENT = "engagement"
    SERVICE = "service"
    VOICE = "voice"
    FIRMOGRAPHIC = "firmographic"
    DEAL = "deal"
    ESTIMATE = "estimate"
    TIME = "time"
    PRODUCT = "product"
    CUSTOM = "custom"


class Sensitivity(StrEnum):
    """How carefully a value must be handled."""

    ORDINARY = "ordinary"
    CONTACT = "contact"  # identifies or reaches a person
    CHILD = "child"  # about a child
    SPECIAL = "special"  # a special category: quarantined until an administrator releases it


EntityName = Literal["customer", "company", "deal", "product"]
ENTITIES: tuple[EntityName, ...] = ("customer", "company", "deal", "product")

ParameterKind = Literal["text", "event kind", "field", "days"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parametric variable takes in its brackets."""

    name: str
    kind: ParameterKind
    required: bool = True

    def __str__(self) -> str:
        return self.name if self.required else f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """A variable: what it is called, what it means, and how it is computed.

    `definition` is None for an attribute, which is a column of its entity's table. `base`, `form` and `days`
    are set on a variable made from a measure (`revenue_90d` is the form "last" of the base `revenue`).
    """

    name: str
    family: Family
    type: ValueType
    meaning: str
    unit: str = ""
    definition: Value | None = None
    entity: EntityName = "customer"
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    options: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    base: str = ""
    form: Form | None = None
    days: int = 0
    own_label: str = ""

    @property
    def signature(self) -> str:
        """The name as a rule spells it, with its parameters: `category_share(category, [days])`."""
        if not self.parameters:
            return self.name
        return f"{self.name}({', '.join(str(parameter) for parameter in self.parameters)})"

    def label(self, language: str) -> str:
        """A noun phrase in that language; a firm's own field has the firm's one label in all of them."""
        if self.own_label:
            return self.own_label
        return variable_label(
            self.base or self.name, language, entity=self.entity, form=self.form, days=self.days
        )

    def as_json(self, language: str = "en") -> dict[str, object]:
        """The variable for machines: plain values; `definition` is text of the rule language, or None."""
        return {
            "name": self.name,
            "signature": self.signature,
            "entity": self.entity,
            "family": self.family.value,
            "type": self.type.value,
            "unit": self.unit,
            "label": self.label(language),
            "meaning": self.meaning,
            "definition": Writer().value(self.definition) if self.definition is not None else None,
            "sensitivity": self.sensitivity.value,
            "options": list(self.options),
        }

    def facts(self) -> VariableFacts:
        """The part the rules ask for."""
        return VariableFacts(self.name, self.type, self.definition, self.options)
