"""How long the customer has been one, and at what times she buys."""

from __future__ import annotations

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import choose, compare, days_since, first, last, share
from clientela.catalog.variables.attributes import INSTANT, INTEGER, NUMBER, TEXT, Attribute, attributes_of
from clientela.catalog.variables.purchases import ORDER
from clientela.rules.nodes import AnyOf, Case, Choose, Compare, Condition, DatePart, Elapsed, Field, Variable

_F = Family.TIME

STORED = (
    Attribute("created_at", INSTANT, "Since when the firm's own records have her."),
    Attribute("external_id", TEXT, "The number the firm itself knows her by."),
)


def _part(part: str, first_value: int, last_value: int) -> Compare:
    return Compare(DatePart(part, Field("at")), "between", (first_value, last_value))  # type: ignore[arg-type]


def _share(name: str, when: Condition, meaning: str) -> VariableDefinition:
    return VariableDefinition(
        name, _F, NUMBER, f"Share of her orders placed {meaning}.", "share", share(ORDER, when)
    )


DAYPARTS = ("night", "morning", "afternoon", "evening", "mixed")
WEEK = ("weekdays", "weekend", "mixed")

TENURE = (
    VariableDefinition(
        "customer_for_days",
        _F,
        INTEGER,
        "Whole days since the firm's records have her.",
        "days",
        Elapsed(Variable("created_at")),
    ),
    VariableDefinition(
        "customer_for_months",
        _F,
        INTEGER,
        "Completed months since the firm's records have her.",
        "months",
        Elapsed(Variable("created_at"), "month"),
    ),
    VariableDefinition(
        "customer_for_years",
        _F,
        INTEGER,
        "Completed years since the firm's records have her.",
        "years",
        Elapsed(Variable("created_at"), "year"),
    ),
    VariableDefinition(
        "tenure_months",
        _F,
        INTEGER,
        "Completed months since her first order.",
        "months",
        Elapsed(first(ORDER), "month"),
    ),
    VariableDefinition("signed_up_at", _F, INSTANT, "Instant she signed up.", "", first("signed_up")),
    VariableDefinition(
        "days_since_sign_up",
        _F,
        INTEGER,
        "Whole days since she signed up.",
        "days",
        days_since(first("signed_up")),
    ),
    VariableDefinition(
        "first_order_month",
        _F,
        INTEGER,
        "Month of her first order, from 1 to 12.",
        "month",
        DatePart("month", first(ORDER)),
    ),
    VariableDefinition(
        "first_order_year", _F, INTEGER, "Year of her first order.", "year", DatePart("year", first(ORDER))
    ),
    VariableDefinition(
        "last_order_weekday",
        _F,
        INTEGER,
        "Weekday of her latest order, from 1 for Monday to 7.",
        "weekday",
        DatePart("weekday", last(ORDER)),
    ),
    VariableDefinition(
        "last_order_hour",
        _F,
        INTEGER,
        "Hour of her latest order, in her own time zone.",
        "hour",
        DatePart("hour", last(ORDER)),
    ),
)

SHARES = (
    _share("night_share", _part("hour", 0, 5), "from 0 to 6 o'clock, in her own time zone"),
    _share("morning_share", _part("hour", 6, 11), "from 6 to 12 o'clock, in her own time zone"),
    _share("afternoon_share", _part("hour", 12, 17), "from 12 to 18 o'clock, in her own time zone"),
    _share("evening_share", _part("hour", 18, 23), "from 18 to 24 o'clock, in her own time zone"),
    _share("weekend_share", _part("weekday", 6, 7), "on a Saturday or Sunday"),
    _share("friday_share", _part("weekday", 5, 5), "on a Friday"),
    _share("month_start_share", _part("day", 1, 10), "in the first ten days of a month"),
    _share("spring_share", _part("month", 3, 5), "from March to May"),
    _share("summer_share", _part("month", 6, 8), "from June to August"),
    _share("autumn_share", _part("month", 9, 11), "from September to November"),
    _share(
        "winter_share", AnyOf((_part("month", 12, 12), _part("month", 1, 2))), "from December to February"
    ),
    _share("year_end_share", _part("month", 11, 12), "in November or December"),
)


def _habit(share: float, *names: str) -> Choose:
    """The first of the named shares that is a habit, else mixed; missing for who never bought."""
    cases = [(compare(f"{name}_share", ">=", share), name) for name in names]
    return choose(*cases, (compare("orders_total", ">=", 1), "mixed"))


def _habits(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    share = cut.habit_share
    return (
        VariableDefinition(
            "usual_daypart",
            _F,
            TEXT,
            f"Part of the day in which she places at least {share:.0%} of her orders, else mixed.",
            "",
            _habit(share, "morning", "afternoon", "evening", "night"),
            options=DAYPARTS,
        ),
        VariableDefinition(
            "usual_week_part",
            _F,
            TEXT,
            f"Part of the week: weekend for at least {share:.0%} of her orders, weekdays for at least"
            f" {1 - share / 2:.0%}, else mixed.",
            "",
            Choose(
                (
                    Case(compare("weekend_share", ">=", share), "weekend"),
                    Case(compare("weekend_share", "<=", share / 2), "weekdays"),
                    Case(compare("orders_total", ">=", 1), "mixed"),
                )
            ),
            options=WEEK,
        ),
    )


def definitions(cut: CutPoints) -> tuple[VariableDefinition, ...]:
    """The variables of this file, built on these cut-points."""
    return (*attributes_of("customer", _F, STORED), *TENURE, *SHARES, *_habits(cut))
