"""The reference pages of the rule language, generated from the tables that the code itself uses."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, Operator, Shape, WhenMissing
from clientela.rules.sentences import LANGUAGES, clause
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import ValueType

_NAMES = {
    "en": "English",
    "ca": "Catalan",
    "es": "Spanish",
    "pl": "Polish",
    "ru": "Russian",
    "ro": "Romanian",
}
_OPERANDS: dict[Shape, n.Operand] = {
    Shape.NOTHING: None,
    Shape.SCALAR: "A",
    Shape.SCALARS: ("A", "B"),
    Shape.PAIR: (25, 35),
    Shape.MOMENT: n.Ago(30, "day"),
    Shape.WINDOW: n.LastPeriod(30, "day"),
}
_MISSING = {
    WhenMissing.UNKNOWN: "unknown: neither in nor out, and `not` does not change that",
    WhenMissing.TRUE: "true: a missing value passes",
    WhenMissing.FALSE: "false: a missing value does not pass",
}
_EXAMPLES: dict[str, str] = {
    "all": "city = 'Vic' and age >= 18",
    "any": "city = 'Vic' or city = 'Olot'",
    "not": "not (city = 'Vic' and age >= 18)",
    "compare": "age between 25 and 35",
    "changed": "income changed within last 30 days",
    "happened": "did order_completed where category = 'shoes' in last 90 days",
    "sequence": "sequence(product_added, then not order_completed within 24 hours, same cart_id)",
    "regularly": "regularly(order_completed, 5 of last 6 months)",
    "stopped": "stopped(order_completed, 90 days)",
    "resumed": "resumed(order_completed, after 90 days, last 30 days)",
    "first_time": "first_time(order_completed, last 30 days)",
    "rank": "top 10 percent by revenue within (city = 'Vic')",
    "in_segment": "in segment 'VIP' at 2026-01-01",
    "segment_change": "entered segment 'VIP' within last 30 days",
    "related": "any deal (status = 'lost' and lost_reason = 'price too high')",
    "near_place": "within 25 km of (41.39, 2.17)",
    "in_polygon": "inside ((41, 2), (42, 2), (42, 3))",
    "anniversary": "anniversary of contract_start within next 7 days",
    "message_activity": "opened campaign 'Spring' within last 30 days",
    "consents": "consents to email for marketing",
    "bucket": "bucket('autumn-test') < 10 percent",
    "variable": "company.industry = 'retail'",
    "field": "did order_completed where amount > 100",
    "aggregate": "sum(order_completed.amount, last 365 days) > 500",
    "occurrence": "last(order_completed).at before 180 days ago",
    "related_aggregate": "count(deal where status = 'won') >= 2",
    "answer": "answer('nps').score >= 9",
    "estimate": "estimate churn_risk >= 0.6",
    "elapsed": "years since birthday between 25 and 35",
    "date_part": "weekday(last(order_completed).at) in (6, 7)",
    "arithmetic": "revenue / orders > 50",
    "constant": "revenue * 2 > 50",
    "choose": "case when age < 25 then 'young' else 'adult' end = 'young'",
    "case": "case when age < 25 then 'young' end is set",
    "step": "sequence(signed_up, then order_completed within 7 days)",
    "ago": "last(order_completed).at after 3 months ago",
    "from_now": "contract_end before 21 days from now",
    "on_date": "last(order_completed).at on 2026-01-05",
    "at_instant": "last(order_completed).at before 2026-01-05T10:30:00+01:00",
    "now": "contract_end before now",
    "all_time": "last(order_completed).at within all time",
    "last_period": "did order_completed in last 90 days",
    "next_period": "contract_end within next 7 days",
    "calendar_period": "did order_completed in previous month",
    "date_range": "did order_completed in from 2026-01-01 to 2026-03-31",
    "span": "last(order_completed).at between 2 years ago and 1 year ago",
}


@dataclass(frozen=True, slots=True)
class PlainLabels:
    """Names as they are written in rules, for pages that belong to no firm."""

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        del language, entity
        return name

    def event_kind(self, name: str, language: str, category: str) -> str:
        del language, category
        return name

    def field(self, name: str, language: str) -> str:
        del language
        return name

    def option(self, name: str, value: str, language: str) -> str | None:
        del name, value, language
        return None


def operators_page() -> str:
    """docs/reference/operators.md: what each operator takes, what it says, what missing means to it."""
    operators = list(OPERATORS.values())
    facts = [
        (f"`{o.name}`", o.meaning, _types(o), o.shape.value, _MISSING[o.when_missing]) for o in operators
    ]
    spoken = [
        (f"`{o.name}`", *(clause(_example(o), code, PlainLabels()) for code in LANGUAGES)) for o in operators
    ]
    return _page(
        "Operators",
        "What a comparison may ask of a value. *When missing* is its truth for a customer whose value is not "
        "known.",
        _table(("Operator", "Says that the value", "Takes", "Operand", "When missing"), facts),
        "## In six languages",
        _table(("Operator", *(_NAMES[code] for code in LANGUAGES)), spoken),
    )


def nodes_page() -> str:
    """docs/reference/nodes.md: every node of the language, with an example that parses."""
    rows = [
        (f"`{tag}`", _first_sentence(node), f"`{example}`", clause(parse_rule(example), "en", PlainLabels()))
        for tag, node in node_types().items()
        for example in [write_rule(parse_rule(_EXAMPLES[tag]))]
    ]
    return _page(
        "Nodes",
        "What rules are made of. The tag is its name in JSON; every example is a whole rule that parses.",
        _table(("Node", "Says", "Example", "Reads as"), rows),
    )


def node_types() -> dict[str, type[n.Node]]:
    """Every node of the language by its tag, in the order of the source."""
    kinds = [kind for kind in vars(n).values() if isinstance(kind, type) and issubclass(kind, n.Node)]
    return {str(kind.__struct_config__.tag): kind for kind in kinds if kind is not n.Node}


def _example(operator: Operator) -> n.Compare:
    operand = _OPERANDS[operator.shape]
    if operator.shape is Shape.SCALAR and ValueType.TEXT not in operator.takes:
        operand = 25
    return n.Compare(n.Variable("x"), operator.name, operand)


def _types(operator: Operator) -> str:
    if operator.takes == frozenset(ValueType):
        return "any"
    return ", ".join(value_type.value for value_type in ValueType if value_type in operator.takes)


def _first_sentence(node: type[n.Node]) -> str:
    return (inspect.getdoc(node) or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _page(title: str, *parts: str) -> str:
    notice = "<!-- Generated by clientela.rules.reference; change the tables in the code, not this page. -->"
    return "\n\n".join((f"# {title}", notice, *parts)) + "\n"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
