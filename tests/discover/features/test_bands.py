from __future__ import annotations

import pytest

from clientela.discover.features.bands import ordered


@pytest.mark.parametrize(
    "steps",
    [
        ("0-14", "15-24", "25-34", "35-49", "50-64", "65+"),
        ("< 1000", "1000-1999", "2000-2999", "3000+"),
        ("do 1 000 zł", "1 000-1 999 zł", "od 2 000 zł"),
        ("menos de 1.000 €", "de 1.000 a 5.000 €", "más de 5.000 €"),
        ("low", "medium", "high"),
        ("niski", "średni", "wysoki"),
        ("1-9", "10-49", "50-249", "250+"),
    ],
)
def test_bands_stand_in_the_scale_order(steps: tuple[str, ...]) -> None:
    assert ordered(sorted(steps)) == steps


@pytest.mark.parametrize(
    "levels", [("a", "b", "c"), ("1-2", "1-3", "1-4"), ("10", "20"), ("low", "high", "x")]
)
def test_texts_that_are_no_scale_are_left(levels: tuple[str, ...]) -> None:
    assert ordered(levels) is None
