"""The names of every test world: attributes, computed variables, event kinds, deal fields."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.rules import nodes as n
from clientela.rules.types import EventKindFacts, FieldFacts, StaticCatalog, ValueType, VariableFacts

T = ValueType

CUSTOMER_ATTRIBUTES: dict[str, ValueType] = {
    "city": T.TEXT,
    "note": T.TEXT,
    "time_zone": T.TEXT,
    "children": T.INTEGER,
    "company_id": T.INTEGER,
    "income": T.NUMBER,
    "latitude": T.NUMBER,
    "longitude": T.NUMBER,
    "height": T.DECIMAL,
    "budget": T.MONEY,
    "newsletter": T.BOOLEAN,
    "birthday": T.DATE,
    "renewal_at": T.INSTANT,
    "interests": T.LIST,
}

COMPANY_ATTRIBUTES: dict[str, ValueType] = {
    "industry": T.TEXT,
    "employees": T.INTEGER,
    "growth": T.NUMBER,
    "margin": T.DECIMAL,
    "turnover": T.MONEY,
    "listed": T.BOOLEAN,
    "founded": T.DATE,
    "contract_until": T.INSTANT,
    "technologies": T.LIST,
}

DEAL_ATTRIBUTES: dict[str, ValueType] = {
    "customer_id": T.INTEGER,
    "company_id": T.INTEGER,
    "status": T.TEXT,
    "lost_reason": T.TEXT,
    "visits": T.INTEGER,
    "value": T.MONEY,
    "discount_rate": T.DECIMAL,
    "urgent": T.BOOLEAN,
    "closes_on": T.DATE,
    "signed_at": T.INSTANT,
    "products": T.LIST,
}

# kind -> field -> (type, column); no column: in the properties.
KINDS: dict[str, dict[str, tuple[ValueType, str | None]]] = {
    "order_completed": {
        "order_id": (T.TEXT, "ref"),
        "cart_id": (T.TEXT, "cart_id"),
        "category": (T.TEXT, "category"),
        "amount": (T.MONEY, "amount"),
        "quantity": (T.DECIMAL, "quantity"),
        "payment_method": (T.TEXT, "payment_method"),
        "discount": (T.MONEY, "discount"),
        "parcels": (T.INTEGER, None),
        "weight": (T.DECIMAL, None),
        "tip": (T.MONEY, None),
        "gift": (T.BOOLEAN, None),
        "deliver_on": (T.DATE, None),
        "paid_at": (T.INSTANT, None),
        "labels": (T.LIST, None),
        "colour": (T.TEXT, None),
    },
    "product_added": {
        "cart_id": (T.TEXT, "cart_id"),
        "category": (T.TEXT, "category"),
        "amount": (T.MONEY, "amount"),
        "quantity": (T.DECIMAL, "quantity"),
        "item": (T.TEXT, "item"),
        "colour": (T.TEXT, None),
        "pieces": (T.INTEGER, None),
    },
    "page_viewed": {
        "item": (T.TEXT, "item"),
        "path": (T.TEXT, None),
        "seconds": (T.INTEGER, None),
        "labels": (T.LIST, None),
    },
    "survey_answered": {
        "survey": (T.TEXT, "survey"),
        "score": (T.DECIMAL, "score"),
        "text": (T.TEXT, "text"),
        "theme": (T.TEXT, None),
        "again": (T.BOOLEAN, None),
        "visit_on": (T.DATE, None),
    },
    **{
        f"message_{what}": {
            "campaign": (T.TEXT, "campaign"),
            "machine": (T.BOOLEAN, "machine"),
            "channel": (T.TEXT, "channel"),
        }
        for what in (
            "sent",
            "delivered",
            "opened",
            "clicked",
            "replied",
            "converted",
            "bounced",
            "unsubscribed",
            "complained",
        )
    },
}

_ORDER = ("order_completed",)
_REVENUE = n.Variable("revenue")

COMPUTED: dict[str, tuple[ValueType, n.Value]] = {
    "orders": (T.INTEGER, n.Aggregate("count", _ORDER)),
    "revenue": (T.MONEY, n.Aggregate("sum", _ORDER, "amount")),
    "revenue_90d": (T.MONEY, n.Aggregate("sum", _ORDER, "amount", window=n.LastPeriod(90, "day"))),
    "basket": (T.NUMBER, n.Arithmetic("/", _REVENUE, n.Variable("orders"))),
    "last_order": (T.INSTANT, n.Occurrence("last", _ORDER)),
    "recency": (T.INTEGER, n.Elapsed(n.Variable("last_order"), "day")),
    "age": (T.INTEGER, n.Elapsed(n.Variable("birthday"), "year")),
    "usual_payment": (T.TEXT, n.Aggregate("mode", _ORDER, "payment_method")),
    "gift_giver": (T.BOOLEAN, n.Occurrence("last", _ORDER, "gift")),
    "next_delivery": (T.DATE, n.Aggregate("max", _ORDER, "deliver_on")),
    "last_labels": (T.LIST, n.Occurrence("last", _ORDER, "labels")),
    "nps": (T.DECIMAL, n.Answer("nps")),
    "lost_deals": (
        T.INTEGER,
        n.RelatedAggregate("count", where=n.Compare(n.Field("status"), "=", "lost")),
    ),
    "tier": (
        T.TEXT,
        n.Choose(
            (
                n.Case(n.Compare(_REVENUE, ">=", 200), "gold"),
                n.Case(n.Compare(n.Variable("basket"), ">", 20), "silver"),
                n.Case(n.Happened(("page_viewed",)), "visitor"),
            ),
        ),
    ),
}


ESTIMATES: dict[str, ValueType] = {"churn": T.NUMBER, "next_on": T.DATE, "next_thing": T.TEXT}
"""Estimates, which are variables of these types; only some worlds have computed some of them."""


def _variables() -> dict[tuple[str, str], VariableFacts]:
    stored = {
        (entity, name): VariableFacts(name, kind)
        for entity, attributes in (("customer", CUSTOMER_ATTRIBUTES), ("company", COMPANY_ATTRIBUTES))
        for name, kind in attributes.items()
    }
    computed = {
        ("customer", name): VariableFacts(name, kind, definition)
        for name, (kind, definition) in COMPUTED.items()
    }
    estimated = {
        ("customer", name): VariableFacts(name, kind, n.Estimate(name)) for name, kind in ESTIMATES.items()
    }
    return stored | computed | estimated


def _kinds() -> dict[str, EventKindFacts]:
    return {
        kind: EventKindFacts(
            kind,
            {"at": FieldFacts("at", T.INSTANT, "at")}
            | {name: FieldFacts(name, value_type, column) for name, (value_type, column) in fields.items()},
        )
        for kind, fields in KINDS.items()
    }


VARIABLES = _variables()
EVENT_KINDS = _kinds()
DEAL_FIELDS = {name: FieldFacts(name, kind, name) for name, kind in DEAL_ATTRIBUTES.items()}


def catalogue(segments: Mapping[str, n.Rule]) -> StaticCatalog:
    """The catalogue of a world with these segments."""
    return StaticCatalog(VARIABLES, EVENT_KINDS, DEAL_FIELDS, segments, tuple(ESTIMATES))
