from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from clientela.sample import SampleReport
from tests.sample.conftest import CUSTOMERS, UNTIL
from tests.sample.reading import Row, Sample


def age(birthday: str) -> int:
    day, month, year = (int(part) for part in birthday.replace("/", ".").split("."))
    return UNTIL.year - year - ((UNTIL.month, UNTIL.day) < (month, day))


def ago(days: int) -> str:
    return (UNTIL - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def orders(sample: Sample) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for order in sample.rows("orders.csv"):
        found[order["customer_id"]].append(order)
    return found


def planted_as(sample: Sample, column: str, name: str) -> list[str]:
    return [number for number, row in sample.planted().items() if row[column] == name]


def test_counts_told_are_those_of_the_file(report: SampleReport, sample: Sample) -> None:
    rows = sample.planted().values()
    counts = Counter(row["persona"] for row in rows) + Counter(row["behaviour"] for row in rows)
    counts["lost_on_price"] = sum(row["lost_on_price"] == "1" for row in rows)
    counts["quiet_firm"] = sum(row["quiet_firm"] == "1" for row in rows)
    assert dict(counts) == report.planted
    told = json.loads((report.folder / "truth" / "planted.json").read_text(encoding="utf-8"))
    assert told["counts"] == report.planted
    assert set(told["rules"]) == set(report.planted)


@pytest.mark.parametrize(
    ("persona", "share", "low", "high"),
    [("young_professional", 0.19, 25, 35), ("family", 0.22, 35, 50), ("teenager", 0.13, 15, 24)],
)
def test_persona_has_its_share_and_mostly_its_age(
    sample: Sample, persona: str, share: float, low: int, high: int
) -> None:
    customers = sample.customers()
    members = planted_as(sample, "persona", persona)
    ages = [age(customers[number]["birthday"]) for number in members if customers[number]["birthday"]]
    inside = sum(low <= years <= high for years in ages) / len(ages)
    assert abs(len(members) / CUSTOMERS - share) < 0.03
    assert 0.9 < inside < 0.99


def test_young_professionals_are_urban_far_more_often_than_others(sample: Sample) -> None:
    customers, young = sample.customers(), set(planted_as(sample, "persona", "young_professional"))
    urban: dict[bool, list[bool]] = {True: [], False: []}
    for number, customer in customers.items():
        if customer["interests"]:
            urban[number in young].append("urban" in customer["interests"].split(";"))
    assert sum(urban[True]) / len(urban[True]) > 0.6
    assert sum(urban[False]) / len(urban[False]) < 0.2


def test_families_buy_for_children_and_teenagers_do_not(sample: Sample) -> None:
    persona = {number: row["persona"] for number, row in sample.planted().items()}
    bought: dict[str, Counter[bool]] = defaultdict(Counter)
    for line in sample.rows("order_lines.csv.gz"):
        bought[persona[line["customer_id"]]][line["category"] == "children"] += 1
    shares = {name: counts[True] / counts.total() for name, counts in bought.items()}
    assert shares["family"] > 0.4
    assert shares["teenager"] < 0.06


def test_families_buy_at_week_ends(sample: Sample, orders: dict[str, list[Row]]) -> None:
    days = [
        date.fromisoformat(order["order_date"][:10]).weekday()
        for number in planted_as(sample, "persona", "family")
        for order in orders[number]
    ]
    assert sum(day >= 5 for day in days) / len(days) > 0.55


def test_incomes_of_teenagers_lie_in_the_lowest_band(sample: Sample) -> None:
    customers = sample.customers()
    bands = Counter(customers[number]["band"] for number in planted_as(sample, "persona", "teenager"))
    assert bands["low"] / (bands.total() - bands[""]) > 0.9


def test_discount_hunters_mostly_never_paid_the_full_price(
    sample: Sample, orders: dict[str, list[Row]]
) -> None:
    hunters = [number for number in planted_as(sample, "behaviour", "discount_hunter") if orders[number]]
    always = [n for n in hunters if all(float(order["discount"]) > 0 for order in orders[n])]
    assert 0.88 < len(always) / len(hunters) < 1
    assert min(len(orders[n]) for n in hunters) >= 3


def test_lapsed_bought_regularly_and_stopped(sample: Sample, orders: dict[str, list[Row]]) -> None:
    lapsed = planted_as(sample, "behaviour", "lapsed")
    assert len(lapsed) > 150
    assert all(len(orders[number]) >= 7 for number in lapsed)
    assert all(max(order["order_date"] for order in orders[number]) < ago(183) for number in lapsed)


def test_gift_buyers_buy_in_december_alone(sample: Sample, orders: dict[str, list[Row]]) -> None:
    months = [
        o["order_date"][5:7]
        for number in planted_as(sample, "behaviour", "gift_buyer")
        for o in orders[number]
    ]
    assert len(months) > 60
    assert set(months) <= {"12", "11"}
    assert months.count("11") < 3  # the night to the first of December, in UTC


def test_newcomers_are_new_and_subscribers_never_bought(sample: Sample, orders: dict[str, list[Row]]) -> None:
    customers = sample.customers()
    for number in planted_as(sample, "behaviour", "newcomer"):
        day, month, year = customers[number]["joined"].replace("/", ".").split(".")
        assert f"{year}-{month}-{day}" >= ago(60)
        assert len(orders[number]) >= 1
    assert [n for n in planted_as(sample, "behaviour", "never_bought") if orders[n]] == []


def test_the_loyal_spend_most(sample: Sample, orders: dict[str, list[Row]]) -> None:
    def euros(number: str) -> float:
        return sum(float(order["total"]) for order in orders[number] if order["currency"] == "EUR")

    mean = {
        name: sum(map(euros, planted_as(sample, "behaviour", name)))
        / len(planted_as(sample, "behaviour", name))
        for name in ("vip", "steady", "occasional")
    }
    assert mean["vip"] > 2.5 * mean["steady"] > 5 * mean["occasional"]


def test_lost_on_price_was_last_spoken_to_between_one_and_two_years_ago(sample: Sample) -> None:
    lost = [number for number, row in sample.planted().items() if row["lost_on_price"] == "1"]
    last: dict[str, str] = {}
    words = list(sample.rows("calls_and_visits.csv"))
    words += [row for row in sample.rows("messages.csv.gz") if row["event"] == "message_sent"]
    for row in words:
        last[row["customer_id"]] = max(last.get(row["customer_id"], ""), row["timestamp"])
    assert len(lost) >= 5
    assert all(ago(731) < last[number] < ago(365) for number in lost)


def test_lost_on_price_companies_lost_their_last_deal_over_the_price(sample: Sample) -> None:
    firms = {row["company_id"] for row in sample.planted().values() if row["lost_on_price"] == "1"}
    last: dict[str, Row] = {}
    for deal in sorted(sample.rows("deals.csv"), key=lambda deal: deal["created_at"]):
        if deal["company_id"] in firms:
            last[deal["company_id"]] = deal
    assert set(last) == firms
    reasons = Counter(deal["lost_reason"] for deal in last.values())
    assert reasons["price too high"] / reasons.total() > 0.8


def test_all_reasons_for_losing_occur_and_only_with_lost_deals(sample: Sample) -> None:
    reasons = {(deal["status"], deal["lost_reason"]) for deal in sample.rows("deals.csv")}
    assert {reason for status, reason in reasons if status == "lost"} == {
        "price too high", "no budget", "chose a competitor", "bad timing", "no answer",
    }  # fmt: skip
    assert {reason for status, reason in reasons if status != "lost"} == {""}


def test_firms_over_fifty_where_nobody_opened_for_ninety_days_exist(sample: Sample) -> None:
    staff = {row["company_id"]: int(row["employees"]) for row in sample.rows("companies.csv")}
    staff |= {
        r["ID firmy"]: int(r["Liczba pracowników"]) for r in sample.rows("firmy_polska.csv", "iso8859-2", ";")
    }
    company = {number: row["company_id"] for number, row in sample.planted().items() if row["company_id"]}
    opened = {
        company[row["customer_id"]]
        for row in sample.rows("messages.csv.gz")
        if row["event"] == "message_opened" and row["timestamp"] > ago(90) and row["customer_id"] in company
    }
    quiet = {row["company_id"] for row in sample.planted().values() if row["quiet_firm"] == "1"}
    big = {number for number, people in staff.items() if people > 50}
    assert len(big & quiet) >= 2
    assert big & quiet & opened == set()
    assert big & opened


def test_carts_are_left_behind_and_others_are_ordered(sample: Sample) -> None:
    ordered = {order["cart_id"] for order in sample.rows("orders.csv")}
    carts = [
        event["cart_id"] for event in sample.objects("web.jsonl.gz") if event["event"] == "product_added"
    ]
    left = [cart for cart in carts if cart not in ordered]
    assert len(left) > 300
    assert len(carts) - len(left) > 1000
    assert len(set(carts)) == len(carts)


def test_some_filled_a_cart_ordered_it_and_left_a_later_one(sample: Sample) -> None:
    ordered = {order["cart_id"] for order in sample.rows("orders.csv")}
    states: dict[str, list[bool]] = defaultdict(list)
    for event in sorted(sample.objects("web.jsonl.gz"), key=lambda event: event["timestamp"]):
        if event["event"] == "product_added":
            states[event["customer_id"]].append(event["cart_id"] in ordered)
    assert sum(carts[-2:] == [True, False] for carts in states.values()) > 20


def test_birthdays_fall_in_the_next_seven_days(sample: Sample) -> None:
    coming = {(UNTIL + timedelta(days=n)).strftime("%d.%m") for n in range(7)}
    found = [c for c in sample.customers().values() if c["birthday"].replace("/", ".")[:5] in coming]
    assert 15 < len(found) < 70


def test_machines_open_mail_within_seconds(sample: Sample) -> None:
    opened = [row for row in sample.rows("messages.csv.gz") if row["event"] == "message_opened"]
    machines = sum(row["machine"] == "true" for row in opened) / len(opened)
    assert 0.15 < machines < 0.4


def test_campaigns_brought_orders_with_their_code(sample: Sample) -> None:
    brought = [order for order in sample.rows("orders.csv") if order["campaign"]]
    assert len(brought) > 50
    assert all(order["coupon"] and float(order["discount"]) > 0 for order in brought)
