"""Segments as a person meets them: the list, a profile, why somebody is in, a file, versions."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.looking import settled

Person = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Check = Callable[[Page], None]


def test_from_the_list_to_why_somebody_is_in_and_into_a_file(
    person: Person, shot: Shot, accessible: Check, tmp_path: Path
) -> None:
    page = person("marketer")
    page.goto("/")
    page.get_by_role("link", name="Segments", exact=True).click()
    settled(page)
    accessible(page)
    shot(page, "segments-list")
    page.get_by_label("Search").fill("childr")
    expect(page.locator(".segment-row")).to_have_count(1)
    assert "q=childr" in page.url
    page.get_by_role("link", name="Families", exact=True).click()
    settled(page)
    accessible(page)
    shot(page, "segment")
    size = int(page.locator(".stat strong").first.inner_text().replace(",", ""))

    page.get_by_role("link", name="Profile").click()
    settled(page)
    expect(page.get_by_role("heading", name="What differs most")).to_be_visible()
    accessible(page)
    shot(page, "segment-profile")

    page.get_by_role("link", name="Members", exact=True).click()
    settled(page)
    expect(page.get_by_role("heading", name=f"{size} members")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Why is #")).first.click()
    why = page.locator("#why .why")
    expect(why.get_by_role("img", name="true").first).to_be_visible()
    expect(why).to_contain_text("The smallest change")
    accessible(page)
    shot(page, "segment-why")

    page.get_by_role("link", name="Export").click()
    page.get_by_role("checkbox", name="City", exact=True).check()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    assert re.fullmatch(r"Families as of \d{4}-\d\d-\d\d \d{4} UTC\.csv", coming.value.suggested_filename)
    coming.value.save_as(tmp_path / "members.csv")
    with (tmp_path / "members.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == size


def test_older_version_comes_back(person: Person, shot: Shot, accessible: Check) -> None:
    page = person("marketer")
    page.goto("/segments/?q=Only+at+a+discount")
    page.locator(".segment-row details.more summary").first.click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", name="Only at a discount (copy)")).to_be_visible()
    rule = page.locator("#rule-text").inner_text()
    address = page.url

    page.goto(f"{address}rule/?rule=orders_total+>%3D+3+and+city+%3D+'Barcelona'")
    page.locator("button[name=as][value=next]").click()
    page.wait_for_url(address)
    page.goto(f"{address}versions/")
    settled(page)
    expect(page.locator(".versions > li")).to_have_count(2)
    expect(page.locator("ins").first).to_contain_text("Barcelona")
    accessible(page)
    shot(page, "segment-versions")
    page.get_by_role("button", name="Use this version again").click()
    settled(page)
    expect(page.locator(".versions > li")).to_have_count(3)
    expect(page.locator(".versions > li").first).to_contain_text("Marketer")
    page.goto(address)
    assert page.locator("#rule-text").inner_text() == rule


def test_page_without_scripts_is_whole(person: Person) -> None:
    page = person("marketer", scripts=False)
    page.goto("/segments/?q=families")
    page.get_by_role("link", name="Families", exact=True).click()
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
