"""Values: what each needs to have a type at all, and what they are called in messages."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.inference import DEAL, Scope, field_facts, type_of
from clientela.rules.problems import names
from clientela.rules.problems.literals import check_finite, check_literal, type_of_literal
from clientela.rules.problems.spots import TYPE_NAMES, Spot
from clientela.rules.problems.windows import check_event_window
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType

NEEDS_FIELD = frozenset({"sum", "avg", "min", "max", "distinct", "mode"})
NUMERIC_ONLY = frozenset({"sum", "avg", "share"})
ORDERED = NUMERIC | TEMPORAL | {ValueType.TEXT}
IN_WHERE = (n.Field, n.Elapsed, n.DatePart, n.Arithmetic, n.Constant)


def check_value(value: n.Value, spot: Spot) -> None:
    """Report everything wrong with a value, and with the values and conditions inside it."""
    if not spot.of_customer and not isinstance(value, (*IN_WHERE, n.Variable)):
        spot.report(
            "not_in_where",
            f"{subject(value)} asks about the whole customer, and a 'where' about one event or deal; "
            "put this condition outside the 'where'",
            "value_not_in_where",
            subject=value,
        )
        return
    match value:
        case n.Variable():
            names.check_variable(value, spot)
        case n.Field():
            names.check_bare_field(value, spot)
        case n.Estimate():
            names.check_estimate(value, spot)
        case n.Answer():
            names.check_survey(value, spot)
        case n.Constant(value=number):
            check_finite(number, spot)
        case n.Aggregate() | n.RelatedAggregate() | n.Occurrence():
            _check_over_events(value, spot)
        case n.Elapsed() | n.DatePart():
            check_temporal(value.value, spot.below("value"), what=subject(value))
            spot.descend("value", value.value)
        case n.Arithmetic():
            _check_arithmetic(value, spot)
        case n.Choose():
            _check_choose(value, spot)


def _check_over_events(value: n.Aggregate | n.RelatedAggregate | n.Occurrence, spot: Spot) -> None:
    if isinstance(value, n.RelatedAggregate):
        _check_aggregated(value.function, value.field, DEAL, spot)
        spot.descend("where", value.where, DEAL)
        return
    scope = names.check_kinds(value.kinds, spot)
    if isinstance(value, n.Aggregate):
        _check_aggregated(value.function, value.field, scope, spot)
    else:
        _check_occurrence(value, scope, spot)
    spot.descend("where", value.where, scope)
    check_event_window(value.window, spot.below("window"))


def _check_aggregated(function: str, field: str | None, scope: Scope, spot: Spot) -> None:
    if field is None:
        if function in NEEDS_FIELD:
            spot.report(
                "field_missing",
                f"{function!r} needs a field, as in {function}(order_completed.amount)",
                function=repr(function),
                example=f"{function}(order_completed.amount)",
            )
        return
    if function.startswith("gap_"):
        spot.report(
            "field_not_wanted",
            f"{function!r} measures the time between events and takes no field; leave it out",
            function=repr(function),
        )
        return
    names.check_field(field, scope, spot.below("field"))
    facts = field_facts(field, spot.catalog, scope)
    wanted = _wanted(function)
    if facts is not None and facts.type not in wanted:
        spot.below("field").report(
            "field_type",
            f"{function!r} cannot use {field!r}, which is {TYPE_NAMES[facts.type]}; {_instead(function)}",
            "field_type_number" if function in NUMERIC_ONLY else "field_type",
            function=repr(function),
            field=repr(field),
            type=facts.type,
        )


def _wanted(function: str) -> frozenset[ValueType]:
    if function in NUMERIC_ONLY:
        return NUMERIC
    if function in ("min", "max"):
        return ORDERED
    if function in ("mode", "distinct"):
        return ORDERED | {ValueType.BOOLEAN}
    return frozenset(ValueType)


def _instead(function: str) -> str:
    if function in NUMERIC_ONLY:
        return "choose a field with numbers"
    return "choose a field with numbers, texts or dates"


def _check_occurrence(value: n.Occurrence, scope: Scope, spot: Spot) -> None:
    if value.field != "at":
        names.check_field(value.field, scope, spot.below("field"))
    if value.n < 1:
        spot.below("n").report(
            "count_not_positive",
            f"occurrences are counted from 1, so there is no number {value.n}",
            "occurrence_not_positive",
            count=value.n,
        )


def check_temporal(value: n.Value, spot: Spot, *, what: str) -> None:
    """Report a value that is known to be neither a date nor an instant."""
    _check_type(value, TEMPORAL, "value_not_temporal", f"{what} needs a date or a moment in time", spot)


def _check_type(value: n.Value, wanted: frozenset[ValueType], code: str, need: str, spot: Spot) -> None:
    found = type_of(value, spot.catalog, spot.scope)
    if found is not None and found not in wanted:
        message = f"{need}, but {subject(value)} is {TYPE_NAMES[found]}; choose another value"
        spot.report(code, message, subject=value, type=found)


def check_ranked(value: n.Value, spot: Spot) -> None:
    """Report a value that customers cannot be ranked by."""
    need = "a rank needs a number, a date or a moment in time"
    _check_type(value, NUMERIC | TEMPORAL, "value_not_rankable", need, spot)


def _check_arithmetic(value: n.Arithmetic, spot: Spot) -> None:
    for side, part in (("left", value.left), ("right", value.right)):
        _check_type(part, NUMERIC, "value_not_numeric", f"{value.operator!r} needs numbers", spot.below(side))
        spot.descend(side, part)


def _check_choose(value: n.Choose, spot: Spot) -> None:
    if not value.cases:
        spot.report("empty_list", "give at least one case", "no_case")
    results = [case.then for case in value.cases]
    results += [] if value.otherwise is None else [value.otherwise]
    if results and type_of(value, spot.catalog, spot.scope) is None:
        kinds = dict.fromkeys(TYPE_NAMES[kind] for kind in map(type_of_literal, results) if kind)
        spot.report("types_differ", f"all cases must give the same type, not {' and '.join(kinds)}")
    for index, case in enumerate(value.cases):
        spot.descend(f"cases[{index}].when", case.when)
        given = type_of_literal(case.then)
        if given is not None:
            check_literal(case.then, given, "a case's value", spot.below(f"cases[{index}].then"), of=value)


def subject(value: n.Value) -> str:
    """The value as messages call it."""
    match value:
        case n.Variable(name=name, entity=entity):
            return repr(name if entity == "customer" else f"{entity}.{name}")
        case n.Field(name=name) | n.Estimate(name=name):
            return repr(name)
        case n.Aggregate(function=function, kinds=kinds, field=field):
            return f"'{function}({', '.join(kinds)}{f'.{field}' if field else ''})'"
        case n.RelatedAggregate(function=function, field=field):
            return f"'{function}(deal{f'.{field}' if field else ''})'"
        case n.Occurrence(which=which, kinds=kinds, field=field):
            return f"'{which}({', '.join(kinds)}).{field}'"
        case n.Answer(survey=survey, field=field):
            return f"the {field!r} of survey {survey!r}"
        case n.Elapsed(unit=unit):
            return f"'{unit}s since'"
        case n.DatePart(part=part):
            return f"{part!r}"
        case n.Arithmetic(operator=operator):
            return f"the result of {operator!r}"
        case n.Constant(value=number):
            return repr(number)
        case n.Choose():
            return "the chosen value"
