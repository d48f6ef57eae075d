"""What `check` says of rules that cannot be used: every problem, its path, its code, its cure."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from clientela.errors import RuleCheckError, RuleProblem
from clientela.rules import nodes as n
from clientela.rules.check import check, check_or_raise
from clientela.rules.limits import MAX_DEPTH
from clientela.rules.operators import OPERATORS, Shape
from clientela.rules.text import parse_rule
from clientela.rules.types import EventKindFacts, FieldFacts, StaticCatalog, ValueType, VariableFacts

T = ValueType


def kind(name: str, **fields: ValueType) -> EventKindFacts:
    facts = {field: FieldFacts(field, type_, field) for field, type_ in {"at": T.INSTANT, **fields}.items()}
    return EventKindFacts(name, facts)


STORED = {
    "age": T.INTEGER,
    "city": T.TEXT,
    "birthday": T.DATE,
    "seen_at": T.INSTANT,
    "income": T.MONEY,
    "height": T.NUMBER,
    "newsletter": T.BOOLEAN,
    "interests": T.LIST,
}
CATALOG = StaticCatalog(
    variables={
        **{("customer", name): VariableFacts(name, type_) for name, type_ in STORED.items()},
        ("customer", "last_order"): VariableFacts(
            "last_order", T.DATE, definition=n.Occurrence("last", ("order_completed",))
        ),
        ("company", "industry"): VariableFacts("industry", T.TEXT),
    },
    kinds={
        facts.name: facts
        for facts in (
            kind(
                "order_completed",
                amount=T.MONEY,
                category=T.TEXT,
                cart_id=T.TEXT,
                gift=T.BOOLEAN,
                tags=T.LIST,
            ),
            kind("product_added", cart_id=T.TEXT, amount=T.TEXT),
            kind("survey_answered", survey=T.TEXT, score=T.DECIMAL),
        )
    },
    deal_fields={
        "status": FieldFacts("status", T.TEXT, "status"),
        "amount": FieldFacts("amount", T.MONEY, "amount"),
    },
    segments={
        "Good": n.All(()),
        "VIP": n.InSegment("Lapsed"),
        "Lapsed": n.Not(n.InSegment("VIP")),
        "Self": n.InSegment("Self"),
        "Broken": n.InSegment("Gone"),
    },
    strict=False,
)
ORDERS = ("order_completed",)
AGE, CITY, BIRTHDAY = n.Variable("age"), n.Variable("city"), n.Variable("birthday")


def problems(rule: n.Rule | str, **options: object) -> list[tuple[str, str]]:
    tree = parse_rule(rule) if isinstance(rule, str) else rule
    return [(problem.path, problem.code) for problem in check(tree, CATALOG, **options)]


def messages(rule: n.Rule | str) -> list[str]:
    tree = parse_rule(rule) if isinstance(rule, str) else rule
    return [problem.message for problem in check(tree, CATALOG)]


@pytest.mark.parametrize(
    "text",
    [
        "age between 25 and 35 and city contains 'barcel'",
        "birthday within next 7 days",
        "seen_at before 3 hours ago",
        "birthday between 2 years ago and 1 year ago",
        "interests includes any ('urban', 'casual')",
        "newsletter = true and height > 1.234567",
        "income > 12.3456",
        "company.industry = 'retail'",
        "did order_completed where (category = 'shoes' and amount > 3) in last 90 days",
        "never order_completed",
        "count(order_completed) >= 0",
        "share(order_completed where amount > 0) >= 0.33333",
        "share(order_completed.amount where category = 'shoes') > 0.5",
        "gap_avg(order_completed) <= 30.123456",
        "mode(order_completed.gift) = true",
        "min(order_completed.category) = 'a'",
        "max(order_completed.at) after 3 days ago",
        "first(order_completed).at before 2026-01-01",
        "did order_completed where (weekday(at) in (6, 7) and amount + 1 > 3 and days since at > 3)",
        "sequence(product_added, then not order_completed within 24 hours, same cart_id)",
        "regularly(order_completed, 5 of last 6 months)",
        "stopped(order_completed, 3 months)",
        "resumed(order_completed, after 90 days)",
        "first_time(order_completed, last 30 days)",
        "top 10 percent by age within (city = 'Vic')",
        "top decile 10 by birthday",
        "in segment 'Good' and entered segment 'VIP' within last 30 days",
        "any deal (status = 'lost' and amount > 3)",
        "none person of company (did order_completed in last 90 days)",
        "sum(deal.amount) > 3 and count(deal where status = 'won') >= 2",
        "within 25 km of (41.39, 2.17)",
        "opened campaign 'Spring' within last 30 days",
        "answer('nps').score >= 9",
        "consents to email for marketing",
        "bucket('autumn-test') < 10 percent",
        "city changed to 'Vic' within last 30 days",
        "all ()",
    ],
)
def test_check_of_a_sound_rule_finds_nothing(text):
    assert check(parse_rule(text), CATALOG) == []


def test_check_collects_every_problem_with_its_path():
    rule = n.All(
        (
            n.Compare(n.Variable("agee"), "=", 3),
            n.Compare(
                n.Aggregate("sum", ORDERS, "amount", where=n.All((n.Compare(n.Field("categry"), "=", "x"),))),
                ">",
                1,
            ),
            n.Happened(("order_complete",), window=n.LastPeriod(0, "day")),
        )
    )
    assert check(rule, CATALOG) == [
        RuleProblem("conditions[0].value", "unknown_variable", "no variable 'agee'; did you mean 'age'?"),
        RuleProblem(
            "conditions[1].value.where.conditions[0].value",
            "unknown_field",
            "no field 'categry' in 'order_completed'; did you mean 'category'?",
        ),
        RuleProblem(
            "conditions[2]",
            "unknown_event_kind",
            "no event kind 'order_complete'; did you mean 'order_completed'?",
        ),
        RuleProblem(
            "conditions[2].window", "count_not_positive", "the number of days must be at least 1, not 0"
        ),
    ]


def test_check_of_problem_paths_leads_to_nodes_that_walk_knows():
    rule = parse_rule(
        "(ages > 3 or not (did order_complete where categry = 'x')) and sum(order_completed.amont) > 3"
    )
    paths = {path for path, _ in n.walk(rule)}
    found = [problem.path for problem in check(rule, CATALOG)]
    assert [path.removesuffix(".field") in paths for path in found] == [True] * 3


def test_check_names_the_operators_that_fit_the_type():
    rule = n.Compare(n.Variable("last_order"), "contains", "x")
    assert messages(rule) == [
        "'last_order' is a date and has no operator 'contains'; try 'before', 'after', 'on', 'within'"
    ]


def test_check_of_an_operator_for_every_type_agrees_with_the_table():
    operands = {
        Shape.NOTHING: None,
        Shape.SCALARS: ("x",),
        Shape.PAIR: (1, 2),
        Shape.MOMENT: n.Ago(3, "day"),
        Shape.WINDOW: n.LastPeriod(3, "day"),
    }
    literals = {T.TEXT: "x", T.BOOLEAN: True, T.LIST: "x"}
    for name, type_ in STORED.items():
        for operator in OPERATORS.values():
            literal = literals.get(type_, 1)
            operand = literal if operator.shape is Shape.SCALAR else operands[operator.shape]
            operand = (literal,) if operator.shape is Shape.SCALARS else operand
            found = problems(n.Compare(n.Variable(name), operator.name, operand))
            expected = [] if type_ in operator.takes else [("", "operator_not_for_type")]
            assert (name, operator.name, found) == (name, operator.name, expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (n.Compare(AGE, "equals", 3), [("", "unknown_operator")]),
        (n.Compare(AGE, "=", "3"), [("operand", "operand_type")]),
        (n.Compare(AGE, "=", True), [("operand", "operand_type")]),
        (n.Compare(CITY, "=", 3), [("operand", "operand_type")]),
        (n.Compare(CITY, "=", ""), [("operand", "empty_text")]),
        (n.Compare(n.Variable("newsletter"), "=", "yes"), [("operand", "operand_type")]),
        (n.Compare(n.Variable("interests"), "includes any", ("a", 3)), [("operand[1]", "operand_type")]),
        (n.Compare(AGE, ">", n.Ago(3, "day")), [("operand", "operand_shape")]),
        (n.Compare(AGE, ">", None), [("operand", "operand_shape")]),
        (n.Compare(AGE, ">", (1, 2)), [("operand", "operand_shape")]),
        (n.Compare(AGE, "between", (1, 2, 3)), [("operand", "operand_shape")]),
        (n.Compare(AGE, "is set", 3), [("operand", "operand_shape")]),
        (n.Compare(AGE, "in", 3), [("operand", "operand_shape")]),
        (n.Compare(BIRTHDAY, "before", "2026-01-01"), [("operand", "operand_shape")]),
        (n.Compare(BIRTHDAY, "within", n.Ago(3, "day")), [("operand", "operand_shape")]),
        (n.Compare(AGE, "in", ()), [("operand", "empty_list")]),
        (n.Compare(AGE, "between", (35, 25)), [("operand", "range_reversed")]),
        (n.Compare(n.Variable("income"), "=", 1.23456), [("operand", "too_many_decimals")]),
        (n.Compare(n.Variable("income"), "in", (1.5, 1e-7)), [("operand[1]", "too_many_decimals")]),
        (n.Compare(n.Variable("income"), ">", 1e15), [("operand", "number_too_large")]),
        (n.Compare(AGE, "<", 2**63), [("operand", "number_too_large")]),
        (n.Compare(AGE, "<", math.inf), [("operand", "number_not_finite")]),
        (n.Compare(n.Variable("height"), "<", math.nan), [("operand", "number_not_finite")]),
    ],
)
def test_check_of_an_operand_that_does_not_fit(rule, expected):
    assert problems(rule) == expected


DAY = dt.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (n.LastPeriod(-1, "day"), "count_not_positive"),
        (n.LastPeriod(3, "hour"), "unit_too_short"),
        (n.NextPeriod(3, "minute"), "unit_too_short"),
        (n.LastPeriod(1000, "year"), "period_too_long"),
        (n.DateRange(DAY, DAY - dt.timedelta(days=1)), "range_reversed"),
        (n.Span(n.OnDate(DAY), n.OnDate(DAY - dt.timedelta(days=1))), "range_reversed"),
        (n.Span(n.Ago(1, "year"), n.Ago(2, "year")), "range_reversed"),
        (n.Span(n.Ago(1, "day"), n.Ago(1, "month")), "range_reversed"),
        (n.Span(n.Now(), n.Ago(1, "day")), "range_reversed"),
        (n.Span(n.FromNow(2, "day"), n.FromNow(1, "day")), "range_reversed"),
    ],
)
def test_check_of_a_window_for_a_date(window, code):
    assert [found for _, found in problems(n.Compare(BIRTHDAY, "within", window))] == [code]


@pytest.mark.parametrize(
    "window",
    [
        n.Span(n.Ago(2, "year"), n.Ago(1, "year")),
        n.Span(n.Ago(30, "day"), n.Ago(1, "month")),
        n.Span(n.Ago(1, "month"), n.Ago(30, "day")),
        n.Span(n.OnDate(DAY), n.OnDate(DAY)),
        n.Span(n.OnDate(DAY), n.Ago(1, "year")),
        n.Span(),
        n.CalendarPeriod("next", "week"),
    ],
)
def test_check_of_a_window_that_may_hold_something(window):
    assert problems(n.Compare(BIRTHDAY, "within", window)) == []


def test_check_of_hours_fits_instants_but_not_dates():
    assert problems("seen_at within last 3 hours") == []
    assert problems("birthday before 3 hours ago") == [("operand", "unit_too_short")]
    assert problems(n.Compare(BIRTHDAY, "within", n.Span(after=n.Ago(3, "hour")))) == [
        ("operand.after", "unit_too_short")
    ]


@pytest.mark.parametrize(
    "window", [n.NextPeriod(3, "day"), n.CalendarPeriod("next", "month"), n.Span(after=n.FromNow(3, "day"))]
)
def test_check_of_events_in_a_window_ahead(window):
    assert problems(n.Happened(ORDERS, window=window)) == [("window", "window_ahead")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (n.Happened(()), [("", "no_event_kind")]),
        (n.Happened(ORDERS, at_least=-1), [("at_least", "count_negative")]),
        (n.Happened(ORDERS, at_least=3, at_most=2), [("", "range_reversed")]),
        (n.Regularly(ORDERS, 7, 6, "month"), [("", "range_reversed")]),
        (n.Regularly(ORDERS, 0, 6, "month"), [("periods", "count_not_positive")]),
        (n.Regularly(ORDERS, 1, 6, "month", until=n.Ago(0, "day")), [("until", "count_not_positive")]),
        (n.Stopped(ORDERS, 0, "day"), [("count", "count_not_positive")]),
        (n.Resumed(ORDERS, 3, "month"), [("unit", "calendar_unit")]),
        (n.FirstTime(ORDERS, n.NextPeriod(1, "day")), [("window", "window_ahead")]),
        (n.Sequence((n.Step(ORDERS),)), [("", "too_few_steps")]),
        (n.Sequence((n.Step(ORDERS, negated=True), n.Step(ORDERS))), [("steps[0]", "first_step_negated")]),
        (
            n.Sequence((n.Step(ORDERS), n.Step(ORDERS, within=n.LastPeriod(1, "month")))),
            [("steps[1].within", "calendar_unit")],
        ),
        (
            n.Sequence((n.Step(ORDERS, within=n.LastPeriod(1, "day")), n.Step(ORDERS))),
            [
                ("steps[0].within", "first_step_within"),
            ],
        ),
        (
            n.Sequence((n.Step(("product_added",)), n.Step(ORDERS)), same=("category",)),
            [("same[0]", "unknown_field")],
        ),
        (
            n.Happened(("order_completed", "product_added"), where=n.Compare(n.Field("amount"), "=", 3)),
            [("where.value", "field_differs")],
        ),
    ],
)
def test_check_of_a_condition_about_events(rule, expected):
    assert problems(rule) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (n.Aggregate("sum", ORDERS), [("value", "field_missing")]),
        (n.Aggregate("gap_avg", ORDERS, "amount"), [("value", "field_not_wanted")]),
        (n.Aggregate("sum", ORDERS, "category"), [("value.field", "field_type")]),
        (n.Aggregate("share", ORDERS, "category"), [("value.field", "field_type")]),
        (n.Aggregate("max", ORDERS, "gift"), [("value.field", "field_type")]),
        (n.Aggregate("mode", ORDERS, "tags"), [("value.field", "field_type")]),
        (n.Aggregate("sum", ORDERS, "amont"), [("value.field", "unknown_field")]),
        (n.RelatedAggregate("avg"), [("value", "field_missing")]),
        (n.RelatedAggregate("sum", "status"), [("value.field", "field_type")]),
        (n.RelatedAggregate("sum", "statu"), [("value.field", "unknown_deal_field")]),
        (n.Occurrence("nth", ORDERS, n=0), [("value.n", "count_not_positive")]),
        (n.Occurrence("last", ORDERS, "itm"), [("value.field", "unknown_field")]),
        (n.Elapsed(AGE), [("value.value", "value_not_temporal")]),
        (n.DatePart("month", CITY), [("value.value", "value_not_temporal")]),
        (n.Arithmetic("+", AGE, CITY), [("value.right", "value_not_numeric")]),
        (n.Choose((n.Case(n.All(()), "a"), n.Case(n.All(()), 3))), [("value", "types_differ")]),
        (n.Choose(()), [("value", "empty_list")]),
        (
            n.Choose((n.Case(n.Compare(n.Variable("agee"), ">", 3), 1),)),
            [("value.cases[0].when.value", "unknown_variable")],
        ),
        (n.Answer("nps", "scor"), [("value", "unknown_field")]),
        (n.Answer(""), [("value", "empty_name")]),
        (n.Field("amount"), [("value", "field_outside_where")]),
        (n.Variable("industri", "company"), [("value", "unknown_variable")]),
    ],
)
def test_check_of_a_value(value, expected):
    assert problems(n.Compare(value, "is set")) == expected


def test_check_of_an_estimate_tells_that_discovery_makes_them():
    assert messages("estimate churn_risk >= 0.6") == [
        "no estimate 'churn_risk'; estimates come from discovery, so run it first"
    ]
    known = StaticCatalog(estimates=("churn_risk",), strict=False)
    assert check(parse_rule("estimate churn_risk >= 0.6"), known) == []


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (n.Compare(AGE, ">", 3), "variable_in_where"),
        (n.Compare(n.Aggregate("count", ORDERS), ">", 3), "not_in_where"),
        (n.Happened(ORDERS), "not_in_where"),
        (n.InSegment("Good"), "not_in_where"),
        (n.Rank("top", 1, "decile", AGE), "not_in_where"),
        (n.Related("deal", "any", n.All(())), "not_in_where"),
    ],
)
def test_check_of_a_where_refuses_questions_about_the_customer(where, code):
    for rule in (n.Happened(ORDERS, where=n.Not(where)), n.Related("deal", "any", n.Not(where))):
        assert [found for _, found in problems(rule)] == [code]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (n.Rank("top", 0, "percent", AGE), [("amount", "amount_out_of_range")]),
        (n.Rank("top", 101, "percent", AGE), [("amount", "amount_out_of_range")]),
        (n.Rank("top", 1.5, "customers", AGE), [("amount", "amount_out_of_range")]),
        (n.Rank("top", 11, "decile", AGE), [("amount", "amount_out_of_range")]),
        (n.Rank("top", math.nan, "decile", AGE), [("amount", "number_not_finite")]),
        (n.Rank("top", 1, "decile", CITY), [("by", "value_not_rankable")]),
        (n.NearPlace(0, 41, 2), [("km", "radius_not_positive")]),
        (n.NearPlace(5, 91, -181), [("", "latitude_out_of_range"), ("", "longitude_out_of_range")]),
        (n.InPolygon(((1, 1), (2, 2))), [("", "too_few_corners")]),
        (n.InPolygon(((1, 1), (2, 2), (math.nan, 3))), [("corners[2]", "latitude_out_of_range")]),
        (n.Bucket("x", 101), [("percent", "amount_out_of_range")]),
        (n.Bucket(" ", 10), [("salt", "empty_name")]),
        (n.Consents("", ""), [("channel", "empty_name"), ("purpose", "empty_name")]),
        (n.MessageActivity("opened", ""), [("campaign", "empty_name")]),
        (n.Anniversary(BIRTHDAY, n.NextPeriod(1, "month")), [("window", "anniversary_unit")]),
        (n.Anniversary(CITY, n.NextPeriod(1, "day")), [("value", "value_not_temporal")]),
        (n.Changed("last_order"), [("attribute", "not_stored")]),
        (n.Changed("cit"), [("attribute", "unknown_variable")]),
        (n.Changed("city", to=3), [("to", "operand_type")]),
        (n.Changed("interests", to="x"), [("to", "operand_type")]),
        (n.Changed("city", n.NextPeriod(1, "day")), [("window", "window_ahead")]),
        (n.SegmentChange("Vip", "left"), [("", "unknown_segment")]),
    ],
)
def test_check_of_other_conditions(rule, expected):
    assert problems(rule) == expected


def test_check_of_segments_names_the_circle():
    assert messages(n.InSegment("VIP")) == [
        "segments need each other in a circle: 'VIP' needs 'Lapsed', which needs 'VIP'; remove one of these"
    ]
    assert messages(n.InSegment("Self")) == [
        "segments need each other in a circle: 'Self' needs 'Self'; remove one of these"
    ]


def test_check_of_segments_names_the_one_that_is_gone():
    assert messages(n.InSegment("Broken")) == [
        "'Broken' needs 'Gone', which does not exist; change or delete the rule that names it"
    ]


def test_check_reports_nodes_the_engine_cannot_answer():
    rule = parse_rule("sequence(product_added, then order_completed) and age > 3")
    assert problems(rule, unsupported={"sequence"}) == [("conditions[0]", "unsupported")]


def test_check_reports_a_variable_whose_definition_the_engine_cannot_answer():
    assert problems("last_order is set", unsupported={"occurrence"}) == [("value", "unsupported")]


def nested(depth: int) -> n.Rule:
    rule: n.Rule = n.All(())
    for _ in range(depth - 1):
        rule = n.Not(rule)
    return rule


def test_check_of_a_rule_nested_too_deep():
    assert problems(nested(MAX_DEPTH)) == []
    assert problems(nested(MAX_DEPTH + 1)) == [("", "too_deep")]
    assert problems(nested(20_000)) == [("", "too_deep")]


def test_check_of_a_where_in_an_unknown_kind_reports_only_the_kind():
    rule = n.Happened(("order_complete",), where=n.Compare(n.Field("categry"), "=", "x"))
    assert problems(rule) == [("", "unknown_event_kind")]
    assert problems(n.Happened((), where=n.Compare(n.Field("categry"), "=", "x"))) == [("", "no_event_kind")]


def test_check_or_raise_raises_all_problems():
    with pytest.raises(RuleCheckError) as caught:
        check_or_raise(parse_rule("agee > 3 and city = 3"), CATALOG)
    assert [problem.code for problem in caught.value.problems] == ["unknown_variable", "operand_type"]
    assert str(caught.value) == (
        "conditions[0].value: no variable 'agee'; did you mean 'age'?\n"
        "conditions[1].operand: 'city' is a text, but 3 is a whole number; write a text in quotes"
    )


def test_check_or_raise_is_silent_on_a_sound_rule():
    check_or_raise(parse_rule("age > 3"), CATALOG)
