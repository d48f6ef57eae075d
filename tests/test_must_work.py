"""The questions the product was asked for, word for word, on a sample of 2,000 customers.

What is expected is worked out from the sample's files with the standard library alone: no importer, no
catalogue, no compiler.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from clientela.sample import SampleReport
from clientela.workspace import Workspace
from tests.cases.shop import external_ids
from tests.sample.reading import Row, Sample

MADRID = ZoneInfo("Europe/Madrid")
# half past eleven in Madrid and Warsaw; in Bucharest, Riga and Almaty it is tomorrow already
AS_OF = dt.datetime(2026, 6, 1, 23, 30, tzinfo=MADRID)
NOW = AS_OF.astimezone(dt.UTC)


class Files:
    """The sample as its files tell it."""

    def __init__(self, sample: Sample) -> None:
        self.customers = sample.customers()
        self.companies = {row["company_id"]: row["employees"] for row in sample.rows("companies.csv")}
        polish = sample.rows("firmy_polska.csv", "iso8859-2", ";")
        self.companies |= {row["ID firmy"]: row["Liczba pracowników"] for row in polish}
        self.deals = sample.rows("deals.csv")
        self.visits = sample.rows("calls_and_visits.csv")
        self.messages = sample.rows("messages.csv.gz")
        self.orders = [row for row in sample.rows("orders.csv") if row["status"] == "completed"]
        self.added = [row for row in sample.objects("web.jsonl.gz") if row["event"] == "product_added"]
        self.orders_of: dict[str, list[Row]] = defaultdict(list)
        for order in self.orders:
            self.orders_of[order["customer_id"]].append(order)


@pytest.fixture(scope="module")
def files(sample_report: SampleReport) -> Files:
    return Files(Sample(sample_report.folder))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def day(text: str) -> dt.date:
    """A day as the files write it: 29/11/1974 or 29.11.1974."""
    d, month, year = (int(part) for part in text.replace("/", ".").split("."))
    return dt.date(year, month, d)


def months_ago(count: int, since: dt.datetime = AS_OF) -> dt.datetime:
    """The same wall time so many months earlier; no case here falls on a missing day or hour."""
    month = since.year * 12 + since.month - 1 - count
    return since.replace(year=month // 12, month=month % 12 + 1)


def age(customer: Row) -> int | None:
    if not customer["birthday"]:
        return None
    born, today = day(customer["birthday"]), AS_OF.date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def income(customer: Row) -> Decimal | None:
    return Decimal(customer["income"].replace(",", ".")) if customer["income"] else None


def interests(customer: Row) -> set[str]:
    return set(customer["interests"].split(";"))


def aged(customer: Row, low: int, high: int) -> bool:
    years = age(customer)
    return years is not None and low <= years <= high


def found(workspace: Workspace, rule: str) -> set[str]:
    ids = external_ids(workspace, rule, AS_OF)
    assert len(ids) == len(set(ids)) == workspace.segment(rule).count(AS_OF).count
    return set(ids)


def test_sample_is_there_in_full(sample_workspace: Workspace, files: Files):
    assert found(sample_workspace, "all ()") == set(files.customers)


# 1: lost deals, last contact, loss reason


def test_b2b_customers_whose_deal_was_lost_on_price_last_contacted_one_to_two_years_ago(
    sample_workspace: Workspace, files: Files
):
    rule = """
        any deal (status = 'lost' and lost_reason = 'price too high')
          and last(call_logged, message_sent, visit_logged).at between 2 years ago and 1 year ago
          and company.name is set
    """
    contacts = [row for row in files.messages if row["event"] == "message_sent"] + files.visits
    last: dict[str, dt.datetime] = {}
    for row in contacts:
        who, when = row["customer_id"], at(row["timestamp"])
        last[who] = max(last.get(who, when), when)
    window = months_ago(24), months_ago(12)
    expected = {
        who
        for deal in files.deals
        if deal["status"] == "lost" and deal["lost_reason"] == "price too high"
        for who in people_of(deal, files)
        if who in last and window[0] < last[who] <= window[1] and files.customers[who]["company"]
    }
    assert expected
    assert found(sample_workspace, rule) == expected


def people_of(deal: Row, files: Files) -> Iterable[str]:
    """Who a deal is with: the contact it names, or everybody at the company."""
    if deal["contact_id"]:
        return [deal["contact_id"]]
    return [who for who, row in files.customers.items() if row["company"] == deal["company_id"]]


# 2: clothing segments by age, income and interest

# yearly incomes are in each market's own currency
INCOMES = {"ES": 28_000, "PL": 85_000, "RO": 70_000}
COUNTRIES = {"Espanya": "ES", "España": "ES", "Polska": "PL", "România": "RO"}
EARNS = " or ".join(f"country = '{country}' and income >= {least}" for country, least in INCOMES.items())


def earns(customer: Row) -> bool:
    least, amount = INCOMES.get(COUNTRIES.get(customer["country"], "")), income(customer)
    return least is not None and amount is not None and amount >= least


def test_young_professionals_of_25_to_35_with_urban_taste(sample_workspace: Workspace, files: Files):
    rule = f"age between 25 and 35 and interests includes any ('urban') and ({EARNS})"
    expected = {
        who
        for who, row in files.customers.items()
        if aged(row, 25, 35) and "urban" in interests(row) and earns(row)
    }
    assert expected
    assert found(sample_workspace, rule) == expected


def test_families_of_35_to_50(sample_workspace: Workspace, files: Files):
    rule = """
        age between 35 and 50 and children_count >= 1
          and income_band in ('mid', 'high') and interests includes any ('family', 'home')
    """
    expected = {
        who
        for who, row in files.customers.items()
        if aged(row, 35, 50)
        and int(row["children"] or 0) >= 1
        and row["band"] in ("mid", "high")
        and interests(row) & {"family", "home"}
    }
    assert expected
    assert found(sample_workspace, rule) == expected


def test_teenagers_of_15_to_24_after_trends(sample_workspace: Workspace, files: Files):
    rule = """
        age between 15 and 24 and interests includes any ('trends')
          and (income_band = 'low' or income is not set)
    """
    expected = {
        who
        for who, row in files.customers.items()
        if aged(row, 15, 24) and "trends" in interests(row) and (row["band"] == "low" or income(row) is None)
    }
    assert expected
    assert found(sample_workspace, rule) == expected


# 3: a cart without an order

CART = "sequence(product_added, then not order_completed within 24 hours, same cart_id)"


def test_cart_without_an_order_within_24_hours(sample_workspace: Workspace, files: Files):
    ordered: dict[tuple[str, str], list[dt.datetime]] = defaultdict(list)
    for order in files.orders:
        ordered[order["customer_id"], order["cart_id"]].append(at(order["order_date"]))
    wait = dt.timedelta(hours=24)
    left: set[str] = set()
    kept: set[str] = set()
    for row in files.added:
        who, when = row["customer_id"], at(row["timestamp"])
        in_time = any(when <= order <= when + wait for order in ordered[who, row["cart_id"]])
        (left if not in_time and when + wait <= AS_OF else kept).add(who)
    assert left & kept, "some left one cart and ordered another"
    assert found(sample_workspace, CART) == left


def test_cart_is_abandoned_for_itself_alone(shop: Workspace):
    """ewa: added E1, ordered E1, added E2."""
    as_of = dt.datetime(2026, 4, 16, tzinfo=MADRID)
    carts = {
        cart: CART.replace("product_added", f"product_added where cart_id = '{cart}'")
        for cart in ("E1", "E2")
    }
    assert {cart: "ewa" in external_ids(shop, rule, as_of) for cart, rule in carts.items()} == {
        "E1": False,
        "E2": True,
    }


def test_cart_is_not_abandoned_before_24_hours_have_wholly_passed(shop: Workspace):
    full = dt.datetime(2026, 4, 12, 9, tzinfo=MADRID)
    early = full - dt.timedelta(microseconds=1)
    assert [name in external_ids(shop, CART, when) for name in ("ewa",) for when in (early, full)] == [
        False,
        True,
    ]


# 4: regulars and the rest


def test_regular_buyers_who_stopped(sample_workspace: Workspace, files: Files):
    rule = """
        regularly(order_completed, 5 of last 12 months, until 6 months ago)
          and stopped(order_completed, 6 months)
    """
    end = months_ago(6)
    edges = [months_ago(6 + month) for month in range(13)]
    expected = set()
    for who, orders in files.orders_of.items():
        instants = [at(order["order_date"]) for order in orders]
        periods = sum(any(low < instant <= high for instant in instants) for high, low in pairwise(edges))
        if periods >= 5 and not any(end < instant <= AS_OF for instant in instants):
            expected.add(who)
    assert expected
    assert found(sample_workspace, rule) == expected


def test_buyers_only_at_a_discount(sample_workspace: Workspace, files: Files):
    rule = "count(order_completed) >= 2 and share(order_completed where discount > 0) = 1"
    expected = {
        who
        for who, orders in files.orders_of.items()
        if len(orders) >= 2 and all(Decimal(order["discount"] or 0) > 0 for order in orders)
    }
    assert expected
    assert found(sample_workspace, rule) == expected
    assert found(sample_workspace, "buys_only_discounted is true") == expected


def revenue(files: Files, since: dt.datetime) -> dict[str, Decimal]:
    """What each customer in Barcelona paid, 0 for who bought nothing."""
    return {
        who: sum(
            (Decimal(o["total"]) for o in files.orders_of[who] if at(o["order_date"]) > since), Decimal(0)
        )
        for who, row in files.customers.items()
        if row["city"] == "Barcelona"
    }


def test_top_decile_by_revenue_in_barcelona(sample_workspace: Workspace, files: Files):
    paid = revenue(files, NOW - dt.timedelta(days=365))
    ranks = {who: 1 + sum(other > amount for other in paid.values()) for who, amount in paid.items()}
    top = {who for who, rank in ranks.items() if rank <= math.ceil(len(paid) / 10)}
    first = {who for who, rank in ranks.items() if math.ceil(10 * rank / len(paid)) == 1}
    assert top
    assert found(sample_workspace, "top 10 percent by revenue_365d within (city = 'Barcelona')") == top
    assert found(sample_workspace, "decile 1 by revenue_365d within (city = 'Barcelona')") == first


def test_birthday_in_the_next_7_days_in_the_customers_own_zone(sample_workspace: Workspace, files: Files):
    expected: set[str] = set()
    elsewhere: set[str] = set()
    for who, row in files.customers.items():
        if row["birthday"]:
            for zone, into in ((row["zone"] or "Europe/Madrid", expected), ("Europe/Madrid", elsewhere)):
                today = AS_OF.astimezone(ZoneInfo(zone)).date()
                days = [today + dt.timedelta(days=ahead) for ahead in range(7)]
                born = day(row["birthday"])
                if (born.month, born.day) in {(each.month, each.day) for each in days}:
                    into.add(who)
    assert expected
    assert expected != elsewhere, "the zone makes a difference"
    assert found(sample_workspace, "birthday within next 7 days") == expected


@pytest.mark.parametrize(
    ("opened", "machines"),
    [("did message_opened in last 90 days", True), ("opened any campaign within last 90 days", False)],
)
def test_firms_over_50_staff_none_of_whose_people_opened_a_message_in_90_days(
    sample_workspace: Workspace, files: Files, opened: str, machines: bool
):
    since = NOW - dt.timedelta(days=90)
    openers = {
        row["customer_id"]
        for row in files.messages
        if row["event"] == "message_opened"
        and at(row["timestamp"]) > since
        and (machines or row["machine"] != "true")
    }
    people: dict[str, set[str]] = defaultdict(set)
    for who, row in files.customers.items():
        people[row["company"]].add(who)
    expected = {
        who
        for company, staff in files.companies.items()
        if int(staff) > 50 and not people[company] & openers
        for who in people[company]
    }
    assert expected
    rule = f"company.employees > 50 and none person of company ({opened})"
    assert found(sample_workspace, rule) == expected
