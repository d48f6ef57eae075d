"""The nodes of the rule language, as data.

A rule is a tree of *conditions*; a condition asks something about a *value*; both are plain frozen
structs and know nothing about how they are printed, checked or compiled. `docs/rules.md` says what each
one means, to the second and to the missing value.

Four families:

- moments and windows: when (`Ago`, `OnDate` …; `LastPeriod`, `Span` …)
- values: what a customer has (`Variable`, `Aggregate`, `Occurrence` …)
- conditions: what is true of a customer (`Compare`, `Happened`, `Sequence`, `Rank` …)
- groups: `All`, `AnyOf`, `Not`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec


class Node(
    msgspec.Struct,
    frozen=True,
    kw_only=False,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="node",
):
    """Anything in a rule."""


# ---------------------------------------------------------------------------------- moments and windows

Unit: TypeAlias = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
CalendarUnit: TypeAlias = Literal["day", "week", "month", "quarter", "year"]


class Ago(Node, tag="ago", frozen=True):
    """`count` units before `as of`; months and longer are calendar steps in the workspace's zone."""

    count: int
    unit: Unit


class FromNow(Node, tag="from_now", frozen=True):
    """`count` units after `as of`."""

    count: int
    unit: Unit


class OnDate(Node, tag="on_date", frozen=True):
    """A whole calendar day in the workspace's zone."""

    date: dt.date


class AtInstant(Node, tag="at_instant", frozen=True):
    """One instant; stored with its offset from UTC."""

    at: dt.datetime


class Now(Node, tag="now", frozen=True):
    """The `as of` instant itself."""


Moment: TypeAlias = Ago | FromNow | OnDate | AtInstant | Now


class AllTime(Node, tag="all_time", frozen=True):
    """No limit but `as of`."""


class LastPeriod(Node, tag="last_period", frozen=True):
    """(as_of - count units, as_of]."""

    count: int
    unit: Unit


class NextPeriod(Node, tag="next_period", frozen=True):
    """[as_of, as_of + count units): only for dates and instants that may lie ahead."""

    count: int
    unit: Unit


class CalendarPeriod(Node, tag="calendar_period", frozen=True):
    """This, the previous or the next day, week (from Monday), month, quarter, year."""

    which: Literal["this", "previous", "next"]
    unit: CalendarUnit


class DateRange(Node, tag="date_range", frozen=True):
    """From the start of `first` to the end of `last`, calendar days in the workspace's zone."""

    first: dt.date
    last: dt.date


class Span(Node, tag="span", frozen=True):
    """After `after` (if given) and not later than `until` (if given): both as in `between`."""

    after: Moment | None = None
    until: Moment | None = None


Window: TypeAlias = AllTime | LastPeriod | NextPeriod | CalendarPeriod | DateRange | Span

# ------------------------------------------------------------------------------------------------ values

Scalar: TypeAlias = bool | int | float | str

AggregateFunction: TypeAlias = Literal[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
    "share",
    "mode",
    "gap_avg",
    "gap_min",
    "gap_max",
    "gap_median",
]
Entity: TypeAlias = Literal["customer", "company"]


class Variable(Node, tag="variable", frozen=True):
    """A named value of the customer or of her company: an attribute, or computed by the catalogue."""

    name: str
    entity: Entity = "customer"
    arguments: tuple[Scalar, ...] = ()


class Field(Node, tag="field", frozen=True):
    """A field of the event or deal at hand; only inside `where`, or inside a deal condition."""

    name: str


class Aggregate(Node, tag="aggregate", frozen=True):
    """One number (or, for `mode`, `min`, `max`, one value) over the customer's events."""

    function: AggregateFunction
    kinds: tuple[str, ...]
    field: str | None = None
    where: Condition | None = None
    window: Window = AllTime()


class Occurrence(Node, tag="occurrence", frozen=True):
    """A field of the first, the last or the nth such event (`at` is its instant)."""

    which: Literal["first", "last", "nth"]
    kinds: tuple[str, ...]
    field: str = "at"
    where: Condition | None = None
    window: Window = AllTime()
    n: int = 1


