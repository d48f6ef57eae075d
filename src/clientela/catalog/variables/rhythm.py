"""How long ago, how regularly and at what pace the customer buys; lifecycle and RFM."""

from __future__ import annotations

from clientela.catalog import cut_points as cut
from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    choose,
    compare,
    days_since,
    difference,
    first,
    flag,
    last,
    last_days,
    ratio,
)
from clientela.catalog.variables.attributes import BOOLEAN, INSTANT, INTEGER, NUMBER, TEXT
from clientela.catalog.variables.purchases import ORDER
from clientela.rules import nodes as n

_F = Family.BEHAVIOURAL
_BOUGHT = compare("orders_total", ">=", 1)


def _gap(function: n.AggregateFunction) -> n.Aggregate:
    return n.Aggregate(function, (ORDER,))


def _score(name: str, operator: str, bounds: tuple[int, ...]) -> n.Choose:
    """5 for the first bound that holds, then 4, 3, 2; 1 for any other buyer; missing for who never bought."""
    cases = [(compare(name, operator, bound), 5 - step) for step, bound in enumerate(bounds)]
    return choose(*((n.All((_BOUGHT, case)), points) for case, points in cases), (_BOUGHT, 1))


def _scores(recency: tuple[int, int], frequency: tuple[int, int]) -> n.All:
    return n.All(
        (compare("recency_score", "between", recency), compare("frequency_score", "between", frequency))
    )


def _hundred(name: str, times: int) -> n.Arithmetic:
    return n.Arithmetic("*", n.Constant(times), n.Variable(name))


def _sum(*values: n.Value) -> n.Value:
    left = values[0]
    for right in values[1:]:
        left = n.Arithmetic("+", left, right)
    return left


RECENCY = (
    VariableDefinition("first_order", _F, INSTANT, "Instant of her first completed order.", "", first(ORDER)),
    VariableDefinition(
        "second_order",
        _F,
        INSTANT,
        "Instant of her second completed order.",
        "",
        n.Occurrence("nth", (ORDER,), n=2),
    ),
    VariableDefinition("last_order", _F, INSTANT, "Instant of her latest completed order.", "", last(ORDER)),
    VariableDefinition(
        "days_since_first_order",
        _F,
        INTEGER,
        "Whole days since her first completed order.",
        "days",
        days_since(first(ORDER)),
    ),
    VariableDefinition(
        "days_since_last_order",
        _F,
        INTEGER,
        "Whole days since her latest completed order.",
        "days",
        days_since(last(ORDER)),
    ),
    VariableDefinition(
        "days_to_second_order",
        _F,
        NUMBER,
        "Days between her first and her second order, each counted in whole days to as of.",
        "days",
        difference(days_since(first(ORDER)), days_since(n.Occurrence("nth", (ORDER,), n=2))),
    ),
    VariableDefinition(
        "order_gap_avg", _F, NUMBER, "Mean days between successive orders.", "days", _gap("gap_avg")
    ),
    VariableDefinition(
        "order_gap_median", _F, NUMBER, "Median days between successive orders.", "days", _gap("gap_median")
    ),
    VariableDefinition(
        "order_gap_min", _F, NUMBER, "Fewest days between successive orders.", "days", _gap("gap_min")
    ),
    VariableDefinition(
        "order_gap_max", _F, NUMBER, "Most days between successive orders.", "days", _gap("gap_max")
    ),
    VariableDefinition(
        "overdue_ratio",
        _F,
        NUMBER,
        "Days since the latest order, divided by the median gap between orders.",
        "ratio",
        ratio(n.Variable("days_since_last_order"), n.Variable("order_gap_median")),
    ),
    VariableDefinition(
        "is_overdue",
        _F,
        BOOLEAN,
        f"Whether she has stayed away more than {cut.OVERDUE_RATIO} times her usual gap.",
        "",
        flag(compare("overdue_ratio", ">", cut.OVERDUE_RATIO)),
    ),
)

