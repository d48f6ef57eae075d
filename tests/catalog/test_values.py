"""What the definitions give for people whose history is short enough to count by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clientela.catalog import FirmCatalog
from clientela.rules.nodes import Value, Variable
from clientela.segments.base import Base
from clientela.segments.evaluation import values
from clientela.store import Store

AS_OF = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
COMPUTED = [
    each for each in CATALOG.definitions() if each.definition is not None and each.family != "estimate"
]

CUSTOMERS = [
    {
        "customer_id": 1,
        "first_name": "Anna",
        "birthday": dt.date(1990, 7, 3),
        "created_at": dt.datetime(2025, 1, 1),
    },
    {"customer_id": 2, "first_name": "Bogdan", "birthday": None, "created_at": dt.datetime(2026, 6, 1)},
    {"customer_id": 3, "first_name": "Carme", "birthday": dt.date(2010, 1, 1), "created_at": None},
]


def order(ref: str, days: float, amount: int, quantity: int, **more: Any) -> dict[str, Any]:
    """An order so many days before as of."""
    return {
        "kind": "order_completed",
        "days": days,
        "ref": ref,
        "amount": amount,
        "quantity": quantity,
        **more,
    }


def event(kind: str, days: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "days": days, **more}


ANNA = [
    order("A1", 400, 100, 2, channel="web", payment_method="card"),
    order("A2", 100, 60, 1, channel="web", payment_method="card", discount=20, coupon="TEN"),
    order("A3", 40, 40, 3, channel="shop", payment_method="cash", cart_id="c1"),
    event("product_bought", 40, ref="A3", item="boot", category="shoes", amount=30, quantity=1),
    event("product_bought", 40, ref="A3", item="sock", category="basics", amount=10, quantity=2),
    event("order_refunded", 35, ref="A3", amount=10),
    event("product_added", 40.1, cart_id="c1"),
    event("product_added", 5, cart_id="c2"),
    event("message_sent", 20, ref="m1", campaign="Spring", channel="email"),
    event("message_delivered", 20, ref="m1", campaign="Spring", channel="email"),
    event("message_sent", 10, ref="m2", campaign="Summer", channel="email"),
    event("message_delivered", 10, ref="m2", campaign="Summer", channel="email"),
    event("message_opened", 19, ref="m1", campaign="Spring", channel="email"),
    event("message_opened", 18, ref="m1", campaign="Spring", channel="email", machine=False),
    event("message_opened", 9, ref="m2", campaign="Summer", channel="email", machine=True),
    event("survey_answered", 200, survey="nps", score=6),
    event("survey_answered", 30, survey="nps", score=9, text="Ràpid"),
    event("review_written", 33, score=2),
    event("ticket_opened", 50, properties='{"topic": "delivery"}'),
    event("call_logged", 45, channel="phone", properties='{"duration": "12.5"}'),
]
BOGDAN = [order("B1", 3, 50, 1, category="shoes", discount=5)]


def _insert(store: Store, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join("?" for _ in row)
    store.engine.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    path: Path = tmp_path_factory.mktemp("firm") / "clientela.duckdb"
    attributes = {entity: CATALOG.attributes(entity) for entity in ("customer", "company", "deal", "product")}
    store = Store.create(path, attributes, {}, opened_at=AS_OF)
    for customer in CUSTOMERS:
        created = customer["created_at"]
        _insert(store, "customers", customer | {"created_at": created and created.replace(tzinfo=dt.UTC)})
    for customer_id, events in ((1, ANNA), (2, BOGDAN)):
        for number, row in enumerate(events):
            at = AS_OF - dt.timedelta(days=row["days"])
            kept = {name: value for name, value in row.items() if name != "days"}
            _insert(
                store,
                "events",
                {"event_id": f"{customer_id}-{number}", "customer_id": customer_id, "at": at} | kept,
            )
    _insert(store, "deals", {"deal_id": 1, "customer_id": 1, "status": "won", "amount": 900})
    _insert(store, "deals", {"deal_id": 2, "customer_id": 1, "status": "open", "amount": 300})
    _insert(
        store,
        "consents",
        {"customer_id": 1, "channel": "email", "purpose": "marketing", "state": "given", "at": AS_OF},
    )
    yield Base(store.engine, CATALOG, ZoneInfo("UTC"))
    store.close()


def asked(base: Base, wanted: Mapping[str, Value]) -> dict[int, dict[str, Any]]:
    table = values(base, wanted, AS_OF).read_all()
    return {row.pop("customer_id"): row for row in table.to_pylist()}


def found(base: Base, customer: int, name: str, arguments: tuple[str | int, ...] = ()) -> Any:
    value = asked(base, {"value": Variable(name, arguments=arguments)})[customer]["value"]
    return float(value) if hasattr(value, "as_tuple") else value


def test_every_definition_can_be_asked_of_the_store(base):
    for start in range(0, len(COMPUTED), 60):
        wanted = {each.signature: each.definition for each in COMPUTED[start : start + 60]}
        assert {customer: set(row) for customer, row in asked(base, wanted).items()} == {
            customer: set(wanted) for customer in (1, 2, 3)
        }


ANNA_HAS = {
    "revenue_total": 200,
    "revenue_90d": 40,
    "revenue_prev_90d": 60,
    "revenue_trend_90d": 40 / 60,
    "orders_365d": 2,
    "avg_order_value_365d": 50,
    "items_total": 6,
    "net_revenue_90d": 30,
    "discount_share_total": 1 / 3,
    "discount_rate_total": 20 / 220,
    "coupon_orders_365d": 1,
    "returns_90d": 1,
    "returns_share_365d": 0.5,
    "categories_total": 2,
    "favourite_payment_method": "card",
    "last_order_channel": "shop",
    "days_since_last_order": 40,
    "days_since_first_order": 400,
    "days_to_second_order": 300,
    "order_gap_avg": 180,
    "order_gap_median": 180,
    "order_gap_max": 300,
    "overdue_ratio": 40 / 180,
    "is_overdue": False,
    "repeat_buyer": True,
    "bought_once": False,
    "discount_habit": "sometimes",
    "recency_score": 4,
    "frequency_score": 2,
    "monetary_score": 2,
    "rfm_cell": 422,
    "rfm_group": "promising",
    "lifecycle_stage": "active",
    "abandoned_cart_7d": True,
    "carts_90d": 2,
    "messages_opened_90d": 1,
    "open_rate_90d": 0.5,
    "email_open_rate_90d": 0.5,
    "days_since_last_opened": 18,
    "engagement_level": "engaged",
    "can_email_marketing": True,
    "can_sms_marketing": False,
    "can_contact_marketing": True,
    "nps_last": 9,
    "nps_group": "promoter",
    "nps_change": 3,
    "nps_avg_total": 7.5,
    "nps_comment": "Ràpid",
    "poor_reviews_365d": 1,
    "open_tickets": 1,
    "main_ticket_topic": "delivery",
    "call_minutes_90d": 12.5,
    "days_since_last_contact": 10,
    "last_contact_channel": "email",
    "age": 35,
    "age_band": "35_49",
    "generation": "millennial",
    "birth_month": 7,
    "birthday_within_7_days": True,
    "customer_for_days": 545,
    "deals_won": 1,
    "won_amount": 900,
    "pipeline_value": 300,
    "win_rate": 1,
    "usual_daypart": "afternoon",
    "afternoon_share": 1,
}


def test_variables_of_anna_are_what_her_history_says(base):
    row = asked(base, {name: Variable(name) for name in ANNA_HAS})[1]
    told = {name: float(value) if hasattr(value, "as_tuple") else value for name, value in row.items()}
    assert told == pytest.approx(ANNA_HAS)


CARME_HAS = {
    "revenue_total": 0,
    "orders_90d": 0,
    "revenue_trend_90d": None,
    "avg_order_value_total": None,
    "days_since_last_order": None,
    "recency_score": None,
    "frequency_score": None,
    "monetary_score": None,
    "rfm_group": None,
    "lifecycle_stage": "never_bought",
    "discount_habit": "none",
    "engagement_level": "no_messages",
    "usual_daypart": None,
    "usual_week_part": None,
    "order_channel_habit": "none",
    "nps_group": None,
    "age_band": "15_24",
    "win_rate": None,
    "has_bought": False,
}


def test_variables_of_carme_who_never_bought_are_missing_or_nothing(base):
    row = asked(base, {name: Variable(name) for name in CARME_HAS})[3]
    assert {name: float(v) if hasattr(v, "as_tuple") else v for name, v in row.items()} == CARME_HAS


def test_new_buyer_is_new(base):
    assert found(base, 2, "lifecycle_stage") == "new"
    assert found(base, 2, "discount_habit") == "always"
    assert found(base, 2, "buys_only_discounted") is False


@pytest.mark.parametrize(
    ("customer", "name", "arguments", "value"),
    [
        (1, "revenue_in_category", ("shoes",), 30),  # her lines count, not her orders
        (1, "category_share", ("shoes",), 0.75),
        (1, "items_in_category", ("basics", 90), 2),
        (1, "items_in_category", ("basics", 30), 0),
        (1, "orders_in_category", ("shoes",), 1),
        (2, "revenue_in_category", ("shoes",), 50),  # his order came without lines
        (2, "category_share", ("shoes",), 1),
        (3, "category_share", ("shoes",), None),
        (1, "channel_share", ("web",), 2 / 3),
        (1, "count_of", ("message_opened",), 3),
        (1, "campaign_opens", ("Spring",), 1),
        (1, "campaign_opens", ("Summer",), 0),
        (1, "survey_average", ("nps", 60), 9),
        (1, "days_since_last", ("call_logged",), 45),
        (1, "last_of", ("call_logged", "duration"), 12.5),
        (1, "can_contact", ("email", "marketing"), True),
        (1, "tickets_about", ("delivery",), 1),
    ],
)
def test_parametric_variable_of_a_person(base, customer, name, arguments, value):
    assert found(base, customer, name, arguments) == (pytest.approx(value) if value is not None else None)
