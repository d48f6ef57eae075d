from __future__ import annotations

from decimal import Decimal

import pytest

from clientela.act.metrics import metric_of
from clientela.catalog import FirmCatalog
from clientela_web.strategies.numbers import shown_amount, shown_value, typed_decimal, typed_value


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1500", "en", "1500"),
        ("1,500", "en", "1500"),
        ("1.500", "es", "1500"),
        ("1.500", "en", "1.500"),
        ("1,5", "pl", "1.5"),
        ("1,5", "en", "1.5"),
        ("1 234,56", "ru", "1234.56"),
        ("1\u00a0234,56", "ru", "1234.56"),
        ("1.234,56", "en", "1234.56"),
        ("1,234.56", "ro", "1234.56"),
        ("1.234.567", "ca", "1234567"),
        ("-3", "en", "-3"),
        ("many", "en", None),
        ("", "en", None),
        ("NaN", "en", None),
        ("1,2,3", "en", None),
    ],
)
def test_amount_is_read_as_its_reader_writes_it(text, language, number) -> None:
    assert typed_decimal(text, language) == (None if number is None else Decimal(number))


def test_share_is_typed_and_shown_in_per_cent() -> None:
    share, mean = (metric_of(FirmCatalog(), name) for name in ("repeat_buyer", "orders_365d"))
    assert [typed_value(text, share, "es") for text in ("15", "15 %", "12,5%")] == [0.15, 0.15, 0.125]
    assert typed_value("2,5", mean, "es") == 2.5
    assert [shown_value(each, share, "en") for each in (0.125, 0.29, None)] == ["12.5", "29", ""]
    assert shown_value(2.5, mean, "es") == "2,5"


@pytest.mark.parametrize("language", ["en", "ca", "es", "pl", "ru", "ro"])
def test_what_is_shown_is_read_back_as_the_same(language) -> None:
    mean, share = metric_of(FirmCatalog(), "orders_365d"), metric_of(FirmCatalog(), "repeat_buyer")
    for value in (3.075, 1234.567, 0.5, 12.0, -2.25):
        assert typed_value(shown_value(value, mean, language), mean, language) == value
    assert typed_value(shown_value(0.12345, share, language), share, language) == pytest.approx(0.12345)
    for amount in ("1500", "1.500", "1250.50"):
        assert typed_decimal(shown_amount(Decimal(amount), language), language) == Decimal(amount)
