"""What the site's catalogues say, to find on a page what was left in English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.mofile import read_mo
from playwright.sync_api import Page

import clientela_web
from clientela.cli.demo_segments import QUESTIONS

PLACES = {
    "ro": ["Acasă", "Clienți", "Importuri", "Explorare", "Segmente", "Strategii", "Campanii", "Setări"],
    "ru": ["Главная", "Клиенты", "Импорт", "Исследование", "Сегменты", "Стратегии", "Кампании", "Настройки"],
    "pl": ["Start", "Klienci", "Importy", "Odkrywanie", "Segmenty", "Strategie", "Kampanie", "Ustawienia"],
    "en": ["Home", "Customers", "Imports", "Explore", "Segments", "Strategies", "Campaigns", "Settings"],
}
SHOWN = """
() => {
  const NO_WORDS = "script, style, kbd, code, pre, body [lang]";
  const texts = new Set(), SAID = ["aria-label", "placeholder", "title", "alt"];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest(NO_WORDS)) texts.add(node.data.trim());
    } else for (const name of SAID) texts.add(node.getAttribute(name)?.trim());
  }
  return [document.title.split(" · ")[0], ...texts].filter(Boolean);
}
"""


@cache
def _english(language: str) -> frozenset[str]:
    """The English texts that have another form in that language, and are no word of it."""
    english, said = set(), set()
    for file in Path(clientela_web.__file__).parent.glob(f"*/locale/{language}/LC_MESSAGES/django.mo"):
        with file.open("rb") as compiled:
            for message in read_mo(compiled):
                if message.id and isinstance(message.id, str):
                    english.add(message.id)
                    said.add(str(message.string))
    return frozenset(english - said)


def check_language(page: Page, language: str) -> None:
    """Fail where the page is not in that language, or says in English what has a translation."""
    assert page.locator("html").get_attribute("lang") == language, page.url
    named = page.locator(".places ul a").all_text_contents()
    assert [text.strip() for text in named] == PLACES[language], page.url
    left = _english(language) & set(page.evaluate(SHOWN)) - {each.name for each in QUESTIONS}
    assert not left, f"{page.url} says in English: {sorted(left)}"
