"""An administrator adds a field, renames the firm, makes a backup and takes it home."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import check_fits_everywhere
from tests.e2e.serving import Site


@pytest.fixture
def site(changing_site: Site) -> Site:
    return changing_site


def test_field_is_added_and_a_backup_made(person, shot, accessible, tmp_path: Path):
    page = person("administrator")
    page.goto("/settings/")
    accessible(page)
    page.get_by_label("Name of the firm").fill("La Botiga")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.locator(".brand").first).to_contain_text("La Botiga")
    shot(page, "settings-firm")

    page.get_by_role("link", name="Fields", exact=True).click()
    accessible(page)
    shot(page, "settings-fields-empty")
    page.get_by_role("link", name="Add a field").first.click()
    page.get_by_label("What it is called").fill("Loyalty level")
    page.get_by_label("What it holds").select_option("text")
    accessible(page)
    shot(page, "settings-field-new")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="Loyalty level")).to_be_visible()
    expect(page.get_by_text("loyalty_level", exact=True)).to_be_visible()
    shot(page, "settings-fields")

    page.get_by_role("link", name="Backup", exact=True).click()
    accessible(page)
    check_fits_everywhere(page)
    page.get_by_role("button", name="Make a backup now").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click(timeout=60_000)
    shot(page, "settings-backup")
    waiting.value.save_as(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as packed:
        assert "manifest.json" in packed.namelist()
    assert re.fullmatch(r"clientela-[\d-]+\.zip", waiting.value.suggested_filename)


def test_viewer_sees_the_settings_and_no_form(person, accessible):
    page = person("viewer")
    page.goto("/settings/")
    accessible(page)
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.get_by_role("link", name="Backup")).to_have_count(0)
