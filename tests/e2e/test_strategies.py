"""Writing the strategy of a segment from what its own figures propose, as a marketer does it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

SEGMENT = "Only at a discount"
SLOW = 60_000


def test_strategy_is_written_from_a_proposal(person, shot, accessible, fits):
    page = person("marketer")
    page.goto("/strategies/")
    page.get_by_role("link", name=SEGMENT, exact=True).click()
    expect(page.get_by_role("heading", name="No strategy yet")).to_be_visible()
    use = page.get_by_role("link", name=re.compile(r"Use this\s*: Give another reason than the price"))
    use.wait_for(timeout=SLOW)
    expect(page.locator(".evidence").first).to_contain_text("95% interval")
    accessible(page)
    shot(page, "strategies-proposals")
    use.click()

    message = page.get_by_label("Message", exact=False).first
    expect(message).to_have_value(re.compile("New arrivals"))
    page.locator("#id_message").fill("The autumn collection is here, and it lasts.")
    page.locator("#id_budget").fill("2,500")
    today = dt.date.today()
    page.locator("#id_starts_on").fill(today.isoformat())
    page.locator("#id_ends_on").fill((today - dt.timedelta(days=1)).isoformat())
    page.get_by_label(re.compile("Decided")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("p.error").first).to_contain_text("before it starts")
    expect(page.locator("#id_message")).to_have_value("The autumn collection is here, and it lasts.")
    accessible(page)
    shot(page, "strategies-mistake")
    page.locator("#id_ends_on").fill((today + dt.timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Give another reason than the price")).to_be_visible()
    expect(page.get_by_text("The autumn collection is here")).to_be_visible()
    page.locator("progress, .figures-row").first.wait_for(timeout=SLOW)
    accessible(page)
    shot(page, "strategies-strategy")

    page.goto("/strategies/")
    row = page.get_by_role("row", name=re.compile(rf"^{SEGMENT} (?!\(copy)")).last
    expect(row).to_contain_text("20 days left")
    expect(row).to_contain_text("2,500")
    accessible(page)
    fits(page)
    shot(page, "strategies-list")

    page.goto("/")
    act = page.locator(".loop a", has_text="strategy at work")
    expect(act.locator("b")).to_have_text("1")
    expect(page.locator("[data-decision=ending]")).to_contain_text("1 strategy ends within a month")
    page.locator(".waiting").first.wait_for(state="detached", timeout=SLOW)
    accessible(page)
    shot(page, "home")


def test_one_part_of_a_proposal_is_taken_and_the_rest_stays(person):
    page = person("marketer")
    page.goto("/strategies/")
    page.get_by_role("link", name=re.compile(r"Write\s*: Families")).click()
    page.locator("#id_message").fill("Our own words")
    take = page.get_by_role("link", name=re.compile(r"Take\s*: Offer")).first
    take.wait_for(timeout=SLOW)
    take.click()
    expect(page.locator("#id_offer")).not_to_have_value("")
    expect(page.locator("#id_message")).to_have_value("Our own words")
