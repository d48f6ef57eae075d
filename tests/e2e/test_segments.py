"""Segments as a person meets them: the list, a profile, why somebody is in, a file, versions."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

Person = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Check = Callable[[Page], None]
TABS = ("", "profile/", "members/", "overlap/", "versions/")


def _settled(page: Page) -> None:
    """Wait until nothing is being worked out and every picture is drawn."""
    expect(page.locator(".spinner")).to_have_count(0, timeout=60_000)
    for figure in page.locator("[data-picture]").all():
        figure.scroll_into_view_if_needed()
        expect(figure.locator("svg").first).to_be_visible()


def test_from_the_list_to_why_somebody_is_in_and_into_a_file(
    site: Site, person: Person, shot: Shot, accessible: Check, tmp_path: Path
) -> None:
    page = person("marketer")
    page.get_by_role("link", name="Segments", exact=True).click()
    _settled(page)
    accessible(page)
    shot(page, "segments-list")
    page.get_by_label("Search").fill("childr")
    expect(page.locator(".segment-row")).to_have_count(1)
    assert "q=childr" in page.url
    page.get_by_role("link", name="Families", exact=True).click()
    _settled(page)
    accessible(page)
    shot(page, "segment")
    size = int(page.locator(".stat strong").first.inner_text().replace(",", ""))

    page.get_by_role("link", name="Profile").click()
    _settled(page)
    expect(page.get_by_role("heading", name="What differs most")).to_be_visible()
    accessible(page)
    shot(page, "segment-profile")

    page.get_by_role("link", name="Members", exact=True).click()
    _settled(page)
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


def test_older_version_comes_back(site: Site, person: Person, shot: Shot, accessible: Check) -> None:
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
    _settled(page)
    expect(page.locator(".versions > li")).to_have_count(2)
    expect(page.locator("ins").first).to_contain_text("Barcelona")
    accessible(page)
    shot(page, "segment-versions")
    page.get_by_role("button", name="Use this version again").click()
    _settled(page)
    expect(page.locator(".versions > li")).to_have_count(3)
    expect(page.locator(".versions > li").first).to_contain_text("Marketer")
    page.goto(address)
    assert page.locator("#rule-text").inner_text() == rule


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_every_page_fits_in_russian(
    site: Site, person: Person, shot: Shot, accessible: Check, fits: Check, width: int, dark: bool
) -> None:
    page = person("viewer", language="ru", width=width, dark=dark)
    page.goto("/segments/")
    _settled(page)
    fits(page)
    accessible(page)
    shot(page, f"segments-ru-{width}")
    address = page.locator(".segment-row h2 a").nth(3).get_attribute("href")
    for tab in TABS:
        page.goto(f"{address}{tab}")
        _settled(page)
        fits(page)
        accessible(page)
        shot(page, f"segment-ru-{width}-{tab.strip('/') or 'overview'}")


def test_page_without_scripts_is_whole(site: Site, person: Person) -> None:
    page = person("marketer")
    page.goto("/segments/")
    _settled(page)
    storage = page.context.storage_state()
    assert page.context.browser is not None
    plain = page.context.browser.new_context(
        base_url=site.address, java_script_enabled=False, storage_state=storage
    )
    try:
        bare = plain.new_page()
        bare.goto("/segments/?q=families")
        bare.get_by_role("link", name="Families", exact=True).click()
        bare.get_by_role("link", name="Versions").click()
        expect(bare.get_by_role("heading", name="Version 1")).to_be_visible()
    finally:
        plain.close()
