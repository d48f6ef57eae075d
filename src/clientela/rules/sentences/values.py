"""Values as noun phrases."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.things import (
    ONE,
    Things,
    first_or_last,
    limited,
    nouns_said,
    things_of,
    things_said,
)

_IN_TIME = {"min": "earliest", "max": "latest"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def value_said(value: n.Value, teller: Teller, *, in_time: bool = False) -> str:
    """The value as a noun phrase; `in_time` says that it is a date or an instant."""
    match value:
        case n.Variable():
            return _variable(value, teller)
        case n.Field(name=name):
            return teller.labels.field(name, teller.code)
        case n.Aggregate() | n.RelatedAggregate():
            return _aggregate(value, teller, in_time=in_time)
        case n.Occurrence():
            return _occurrence(value, teller)
        case n.Answer(survey=survey, field=field):
            said = teller.say("value.answer", survey=teller.language.quoted(survey))
            return _field_of(field, said, teller)
        case n.Estimate(name=name, bound=bound):
            key = "value.estimate" if bound == "value" else f"value.estimate_{bound}"
            return teller.say(key, v=teller.labels.variable(name, teller.code))
        case n.Elapsed(value=inner, unit=unit):
            return teller.say(f"value.elapsed.{unit}", v=value_said(inner, teller, in_time=True))
        case n.DatePart(part=part, value=inner):
            return teller.say(f"value.part.{part}", v=value_said(inner, teller, in_time=True))
        case n.Arithmetic(operator=operator, left=left, right=right):
            return f"{_term(left, teller)} {_SIGNS[operator]} {_term(right, teller)}"
        case n.Constant(value=number):
            return teller.language.number(number)
        case n.Choose():
            return _choose(value, teller)


def _variable(value: n.Variable, teller: Teller) -> str:
    said = teller.labels.variable(value.name, teller.code, value.entity)
    if value.arguments:
        given = ", ".join(teller.scalar(argument) for argument in value.arguments)
        said = teller.say("value.arguments", v=said, x=given)
    return teller.say("value.company", v=said) if value.entity == "company" else said


def _aggregate(value: n.Aggregate | n.RelatedAggregate, teller: Teller, *, in_time: bool) -> str:
    things, field = things_of(value), value.field
    if value.function == "count":
        return teller.say("value.number_of", things=things_said(_with_field_set(things, field), teller))
    said = things_said(things, teller)
    if field is None:
        return teller.say(f"value.{value.function}", things=said)
    function = _IN_TIME.get(value.function, value.function) if in_time else value.function
    key = "value.share_by" if function == "share" else f"value.{function}"
    return teller.say(key, field=teller.labels.field(field, teller.code), things=said)


def _with_field_set(things: Things, field: str | None) -> Things:
    if field is None:
        return things
    is_set = n.Compare(n.Field(field), "is set")
    where = is_set if things.where is None else n.All((things.where, is_set))
    return Things(things.kinds, where, things.window)


def _occurrence(value: n.Occurrence, teller: Teller) -> str:
    if value.which == "nth":
        noun = nouns_said(value.kinds, ONE, teller)
        said = teller.say("value.nth", number=value.n, noun=noun)
    else:
        said = first_or_last(value.which, value.kinds, teller)
    said = limited(said, Things(value.kinds, value.where, value.window), teller)
    return _field_of(value.field, said, teller)


def _field_of(field: str, occurrence: str, teller: Teller) -> str:
    if field == "at":
        return occurrence
    return teller.say("value.field_of", field=teller.labels.field(field, teller.code), occurrence=occurrence)


def _term(value: n.Value, teller: Teller) -> str:
    said = value_said(value, teller)
    return f"({said})" if isinstance(value, n.Arithmetic) else said


def _choose(value: n.Choose, teller: Teller) -> str:
    cases = [
        teller.say("choose.case", then=teller.scalar(case.then), when=teller.condition(case.when, teller))
        for case in value.cases
    ]
    if value.otherwise is None:
        cases.append(teller.say("choose.nothing"))
    else:
        cases.append(teller.say("choose.otherwise", x=teller.scalar(value.otherwise)))
    return teller.say("choose", cases=" | ".join(cases))


def options_of(value: n.Value) -> str | None:
    """The variable or field whose options the value takes, if it is one."""
    match value:
        case n.Variable(name=name) | n.Field(name=name):
            return name
        case n.Occurrence(field=field) | n.Answer(field=field) | n.Aggregate(function="mode", field=field):
            return field
        case _:
            return None
