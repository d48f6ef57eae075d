"""How long ago, how regularly and at what pace the customer buys; lifecycle and RFM."""

from __future__ import annotations

from clientela.catalog.cut_points import BANDS, CutPoints, scores
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


def _score(name: str, operator: str, best_first: tuple[float, ...]) -> n.Choose:
    """The best score where the first bound holds, and so on; 1 for any other buyer; missing for the rest."""
    points = scores(len(best_first) + 1)[::-1]
    cases = [
        (n.All((_BOUGHT, compare(name, operator, bound))), score)
        for bound, score in zip(best_first, points, strict=False)
    ]
    return choose(*cases, (_BOUGHT, 1))


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
)


def _overdue(cut: CutPoints) -> VariableDefinition:
    return VariableDefinition(
        "is_overdue",
        _F,
        BOOLEAN,
        f"Whether she has stayed away more than {cut.overdue_ratio:g} times her usual gap.",
        "",
        flag(compare("overdue_ratio", ">", cut.overdue_ratio)),
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
)

STAGES = ("never_bought", "new", "reactivated", "active", "cooling", "lapsed", "lost")


def returned(cut: CutPoints) -> n.Resumed:
    """She ordered in the active days after a long pause."""
    return n.Resumed((ORDER,), cut.reactivated_after_days, "day", window=last_days(cut.active_days))


def _pauses(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    return (
        VariableDefinition(
            "stopped_buying",
            _F,
            BOOLEAN,
            f"Whether she bought before, but not in the last {cut.cooling_days} days.",
            "",
            flag(n.Stopped((ORDER,), cut.cooling_days, "day")),
        ),
        VariableDefinition(
            "came_back",
            _F,
            BOOLEAN,
            f"Whether in the last {cut.active_days} days she ordered after a pause of at least"
            f" {cut.reactivated_after_days} days.",
            "",
            flag(returned(cut)),
        ),
    )


def _lifecycle(cut: CutPoints) -> VariableDefinition:
    return VariableDefinition(
        "lifecycle_stage",
        _F,
        TEXT,
        f"Where she stands by her latest order: new for {cut.new_days} days after the first, reactivated"
        f" after a pause of {cut.reactivated_after_days} days, active up to {cut.active_days} days, cooling"
        f" up to {cut.cooling_days}, lapsed up to {cut.lapsed_days}, then lost.",
        "",
        choose(
            (n.Happened((ORDER,), at_least=0, at_most=0), "never_bought"),
            (n.FirstTime((ORDER,), last_days(cut.new_days)), "new"),
            (returned(cut), "reactivated"),
            (n.Happened((ORDER,), window=last_days(cut.active_days)), "active"),
            (n.Happened((ORDER,), window=last_days(cut.cooling_days)), "cooling"),
            (n.Happened((ORDER,), window=last_days(cut.lapsed_days)), "lapsed"),
            otherwise="lost",
        ),
        options=STAGES,
    )


GROUP_SCORES: tuple[tuple[str, tuple[int, int], tuple[int, int]], ...] = (
    ("champions", (4, BANDS), (4, BANDS)),
    ("loyal", (3, BANDS), (3, BANDS)),
    ("promising", (4, BANDS), (2, 2)),
    ("newcomers", (4, BANDS), (1, 1)),
    ("needs_attention", (3, 3), (1, 2)),
    ("cannot_lose", (1, 2), (BANDS, BANDS)),
    ("at_risk", (1, 2), (2, 4)),
    ("hibernating", (1, BANDS), (1, BANDS)),
)
"""Each named group, with the recency and the frequency scores it spans; the first that fits is hers."""

GROUPS = tuple(name for name, _, _ in GROUP_SCORES)


def _scored(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    period = "from the beginning" if cut.period_days is None else f"in the last {cut.period_days} days"
    less = ", less what was refunded" if cut.net_of_refunds else ""
    recency = _score("days_since_last_order", "<=", cut.recency_days)
    frequency = _score(cut.orders_variable, ">=", cut.frequency_orders[::-1])
    monetary = _score(cut.money_variable, ">=", cut.monetary_amounts[::-1])
    return (
        VariableDefinition(
            "recency_score",
            _F,
            INTEGER,
            "How recently she ordered, from 1 to 5, by fixed numbers of days.",
            "points",
            recency,
        ),
        VariableDefinition(
            "frequency_score",
            _F,
            INTEGER,
            f"How often she ordered {period}, from 1 to 5, by fixed numbers of orders.",
            "points",
            frequency,
        ),
        VariableDefinition(
            "monetary_score",
            _F,
            INTEGER,
            f"How much she paid {period}{less}, from 1 to 5, by fixed amounts.",
            "points",
            monetary,
        ),
    )


RFM = (
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
            *((_scores(recency, frequency), name) for name, recency, frequency in GROUP_SCORES[:-1]),
            (_BOUGHT, GROUPS[-1]),
        ),
        options=GROUPS,
    ),
)


def definitions(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    """The variables of this file, built on these cut-points."""
    return (
        *RECENCY,
        _overdue(cut),
        *REGULARITY,
        *_pauses(cut),
        _lifecycle(cut),
        *_scored(cut),
        *RFM,
    )
