"""Short ways to write the definitions of variables with the rules' own nodes."""

from __future__ import annotations

from clientela.rules import nodes as n

ALWAYS = n.AllTime()


def last_days(days: int) -> n.LastPeriod:
    """The last so many days."""
    return n.LastPeriod(days, "day")


def days_before_those(days: int) -> n.Span:
    """The so many days that precede the last so many days."""
    return n.Span(after=n.Ago(2 * days, "day"), until=n.Ago(days, "day"))


def is_(field: str, value: n.Scalar) -> n.Compare:
    """The field of the event (or deal) at hand has this value."""
    return n.Compare(n.Field(field), "=", value)


def is_set(field: str) -> n.Compare:
    """The field of the event (or deal) at hand is known."""
    return n.Compare(n.Field(field), "is set")


def compare(name: str, operator: str, operand: n.Operand) -> n.Compare:
    """A variable of the customer held against something."""
    return n.Compare(n.Variable(name), operator, operand)


def count(*kinds: str, where: n.Condition | None = None, window: n.Window = ALWAYS) -> n.Aggregate:
    """How many such events."""
    return n.Aggregate("count", kinds, None, where, window)


def total(
    kind: str, field: str, *, where: n.Condition | None = None, window: n.Window = ALWAYS
) -> n.Aggregate:
    """The sum of a field over such events."""
    return n.Aggregate("sum", (kind,), field, where, window)


def average(
    kind: str, field: str, *, where: n.Condition | None = None, window: n.Window = ALWAYS
) -> n.Aggregate:
    """The mean of a field over such events."""
    return n.Aggregate("avg", (kind,), field, where, window)


def distinct(
    *kinds: str, field: str, where: n.Condition | None = None, window: n.Window = ALWAYS
) -> n.Aggregate:
    """How many different values a field takes."""
    return n.Aggregate("distinct", kinds, field, where, window)


def usual(
    *kinds: str, field: str, where: n.Condition | None = None, window: n.Window = ALWAYS
) -> n.Aggregate:
    """The most frequent value of a field."""
    return n.Aggregate("mode", kinds, field, where, window)


def share(kind: str, where: n.Condition, *, window: n.Window = ALWAYS) -> n.Aggregate:
    """The share of such events for which the condition holds."""
    return n.Aggregate("share", (kind,), None, where, window)


def first(*kinds: str, field: str = "at", where: n.Condition | None = None) -> n.Occurrence:
    """A field of the first such event."""
    return n.Occurrence("first", kinds, field, where)


def last(*kinds: str, field: str = "at", where: n.Condition | None = None) -> n.Occurrence:
    """A field of the last such event."""
    return n.Occurrence("last", kinds, field, where)


def days_since(value: n.Value) -> n.Elapsed:
    """Whole days from a date or instant to as of."""
    return n.Elapsed(value, "day")


def ratio(left: n.Value, right: n.Value) -> n.Arithmetic:
    """One value over another; missing when the other is 0."""
    return n.Arithmetic("/", left, right)


def difference(left: n.Value, right: n.Value) -> n.Arithmetic:
    """One value less another."""
    return n.Arithmetic("-", left, right)


def flag(condition: n.Condition) -> n.Choose:
    """True where the condition is true, else false."""
    return n.Choose((n.Case(condition, True),), False)  # noqa: FBT003


def choose(*cases: tuple[n.Condition, n.Scalar], otherwise: n.Scalar | None = None) -> n.Choose:
    """The value of the first case that is true."""
    return n.Choose(tuple(n.Case(when, then) for when, then in cases), otherwise)
