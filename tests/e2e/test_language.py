"""Switching the language: the account's choice is on every page, whatever the browser asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.languages import PLACES, check_language
from tests.e2e.looking import settled


def _choose(page: Page, language: str) -> None:
    page.goto("/account/")
    page.locator("select[name=language]").select_option(language)
    page.locator("main form").filter(has=page.locator("select[name=language]")).locator("button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_romanian_and_russian_are_on_every_page_until_changed(
    person: Callable[..., Page], shot: Callable[[Page, str], Path]
) -> None:
    page = person("traveller", language="es")
    for language in PLACES:
        _choose(page, language)
        for address in ("/", "/customers/", "/imports/", "/explore/", "/segments/", "/strategies/"):
            page.goto(address)
            check_language(page, language)
        settled(page)
        shot(page, f"language-{language}")
