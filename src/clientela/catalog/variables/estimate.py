"""What is modelled rather than counted; each resolves only once it has been computed."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.variables.attributes import DATE, NUMBER, TEXT
from clientela.rules.nodes import Estimate
from clientela.rules.types import ValueType


def _estimate(name: str, value_type: ValueType, meaning: str, unit: str = "") -> VariableDefinition:
    return VariableDefinition(name, Family.ESTIMATE, value_type, meaning, unit, Estimate(name))


DEFINITIONS = (
    _estimate("churn_risk", NUMBER, "Chance that she buys nothing in the next 365 days.", "probability"),
    _estimate("p_active", NUMBER, "Chance that she still is a customer at all.", "probability"),
    _estimate("p_buy_30d", NUMBER, "Chance that she buys in the next 30 days.", "probability"),
    _estimate("p_buy_90d", NUMBER, "Chance that she buys in the next 90 days.", "probability"),
    _estimate("expected_orders_90d", NUMBER, "Orders expected in the next 90 days.", "orders"),
    _estimate("expected_orders_365d", NUMBER, "Orders expected in the next 365 days.", "orders"),
    _estimate("expected_order_value", NUMBER, "Amount expected of her next order.", "money"),
    _estimate("expected_revenue_365d", NUMBER, "Revenue expected in the next 365 days.", "money"),
    _estimate("value_365d", NUMBER, "Discounted worth of her next 365 days.", "money"),
    _estimate("lifetime_value", NUMBER, "Discounted worth of all her future orders.", "money"),
    _estimate("next_order_on", DATE, "Day her next order is expected."),
    _estimate("overdue_since", DATE, "Day by which her next order should have come."),
    _estimate("next_category", TEXT, "Category she is likeliest to buy next."),
    _estimate("response_chance", NUMBER, "Chance that she answers the next message.", "probability"),
)
