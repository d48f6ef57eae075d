"""Every node and every operator goes through the form and comes back the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string

from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, Shape
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import ValueType
from clientela_web.builder.drafts import rooted
from clientela_web.builder.forms import FORMS, Desk, Place, Posted
from clientela_web.builder.reading import read_rule
from clientela_web.builder.tree import branch_of
from clientela_web.builder.words import OPERATOR_WORDS
from tests.web.builder.browsing import form_of

TODAY = dt.date(2026, 4, 16)
AGE, CITY, INTERESTS = n.Variable("age"), n.Variable("city"), n.Variable("interests")
LAST = n.Occurrence("last", ("order_completed",))
OPERANDS = {
    Shape.NOTHING: None,
    Shape.SCALAR: "x",
    Shape.SCALARS: ("x", "y"),
    Shape.PAIR: (1, 2.5),
    Shape.MOMENT: n.OnDate(dt.date(2026, 1, 31)),
    Shape.WINDOW: n.DateRange(dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
}
SUBJECTS = {ValueType.TEXT: CITY, ValueType.INTEGER: AGE, ValueType.LIST: INTERESTS, ValueType.INSTANT: LAST}

RULES = """
age between 25 and 35 and city contains 'barcel' or country in ('RO', 'MD')
not (income_band = 'low' or not age is set)
newsletter_subscribed = true
company.industry = 'retail' and company.employees > 50
category_share('shoes', 90) >= 0.25
birthday within next 7 days and date(birthday) before 1990-01-31
anniversary of signed_up_at within last 2 weeks
city changed within last 30 days or city changed to 'Madrid'
did order_completed where (category = 'shoes' and amount > 3.5) at least 3 times in last 90 days
never (order_completed, order_refunded) in this month
did order_completed exactly 2 times in previous quarter
did order_completed between 2 and 4 times in from 2026-01-01 to 2026-03-31
did order_completed at most 5 times in since 2026-01-31
sequence(product_added, then not order_completed within 24 hours, same cart_id, last 30 days)
sequence(signed_up, then product_viewed where item = 'x' within 7 days, then order_completed, anchor first)
regularly(order_completed, 5 of last 6 months, until 6 months ago) and stopped(order_completed, 180 days)
resumed(order_completed, after 90 days, last 30 days) or first_time(order_completed, last 60 days)
top 10 percent by revenue_365d within (city = 'Barcelona')
bottom 100 by orders_total or decile 3 by revenue_365d
in segment 'VIP' or in segment 'VIP' at 2026-01-01 or in segment 'VIP' at 2026-01-01T10:00:00+01:00
entered segment 'VIP' within last 30 days and left segment 'VIP'
any deal (status = 'lost' and lost_reason = 'price too high')
all deals (amount > 100) or no deal (status = 'won')
none person of company (did message_opened in last 90 days)
within 25.5 km of (41.39, -2.17)
inside ((41.3, 2.0), (41.5, 2.0), (41.4, 2.3))
opened campaign 'Spring' within last 30 days or got any campaign
answer('nps').score <= 6 and answer('nps').text contains 'price'
estimate churn_risk high >= 0.6
consents to email for marketing and bucket('autumn') < 12.5 percent
sum(order_completed.amount, last 365 days) > 500 and avg(order_completed.amount) < 30
share(order_completed where discount > 0) = 1 and mode(order_completed.payment_method) = 'card'
gap_median(order_completed) <= 30.5 and distinct(order_completed.category) >= 3
last(call_logged, message_sent, visit_logged).at between 2 years ago and 1 year ago
first(order_completed).item = 'SKU-1' and nth(order_completed, 2).amount >= 10
count(deal where status = 'won') >= 2 and sum(deal.amount) > 1000
days since last(order_completed).at > 30 and years since birthday >= 18 and months since signed_up_at < 3
weekday(last(order_completed).at) in (6, 7) and hour(last(order_completed).at) < 9
revenue_90d - revenue_previous_90d < 0 and (age + 2) * 3 / 4 > 10
case when age < 18 then 'young' when age < 30 then 'adult' else 'older' end = 'young'
case when city = 'Vic' then 1 end is set
case when city = 'Vic' then true else false end = true
last(order_completed).at after 3 hours ago or last(order_completed).at on now
last(order_completed).at within all time and last(order_completed).at before 2 months from now
last(order_completed).at within until 2026-01-31
compare(age, 'contains', 'x') or compare(city, '>', 3) or compare(city, '=', true)
agee = 3 and nonsense contains 'x'
all (any (), age = 3)
""".strip().splitlines()


def every_operator() -> Iterator[n.Rule]:
    for operator in OPERATORS.values():
        for value_type, value in SUBJECTS.items():
            if value_type in operator.takes:
                numeric = value_type is ValueType.INTEGER
                operand = OPERANDS[operator.shape]
                if numeric and operator.shape is Shape.SCALAR:
                    operand = 3
                if numeric and operator.shape is Shape.SCALARS:
                    operand = (3, 4)
                yield n.Compare(value, operator.name, operand)  # type: ignore[arg-type]


def leaves(rule: n.Rule) -> list[str]:
    """The paths of the conditions of the tree that open one at a time."""
    found: list[str] = []
    for path, node in n.walk(rule):
        inside = any(path.startswith((f"{leaf}.", f"{leaf}[")) for leaf in found)
        if (
            isinstance(node, n.Condition)
            and not isinstance(node, n.All | n.AnyOf | n.Not)
            and not inside
            and path
        ):
            found.append(path)
    return found


def through_the_form(rule: n.Rule, opened: str | None, firm: object) -> n.Rule:
    """The rule drawn with that condition open, and read from what a browser would post."""
    catalog = firm.catalog  # type: ignore[attr-defined]
    tree = branch_of(rule, Place(), Desk(catalog, "en", opened=opened))
    html = render_to_string(tree.template, {"branch": tree})
    posted = form_of(f'<form id="builder-form">{html}</form>').fields
    return read_rule(Posted(posted, catalog, TODAY))


@pytest.mark.parametrize("text", RULES)
def test_a_rule_goes_through_the_form_and_comes_back_the_same(text, firm):
    rule = rooted(parse_rule(text))
    for opened in (None, *leaves(rule)):
        assert write_rule(through_the_form(rule, opened, firm)) == write_rule(rule)
        assert through_the_form(rule, opened, firm) == rule


@pytest.mark.parametrize("compared", list(every_operator()), ids=write_rule)
def test_every_operator_goes_through_the_form_and_comes_back_the_same(compared, firm):
    rule = n.All((compared,))
    assert through_the_form(rule, "conditions[0]", firm) == rule


def _classes(node: type[n.Node]) -> Iterator[type[n.Node]]:
    for below in node.__subclasses__():
        yield below
        yield from _classes(below)


NODES = sorted(
    (each for each in _classes(n.Node) if each.__module__ == n.__name__), key=lambda each: each.__name__
)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_every_node_has_a_form_with_a_part_for_each_of_its_fields(node):
    parts = [name for part in FORMS[node].parts for name in part.fields]
    assert sorted(parts) == sorted(node.__struct_fields__)
    assert isinstance(FORMS[node].blank(TODAY), node)
    assert str(FORMS[node].said)


def test_the_rules_of_this_test_hold_every_node():
    held = {type(node) for text in RULES for _, node in n.walk(parse_rule(text))}
    assert held == set(NODES)


def test_every_operator_has_its_words():
    assert set(OPERATOR_WORDS) == set(OPERATORS)


CONDITIONS = [form for form in FORMS.values() if issubclass(form.node, n.Condition)]


@pytest.mark.parametrize("form", CONDITIONS, ids=lambda form: form.tag)
def test_a_new_condition_of_every_kind_can_be_drawn_and_read(form, firm):
    blank = form.blank(TODAY)
    rule = n.All((blank, n.InSegment("x")))
    assert through_the_form(rule, "conditions[0]", firm) == rule
