"""Variables and their distributions: what the pages show is what the core answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from clientela.workspace import Workspace
from clientela_web.models import Account
from tests.web.explore.asking import lines_in, number, page_of, rows_in, rules_in

Browse = Callable[[Account], Client]


@pytest.mark.parametrize("variable", ["age", "city", "last_order", "has_bought", "company.employees"])
def test_rows_are_the_bars_of_the_core(
    firm: Workspace, administrator: Account, browse: Browse, variable: str
) -> None:
    text = page_of(browse(administrator), f"/explore/variables/{variable}/")
    rows = list(rows_in(text))
    found = firm.distribution(variable)
    assert [number(row[2]) for row in rows] == [bar.count for bar in found.bars]
    for rule, _, customers, *_ in rows:
        assert firm.segment(rule).count().count == number(customers), rule
    assert sum(number(row[2]) for row in rows) == found.known


def test_a_segment_stands_beside_everybody(firm: Workspace, administrator: Account, browse: Browse) -> None:
    segment = max(firm.segments(), key=lambda each: firm.segment(each.name).count().count)
    text = page_of(browse(administrator), f"/explore/variables/age/?segment={segment.segment_id}")
    for rule, _, customers, _, members, _ in rows_in(text):
        assert firm.segment(rule).count().count == number(customers)
        assert firm.segment(f"({rule}) and in segment '{segment.name}'").count().count == number(members)


def test_a_viewer_sees_no_bar_of_a_few(
    firm: Workspace, viewer: Account, administrator: Account, browse: Browse
) -> None:
    for variable in ("city", "age", "orders_total", "company.employees"):
        address = f"/explore/variables/{variable}/"
        rules = {said: rule for rule, said, *_ in rows_in(page_of(browse(administrator), address))}
        text = page_of(browse(viewer), address)
        bars = [line for line in lines_in(text) if line and line[0] in rules]
        assert bars, variable
        assert not list(rules_in(text))
        for said, customers, *_ in bars:
            assert number(customers) >= 5, said
            assert firm.segment(rules[said]).count().count == number(customers), said


@pytest.mark.parametrize("variable", ["email", "first_name", "birthday", "external_id"])
def test_values_that_name_a_person_are_not_shown(
    firm: Workspace, administrator: Account, browse: Browse, variable: str
) -> None:
    text = page_of(browse(administrator), f"/explore/variables/{variable}/")
    assert "Its values are not shown" in text
    assert not list(rules_in(text))
    value = firm.segment(f"{variable} is set").members([variable]).to_pandas()[variable].iloc[0]
    assert str(value) not in text


def test_the_page_says_what_it_is_made_of(firm: Workspace, viewer: Account, browse: Browse) -> None:
    text = page_of(browse(viewer), "/explore/variables/revenue_365d/")
    assert "total amount of orders in the last 365 days" in text
    assert "sum(order_completed.amount, last 365 days)" in text


def test_an_unknown_name_is_no_page(firm: Workspace, viewer: Account, browse: Browse) -> None:
    assert browse(viewer).get("/explore/variables/nonsense/").status_code == 404


def test_an_estimate_not_computed_says_the_cure(firm: Workspace, viewer: Account, browse: Browse) -> None:
    response = browse(viewer).get("/explore/variables/churn_risk/")
    assert response.status_code == 422
    assert "has not been computed yet" in response.content.decode()


def test_families_hold_every_variable_once(firm: Workspace, viewer: Account, browse: Browse) -> None:
    client = browse(viewer)
    shown = [each for each in firm.variables() if each.entity in ("customer", "company")]
    families = {each.family.value for each in shown}
    rows = 0
    for family in families:
        rows += client.get(f"/explore/variables/?family={family}").content.decode().count("<tr>") - 1
    assert rows == len(shown)


@pytest.mark.parametrize(
    ("words", "name"),
    [("ingresos 365", "revenue_365d"), ("возраст", "age"), ("tier loyalty", "loyalty_tier")],
)
def test_words_of_any_language_find_a_variable(
    firm: Workspace, viewer: Account, browse: Browse, words: str, name: str
) -> None:
    text = browse(viewer).get("/explore/variables/", {"q": words}).content.decode()
    assert f'<code class="muted">{name}</code>' in text


def test_the_list_says_of_how_many_each_is_known(firm: Workspace, viewer: Account, browse: Browse) -> None:
    text = page_of(browse(viewer), "/explore/variables/?q=age")
    share = firm.filled("age")["age"].share
    assert f"{share:.1%}".replace(".0%", "%") in text


@pytest.mark.parametrize("language", ["ca", "es", "pl", "ru", "ro"])
def test_variables_are_called_as_the_reader_calls_them(
    firm: Workspace, viewer: Account, browse: Browse, language: str
) -> None:
    viewer.language = language
    viewer.save()
    label = firm.catalog.labels.variable("orders_total", language)
    assert label[1:] in page_of(browse(viewer), "/explore/variables/orders_total/")
