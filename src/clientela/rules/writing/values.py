"""Write values."""

from __future__ import annotations

from typing import Protocol

from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import (
    Aggregate,
    Answer,
    Arithmetic,
    Choose,
    Condition,
    Constant,
    DatePart,
    Elapsed,
    Estimate,
    Field,
    Occurrence,
    RelatedAggregate,
    Scalar,
    Value,
    Variable,
)
from clientela.rules.spelling import write_field_name, write_name, write_scalar, write_text
from clientela.rules.writing.windows import after_comma

SUM, PRODUCT, FACTOR = range(3)


class Writing(Protocol):
    """What a value needs of the writer: the scope it stands in, and conditions inside it."""

    @property
    def scope(self) -> NameScope:
        """What a bare name stands for here."""

    def within(self, scope: NameScope) -> Writing:
        """A writer for what lies inside."""

    def condition(self, condition: Condition) -> str:
        """The condition as text."""


def write_scalars(values: tuple[Scalar, ...]) -> str:
    """The values in parentheses, with commas between them."""
    return f"({', '.join(map(write_scalar, values))})"


def write_names(names: tuple[str, ...]) -> str:
    """One name as it is, none or several in parentheses."""
    listed = ", ".join(map(write_name, names))
    return listed if len(names) == 1 else f"({listed})"


def write_kinds(writer: Writing, kinds: tuple[str, ...], where: Condition | None) -> str:
    """What stands first inside the parentheses of a function: `a, b where …`."""
    listed = ", ".join(map(write_name, kinds)) or "()"
    return f"{listed}{_where(writer, where, NameScope.EVENT)}"


def _where(writer: Writing, where: Condition | None, scope: NameScope) -> str:
    return "" if where is None else f" where {writer.within(scope).condition(where)}"


def level_of(value: Value) -> int:
    """How tightly the value's text holds together."""
    if not isinstance(value, Arithmetic):
        return FACTOR
    return SUM if value.operator in {"+", "-"} else PRODUCT


def write_value_at(writer: Writing, value: Value, level: int) -> str:
    """The value's text, in parentheses if it holds together less tightly than this place needs."""
    text = _write(writer, value)
    return f"({text})" if level_of(value) < level else text


def _write(writer: Writing, value: Value) -> str:
    match value:
        case Variable():
            return _variable(writer, value)
        case Field(name):
            return (
                write_name(name) if writer.scope is not NameScope.CUSTOMER else f"field({write_name(name)})"
            )
        case Aggregate():
            return _aggregate(writer, value)
        case Occurrence():
            return _occurrence(writer, value)
        case RelatedAggregate(function, field, where):
            return f"{function}(deal{_dotted(field)}{_where(writer, where, NameScope.DEAL)})"
        case Answer(survey, field):
            return f"answer({write_text(survey)}){_dotted(field)}"
        case Estimate(name, bound):
            return f"estimate {write_name(name)}" + ("" if bound == "value" else f" {bound}")
        case Elapsed(inner, unit):
            return f"{unit}s since {write_value_at(writer, inner, FACTOR)}"
        case DatePart(part, inner):
            return f"{part}({write_value_at(writer, inner, SUM)})"
        case Arithmetic():
            return _arithmetic(writer, value)
        case Constant(number):
            return write_scalar(number)
        case Choose():
            return _choose(writer, value)


def _dotted(field: str | None) -> str:
    return "" if field is None else f".{write_field_name(field)}"


def _variable(writer: Writing, variable: Variable) -> str:
    arguments = write_scalars(variable.arguments) if variable.arguments else ""
    if variable.entity == "company":
        return f"company.{write_field_name(variable.name)}{arguments}"
    if arguments or writer.scope is NameScope.CUSTOMER:
        return f"{write_name(variable.name)}{arguments}"
    return f"customer.{write_field_name(variable.name)}"


def _aggregate(writer: Writing, value: Aggregate) -> str:
    if value.field is None:
        source = write_kinds(writer, value.kinds, value.where)
    else:
        where = _where(writer, value.where, NameScope.EVENT)
        source = f"{write_names(value.kinds)}{_dotted(value.field)}{where}"
    return f"{value.function}({source}{after_comma(value.window)})"


def _occurrence(writer: Writing, value: Occurrence) -> str:
    n = f", {value.n}" if value.which == "nth" or value.n != 1 else ""
    inside = f"{write_kinds(writer, value.kinds, value.where)}{n}{after_comma(value.window)}"
    return f"{value.which}({inside}){_dotted(value.field)}"


def _arithmetic(writer: Writing, value: Arithmetic) -> str:
    level = level_of(value)
    left = write_value_at(writer, value.left, level)
    return f"{left} {value.operator} {write_value_at(writer, value.right, level + 1)}"


def _choose(writer: Writing, value: Choose) -> str:
    cases = "".join(
        f" when {writer.condition(case.when)} then {write_scalar(case.then)}" for case in value.cases
    )
    otherwise = "" if value.otherwise is None else f" else {write_scalar(value.otherwise)}"
    return f"case{cases}{otherwise} end"