class RelatedAggregate(Node, tag="related_aggregate", frozen=True):
    """One number over the customer's deals."""

    function: Literal["count", "sum", "avg", "min", "max", "distinct"]
    field: str | None = None
    where: Condition | None = None
    relation: Literal["deal"] = "deal"


class Answer(Node, tag="answer", frozen=True):
    """A field of the customer's latest answer to a survey (`score`, `text`, `theme`, `at` …)."""

    survey: str
    field: str = "score"


class Estimate(Node, tag="estimate", frozen=True):
    """A modelled value, or one end of its interval."""

    name: str
    bound: Literal["value", "low", "high"] = "value"


class Elapsed(Node, tag="elapsed", frozen=True):
    """Whole units from a date or instant to `as of` (negative when it lies ahead)."""

    value: Value
    unit: Literal["day", "month", "year"] = "day"


class DatePart(Node, tag="date_part", frozen=True):
    """Weekday (1 = Monday … 7), day, month (1 … 12), quarter, year or hour, in the customer's own zone."""

    part: Literal["weekday", "day", "month", "quarter", "year", "hour"]
    value: Value


class Arithmetic(Node, tag="arithmetic", frozen=True):
    """A sum, difference, product or quotient; missing if a side is missing or the divisor is 0."""

    operator: Literal["+", "-", "*", "/"]
    left: Value
    right: Value


class Constant(Node, tag="constant", frozen=True):
    """A number in arithmetic."""

    value: int | float


class Case(Node, tag="case", frozen=True):
    """One branch of `Choose`."""

    when: Condition
    then: Scalar


class Choose(Node, tag="choose", frozen=True):
    """The value of the first case whose condition is true, else `otherwise` (None: missing)."""

    cases: tuple[Case, ...]
    otherwise: Scalar | None = None


Value: TypeAlias = (
    Variable
    | Field
    | Aggregate
    | Occurrence
    | RelatedAggregate
    | Answer
    | Estimate
    | Elapsed
    | DatePart
    | Arithmetic
    | Constant
    | Choose
)

# -------------------------------------------------------------------------------------------- conditions


class All(Node, tag="all", frozen=True):
    """Every one of these."""

    conditions: tuple[Condition, ...]


class AnyOf(Node, tag="any", frozen=True):
    """At least one of these."""

    conditions: tuple[Condition, ...]


class Not(Node, tag="not", frozen=True):
    """Logical negation; the negation of unknown is unknown."""

    condition: Condition


Operand: TypeAlias = (
    Scalar
    | tuple[Scalar, ...]
    | Ago
    | FromNow
    | OnDate
    | AtInstant
    | Now
    | AllTime
    | LastPeriod
    | NextPeriod
    | CalendarPeriod
    | DateRange
    | Span
    | None
)


class Compare(Node, tag="compare", frozen=True):
    """A value held against an operand by one of the operators of `clientela.rules.operators`.

    The operand's shape is the operator's business: nothing (`is set`), a scalar (`=`), a tuple of scalars
    (`in`, `includes any`; two of them for `between` numbers), a moment (`before`), a window (`within`;
    `between` two moments is `within` a `Span`).
    """

    value: Value
    operator: str
    operand: Operand = None


class Changed(Node, tag="changed", frozen=True):
    """An attribute took another value inside the window (`to`, if given, is the value it took)."""

    attribute: str
    window: Window = AllTime()
    to: Scalar | None = None
    entity: Entity = "customer"


class Happened(Node, tag="happened", frozen=True):
    """Between `at_least` and `at_most` such events in the window; `never` is at most 0."""

    kinds: tuple[str, ...]
    where: Condition | None = None
    window: Window = AllTime()
    at_least: int = 1
    at_most: int | None = None


class Step(Node, tag="step", frozen=True):
    """One step of a sequence: an event, at most `within` after the step before it (None: any time)."""

    kinds: tuple[str, ...]
    where: Condition | None = None
    within: LastPeriod | None = None
    negated: bool = False


class Sequence(Node, tag="sequence", frozen=True):
    """Events in an order; `same` names fields that must agree; `window` limits the first step."""

    steps: tuple[Step, ...]
    same: tuple[str, ...] = ()
    anchor: Literal["any", "first", "last"] = "any"
    window: Window = AllTime()


