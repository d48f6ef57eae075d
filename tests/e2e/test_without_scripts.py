"""The same work in a browser that runs no scripts: every page is a plain form first."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import Site

Person = Callable[..., Page]


@pytest.fixture
def site(changing_site: Site) -> Site:
    return changing_site


def test_customer_is_found_and_gets_a_note(person: Person) -> None:
    page = person("marketer", scripts=False)
    page.goto("/customers/")
    page.get_by_label("Name, e-mail, phone or company").fill("garcia")
    page.get_by_label("Name, e-mail, phone or company").press("Enter")
    page.wait_for_url("**/customers/?q=garcia*")
    name = page.locator("table.customers tbody a.who b").first.inner_text()
    assert "Garc" in name
    page.locator("table.customers tbody a.who").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Key figures").click()
    page.go_back()
    page.get_by_role("link", name="Note", exact=True).click()
    page.get_by_label("Text").fill("Wrote by hand, without scripts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("#timeline .timeline li").first).to_contain_text("Wrote by hand, without scripts")


def _add(page: Page, words: str, label: str) -> None:
    page.locator("[data-add='']").click()
    page.locator("#palette-words").fill(words)
    page.locator("#palette").get_by_role("button", name="Search", exact=True).click()
    items = page.locator("#palette-items")
    items.get_by_role("button", name=re.compile(rf"^{re.escape(label)}\b")).first.click()


def _tool(page: Page, path: str, name: str) -> None:
    row = page.locator(f"[data-handle='{path}'] > [data-row]")
    if name != "Take it away":
        row.locator("details.more summary").click()
    row.get_by_role("button", name=name).click()


def test_rule_is_built_grouped_thinned_and_saved(person: Person) -> None:
    page = person("marketer", scripts=False)
    page.goto("/segments/new/")
    _add(page, "age", "age")
    page.locator("input[name='r.conditions[0].operand']").fill("30")
    page.get_by_role("button", name="Apply").last.click()
    _add(page, "orders", "orders of all time")
    page.locator("input[name='r.conditions[1].operand']").fill("2")
    page.get_by_role("button", name="Apply").last.click()
    _add(page, "children", "number of children")
    page.locator("input[name='r.conditions[2].operand']").fill("1")
    page.get_by_role("button", name="Apply").last.click()
    rule = page.locator("#rule-text")
    assert (
        re.sub(r"\s+", " ", rule.input_value()) == "age >= 30 and orders_total >= 2 and children_count >= 1"
    )
    _tool(page, "conditions[1]", "Into a group with the one above")
    assert (
        re.sub(r"\s+", " ", rule.input_value()) == "(age >= 30 or orders_total >= 2) and children_count >= 1"
    )
    _tool(page, "conditions[1]", "Take it away")
    assert re.sub(r"\s+", " ", rule.input_value()) == "age >= 30 or orders_total >= 2"
    page.locator("#save-name").fill("Built without scripts")
    page.get_by_role("button", name="Save segment").click()
    page.wait_for_url(re.compile(r"/segments/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Built without scripts")


def test_file_is_uploaded_and_tried(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("customer_id;first_name;email\nP1;Ada;ada@poczta.example\nP2;Jan;jan@poczta.example\n")
    page = person("marketer", scripts=False)
    page.goto("/imports/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/imports/files/*/")
    expect(page.get_by_text("ada@poczta.example").first).to_be_visible()
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**/imports/runs/*/")
    while page.get_by_text("would be imported").count() == 0:
        page.reload()
    expect(page.locator("main")).to_contain_text("2")
