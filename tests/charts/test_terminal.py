"""Charts of block letters."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from clientela.charts import text_chart
from clientela.segments.base import Size

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def sizes(*counts: int) -> list[Size]:
    return [Size(count, 100, START + dt.timedelta(days=day)) for day, count in enumerate(counts)]


def test_text_chart_draws_columns_in_eighths() -> None:
    assert text_chart(sizes(0, 4, 8, 12, 16), width=40, height=2).splitlines() == [
        "16 │                     ▄▄▄▄▄▄ ██████",
        " 0 │       ▄▄▄▄▄▄ ██████ ██████ ██████",
        "    2026-01-01               2026-01-05",
    ]


def test_text_chart_too_narrow_for_two_days_says_the_last() -> None:
    assert text_chart(sizes(0, 4, 8, 12, 16), width=18, height=2).splitlines() == [
        "16 │      ▄ █",
        " 0 │  ▄ █ █ █",
        "2026-01-05",
    ]


def test_text_chart_of_a_single_member_shows_her() -> None:
    assert "▁" in text_chart(sizes(1, 10_000), height=4)


@pytest.mark.parametrize("width", [24, 40, 80, 200])
@pytest.mark.parametrize("count", [1, 2, 12, 500])
def test_no_line_is_wider_than_asked(width: int, count: int) -> None:
    drawn = text_chart(sizes(*range(1, count + 1)), width=width)
    assert max(len(line) for line in drawn.splitlines()) <= width


def test_thinned_chart_keeps_the_last_size() -> None:
    top = text_chart(sizes(*[1] * 499, 800), width=40, height=3).splitlines()[0]
    assert top.endswith("█")


def test_days_are_those_of_the_zone() -> None:
    midnight = [Size(1, 2, dt.datetime(2026, month, 1, tzinfo=ZoneInfo("Europe/Madrid"))) for month in (1, 2)]
    in_utc = [Size(size.count, size.population, size.as_of.astimezone(dt.UTC)) for size in midnight]
    assert text_chart(in_utc, zone=ZoneInfo("Europe/Madrid")).splitlines()[-1].split() == [
        "2026-01-01",
        "2026-02-01",
    ]


def test_chart_of_nothing_is_empty() -> None:
    assert text_chart([]) == ""


def test_chart_of_nobody_is_a_floor_without_columns() -> None:
    assert "█" not in text_chart(sizes(0, 0))
