"""Which variables a profile shows, and as what: a mean, a share, levels of a text, items of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.catalog import FirmCatalog, VariableDefinition
from clientela.catalog.withholding import WHY_WITHHELD, why_withheld
from clientela.compile.expand import expand_names
from clientela.errors import ClientelaError, RuleSyntaxError
from clientela.rules.nodes import DatePart, Elapsed, Value, Variable
from clientela.rules.text import parse_value, write_value
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType

Shown: TypeAlias = Literal["mean", "share", "levels", "items"]

CODES = frozenset({"rfm_cell"})  # numbers that only name something


@dataclass(frozen=True, slots=True)
class Profiled:
    """A variable as the profile asks for it; a date is asked for as the days since then."""

    variable: Variable
    value: Value
    type: ValueType
    shown: Shown
    unit: str = ""
    definition: Value | None = None

    @property
    def text(self) -> str:
        """As a rule spells it."""
        return write_value(self.variable)

    @property
    def has_index(self) -> bool:
        """Whether "twice as much" means anything: not of years of the calendar."""
        return self.unit != "year"


def every_variable(catalog: FirmCatalog) -> list[Profiled]:
    """Everything the catalogue can say of customers and their companies without naming anyone."""
    shown = [
        _profiled(Variable(definition.name, _entity(definition)), definition)
        for definition in catalog.definitions()
        if _is_usable(definition, catalog)
    ]
    return list(_without_doubles(shown, catalog))


def named_variables(catalog: FirmCatalog, names: Sequence[str]) -> list[Profiled]:
    """The variables of these names, spelled as in a rule (`company.employees`, `category_share('hats')`).

    Raises UnknownNameError for a name nothing answers to and ClientelaError for what a profile never shows.
    """
    return [_named(catalog, name) for name in dict.fromkeys(names)]


def _named(catalog: FirmCatalog, name: str) -> Profiled:
    try:
        value = parse_value(name)
    except RuleSyntaxError as error:
        raise ClientelaError(f"{name!r} is no variable: {error.reason}") from error
    if not isinstance(value, Variable):
        raise ClientelaError(f"{name!r} is no variable; a profile takes the names of variables")
    definition = catalog.resolve(value.name, value.entity, value.arguments)
    withheld = why_withheld(definition)
    if withheld:
        raise ClientelaError(f"{name} {WHY_WITHHELD[withheld]}")
    return _profiled(value, definition)


def _is_usable(definition: VariableDefinition, catalog: FirmCatalog) -> bool:
    if definition.entity not in ("customer", "company") or definition.parameters:
        return False
    resolves = catalog.variable(definition.name, definition.entity) is not None
    return resolves and why_withheld(definition) is None


def _entity(definition: VariableDefinition) -> Literal["customer", "company"]:
    return "company" if definition.entity == "company" else "customer"


def _profiled(variable: Variable, definition: VariableDefinition) -> Profiled:
    unit, computed = definition.unit, definition.definition
    if definition.type in TEMPORAL:
        return Profiled(variable, Elapsed(variable), ValueType.INTEGER, "mean", "days", computed)
    if definition.type is ValueType.BOOLEAN:
        return Profiled(variable, variable, definition.type, "share", "share", computed)
    if definition.type is ValueType.LIST:
        return Profiled(variable, variable, definition.type, "items", "share", computed)
    if definition.type not in NUMERIC or _is_code(definition):
        return Profiled(variable, variable, definition.type, "levels", "share", computed)
    return Profiled(variable, variable, definition.type, "mean", unit, computed)


def _is_code(definition: VariableDefinition) -> bool:
    # the mean of weekdays, months or codes says nothing
    if definition.name in CODES:
        return True
    return isinstance(definition.definition, DatePart) and definition.definition.part != "year"


def _without_doubles(shown: Sequence[Profiled], catalog: FirmCatalog) -> Iterator[Profiled]:
    """Leave out a date whose elapsed days are a variable of their own (`last_order`)."""
    named = {expand_names(each.variable, catalog) for each in shown}
    for each in shown:
        if each.value is each.variable or expand_names(each.value, catalog) not in named:
            yield each
