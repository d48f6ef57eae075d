"""Products a message speaks of, in a shop in which it is known who buys what together."""
# ruff: noqa: E501 - a case stands on its line

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest

import clientela
from clientela.act.messages import Writing
from clientela.act.messages.products import find_suggestions, recent_products
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
UTC = pa.timestamp("us", "UTC")
CUSTOMERS = 400
# Customers 1 to 100 buy boots with socks; 101 to 200 hats; 201 to 300 boots alone; 301 to 390 gloves, off
# sale since; the last ten have bought nothing.
GOODS = {"BOOTS": ("Boots", True), "SOCKS": ("Socks", True), "HAT": (None, True), "GLOVES": ("Gloves", False)}


def bought(number: int) -> list[str]:
    if number <= 100:
        return ["BOOTS", "SOCKS"]
    if number <= 200:
        return ["HAT"]
    if number <= 300:
        return ["BOOTS"]
    return ["GLOVES"] if number <= 390 else []


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Workspace]:
    with clientela.create(tmp_path_factory.mktemp("goods"), time_zone="Europe/Madrid") as made:
        received = AS_OF - dt.timedelta(days=1)
        numbers = list(range(1, CUSTOMERS + 1))
        people = pa.table({"customer_id": numbers, "external_id": [f"C{number}" for number in numbers],
                           "city": ["Vic" if number <= 200 else "Reus" for number in numbers],
                           "created_at": pa.array([AS_OF - dt.timedelta(days=900)] * CUSTOMERS, UTC)})  # fmt: skip
        goods = pa.table({
            "product_id": [1, 2, 3, 4],
            "external_id": list(GOODS),
            "name": [name for name, _ in GOODS.values()],
            "price": pa.array([Decimal(20)] * 4, pa.decimal128(18, 4)),
            "currency": ["EUR"] * 4,
            "active": [active for _, active in GOODS.values()],
        })  # fmt: skip
        made.store.write_entities("customer", people, source="test", received_at=received)
        made.store.write_entities("product", goods, source="test", received_at=received)
        lines = [(number, item, place) for number in numbers for place, item in enumerate(bought(number))]
        rows = len(lines)
        made.store.append_events(pa.table({
            "event_id": [f"{number}-{item}" for number, item, _ in lines],
            "customer_id": [number for number, _, _ in lines],
            "at": pa.array([AS_OF - dt.timedelta(days=30, minutes=place) for _, _, place in lines], UTC),
            "received_at": pa.array([received] * rows, UTC),
            "kind": ["product_bought"] * rows,
            "ref": [f"O{number}" for number, _, _ in lines],
            "item": [item for _, item, _ in lines],
            "category": [item.lower() for _, item, _ in lines],
            "source": ["test"] * rows,
        }))  # fmt: skip
        made.save_segment("Vic", "city = 'Vic'", at=AS_OF)
        made.save_segment("Reus", "city = 'Reus'", at=AS_OF)
        yield made


def offers(shop, segment, most=5):
    found = find_suggestions(shop.base, shop.segment(segment).rule, AS_OF)
    return found, {
        number: [(each["item"], each["because"]) for each in listed] for number, listed in found.each(most)
    }


def test_what_goes_together_is_offered_to_who_has_one_of_it(shop):
    found, listed = offers(shop, "Reus")
    assert {(pair.item, pair.other) for pair in found.pairs} == {("BOOTS", "SOCKS"), ("SOCKS", "BOOTS")}
    assert all(pair.together == 100 and pair.low > 1 for pair in found.pairs)
    assert found.thin == ""
    assert listed[250] == [("SOCKS", "Boots")]


def test_the_others_are_offered_what_their_segment_buys_most_and_never_what_they_have(shop):
    found, listed = offers(shop, "Vic")
    assert [item for item, _ in found.bestsellers] == ["BOOTS", "HAT", "SOCKS"]
    assert listed[50] == [("HAT", None)]
    assert listed[150] == [("BOOTS", None), ("SOCKS", None)]


def test_what_is_off_sale_is_neither_offered_nor_a_bestseller(shop):
    found, listed = offers(shop, "Reus")
    assert [item for item, _ in found.bestsellers] == ["BOOTS"]
    assert listed[350] == listed[395] == [("BOOTS", None)]
    assert not any(item == "GLOVES" for each in listed.values() for item, _ in each)


def test_offers_are_few_and_in_order_of_customers(shop):
    _, listed = offers(shop, "Vic", most=1)
    assert list(listed) == sorted(listed)
    assert {len(each) for each in listed.values()} == {1}


def test_a_bestseller_needs_ten_buyers_and_nothing_is_offered_without(shop):
    few = shop.segment("external_id in ('C1', 'C2', 'C399')").rule
    found = find_suggestions(shop.base, few, AS_OF)
    assert found.bestsellers == ()
    assert dict(found.each()) == {}


def test_before_anything_was_bought_there_is_nothing_and_it_says_why(shop):
    found = find_suggestions(shop.base, shop.segment("Vic").rule, AS_OF - dt.timedelta(days=100))
    assert (found.pairs, found.bestsellers) == ((), ())
    assert "patterns need 30" in found.thin


def test_recent_products_come_newest_first_with_what_is_known_of_them(shop):
    found = dict(recent_products(shop.base, shop.segment("Vic").rule, AS_OF))
    assert list(found) == list(range(1, 201))
    day = dt.date(2026, 5, 2)
    assert found[1] == [
        {"item": "BOOTS", "name": "Boots", "category": "boots", "brand": None, "price": Decimal(20), "currency": "EUR", "bought_on": day},
        {"item": "SOCKS", "name": "Socks", "category": "socks", "brand": None, "price": Decimal(20), "currency": "EUR", "bought_on": day},
    ]  # fmt: skip
    assert found[150][0]["name"] == "HAT"
    assert dict(recent_products(shop.base, shop.segment("Vic").rule, AS_OF, most=1))[1][0]["item"] == "BOOTS"


def test_a_message_says_them_to_each_and_the_check_reads_the_same(shop):
    text = (
        "{% for each in recent_products %}{{ each.name }} {% endfor %}/"
        "{% for each in offers %} {{ each.name }}{% if each.because %} with {{ each.because }}{% endif %}{% endfor %}"
        "{% segment 'Vic' %} Vic{% endsegment %} {{ coupon }}"
    )
    message = shop.message(Writing("sms", text=text))
    assert message.preview("C50", AS_OF, segment="Vic", coupon="X").text == "Boots Socks / HAT Vic X"
    values = dict(message._proved.values(shop.segment("Vic").rule, AS_OF))
    assert sorted(values) == list(range(1, 201))
    composed = message.composed
    assert composed.render({**values[50], "coupon": "X"}).text == "Boots Socks / HAT Vic X"
    assert message.check("Vic", AS_OF).wrong == 0
