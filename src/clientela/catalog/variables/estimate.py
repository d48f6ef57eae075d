"""What is modelled rather than counted; each resolves only once it has been computed."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.variables.attributes import DATE, NUMBER, TEXT
from clientela.rules.nodes import Estimate
from clientela.rules.types import ValueType


def _estimate(name: str, value_type: ValueType, meaning: str, unit: str = "") -> VariableDefinition:
    return VariableDefinition(name, Family.ESTIMATE, value_type, meaning, unit, Estimate(name))


DEFINITIONS = (
    _estimate(
        "churn_risk",
        NUMBER,
        "Chance that she buys nothing in the next 365 days; with a contract, that it ends in them.",
        "probability",
    ),
    _estimate(
        "p_active",
        NUMBER,
        "Chance that she has not left for good. To find who will not buy soon, ask churn_risk.",
        "probability",
    ),
    _estimate("p_buy_30d", NUMBER, "Chance that she buys in the next 30 days.", "probability"),
    _estimate("p_buy_90d", NUMBER, "Chance that she buys in the next 90 days.", "probability"),
    _estimate("expected_orders_90d", NUMBER, "Days with an order expected in the next 90 days.", "orders"),
    _estimate("expected_orders_365d", NUMBER, "Days with an order expected in the next 365 days.", "orders"),
    _estimate(
        "expected_order_value", NUMBER, "Amount expected of a day with an order, net of returns.", "money"
    ),
    _estimate(
        "expected_revenue_365d", NUMBER, "Revenue expected in the next 365 days, net of returns.", "money"
    ),
    _estimate(
        "value_365d",
        NUMBER,
        "Revenue expected in the next 365 days, discounted by 10 per cent a year.",
        "money",
    ),
    _estimate(
        "value_1095d",
        NUMBER,
        "Revenue expected in the next 1095 days, discounted by 10 per cent a year.",
        "money",
    ),
    _estimate(
        "overdue_since",
        DATE,
        "Day by which nine in ten with her rhythm order again, once it has passed without an order.",
    ),
    _estimate("next_category", TEXT, "Category she is likeliest to buy next."),
    _estimate("response_chance", NUMBER, "Chance that she answers the next message.", "probability"),
)
