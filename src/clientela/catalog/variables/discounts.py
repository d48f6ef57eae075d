"""How far the customer buys at a discount, and what she gives back."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    choose,
    compare,
    count,
    days_since,
    distinct,
    flag,
    is_set,
    last,
    ratio,
    share,
    total,
    usual,
)
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import BOOLEAN, DECIMAL, INSTANT, INTEGER, MONEY, NUMBER, TEXT
from clientela.catalog.variables.purchases import ORDER
from clientela.rules.nodes import All, Arithmetic, Compare, Field

_F = Family.BEHAVIOURAL
REFUND = "order_refunded"
DISCOUNTED = Compare(Field("discount"), ">", 0)
WITH_COUPON = is_set("coupon")

MEASURES = (
    Measure(
        "discounts",
        _F,
        MONEY,
        "money",
        "What was taken off her completed orders",
        lambda window: total(ORDER, "discount", window=window),
        windows=(90, 365),
    ),
    Measure(
        "discounted_orders",
        _F,
        INTEGER,
        "orders",
        "Completed orders with something taken off",
        lambda window: count(ORDER, where=DISCOUNTED, window=window),
        windows=(90, 365),
    ),
    Measure(
        "discount_share",
        _F,
        NUMBER,
        "share",
        "Share of completed orders with something taken off",
        lambda window: share(ORDER, DISCOUNTED, window=window),
        windows=(90, 365),
    ),
    Measure(
        "discount_rate",
        _F,
        NUMBER,
        "share",
        "What was taken off, divided by what orders would have cost in full",
        lambda window: ratio(
            total(ORDER, "discount", window=window),
            Arithmetic("+", total(ORDER, "discount", window=window), total(ORDER, "amount", window=window)),
        ),
        windows=(365,),
    ),
    Measure(
        "coupon_orders",
        _F,
        INTEGER,
        "orders",
        "Completed orders with a coupon",
        lambda window: count(ORDER, where=WITH_COUPON, window=window),
        windows=(90, 365),
    ),
    Measure(
        "coupon_share",
        _F,
        NUMBER,
        "share",
        "Share of completed orders with a coupon",
        lambda window: share(ORDER, WITH_COUPON, window=window),
        windows=(365,),
    ),
    Measure(
        "coupons",
        _F,
        INTEGER,
        "coupons",
        "Different coupons in completed orders",
        lambda window: distinct(ORDER, field="coupon", window=window),
        windows=(365,),
    ),
    Measure(
        "returns",
        _F,
        INTEGER,
        "returns",
        "Refunds of orders or parts of them",
        lambda window: count(REFUND, window=window),
        windows=(90, 365),
    ),
    Measure(
        "returned_amount",
        _F,
        MONEY,
        "money",
        "What was refunded to her",
        lambda window: total(REFUND, "amount", window=window),
        windows=(90, 365),
    ),
    Measure(
        "returned_items",
        _F,
        DECIMAL,
        "pieces",
        "Pieces she gave back",
        lambda window: total("product_returned", "quantity", window=window),
        windows=(365,),
    ),
    Measure(
        "returns_share",
        _F,
        NUMBER,
        "ratio",
        "Refunds divided by completed orders",
        lambda window: ratio(count(REFUND, window=window), count(ORDER, window=window)),
        windows=(365,),
    ),
    Measure(
        "returned_revenue_share",
        _F,
        NUMBER,
        "share",
        "What was refunded, divided by what was paid",
        lambda window: ratio(total(REFUND, "amount", window=window), total(ORDER, "amount", window=window)),
        windows=(365,),
    ),
    Measure(
        "cancelled_orders",
        _F,
        INTEGER,
        "orders",
        "Cancelled orders",
        lambda window: count("order_cancelled", window=window),
        windows=(365,),
    ),
)

HABITS = ("none", "never", "sometimes", "mostly", "always")

DEFINITIONS = (
    VariableDefinition(
        "discount_habit",
        _F,
        TEXT,
        "How much of her buying is at a discount: never, up to half of her orders, more than half, always.",
        "",
        choose(
            (compare("orders_total", "=", 0), "none"),
            (compare("discount_share_total", "=", 0), "never"),
            (compare("discount_share_total", "=", 1), "always"),
            (compare("discount_share_total", ">", 0.5), "mostly"),
            otherwise="sometimes",
        ),
        options=HABITS,
    ),
    VariableDefinition(
        "buys_only_discounted",
        _F,
        BOOLEAN,
        "Whether each of at least two orders had something taken off.",
        "",
        flag(All((compare("orders_total", ">=", 2), compare("discount_share_total", "=", 1)))),
    ),
    VariableDefinition(
        "favourite_coupon", _F, TEXT, "Coupon she used most often.", "", usual(ORDER, field="coupon")
    ),
    VariableDefinition(
        "last_coupon", _F, TEXT, "Coupon she used last.", "", last(ORDER, field="coupon", where=WITH_COUPON)
    ),
    VariableDefinition(
        "days_since_last_coupon",
        _F,
        INTEGER,
        "Whole days since her latest order with a coupon.",
        "days",
        days_since(last(ORDER, where=WITH_COUPON)),
    ),
    VariableDefinition("last_return", _F, INSTANT, "Instant of the latest refund.", "", last(REFUND)),
    VariableDefinition(
        "days_since_last_return",
        _F,
        INTEGER,
        "Whole days since the latest refund.",
        "days",
        days_since(last(REFUND)),
    ),
    VariableDefinition(
        "main_return_reason",
        _F,
        TEXT,
        "Reason she gave most often when she gave something back.",
        "",
        usual(REFUND, field="reason"),
    ),
    VariableDefinition(
        "returns_often",
        _F,
        BOOLEAN,
        "Whether refunds are at least half of her orders, of which there were two or more.",
        "",
        flag(All((compare("orders_total", ">=", 2), compare("returns_share_total", ">=", 0.5)))),
    ),
)
