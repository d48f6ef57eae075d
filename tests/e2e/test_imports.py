"""A Polish file, as a spreadsheet of Windows writes it: dropped, looked at, imported, found, undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.serving import Site

HEAD = "Nr klienta;Imię;Nazwisko;E-mail;Telefon;Data urodzenia;Miasto;Roczny dochód;Wyznanie;Ulubiony kolor\n"


@pytest.fixture
def site(changing_site: Site) -> Site:
    return changing_site


@pytest.fixture
def polish_file(tmp_path: Path) -> Path:
    """30 customers in cp1250, with semicolons, decimal commas, one wrong address and one broken row."""
    rows = [
        f"E2E{n:02};Świętosława;Żądło{n};sw{n}@poczta.example;600 100 {n:03};{n % 27 + 1:02}.03.1985;Łódź;"
        f"{84_800 + n},50;katolicyzm;żółty"
        for n in range(1, 31)
    ]
    rows[6] = rows[6].replace("sw7@poczta.example", "brak adresu")
    rows[9] = "E2E10;Jan;za krótki wiersz"
    path = tmp_path / "klienci_maj.csv"
    path.write_bytes((HEAD + "\n".join(rows) + "\n").encode("cp1250"))
    return path


def test_polish_file_is_imported_found_and_undone(person, shot, accessible, fits, polish_file):
    page = person("marketer")
    page.goto("/imports/")
    accessible(page)
    page.set_input_files("input[type=file]", str(polish_file))
    page.wait_for_url("**/imports/files/*/")
    assert page.get_by_text("Świętosława").first.is_visible()
    assert page.locator("select[name=encoding] option").first.inner_text() == "Detected: cp1250"
    assert page.get_by_text("Quarantined").is_visible()
    accessible(page)
    shot(page, "imports-file-1280")

    page.select_option("select[name=encoding]", "iso-8859-5")
    page.wait_for_selector("text=Świętosława", state="hidden")
    page.select_option("select[name=encoding]", "")
    page.wait_for_selector("text=Świętosława")

    color = page.get_by_label("Where Ulubiony kolor goes")
    color.fill("Leave out")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**/imports/runs/*/")
    page.wait_for_selector("text=would be imported")
    assert page.get_by_text("3 columns where the file has 10").is_visible()
    accessible(page)
    shot(page, "imports-trial-1280")

    page.get_by_role("button", name=re.compile("Import 29 rows")).click()
    page.wait_for_selector("h2:has-text('What it brought')")
    page.reload()
    page.wait_for_selector("h2:has-text('What it brought')")
    shot(page, "imports-done-1280")
    accessible(page)
    past = page.url

    page.get_by_role("link", name="All of it").click()
    assert page.locator("tbody tr").count() == 2
    assert page.get_by_text("brak adresu", exact=True).is_visible()
    accessible(page)

    page.goto("/customers/?q=Zadlo5")
    assert page.get_by_text("Żądło5").first.is_visible()

    page.goto(past)
    page.get_by_role("link", name="Undo").click()
    page.wait_for_selector("text=What would happen")
    accessible(page)
    shot(page, "imports-undo-1280")
    page.get_by_role("button", name="Undo the import").click()
    page.wait_for_selector("text=everything is as it was before it")
    page.goto("/customers/?q=Zadlo5")
    assert page.get_by_text("Żądło5").count() == 0


def test_file_fits_a_telephone_in_russian(person, shot, accessible, fits, polish_file):
    page = person("marketer", language="ru", width=390, dark=True)
    page.goto("/imports/")
    page.set_input_files("input[type=file]", str(polish_file))
    page.wait_for_url("**/imports/files/*/")
    fits(page)
    accessible(page)
    shot(page, "imports-file-390-ru")
