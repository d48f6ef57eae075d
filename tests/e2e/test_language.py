"""Switching the language: the account's choice is on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PLACES = {
    "ro": ["Acasă", "Clienți", "Importuri", "Explorare", "Segmente", "Strategii", "Setări"],
    "ru": ["Главная", "Клиенты", "Импорт", "Исследование", "Сегменты", "Стратегии", "Настройки"],
    "pl": ["Start", "Klienci", "Importy", "Odkrywanie", "Segmenty", "Strategie", "Ustawienia"],
    "en": ["Home", "Customers", "Imports", "Explore", "Segments", "Strategies", "Settings"],
}


def _choose(page: Page, language: str) -> None:
    page.goto("/account/")
    page.locator("select[name=language]").select_option(language)
    page.locator("main form").filter(has=page.locator("select[name=language]")).locator("button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("width", [1280, 390])
def test_romanian_and_russian_are_on_every_page_until_changed(
    person: Callable[..., Page],
    shot: Callable[[Page, str], Path],
    fits: Callable[[Page], None],
    width: int,
) -> None:
    page = person("marketer", width=width)
    for language in ("ro", "ru", "pl", "en"):
        _choose(page, language)
        for address in ("/", "/customers/", "/imports/", "/explore/", "/segments/", "/strategies/"):
            page.goto(address)
            expect(page.locator("html")).to_have_attribute("lang", language)
            named = [text.strip() for text in page.locator(".places ul a").all_text_contents()]
            assert named == PLACES[language]
            fits(page)
        shot(page, f"language-{language}-{width}")
