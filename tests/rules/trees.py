"""Hypothesis strategies for any tree of the rule language: well formed, not necessarily sensible.

Every node type appears, with every combination its fields allow, whether or not `check` would accept it:
what can be stored must be printed, read back and encoded unchanged. `conditions(depth)` and
`values(depth)` nest at most `depth` nodes below the root.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st

from clientela.rules import nodes as n
from clientela.rules.limits import LARGEST, SMALLEST
from clientela.rules.operators import OPERATORS, Shape

_AWKWARD = """
and or not in is set did never where within between before after on includes contains true false changed
all any every none no last next this previous first nth count sum share month day year hour date field
case when then else end deal deals company customer person top bottom decile percent birthday segment
opened left answer estimate low high bucket sequence same anchor at least now since until always e E Sum
ANY ſet İn ıs K
"""

letters = st.characters(exclude_categories=["Cs"])
names = st.one_of(
    st.sampled_from(
        ["city", "revenue_365d", "order_completed", "Població", "дата", "имя клиента", "a.b", "`", ""]
    ),
    st.sampled_from(_AWKWARD.split()),
    st.text(letters, max_size=6),
)
texts = st.one_of(
    st.sampled_from(
        ["Barcelona", "price too high", "it's", "\\n", "two\nlines", "'", "", "\u2028", "Ż€лы 🎉"]
    ),
    st.text(letters, max_size=8),
)
whole = st.integers(SMALLEST, LARGEST) | st.integers(-5, 400)
doubles = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 25.0, 0.1, 1e-9, 1e22]
)
scalars = st.booleans() | whole | doubles | texts
some_names = st.lists(names, max_size=3).map(tuple)
some_scalars = st.lists(scalars, max_size=3).map(tuple)


def words(annotation: Any) -> st.SearchStrategy[Any]:
    """Any word of a Literal."""
    return st.sampled_from(get_args(annotation))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def one_group_of(*groups: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """As `st.one_of`, which would flatten the groups and so drown the small ones."""
    return st.sampled_from(groups).flatmap(lambda group: group)


units = words(n.Unit)
offsets = st.none() | st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
moments = st.one_of(
    st.builds(n.Ago, whole, units),
    st.builds(n.FromNow, whole, units),
    st.builds(n.OnDate, st.dates()),
    st.builds(n.AtInstant, st.datetimes(timezones=offsets)),
    st.builds(n.Now),
)
last_periods = st.builds(n.LastPeriod, whole, units)
relative_periods = last_periods | st.builds(n.NextPeriod, whole, units)
windows = st.one_of(
    st.builds(n.AllTime),
    relative_periods,
    st.builds(n.CalendarPeriod, st.sampled_from(["this", "previous", "next"]), words(n.CalendarUnit)),
    st.builds(n.DateRange, st.dates(), st.dates()),
    st.builds(n.Span, maybe(moments), maybe(moments)),
)
operands = scalars | some_scalars | moments | windows | st.none()
_FITTING = {
    Shape.NOTHING: st.none(),
    Shape.SCALAR: scalars,
    Shape.SCALARS: some_scalars,
    Shape.PAIR: st.tuples(scalars, scalars),
    Shape.MOMENT: moments,
    Shape.WINDOW: windows,
}


def _leaf_values() -> tuple[st.SearchStrategy[n.Value], ...]:
    return (
        st.builds(n.Variable, names, words(n.Entity), some_scalars),
        st.just(n.Variable("birthday")),
        st.builds(n.Field, names),
        st.builds(n.Answer, texts, names),
        st.builds(n.Estimate, names, st.sampled_from(["value", "low", "high"])),
        st.builds(n.Constant, whole | doubles),
    )


@cache
def values(depth: int = 2) -> st.SearchStrategy[n.Value]:
    """Any value."""
    if depth <= 0:
        return st.one_of(_leaf_values())
    inner, where = values(depth - 1), maybe(conditions(depth - 1))
    deal_functions = st.sampled_from(["count", "sum", "avg", "min", "max", "distinct"])
    parts = st.sampled_from(["weekday", "day", "month", "quarter", "year", "hour"])
    cases = st.lists(st.builds(n.Case, conditions(depth - 1), scalars), max_size=2).map(tuple)
    which = st.sampled_from(["first", "last", "nth"])
    compound = st.one_of(
        st.builds(n.Aggregate, words(n.AggregateFunction), some_names, maybe(names), where, windows),
        st.builds(n.Occurrence, which, some_names, names, where, windows, whole),
        st.builds(n.RelatedAggregate, deal_functions, maybe(names), where),
        st.builds(n.Elapsed, inner, st.sampled_from(["day", "month", "year"])),
        st.builds(n.DatePart, parts, inner),
        st.builds(n.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(n.Choose, cases, maybe(scalars)),
    )
    return one_group_of(st.one_of(_leaf_values()), compound, compound)


def comparisons(of: st.SearchStrategy[n.Value]) -> st.SearchStrategy[n.Condition]:
    """Every operator with an operand that fits, and now and then any operator with any operand."""
    fitting = st.sampled_from([*OPERATORS.values()]).flatmap(
        lambda operator: st.builds(n.Compare, of, st.just(operator.name), _FITTING[operator.shape])
    )
    unfitting = st.builds(n.Compare, of, st.sampled_from([*OPERATORS]) | texts, operands)
    return fitting | unfitting


def _leaf_conditions() -> tuple[st.SearchStrategy[n.Condition], ...]:
    degrees = doubles | whole.map(float)
    actions = st.sampled_from(
        ["got", "opened", "clicked", "answered", "converted", "bounced", "unsubscribed", "complained"]
    )
    return (
        comparisons(values(0)),
        st.builds(n.Changed, names, windows, maybe(scalars), words(n.Entity)),
        st.builds(n.InSegment, texts, maybe(moments)),
        st.builds(n.SegmentChange, texts, st.sampled_from(["entered", "left"]), windows),
        st.builds(n.NearPlace, degrees, degrees, degrees),
        st.builds(n.InPolygon, st.lists(st.tuples(degrees, degrees), max_size=3).map(tuple)),
        st.builds(n.MessageActivity, actions, maybe(texts), windows),
        st.builds(n.Consents, names, names),
        st.builds(n.Bucket, texts, degrees),
    )


def _event_conditions(depth: int) -> tuple[st.SearchStrategy[n.Condition], ...]:
    where = maybe(conditions(depth - 1))
    times = st.integers(-1, 4)
    steps = st.lists(
        st.builds(n.Step, some_names, where, maybe(last_periods), st.booleans()), max_size=3
    ).map(tuple)
    anchors = st.sampled_from(["any", "first", "last"])
    return (
        st.builds(n.Happened, some_names, where, windows, times, maybe(times)),
        st.builds(n.Sequence, steps, some_names, anchors, windows),
        st.builds(n.Regularly, some_names, whole, whole, units, where, maybe(moments)),
        st.builds(n.Stopped, some_names, whole, units, where),
        st.builds(n.Resumed, some_names, whole, units, where, windows),
        st.builds(n.FirstTime, some_names, windows, where),
    )


@cache
def conditions(depth: int = 2) -> st.SearchStrategy[n.Condition]:
    """Any condition."""
    if depth <= 0:
        return st.one_of(_leaf_conditions())
    inner, value = conditions(depth - 1), values(depth - 1)
    several = st.lists(inner, max_size=3).map(tuple)
    sides = st.sampled_from(["top", "bottom"])
    measures = st.sampled_from(["customers", "percent", "decile"])
    relations, quantifiers = st.sampled_from(["deal", "person"]), st.sampled_from(["any", "all", "none"])
    return one_group_of(
        st.one_of(_leaf_conditions()),
        st.one_of(_event_conditions(depth)),
        comparisons(value),
        st.one_of(st.builds(n.All, several), st.builds(n.AnyOf, several), st.builds(n.Not, inner)),
        st.one_of(
            st.builds(n.Rank, sides, whole.map(float) | doubles, measures, value, maybe(inner)),
            st.builds(n.Related, relations, quantifiers, inner),
            st.builds(n.Anniversary, value, relative_periods),
        ),
    )