class Regularly(Node, tag="regularly", frozen=True):
    """An event in at least `periods` of the `out_of` units that end at `until` (default: as of)."""

    kinds: tuple[str, ...]
    periods: int
    out_of: int
    unit: Unit
    where: Condition | None = None
    until: Moment | None = None


class Stopped(Node, tag="stopped", frozen=True):
    """It happened before, but not in the last `count` units."""

    kinds: tuple[str, ...]
    count: int
    unit: Unit
    where: Condition | None = None


class Resumed(Node, tag="resumed", frozen=True):
    """An event in the window came at least `count` units after the one before it."""

    kinds: tuple[str, ...]
    count: int
    unit: Unit
    where: Condition | None = None
    window: Window = AllTime()


class FirstTime(Node, tag="first_time", frozen=True):
    """The first such event ever lies in the window."""

    kinds: tuple[str, ...]
    window: Window
    where: Condition | None = None


class Rank(Node, tag="rank", frozen=True):
    """Among the top or bottom by a value, ties at the border included, within all customers or a rule.

    `amount` is that many customers, that many percent, or the number (1 … 10) of one decile, by `measure`.
    """

    side: Literal["top", "bottom"]
    amount: float
    measure: Literal["customers", "percent", "decile"]
    by: Value
    within: Condition | None = None


class InSegment(Node, tag="in_segment", frozen=True):
    """The customer meets that segment's current rule, at `as of` or at another instant."""

    segment: str
    at: Moment | None = None


class SegmentChange(Node, tag="segment_change", frozen=True):
    """A recorded membership of the segment began (`entered`) or ended (`left`) in the window."""

    segment: str
    change: Literal["entered", "left"]
    window: Window = AllTime()


class Related(Node, tag="related", frozen=True):
    """Any, every or none of the customer's deals, or of the people of her company, are so."""

    relation: Literal["deal", "person"]
    quantifier: Literal["any", "all", "none"]
    condition: Condition


class NearPlace(Node, tag="near_place", frozen=True):
    """At most `km` kilometres (great circle) from a point."""

    km: float
    latitude: float
    longitude: float


class InPolygon(Node, tag="in_polygon", frozen=True):
    """Inside a polygon of (latitude, longitude) corners, straight on the latitude-longitude plane."""

    corners: tuple[tuple[float, float], ...]


class Anniversary(Node, tag="anniversary", frozen=True):
    """The yearly return of a date lies in the window, in the customer's own zone."""

    value: Value
    window: LastPeriod | NextPeriod


class MessageActivity(Node, tag="message_activity", frozen=True):
    """She got, opened, clicked … a message of a campaign (None: any campaign); machines left out."""

    action: Literal[
        "got", "opened", "clicked", "answered", "converted", "bounced", "unsubscribed", "complained"
    ]
    campaign: str | None = None
    window: Window = AllTime()


class Consents(Node, tag="consents", frozen=True):
    """The latest consent for this channel and purpose is `given`."""

    channel: str
    purpose: str


class Bucket(Node, tag="bucket", frozen=True):
    """A stable share of all customers, drawn by a hash of the salt and the customer."""

    salt: str
    percent: float


Condition: TypeAlias = (
    All
    | AnyOf
    | Not
    | Compare
    | Changed
    | Happened
    | Sequence
    | Regularly
    | Stopped
    | Resumed
    | FirstTime
    | Rank
    | InSegment
    | SegmentChange
    | Related
    | NearPlace
    | InPolygon
    | Anniversary
    | MessageActivity
    | Consents
    | Bucket
)
Rule: TypeAlias = Condition

NEVER = {"at_least": 0, "at_most": 0}


def children(node: Node) -> Iterator[tuple[str, Node]]:
    """The direct parts of a node that are nodes, each with its path below it (`conditions[0]`)."""
    for name in node.__struct_fields__:
        part = getattr(node, name)
        if isinstance(part, Node):
            yield name, part
        elif isinstance(part, tuple):
            for index, item in enumerate(part):
                if isinstance(item, Node):
                    yield f"{name}[{index}]", item


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """The node and everything below it, parents first, each with its path from the root."""
    yield path, node
    for name, part in children(node):
        yield from walk(part, f"{path}.{name}" if path else name)
