"""What the customer buys: how much, how often, what, and how she pays."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    average,
    choose,
    compare,
    count,
    difference,
    distinct,
    first,
    flag,
    last,
    ratio,
    total,
    usual,
)
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import BOOLEAN, DECIMAL, INTEGER, MONEY, NUMBER, TEXT
from clientela.rules.nodes import Aggregate, Constant, Happened, Variable

ORDER = "order_completed"
BOUGHT = (ORDER, "product_bought")  # items and categories stand on an order, or on each of its lines
_F = Family.BEHAVIOURAL

MEASURES = (
    Measure(
        "revenue",
        _F,
        MONEY,
        "money",
        "What she paid for completed orders",
        lambda window: total(ORDER, "amount", window=window),
        compared=(90, 365),
    ),
    Measure(
        "orders",
        _F,
        INTEGER,
        "orders",
        "Completed orders",
        lambda window: count(ORDER, window=window),
        compared=(90, 365),
    ),
    Measure(
        "items",
        _F,
        DECIMAL,
        "pieces",
        "Pieces in completed orders",
        lambda window: total(ORDER, "quantity", window=window),
        compared=(365,),
    ),
    Measure(
        "avg_order_value",
        _F,
        NUMBER,
        "money",
        "Mean amount of a completed order",
        lambda window: average(ORDER, "amount", window=window),
        compared=(365,),
    ),
    Measure(
        "basket_size",
        _F,
        NUMBER,
        "pieces",
        "Mean number of pieces in a completed order",
        lambda window: average(ORDER, "quantity", window=window),
        windows=(90, 365),
        compared=(365,),
    ),
    Measure(
        "largest_order",
        _F,
        MONEY,
        "money",
        "Amount of the largest completed order",
        lambda window: Aggregate("max", (ORDER,), "amount", None, window),
        windows=(365,),
    ),
    Measure(
        "avg_item_price",
        _F,
        NUMBER,
        "money",
        "What she paid for orders, divided by the pieces in them",
        lambda window: ratio(total(ORDER, "amount", window=window), total(ORDER, "quantity", window=window)),
        windows=(365,),
    ),
    Measure(
        "net_revenue",
        _F,
        NUMBER,
        "money",
        "What she paid for orders, less what was refunded to her",
        lambda window: difference(
            total(ORDER, "amount", window=window), total("order_refunded", "amount", window=window)
        ),
        windows=(90, 365),
    ),
    Measure(
        "categories",
        _F,
        INTEGER,
        "categories",
        "Different categories she bought from",
        lambda window: distinct(*BOUGHT, field="category", window=window),
        windows=(90, 365),
    ),
    Measure(
        "distinct_items",
        _F,
        INTEGER,
        "items",
        "Different items she bought",
        lambda window: distinct(*BOUGHT, field="item", window=window),
        windows=(90, 365),
    ),
    Measure(
        "payment_methods",
        _F,
        INTEGER,
        "methods",
        "Different payment methods she used",
        lambda window: distinct(ORDER, field="payment_method", window=window),
        windows=(365,),
    ),
    Measure(
        "order_channels",
        _F,
        INTEGER,
        "channels",
        "Different channels she ordered through",
        lambda window: distinct(ORDER, field="channel", window=window),
        windows=(365,),
    ),
)

DEFINITIONS = (
    VariableDefinition(
        "favourite_category",
        _F,
        TEXT,
        "Category she bought from most often.",
        "",
        usual(*BOUGHT, field="category"),
    ),
    VariableDefinition(
        "favourite_item", _F, TEXT, "Item she bought most often.", "", usual(*BOUGHT, field="item")
    ),
    VariableDefinition(
        "favourite_payment_method",
        _F,
        TEXT,
        "Payment method she used most often.",
        "",
        usual(ORDER, field="payment_method"),
    ),
    VariableDefinition(
        "favourite_order_channel",
        _F,
        TEXT,
        "Channel she ordered through most often.",
        "",
        usual(ORDER, field="channel"),
    ),
    VariableDefinition(
        "first_category", _F, TEXT, "Category of her first purchase.", "", first(*BOUGHT, field="category")
    ),
    VariableDefinition(
        "last_category", _F, TEXT, "Category of her latest purchase.", "", last(*BOUGHT, field="category")
    ),
    VariableDefinition(
        "first_item", _F, TEXT, "Item of her first purchase.", "", first(*BOUGHT, field="item")
    ),
    VariableDefinition(
        "last_item", _F, TEXT, "Item of her latest purchase.", "", last(*BOUGHT, field="item")
    ),
    VariableDefinition(
        "first_order_channel", _F, TEXT, "Channel of her first order.", "", first(ORDER, field="channel")
    ),
    VariableDefinition(
        "last_order_channel", _F, TEXT, "Channel of her latest order.", "", last(ORDER, field="channel")
    ),
    VariableDefinition(
        "last_payment_method",
        _F,
        TEXT,
        "Payment method of her latest order.",
        "",
        last(ORDER, field="payment_method"),
    ),
    VariableDefinition(
        "first_order_value", _F, MONEY, "Amount of her first order.", "money", first(ORDER, field="amount")
    ),
    VariableDefinition(
        "last_order_value", _F, MONEY, "Amount of her latest order.", "money", last(ORDER, field="amount")
    ),
    VariableDefinition(
        "orders_per_month",
        _F,
        NUMBER,
        "Completed orders of the last 365 days, divided by 12.",
        "orders",
        ratio(Variable("orders_365d"), Constant(12)),
    ),
    VariableDefinition(
        "revenue_per_month",
        _F,
        NUMBER,
        "What she paid in the last 365 days, divided by 12.",
        "money",
        ratio(Variable("revenue_365d"), Constant(12)),
    ),
    VariableDefinition(
        "has_bought", _F, BOOLEAN, "Whether she ever completed an order.", "", flag(Happened((ORDER,)))
    ),
    VariableDefinition(
        "bought_once",
        _F,
        BOOLEAN,
        "Whether she completed exactly one order.",
        "",
        flag(Happened((ORDER,), at_most=1)),
    ),
    VariableDefinition(
        "repeat_buyer",
        _F,
        BOOLEAN,
        "Whether she completed at least two orders.",
        "",
        flag(Happened((ORDER,), at_least=2)),
    ),
    VariableDefinition(
        "order_channel_habit",
        _F,
        TEXT,
        "Whether she orders through one channel, through several, or never ordered.",
        "",
        choose(
            (compare("orders_total", "=", 0), "none"),
            (compare("order_channels_total", "<=", 1), "single"),
            otherwise="several",
        ),
        options=("none", "single", "several"),
    ),
)
