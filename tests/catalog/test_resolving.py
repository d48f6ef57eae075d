"""Names that are made up when asked for: windows, arguments, estimates, what is withheld."""

from __future__ import annotations

import pytest

from clientela.catalog import FirmCatalog
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.text import parse_value
from clientela.rules.types import ValueType

CATALOG = FirmCatalog()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("revenue_180d", "sum(order_completed.amount, last 180 days)"),
        ("orders_45d", "count(order_completed, last 45 days)"),
        ("orders_total", "count(order_completed)"),
        ("visits_7d", "distinct(page_viewed.session_id, last 7 days)"),
        ("revenue_prev_30d", "sum(order_completed.amount, between 60 days ago and 30 days ago)"),
        ("orders_trend_10d", "orders_10d / orders_prev_10d"),
        ("discount_share_total", "share(order_completed where discount > 0)"),
        ("last_order", "last(order_completed).at"),
        ("days_since_last_order", "days since last(order_completed).at"),
    ],
)
def test_name_means_what_the_rule_text_says(name, text):
    assert CATALOG.resolve(name).definition == parse_value(text)


@pytest.mark.parametrize(
    "name",
    [
        "revenue",
        "revenue_0d",
        "revenue_045d",
        "revenue_d",
        "revenue_99999d",
        "income_30d",
        "revenue_prev",
        "Revenue_30d",
    ],
)
def test_name_of_no_variable_gives_none(name):
    assert CATALOG.variable(name) is None


def test_trend_of_a_truth_is_no_variable():
    assert CATALOG.variable("abandoned_cart_7d") is not None
    assert CATALOG.variable("abandoned_cart_trend_7d") is None


def test_mistyped_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="no variable 'last_oder'; did you mean 'last_order'"):
        CATALOG.resolve("last_oder")


@pytest.mark.parametrize(
    ("name", "arguments", "text", "kind"),
    [
        ("count_of", ("page_viewed", 30), "count(page_viewed, last 30 days)", "integer"),
        ("count_of", ("page_viewed",), "count(page_viewed)", "integer"),
        ("sum_of", ("call_logged", "duration"), "sum(call_logged.duration)", "decimal"),
        ("usual_of", ("order_completed", "discount"), "mode(order_completed.discount)", "money"),
        ("last_of", ("survey_answered", "theme"), "last(survey_answered).theme", "text"),
        ("days_since_last", ("visit_logged",), "days since last(visit_logged).at", "integer"),
        ("survey_score", ("nps",), "answer('nps').score", "decimal"),
        ("channel_share", ("web",), "share(order_completed where channel = 'web')", "number"),
        (
            "orders_in_category",
            ("shoes", 90),
            "distinct(order_completed, product_bought .order_id where category = 'shoes', last 90 days)",
            "integer",
        ),
    ],
)
def test_parametric_name_means_what_the_rule_text_says(name, arguments, text, kind):
    facts = CATALOG.variable(name, "customer", arguments)
    assert facts is not None
    if name != "orders_in_category":
        assert facts.definition == parse_value(text)
    assert facts.type == kind == type_of(facts.definition, CATALOG)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("category_share", (), r"category_share takes \(category, \[days\]\).*given nothing"),
        ("category_share", ("shoes", "30"), "given 'shoes', '30'"),
        ("category_share", ("shoes", 0), "days from 1 to"),
        ("category_share", ("shoes", True), "given 'shoes', True"),
        ("category_share", ("shoes", 30, 30), "given 'shoes', 30, 30"),
        ("category_share", (30,), "given 30"),
        ("category_share", ("",), "given ''"),
        ("days_since_last", ("visit_logged", 30), "given 'visit_logged', 30"),
        ("count_of", ("page_vewed",), "no event kind 'page_vewed'; did you mean 'page_viewed'"),
        (
            "sum_of",
            ("order_completed", "amout"),
            "no field of order_completed 'amout'; did you mean 'amount'",
        ),
        ("sum_of", ("order_completed", "channel"), "sum_of adds up numbers, and channel is a text"),
        ("revenue_30d", (30,), "revenue_30d takes no arguments"),
    ],
)
def test_wrong_arguments_are_refused_with_the_cure(name, arguments, message):
    assert CATALOG.variable(name, "customer", arguments) is None
    with pytest.raises(ClientelaError, match=message):
        CATALOG.resolve(name, "customer", arguments)


def test_parametric_names_belong_to_customers_only():
    assert CATALOG.variable("count_of", "company", ("page_viewed",)) is None


def test_estimate_resolves_only_once_computed():
    with pytest.raises(ClientelaError, match="churn_risk has not been computed yet"):
        CATALOG.resolve("churn_risk")
    done = FirmCatalog(estimates=["churn_risk"])
    assert done.resolve("churn_risk").definition == n.Estimate("churn_risk")
    assert "churn_risk" in done.variable_names()
    assert "churn_risk" not in CATALOG.variable_names()


def test_special_category_resolves_only_when_released():
    with pytest.raises(ClientelaError, match="religion is a special category"):
        CATALOG.resolve("religion")
    assert (CATALOG.variable("religion"), "religion" in CATALOG.attributes("customer")) == (None, False)
    released = FirmCatalog(released=["religion"])
    assert released.resolve("religion").type is ValueType.TEXT
    assert "religion" in released.attributes("customer")
    assert released.variable("health") is None


def test_deal_field_is_a_column_of_its_name():
    facts = CATALOG.deal_field("lost_reason")
    assert facts is not None
    assert (facts.name, facts.type, facts.column) == ("lost_reason", ValueType.TEXT, "lost_reason")
    assert CATALOG.deal_field("nothing") is None
    assert {"status", "stage", "amount", "created_at"} <= set(CATALOG.deal_field_names())


def test_every_listed_name_resolves():
    for entity in ("customer", "company", "deal", "product"):
        assert [
            name for name in CATALOG.variable_names(entity) if CATALOG.variable(name, entity) is None
        ] == []


def test_unknown_entity_is_named():
    with pytest.raises(UnknownNameError, match="no entity 'custommer'; did you mean 'customer'"):
        CATALOG.attributes("custommer")