REGULARITY = (
    VariableDefinition(
        "buys_monthly",
        _F,
        BOOLEAN,
        "Whether she ordered in at least 5 of the last 6 months.",
        "",
        flag(n.Regularly((ORDER,), 5, 6, "month")),
    ),
    VariableDefinition(
        "buys_quarterly",
        _F,
        BOOLEAN,
        "Whether she ordered in each of the last 4 quarters.",
        "",
        flag(n.Regularly((ORDER,), 4, 4, "quarter")),
    ),
    VariableDefinition(
        "buys_yearly",
        _F,
        BOOLEAN,
        "Whether she ordered in each of the last 3 years.",
        "",
        flag(n.Regularly((ORDER,), 3, 3, "year")),
    ),
    VariableDefinition(
        "stopped_buying",
        _F,
        BOOLEAN,
        f"Whether she bought before, but not in the last {cut.COOLING_DAYS} days.",
        "",
        flag(n.Stopped((ORDER,), cut.COOLING_DAYS, "day")),
    ),
    VariableDefinition(
        "came_back",
        _F,
        BOOLEAN,
        f"Whether in the last {cut.ACTIVE_DAYS} days she ordered after a pause of at least"
        f" {cut.REACTIVATED_AFTER_DAYS} days.",
        "",
        flag(n.Resumed((ORDER,), cut.REACTIVATED_AFTER_DAYS, "day", window=last_days(cut.ACTIVE_DAYS))),
    ),
)

STAGES = ("never_bought", "new", "reactivated", "active", "cooling", "lapsed", "lost")

LIFECYCLE = VariableDefinition(
    "lifecycle_stage",
    _F,
    TEXT,
    f"Where she stands by her latest order: new for {cut.NEW_DAYS} days after the first, reactivated after"
    f" a pause of {cut.REACTIVATED_AFTER_DAYS} days, active up to {cut.ACTIVE_DAYS} days, cooling up to"
    f" {cut.COOLING_DAYS}, lapsed up to {cut.LAPSED_DAYS}, then lost.",
    "",
    choose(
        (n.Happened((ORDER,), at_least=0, at_most=0), "never_bought"),
        (n.FirstTime((ORDER,), last_days(cut.NEW_DAYS)), "new"),
        (
            n.Resumed((ORDER,), cut.REACTIVATED_AFTER_DAYS, "day", window=last_days(cut.ACTIVE_DAYS)),
            "reactivated",
        ),
        (n.Happened((ORDER,), window=last_days(cut.ACTIVE_DAYS)), "active"),
        (n.Happened((ORDER,), window=last_days(cut.COOLING_DAYS)), "cooling"),
        (n.Happened((ORDER,), window=last_days(cut.LAPSED_DAYS)), "lapsed"),
        otherwise="lost",
    ),
    options=STAGES,
)

GROUPS = (
    "champions",
    "loyal",
    "promising",
    "newcomers",
    "needs_attention",
    "at_risk",
    "cannot_lose",
    "hibernating",
)

RFM = (
    VariableDefinition(
        "recency_score",
        _F,
        INTEGER,
        "How recently she ordered, from 1 to 5, by fixed numbers of days.",
        "points",
        _score("days_since_last_order", "<=", cut.RECENCY_DAYS),
    ),
    VariableDefinition(
        "frequency_score",
        _F,
        INTEGER,
        "How often she ordered in the last 365 days, from 1 to 5, by fixed numbers of orders.",
        "points",
        _score("orders_365d", ">=", cut.FREQUENCY_ORDERS),
    ),
    VariableDefinition(
        "monetary_score",
        _F,
        INTEGER,
        "How much she paid in the last 365 days, from 1 to 5, by fixed amounts.",
        "points",
        _score("revenue_365d", ">=", cut.MONETARY_AMOUNTS),
    ),
    VariableDefinition(
        "rfm_score",
        _F,
        NUMBER,
        "Sum of the recency, frequency and monetary scores, from 3 to 15.",
        "points",
        _sum(n.Variable("recency_score"), n.Variable("frequency_score"), n.Variable("monetary_score")),
    ),
    VariableDefinition(
        "rfm_cell",
        _F,
        NUMBER,
        "The three scores as the digits of one number, such as 543.",
        "",
        _sum(_hundred("recency_score", 100), _hundred("frequency_score", 10), n.Variable("monetary_score")),
    ),
    VariableDefinition(
        "rfm_group",
        _F,
        TEXT,
        "Named group of recency and frequency scores.",
        "",
        choose(
            (_scores((4, 5), (4, 5)), "champions"),
            (_scores((3, 5), (3, 5)), "loyal"),
            (_scores((4, 5), (2, 2)), "promising"),
            (_scores((4, 5), (1, 1)), "newcomers"),
            (_scores((3, 3), (1, 2)), "needs_attention"),
            (_scores((1, 2), (5, 5)), "cannot_lose"),
            (_scores((1, 2), (2, 4)), "at_risk"),
            (_BOUGHT, "hibernating"),
        ),
        options=GROUPS,
    ),
)

DEFINITIONS = (*RECENCY, *REGULARITY, LIFECYCLE, *RFM)
