"""What the customer does on the site and in the app."""

from __future__ import annotations

from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    count,
    days_since,
    distinct,
    first,
    flag,
    last,
    last_days,
    ratio,
    usual,
)
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import BOOLEAN, INSTANT, INTEGER, NUMBER, TEXT
from clientela.catalog.variables.purchases import ORDER
from clientela.rules.nodes import LastPeriod, Sequence, Step, Window

_F = Family.BEHAVIOURAL
PAGE, VIEW, ADD = "page_viewed", "product_viewed", "product_added"


def abandoned_cart(window: Window) -> Sequence:
    """Something put into a cart inside the window, and no order with that cart within 24 hours."""
    not_ordered = Step((ORDER,), within=LastPeriod(24, "hour"), negated=True)
    return Sequence((Step((ADD,)), not_ordered), same=("cart_id",), window=window)


def viewed_in_vain(window: Window) -> Sequence:
    """A product viewed inside the window, and no order within 7 days."""
    not_ordered = Step((ORDER,), within=LastPeriod(7, "day"), negated=True)
    return Sequence((Step((VIEW,)), not_ordered), window=window)


MEASURES = (
    Measure(
        "page_views",
        _F,
        INTEGER,
        "pages",
        "Pages she viewed",
        lambda window: count(PAGE, window=window),
        compared=(90,),
    ),
    Measure(
        "visits",
        _F,
        INTEGER,
        "visits",
        "Web visits, told apart by their session id",
        lambda window: distinct(PAGE, field="session_id", window=window),
        windows=(7, 30, 90, 365),
        compared=(30,),
    ),
    Measure(
        "product_views",
        _F,
        INTEGER,
        "views",
        "Products she looked at, each time",
        lambda window: count(VIEW, window=window),
        windows=(7, 30, 90, 365),
        compared=(30,),
    ),
    Measure(
        "products_viewed",
        _F,
        INTEGER,
        "items",
        "Different products she looked at",
        lambda window: distinct(VIEW, field="item", window=window),
        windows=(30,),
    ),
    Measure(
        "searches",
        _F,
        INTEGER,
        "searches",
        "Searches on the site",
        lambda window: count("search_performed", window=window),
        windows=(30, 90),
    ),
    Measure(
        "cart_additions",
        _F,
        INTEGER,
        "additions",
        "Times she put something into a cart",
        lambda window: count(ADD, window=window),
        windows=(30, 90),
    ),
    Measure(
        "carts",
        _F,
        INTEGER,
        "carts",
        "Different carts she put something into",
        lambda window: distinct(ADD, field="cart_id", window=window),
        windows=(30, 90),
    ),
    Measure(
        "cart_conversion",
        _F,
        NUMBER,
        "ratio",
        "Carts that became orders, divided by carts she filled",
        lambda window: ratio(
            distinct(ORDER, field="cart_id", window=window), distinct(ADD, field="cart_id", window=window)
        ),
        windows=(90,),
    ),
    Measure(
        "abandoned_cart",
        _F,
        BOOLEAN,
        "",
        "Whether she filled a cart and did not order it within 24 hours",
        lambda window: flag(abandoned_cart(window)),
        windows=(7, 30, 90),
        total=False,
    ),
    Measure(
        "viewed_without_order",
        _F,
        BOOLEAN,
        "",
        "Whether she looked at a product and did not order anything within 7 days",
        lambda window: flag(viewed_in_vain(window)),
        windows=(30,),
        total=False,
    ),
    Measure(
        "checkouts",
        _F,
        INTEGER,
        "checkouts",
        "Checkouts she began",
        lambda window: count("checkout_started", window=window),
        windows=(30, 90),
    ),
    Measure(
        "wishlist_additions",
        _F,
        INTEGER,
        "additions",
        "Times she put something on a wish list",
        lambda window: count("product_added_to_wishlist", window=window),
        windows=(90,),
    ),
    Measure(
        "sign_ins",
        _F,
        INTEGER,
        "sign-ins",
        "Times she signed in",
        lambda window: count("signed_in", window=window),
        windows=(30, 90),
    ),
    Measure(
        "app_openings",
        _F,
        INTEGER,
        "openings",
        "Times she opened the app",
        lambda window: count("application_opened", window=window),
        windows=(30,),
    ),
    Measure(
        "forms_submitted",
        _F,
        INTEGER,
        "forms",
        "Forms she sent in",
        lambda window: count("form_submitted", window=window),
        windows=(90,),
    ),
)

DEFINITIONS = (
    VariableDefinition("last_visit", _F, INSTANT, "Instant of the latest page she viewed.", "", last(PAGE)),
    VariableDefinition(
        "days_since_last_visit",
        _F,
        INTEGER,
        "Whole days since the latest page she viewed.",
        "days",
        days_since(last(PAGE)),
    ),
    VariableDefinition(
        "days_since_last_product_view",
        _F,
        INTEGER,
        "Whole days since she last looked at a product.",
        "days",
        days_since(last(VIEW)),
    ),
    VariableDefinition(
        "days_since_last_cart",
        _F,
        INTEGER,
        "Whole days since she last put something into a cart.",
        "days",
        days_since(last(ADD)),
    ),
    VariableDefinition(
        "favourite_viewed_category",
        _F,
        TEXT,
        "Category she looked at most often in the last 90 days.",
        "",
        usual(VIEW, field="category", window=last_days(90)),
    ),
    VariableDefinition(
        "last_viewed_category",
        _F,
        TEXT,
        "Category of the product she looked at last.",
        "",
        last(VIEW, field="category"),
    ),
    VariableDefinition(
        "last_viewed_item", _F, TEXT, "Product she looked at last.", "", last(VIEW, field="item")
    ),
    VariableDefinition(
        "last_search", _F, TEXT, "Words of her latest search.", "", last("search_performed", field="query")
    ),
    VariableDefinition(
        "first_web_source", _F, TEXT, "Where her first page view came from.", "", first(PAGE, field="source")
    ),
    VariableDefinition(
        "usual_device", _F, TEXT, "Device she uses most often.", "", usual(PAGE, field="device")
    ),
)
