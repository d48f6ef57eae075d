"""Comparisons: what is asked of a value, said after a colon."""

from __future__ import annotations

from babel.dates import get_day_names, get_month_names

from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, Shape, WhenMissing
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.things import things_of, times_said
from clientela.rules.sentences.times import compared_said, window_said
from clientela.rules.sentences.values import options_of, value_said

_MOMENTS = n.Ago | n.FromNow | n.OnDate | n.AtInstant | n.Now
_WINDOWS = n.AllTime | n.LastPeriod | n.NextPeriod | n.CalendarPeriod | n.DateRange | n.Span
NAMED_PARTS = ("weekday", "month")


def compare_said(node: n.Compare, teller: Teller) -> str:
    """The comparison: "age: between 25 and 35", "at least 3 orders"."""
    counted = _count_said(node, teller)
    if counted is not None:
        return counted
    in_time = OPERATORS[node.operator].shape in (Shape.MOMENT, Shape.WINDOW)
    said = value_said(node.value, teller, in_time=in_time)
    return teller.say("compare", value=said, test=test_said(node, teller))


def _count_said(node: n.Compare, teller: Teller) -> str | None:
    """A comparison of a plain count is said as a number of things, where that is as exact."""
    value, operand = node.value, node.operand
    if not isinstance(value, n.Aggregate | n.RelatedAggregate) or value.function != "count" or value.field:
        return None
    match node.operator, operand:
        case ">=", int(number) if number >= 0:
            return times_said(things_of(value), number, None, teller)
        case "<=", int(number) if number >= 0:
            return times_said(things_of(value), 0, number, teller)
        case "=", int(number) if number >= 0:
            return times_said(things_of(value), number, number, teller)
        case "between", (int(low), int(high)) if 0 <= low <= high:
            return times_said(things_of(value), low, high, teller)
    return None


def test_said(node: n.Compare, teller: Teller) -> str:
    """What is asked of the value, with a word on missing values where they pass."""
    said = _plain_test(node, teller)
    operator = OPERATORS[node.operator]
    passes = operator.when_missing is WhenMissing.TRUE and operator.shape is not Shape.NOTHING
    if passes and not _is_never_missing(node.value):
        return teller.say("or_missing", test=said)
    return said


def _is_never_missing(value: n.Value) -> bool:
    return isinstance(value, n.Aggregate | n.RelatedAggregate) and value.function in (
        "count",
        "distinct",
        "sum",
    )


def _plain_test(node: n.Compare, teller: Teller) -> str:
    match node.operand:
        case None:
            return teller.say(f"test.{node.operator}")
        case n.Ago() | n.FromNow() | n.OnDate() | n.AtInstant() | n.Now() as moment:
            ahead = not isinstance(node.value, n.Occurrence | n.Aggregate | n.Answer)
            return compared_said(node.operator, moment, teller, may_lie_ahead=ahead)
        case (
            n.AllTime() | n.LastPeriod() | n.NextPeriod() | n.CalendarPeriod() | n.DateRange() | n.Span()
        ) as window:
            return window_said(window, teller) or teller.say("all_time")
        case tuple() as scalars:
            return _list_test(node, [literal_said(node.value, item, teller) for item in scalars], teller)
        case scalar:
            return _scalar_test(node, scalar, teller)


def literal_said(value: n.Value, literal: n.Scalar, teller: Teller) -> str:
    """A literal the way its value is read: a weekday by name, a share in percent."""
    match value, literal:
        case n.DatePart(part="weekday"), int(number) if 1 <= number <= 7:
            return str(get_day_names("wide", "stand-alone", teller.language.locale)[number - 1])
        case n.DatePart(part="month"), int(number) if 1 <= number <= 12:
            return str(get_month_names("wide", "stand-alone", teller.language.locale)[number])
        case n.DatePart(part="year"), int(number):
            return str(number)
        case n.Aggregate(function="share"), int() | float():
            return teller.language.percent(literal * 100)
        case _:
            return teller.scalar(literal, options_of(value))


def _scalar_test(node: n.Compare, scalar: n.Scalar, teller: Teller) -> str:
    named = isinstance(node.value, n.DatePart) and node.value.part in NAMED_PARTS
    if isinstance(scalar, bool):
        return teller.scalar(scalar if node.operator == "=" else not scalar)
    said = literal_said(node.value, scalar, teller)
    if node.operator == "=":
        return said if named or isinstance(scalar, str) else teller.say("test.exactly", x=said)
    if named and f"named.{node.operator}" in teller.language.phrases:
        return teller.say(f"named.{node.operator}", x=said)
    return teller.say(f"test.{node.operator}", x=said)


def _list_test(node: n.Compare, said: list[str], teller: Teller) -> str:
    match node.operator:
        case "between":
            if isinstance(node.value, n.DatePart) and node.value.part in NAMED_PARTS:
                return f"{said[0]}–{said[1]}"
            return teller.say("test.between", low=said[0], high=said[1])
        case "in":
            return teller.language.either(said)
        case "not in" if len(said) == 1:
            return teller.say("test.!=", x=said[0])
        case "not in":
            first = teller.say("list.nor.first", x=said[0])
            return teller.language.joined("list.nor.next", [first, *said[1:]])
        case "includes any" | "includes all" if len(said) == 1:
            return teller.say("test.includes one", x=said[0])
        case "includes none" if len(said) == 1:
            return teller.say("test.includes not", x=said[0])
        case _:
            return teller.say(f"test.{node.operator}", list=", ".join(said))
