"""Search over names, meanings and labels."""

from __future__ import annotations

import pytest

from clientela.catalog import CustomField, FirmCatalog
from clientela.rules.types import ValueType

CATALOG = FirmCatalog([CustomField("customer", "shoe_size", ValueType.DECIMAL, "Numer buta Ł")])


def names(words: str, language: str = "en") -> list[str]:
    return [each.name for each in CATALOG.search(words, language)]


@pytest.mark.parametrize(
    ("words", "language", "best"),
    [
        ("revenue_365d", "en", "revenue_365d"),
        ("churn", "en", "churn_risk"),
        ("birthday", "en", "birthday"),
        ("przychod ostatnich 365", "pl", "revenue_365d"),
        ("ВЫРУЧКА за последние 90", "ru", "revenue_90d"),
        ("varsta", "ro", "age"),
        ("cistell abandonat 7", "ca", "abandoned_cart_7d"),
        ("cumpleaños 30", "en", "birthday_within_30_days"),
        ("numer buta l", "en", "shoe_size"),
    ],
)
def test_best_match_comes_first(words, language, best):
    assert names(words, language)[0] == best


def test_every_word_must_occur():
    assert "revenue_90d" in names("revenue 90")
    assert "orders_90d" not in names("revenue 90")
    assert names("revenue qqq") == []


def test_no_word_gives_everything_in_order():
    assert CATALOG.search("") == list(CATALOG.definitions())
    assert CATALOG.search([]) == list(CATALOG.definitions())


def test_family_and_entity_can_be_searched():
    assert {each.family for each in CATALOG.search("estimate")} >= {"estimate"}
    assert names("company technologies")[0] == "technologies"
