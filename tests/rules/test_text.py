"""Rule text and the tree it means: the trees are written out by hand from the design's table."""

from __future__ import annotations

import datetime as dt
import logging
import statistics
import time

import pytest

from clientela.errors import RuleError
from clientela.rules import nodes as n
from clientela.rules.codec import encode_rule
from clientela.rules.operators import OPERATORS
from clientela.rules.spelling import RESERVED
from clientela.rules.text import grammar, parse_rule, parse_value, write_rule, write_value


def v(name: str) -> n.Variable:
    return n.Variable(name)


def f(name: str) -> n.Field:
    return n.Field(name)


def eq(value: n.Value, operand: n.Operand) -> n.Compare:
    return n.Compare(value, "=", operand)


def days(count: int) -> n.LastPeriod:
    return n.LastPeriod(count, "day")


ORDER = ("order_completed",)
SHOES = eq(f("category"), "shoes")

AS_WRITTEN: dict[str, n.Condition] = {
    "any deal (status = 'lost' and lost_reason = 'price too high')"
    " and last(call_logged, message_sent, visit_logged).at between 2 years ago and 1 year ago"
    " and country in ('RO', 'MD')": n.All(
        (
            n.Related(
                "deal", "any", n.All((eq(f("status"), "lost"), eq(f("lost_reason"), "price too high")))
            ),
            n.Compare(
                n.Occurrence("last", ("call_logged", "message_sent", "visit_logged")),
                "within",
                n.Span(n.Ago(2, "year"), n.Ago(1, "year")),
            ),
            n.Compare(v("country"), "in", ("RO", "MD")),
        )
    ),
    "(a = 1 or b = 2) and not c = 3": n.All((n.AnyOf((eq(v("a"), 1), eq(v("b"), 2))), n.Not(eq(v("c"), 3)))),
    "age between 25 and 35": n.Compare(v("age"), "between", (25, 35)),
    "city contains 'barcel'": n.Compare(v("city"), "contains", "barcel"),
    "city not contains 'barcel'": n.Compare(v("city"), "not contains", "barcel"),
    "city starts with 'bar'": n.Compare(v("city"), "starts with", "bar"),
    "email is set": n.Compare(v("email"), "is set"),
    "city is not set": n.Compare(v("city"), "is not set"),
    "interests includes any ('urban', 'casual')": n.Compare(
        v("interests"), "includes any", ("urban", "casual")
    ),
    "interests includes none ('urban')": n.Compare(v("interests"), "includes none", ("urban",)),
    "income changed within last 30 days": n.Changed("income", days(30)),
    "city changed to 'Madrid' within last 30 days": n.Changed("city", days(30), "Madrid"),
    "company.industry changed": n.Changed("industry", entity="company"),
    "did order_completed in last 90 days": n.Happened(ORDER, window=days(90)),
    "did (order_completed, order_refunded)": n.Happened(("order_completed", "order_refunded")),
    "never order_completed": n.Happened(ORDER, **n.NEVER),
    "never order_completed in last 30 days": n.Happened(ORDER, window=days(30), **n.NEVER),
    "did order_completed where category = 'shoes' at least 3 times in last 90 days": n.Happened(
        ORDER, SHOES, days(90), 3
    ),
    "did order_completed at most 2 times": n.Happened(ORDER, at_least=0, at_most=2),
    "did order_completed exactly 1 time": n.Happened(ORDER, at_least=1, at_most=1),
    "did order_completed between 2 and 4 times": n.Happened(ORDER, at_least=2, at_most=4),
    "count(order_completed where category = 'shoes', last 90 days) >= 3": n.Compare(
        n.Aggregate("count", ORDER, None, SHOES, days(90)), ">=", 3
    ),
    "sum(order_completed.amount, last 365 days) > 500": n.Compare(
        n.Aggregate("sum", ORDER, "amount", None, days(365)), ">", 500
    ),
    "distinct(order_completed.category) >= 3": n.Compare(n.Aggregate("distinct", ORDER, "category"), ">=", 3),
    "share(order_completed where discount > 0) = 1": eq(
        n.Aggregate("share", ORDER, None, n.Compare(f("discount"), ">", 0)), 1
    ),
    "share(order_completed.amount where category = 'shoes') > 0.5": n.Compare(
        n.Aggregate("share", ORDER, "amount", SHOES), ">", 0.5
    ),
    "mode(order_completed.payment_method) = 'card'": eq(n.Aggregate("mode", ORDER, "payment_method"), "card"),
    "gap_avg(order_completed) < 30": n.Compare(n.Aggregate("gap_avg", ORDER), "<", 30),
    "count(order_completed, order_refunded) > 1": n.Compare(
        n.Aggregate("count", ("order_completed", "order_refunded")), ">", 1
    ),
    "sum((order_completed, order_refunded).amount) > 1": n.Compare(
        n.Aggregate("sum", ("order_completed", "order_refunded"), "amount"), ">", 1
    ),
    "sum(order_completed.amount, previous quarter) > 1": n.Compare(
        n.Aggregate("sum", ORDER, "amount", None, n.CalendarPeriod("previous", "quarter")), ">", 1
    ),
    "sum(order_completed.amount, since 2026-01-01) > 1": n.Compare(
        n.Aggregate("sum", ORDER, "amount", None, n.Span(after=n.OnDate(dt.date(2026, 1, 1)))), ">", 1
    ),
    "last(order_completed).at before 180 days ago": n.Compare(
        n.Occurrence("last", ORDER), "before", n.Ago(180, "day")
    ),
    "first(order_completed).item = 'SKU-1'": eq(n.Occurrence("first", ORDER, "item"), "SKU-1"),
    "nth(order_completed where category = 'shoes', 2, last 90 days).amount > 9": n.Compare(
        n.Occurrence("nth", ORDER, "amount", SHOES, days(90), 2), ">", 9
    ),
    "sequence(product_added, then not order_completed within 24 hours, same cart_id)": n.Sequence(
        (
            n.Step(("product_added",)),
            n.Step(ORDER, within=n.LastPeriod(24, "hour"), negated=True),
        ),
        same=("cart_id",),
    ),
    "sequence(signed_up, then product_viewed within 7 days, then order_completed within 30 days,"
    " anchor first)": n.Sequence(
        (
            n.Step(("signed_up",)),
            n.Step(("product_viewed",), within=days(7)),
            n.Step(ORDER, within=days(30)),
        ),
        anchor="first",
    ),
    "sequence(product_added where category = 'shoes', then (order_completed, order_refunded),"
    " same (cart_id, item), anchor last, this month)": n.Sequence(
        (n.Step(("product_added",), SHOES), n.Step(("order_completed", "order_refunded"))),
        ("cart_id", "item"),
        "last",
        n.CalendarPeriod("this", "month"),
    ),
    "regularly(order_completed, 5 of last 6 months)": n.Regularly(ORDER, 5, 6, "month"),
    "regularly(order_completed, 5 of last 6 months, until 90 days ago)": n.Regularly(
        ORDER, 5, 6, "month", None, n.Ago(90, "day")
    ),
    "stopped(order_completed, 90 days)": n.Stopped(ORDER, 90, "day"),
    "resumed(order_completed, after 90 days)": n.Resumed(ORDER, 90, "day"),
    "resumed(order_completed, after 90 days, last 30 days)": n.Resumed(ORDER, 90, "day", None, days(30)),
    "first_time(order_completed, last 30 days)": n.FirstTime(ORDER, days(30)),
    "top 10 percent by revenue_365d within (city = 'Barcelona')": n.Rank(
        "top", 10.0, "percent", v("revenue_365d"), eq(v("city"), "Barcelona")
    ),
    "top 100 by orders_total": n.Rank("top", 100.0, "customers", v("orders_total")),
    "bottom decile 2 by orders_total": n.Rank("bottom", 2.0, "decile", v("orders_total")),
    "in segment 'VIP'": n.InSegment("VIP"),
    "in segment 'VIP' at 2026-01-01": n.InSegment("VIP", n.OnDate(dt.date(2026, 1, 1))),
    "entered segment 'VIP' within last 30 days": n.SegmentChange("VIP", "entered", days(30)),
    "left segment 'VIP'": n.SegmentChange("VIP", "left"),
    "company.industry = 'retail'": eq(n.Variable("industry", "company"), "retail"),
    "company.employees > 50 and none person of company (did message_opened in last 90 days)": n.All(
        (
            n.Compare(n.Variable("employees", "company"), ">", 50),
            n.Related("person", "none", n.Happened(("message_opened",), window=days(90))),
        )
    ),
    "all people of company (age > 18)": n.Related("person", "all", n.Compare(v("age"), ">", 18)),
    "count(deal where status = 'won') >= 2": n.Compare(
        n.RelatedAggregate("count", None, eq(f("status"), "won")), ">=", 2
    ),
    "sum(deal.amount where status = 'won') > 10": n.Compare(
        n.RelatedAggregate("sum", "amount", eq(f("status"), "won")), ">", 10
    ),
    "within 25 km of (41.39, 2.17)": n.NearPlace(25.0, 41.39, 2.17),
    "inside ((41.3, 2), (41.5, 2), (41.4, 2.3))": n.InPolygon(((41.3, 2.0), (41.5, 2.0), (41.4, 2.3))),
    "birthday within next 7 days": n.Anniversary(v("birthday"), n.NextPeriod(7, "day")),
    "anniversary of signed_up within last 2 weeks": n.Anniversary(v("signed_up"), n.LastPeriod(2, "week")),
    "date(birthday) within next 7 days": n.Compare(v("birthday"), "within", n.NextPeriod(7, "day")),
    "opened campaign 'Spring' within last 30 days": n.MessageActivity("opened", "Spring", days(30)),
    "opened any campaign within last 30 days": n.MessageActivity("opened", None, days(30)),
    "got campaign 'Spring'": n.MessageActivity("got", "Spring"),
    "answer('nps').score >= 9": n.Compare(n.Answer("nps"), ">=", 9),
    "estimate churn_risk >= 0.6": n.Compare(n.Estimate("churn_risk"), ">=", 0.6),
    "estimate churn_risk low >= 0.6": n.Compare(n.Estimate("churn_risk", "low"), ">=", 0.6),
    "consents to email for marketing": n.Consents("email", "marketing"),
    "bucket('autumn-test') < 10 percent": n.Bucket("autumn-test", 10.0),
    "revenue_90d - revenue_previous_90d < 0": n.Compare(
        n.Arithmetic("-", v("revenue_90d"), v("revenue_previous_90d")), "<", 0
    ),
    "days since last(order_completed).at > 30": n.Compare(n.Elapsed(n.Occurrence("last", ORDER)), ">", 30),
    "years since birthday >= 18": n.Compare(n.Elapsed(v("birthday"), "year"), ">=", 18),
    "weekday(birthday) in (6, 7)": n.Compare(n.DatePart("weekday", v("birthday")), "in", (6, 7)),
    "month(birthday) = 5": eq(n.DatePart("month", v("birthday")), 5),
    "case when age < 18 then 'young' else 'adult' end = 'young'": eq(
        n.Choose((n.Case(n.Compare(v("age"), "<", 18), "young"),), "adult"), "young"
    ),
    "category_share('shoes') > 0.5": n.Compare(
        n.Variable("category_share", "customer", ("shoes",)), ">", 0.5
    ),
    "signed_up within from 2026-01-01 to 2026-03-31": n.Compare(
        v("signed_up"), "within", n.DateRange(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    ),
    "signed_up after 2026-01-01T10:00:00+01:00": n.Compare(
        v("signed_up"),
        "after",
        n.AtInstant(dt.datetime(2026, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
    ),
    "renewal within next month": n.Compare(v("renewal"), "within", n.CalendarPeriod("next", "month")),
    "renewal before 3 months from now": n.Compare(v("renewal"), "before", n.FromNow(3, "month")),
    "renewal after now": n.Compare(v("renewal"), "after", n.Now()),
    "all ()": n.All(()),
    "any (a = 1)": n.AnyOf((eq(v("a"), 1),)),
    "`loyalty card` is set and `and` = 1": n.All((n.Compare(v("loyalty card"), "is set"), eq(v("and"), 1))),
}

MEANS_THE_SAME: dict[str, str] = {
    "interests includes 'urban'": "interests includes any ('urban')",
    "is_vip is true": "is_vip = true",
    "is_vip is not false": "is_vip != false",
    "last(order_completed) < 180 days ago": "last(order_completed).at before 180 days ago",
    "last(order_completed).at > 2026-01-01": "last(order_completed).at after 2026-01-01",
    "signed_up = 2026-01-01": "signed_up on 2026-01-01",
    "signed_up <= 2026-01-01": "signed_up within until 2026-01-01",
    "signed_up >= 2026-01-01": "signed_up within since 2026-01-01",
    "signed_up in last 3 days": "signed_up within last 3 days",
    "deal.status = 'lost'": "any deal (status = 'lost')",
    "any deal (deal.status = 'lost')": "any deal (status = 'lost')",
    "no deal (status = 'won')": "none deal (status = 'won')",
    "every deals (status = 'won')": "all deals (status = 'won')",
    "decile 1 by x": "top decile 1 by x",
    "top 10 % by x": "top 10 percent by x",
    "(revenue_90d - revenue_previous_90d) < 0": "revenue_90d - revenue_previous_90d < 0",
    "a - (b - c) * 2 > 0": "a - (b - c) * 2 > 0",
    "(a * b) / c - (d - 1) > 0": "a * b / c - (d - 1) > 0",
    "((a = 1 and b = 2)) or c = 3": "a = 1 and b = 2 or c = 3",
    "(a = 1 and b = 2) and c = 3": "(a = 1 and b = 2) and c = 3",
    "NOT Did order_completed IN LAST 90 DAYS": "not did order_completed in last 90 days",
    "did e in last 90 days at least 2 times": "did e at least 2 times in last 90 days",
    "did order_completed within last 1 day": "did order_completed in last 1 day",
    "answer('nps') > 8": "answer('nps').score > 8",
    "inside ((41.0, 2.0), (41.5, 2), (41.4, 2.3))": "inside ((41, 2), (41.5, 2), (41.4, 2.3))",
    "city = 'a' # where they live\n and age > 3": "city = 'a' and age > 3",
}


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_text_means_the_tree(text: str) -> None:
    assert encode_rule(parse_rule(text)) == encode_rule(AS_WRITTEN[text])


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_tree_is_written_as_people_write_it(text: str) -> None:
    assert write_rule(AS_WRITTEN[text]) == text


@pytest.mark.parametrize("text", MEANS_THE_SAME)
def test_other_spelling_is_written_the_one_way(text: str) -> None:
    assert write_rule(parse_rule(text)) == MEANS_THE_SAME[text]


def test_bare_name_is_a_field_only_inside_where_and_deals() -> None:
    rule = parse_rule(
        "x = 1 and did e where (x = 1 and customer.x = 1) and any deal (x = 1 and company.x = 1)"
    )
    both = n.All((eq(f("x"), 1), eq(v("x"), 1)))
    deal = n.All((eq(f("x"), 1), eq(n.Variable("x", "company"), 1)))
    assert rule == n.All((eq(v("x"), 1), n.Happened(("e",), both), n.Related("deal", "any", deal)))


def test_bare_name_is_a_variable_again_among_people() -> None:
    rule = parse_rule("any deal (any person of company (x = 1))")
    assert rule == n.Related("deal", "any", n.Related("person", "any", eq(v("x"), 1)))


def test_field_outside_of_where_is_written_as_field() -> None:
    assert write_rule(eq(f("amount"), 1)) == "field(amount) = 1"
    assert parse_rule("field(amount) = 1") == eq(f("amount"), 1)


def test_operand_that_does_not_fit_is_written_as_compare() -> None:
    rule = n.Compare(v("age"), "before", 3)
    assert write_rule(rule) == "compare(age, 'before', 3)"
    assert parse_rule("compare(age, 'before', 3)") == rule


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_plain_spelling(operator: str) -> None:
    operands = {
        **dict.fromkeys(("between",), (1, 2)),
        **dict.fromkeys(("in", "not in", "includes any", "includes all", "includes none"), (1,)),
        **dict.fromkeys(("before", "after", "on"), n.Now()),
        "within": days(3),
        "is set": None,
        "is not set": None,
    }
    rule = n.Compare(v("x"), operator, operands.get(operator, 1))
    assert "compare(" not in write_rule(rule)
    assert parse_rule(write_rule(rule)) == rule


@pytest.mark.parametrize(
    "word", sorted(RESERVED | {"and", "or", "not", "is", "set", "on", "at", "where", "deal"})
)
def test_any_keyword_can_be_a_name(word: str) -> None:
    rule = n.All(
        (eq(v(word), 1), n.Happened((word,), eq(f(word), 1)), n.Changed(word), n.Consents(word, word))
    )
    assert parse_rule(write_rule(rule)) == rule
    value = n.Arithmetic("+", n.Aggregate("sum", (word, word), word), n.Estimate(word, "low"))
    assert parse_value(write_value(value)) == value


@pytest.mark.parametrize(
    "name", ["count", "month", "left", "opened", "company", "date", "top", "last", "first"]
)
def test_common_words_need_no_backticks_as_variables(name: str) -> None:
    assert parse_rule(f"{name} = 1") == eq(v(name), 1)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("it's", "'it''s'"),
        ("back\\slash", "'back\\slash'"),
        ("two\nlines", "e'two\\nlines'"),
        ("it's\n\\", "e'it''s\\n\\\\'"),
        ("\u2028", "e'\\u2028'"),
        ("ЖЗЛ ț 🎉", "'ЖЗЛ ț 🎉'"),
    ],
)
def test_text_is_spelled_on_one_line(text: str, spelled: str) -> None:
    assert write_rule(eq(v("x"), text)) == f"x = {spelled}"
    assert parse_rule(f"x = {spelled}") == eq(v("x"), text)


@pytest.mark.parametrize("name", ["\u0130n", "\u017fet", "\u212am", "\u0131s"])
def test_letters_that_look_like_keywords_to_the_lexer_are_quoted(name: str) -> None:
    rule = n.All((eq(v(name), 1), n.Changed(name)))
    assert parse_rule(write_rule(rule)) == rule


def test_thousand_conditions_side_by_side_are_no_problem() -> None:
    rule = n.AnyOf(tuple(eq(v(f"x{i}"), i) for i in range(1000)))
    assert parse_rule(write_rule(rule)) == rule


def test_tree_too_deep_is_refused_when_written() -> None:
    rule: n.Condition = eq(v("a"), 1)
    for _ in range(5000):
        rule = n.Not(rule)
    with pytest.raises(RuleError, match="nests deeper than 100 levels"):
        write_rule(rule)


def test_tree_as_deep_as_allowed_reads_back() -> None:
    rule: n.Condition = eq(v("a"), 1)
    for level in range(98):
        rule = n.Not(rule) if level % 2 else n.Happened(("e",), rule)
    assert encode_rule(parse_rule(write_rule(rule))) == encode_rule(rule)


def test_number_that_is_not_finite_is_refused_when_written() -> None:
    with pytest.raises(RuleError, match=r"Compare\.operand: inf is not a number a rule can hold"):
        write_rule(eq(v("a"), float("inf")))


def test_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    """Lark settles a shift/reduce conflict by itself and says so only in its log."""
    caplog.set_level(logging.DEBUG, logger="lark")
    grammar.cache_clear()
    grammar()
    assert [record.getMessage() for record in caplog.records if "onflict" in record.getMessage()] == []


def test_ten_conditions_parse_within_milliseconds() -> None:
    text = " and ".join([*AS_WRITTEN][:10])
    grammar()
    taken = []
    for _ in range(30):
        start = time.process_time()
        parse_rule(text)
        taken.append(time.process_time() - start)
    assert statistics.median(taken) < 0.02
