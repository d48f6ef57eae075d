"""Exploring in a real browser: whatever is seen becomes a segment that holds the same customers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.looking import PATIENCE, settled, unfold

Person = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Check = Callable[[Page], None]


def opened(page: Page, address: str) -> None:
    """The page with every answer there and every picture in sight drawn."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    settled(page)


def rule_in(page: Page) -> str:
    """The rule the builder was opened with."""
    (rule,) = parse_qs(urlsplit(page.url).query)["rule"]
    return rule


def figures(page: Page, label: str) -> list[str]:
    """The figures in the row of the table behind a picture that begins with this label."""
    page.locator("details.figures summary").first.click()
    row = page.locator("details.figures tr", has=page.get_by_role("link", name=label, exact=True)).first
    return row.locator("td").all_inner_texts()


def test_a_bar_of_a_variable_is_a_segment_of_its_customers(person: Person, shot: Shot) -> None:
    page = person("marketer")
    opened(page, "/explore/variables/age/")
    shot(page, "explore-variable")
    label, customers, *_ = figures(page, "30–39")
    page.get_by_role("link", name=label, exact=True).click()
    page.wait_for_url("**/segments/new/**")
    assert rule_in(page) == "age between 30 and 39"
    page.goto("/customers/?rule=age%20between%2030%20and%2039")
    expect(page.locator("main")).to_contain_text(re.compile(rf"\b{customers}\b"), timeout=PATIENCE)


def test_a_click_on_a_bar_of_the_picture_leads_to_the_builder(person: Person) -> None:
    page = person("marketer")
    opened(page, "/explore/variables/has_bought/")
    page.locator("[data-stage] svg path[aria-label], [data-stage] svg .mark-rect path").first.click()
    page.wait_for_url("**/segments/new/**")
    assert rule_in(page) in ("has_bought = true", "has_bought = false")


def test_a_cell_of_the_grid_is_a_segment_of_its_customers(person: Person, shot: Shot) -> None:
    page = person("marketer")
    opened(page, "/explore/rfm/")
    shot(page, "explore-rfm")
    page.locator("details.figures summary").first.click()
    row = page.locator("details.figures tr:has(a)").first
    link, customers = row.locator("a"), row.locator("td").nth(1).inner_text()
    link.click()
    page.wait_for_url("**/segments/new/**")
    expect(page.locator("main")).to_contain_text(re.compile(rf"\b{customers}\b"), timeout=PATIENCE)


def test_a_group_from_the_data_becomes_a_segment(person: Person, shot: Shot, accessible: Check) -> None:
    page = person("marketer")
    page.goto("/explore/groups/")
    page.get_by_label("How many groups").select_option("3")
    page.get_by_label(re.compile("Or by these variables")).fill("age, orders_total, revenue_365d, country")
    page.get_by_role("button", name="Look for groups").click()
    page.wait_for_url("**/explore/searches/*/")
    page.reload()  # the work goes on
    expect(page.get_by_role("heading", name="Proposed segments")).to_be_visible(timeout=PATIENCE)
    settled(page)
    shot(page, "explore-groups")
    accessible(page)
    unfold(page)
    expect(page.locator("[data-stage]:not(:has(svg))")).to_have_count(0)
    accessible(page)
    shot(page, "explore-groups-unfolded")
    proposal = page.locator("article.proposal", has=page.get_by_text("Agrees with its group")).first
    name, customers = proposal.locator("h3").inner_text(), proposal.locator("dd").first.inner_text()
    proposal.get_by_role("button", name=re.compile("Make it a segment")).click()
    page.wait_for_url("**/segments/*/")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.locator(".stat strong").first).to_have_text(customers)
    page.goto("/segments/")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
