"""The list of customers against the workspace asked directly."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from clientela import Workspace
from clientela.segments.listing import Order, Wanted
from clientela_web.models import Account, AuditEntry

Browse = Callable[[Account], Client]
CARD = re.compile(r'href="/customers/(\d+)/"')


def listed(page: str) -> list[int]:
    return [int(number) for number in CARD.findall(page)]


def asked(client: Client, query: str = "") -> str:
    for _ in range(20):
        response = client.get(f"/customers/?{query}")
        assert response.status_code == 200
        text = response.content.decode()
        if "spinner" not in text:
            return text
    raise AssertionError("the list was never worked out")


def test_list_is_everybody_by_name(firm: Workspace, marketer: Account, browse: Browse) -> None:
    expected = [each.customer.customer_id for each in firm.list_customers(limit=50)]
    page = asked(browse(marketer))
    assert listed(page) == expected
    assert f"{firm.population():,} customers" in page


@pytest.mark.parametrize("words", ["garcia", "GARCÍA", "lodz", "anna"])
def test_search_finds_whom_the_core_finds(
    firm: Workspace, marketer: Account, browse: Browse, words: str
) -> None:
    expected = [each.customer.customer_id for each in firm.list_customers(Wanted(words), limit=50)]
    response = browse(marketer).get("/customers/", {"q": words}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert listed(text) == expected


def test_filter_row_becomes_a_rule_in_the_address(firm: Workspace, marketer: Account, browse: Browse) -> None:
    client = browse(marketer)
    row = {"add_variable": "City", "add_operator": "is", "add_value": "Barcelona"}
    response = client.get("/customers/", row)
    assert response.status_code == 302
    more = {"add_variable": "orders_total", "add_operator": "at least", "add_value": "2"}
    again = client.get(f"{response.url}&{'&'.join(f'{k}={quote(v)}' for k, v in more.items())}")
    rule = firm.segment("city = 'Barcelona' and orders_total >= 2")
    assert f"rule={quote(rule.text, safe='').replace('%20', '+')}" in again.url
    page = asked(client, again.url.partition("?")[2])
    assert set(listed(page)) == set(rule.ids().to_pylist()[:50]) or len(listed(page)) == 50
    assert f"{rule.count().count:,} customer" in page


def test_wrong_filter_is_told_and_kept(firm: Workspace, marketer: Account, browse: Browse) -> None:
    response = browse(marketer).get(
        "/customers/", {"add_variable": "Shoe colour zzz", "add_operator": "is", "add_value": "red"}
    )
    page = response.content.decode()
    assert "There is nothing called “Shoe colour zzz”" in page
    assert 'value="Shoe colour zzz"' in page
    assert 'value="red"' in page


def test_wrong_rule_is_one_sentence(firm: Workspace, marketer: Account, browse: Browse) -> None:
    page = browse(marketer).get("/customers/", {"rule": "ctiy = 'Vic'"}).content.decode()
    assert "did you mean &#x27;city&#x27;?" in page


def test_sorted_by_a_column(firm: Workspace, analyst: Account, browse: Browse) -> None:
    order = Order("revenue_365d", descending=True)
    expected = [each.customer.customer_id for each in firm.list_customers(order=order, limit=50)]
    assert listed(asked(browse(analyst), "sort=-revenue_365d")) == expected


def test_columns_are_remembered_for_the_account(firm: Workspace, marketer: Account, browse: Browse) -> None:
    client = browse(marketer)
    response = client.post("/customers/columns/", {"col": ["city", "churn_risk", "no_such_thing", "age"]})
    assert response.status_code == 302
    marketer.refresh_from_db()
    kept = [name for name in ("city", "churn_risk", "age") if firm.catalog.variable(name)]
    assert marketer.preferences["customer_columns"] == kept
    heads = re.findall(r'<th scope="col".*?<a [^>]*>([^<]*)', asked(client), re.DOTALL)
    assert heads[0] == "Customer"
    assert heads[1:] == [
        label[:1].upper() + label[1:] for label in (firm.catalog.labels.variable(name, "en") for name in kept)
    ]


def test_export_is_the_whole_list_and_on_record(firm: Workspace, marketer: Account, browse: Browse) -> None:
    rule = firm.segment("city = 'Barcelona'")
    response = browse(marketer).get("/customers/file.csv", {"rule": rule.text, "col": "orders_total"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]
    expected = rule.members(["orders_total"]).to_arrow().to_pylist()
    assert {int(row["customer_id"]): int(row["orders_total"]) for row in rows} == {
        row["customer_id"]: row["orders_total"] for row in expected
    }
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.kind, entry.facts["rows"]) == ("customers", len(expected))


def test_viewer_may_not_export(firm: Workspace, viewer: Account, browse: Browse) -> None:
    assert browse(viewer).get("/customers/file.csv").status_code == 403


def test_viewer_sees_and_finds_nobody_by_name(firm: Workspace, viewer: Account, browse: Browse) -> None:
    client = browse(viewer)
    page = asked(client)
    persons = firm.list_customers(limit=600)
    told = [text for each in persons for text in (each.customer.name, each.customer.email) if text]
    assert [text for text in told if text in page] == []
    found = client.get("/customers/", {"q": "garcia"}).content.decode()
    assert listed(found) == []
    assert listed(client.get("/customers/", {"q": "#7"}).content.decode()) == [7]
    asked_by_mail = client.get("/customers/", {"rule": "email contains 'a'"}).content.decode()
    assert listed(asked_by_mail) == []


def test_empty_list_teaches(firm: Workspace, marketer: Account, browse: Browse) -> None:
    page = browse(marketer).get("/customers/", {"q": "nobody is called so"}).content.decode()
    assert "Nobody was found" in page
    assert reverse("cards:list") in page
