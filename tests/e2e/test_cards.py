"""Customers and cards, as a person meets them in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.serving import Site

Person = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Check = Callable[[Page], None]


@pytest.fixture
def site(changing_site: Site) -> Site:
    return changing_site


def open_a_card(page: Page, query: str) -> None:
    page.goto(f"/customers/?{query}")
    page.locator("table.customers tbody a.who").first.click()
    expect(page.locator("#timeline")).to_be_visible()


def test_search_without_accents_opens_a_card(
    person: Person, shot: Shot, accessible: Check, fits: Check
) -> None:
    page = person("marketer")
    page.goto("/customers/")
    page.get_by_label("Name, e-mail, phone or company").press_sequentially("garcia", delay=30)
    expect(page.locator("table.customers tbody a.who b").first).to_contain_text("arc")
    expect(page).to_have_url(re.compile("q=garcia"))
    shot(page, "customers-search-1280")
    accessible(page)
    page.reload()
    name = page.locator("table.customers tbody a.who b").first.inner_text()
    page.locator("table.customers tbody a.who").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    accessible(page)
    fits(page)
    shot(page, "card-1280")


@pytest.mark.parametrize("address", ["/customers/", "/segments/", "/explore/variables/"])
def test_words_typed_while_the_page_opens_are_looked_for_at_once(person: Person, address: str) -> None:
    page = person("marketer")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/htmx-2.min.js*", hold)  # the page listens once this is there
    page.route("**/icon.svg*", hold)  # and has loaded once this is there
    with page.expect_request("**/htmx-2.min.js*"):
        page.goto(address, wait_until="commit")
    page.locator("main input[type=search][name=q]").fill("ar")
    for route in held.copy():
        if "htmx" in route.request.url:
            route.continue_()
    expect(page).to_have_url(re.compile("[?&]q=ar"))
    for route in held:
        if "htmx" not in route.request.url:
            route.continue_()


def test_nothing_moves_when_the_key_figures_come(person: Person) -> None:
    page = person("marketer")
    held: list[Route] = []
    let_go: list[bool] = []

    def hold(route: Route) -> None:
        if let_go:
            route.continue_()
        else:
            held.append(route)

    page.route("**/figures/", hold)
    open_a_card(page, "sort=-orders_total")
    timeline = page.locator("#timeline")
    before = timeline.bounding_box()
    expect(page.locator(".figures-now.blank")).to_be_visible()
    let_go.append(True)
    for route in held:
        route.continue_()
    expect(page.locator(".figures-now:not(.blank)")).to_be_visible()
    after = timeline.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 24


def test_call_is_logged_and_stands_on_the_timeline(person: Person, shot: Shot, accessible: Check) -> None:
    page = person("marketer")
    open_a_card(page, "sort=-orders_total")
    page.get_by_role("link", name="Log a call").click()
    page.get_by_label("Text").fill("Asked for the winter coats")
    page.get_by_label("Outcome").fill("reached")
    shot(page, "card-log-call-1280")
    accessible(page)
    page.get_by_role("button", name="Save").click()
    first = page.locator("#timeline .timeline li").first
    expect(first).to_contain_text("Call")
    expect(first).to_contain_text("Asked for the winter coats")
    expect(first).to_contain_text("by hand, Ada Marketer")


def test_why_she_is_in_a_segment(person: Person, shot: Shot, accessible: Check) -> None:
    page = person("analyst")
    page.goto("/customers/")
    page.get_by_label("Segment").select_option(index=2)
    page.locator("table.customers tbody a.who").first.click()
    page.get_by_role("link", name="Why?").first.click()
    expect(page.locator("#why .tree li.true").first).to_be_visible()
    expect(page.locator("#why .flip")).to_be_visible()
    shot(page, "card-why-1280")
    accessible(page)


def test_attribute_is_edited_and_its_past_kept(person: Person, shot: Shot) -> None:
    page = person("marketer")
    open_a_card(page, "sort=-revenue_365d")
    page.get_by_role("link", name="Edit: City").click()
    control = page.locator("#desk input[name=value]")
    before = control.input_value()
    control.fill("Łódź")
    page.get_by_role("button", name="Save").click()
    changed = page.locator("#timeline .timeline li").first
    expect(changed).to_contain_text(f"City: Łódź, before {before}")
    page.get_by_role("link", name="Edit: City").click()
    expect(page.locator("#desk .list li").first).to_contain_text("Łódź")
    shot(page, "card-attribute-1280")


def test_deal_is_lost_with_a_reason(person: Person, shot: Shot) -> None:
    page = person("marketer")
    open_a_card(page, "q=maria")
    page.get_by_role("link", name="Open a deal").click()
    page.get_by_label("Title", exact=True).fill("Coats for the team")
    page.get_by_label("Amount").fill("1200")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Lost Coats for the team").click()
    page.get_by_label("Why was it lost?").fill("price too high")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#deals")).to_contain_text("price too high")
    expect(page.locator("#timeline .timeline li").first).to_contain_text("Lost deal")
    shot(page, "card-deal-lost-1280")
