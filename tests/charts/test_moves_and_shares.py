"""Who came and went, and what is shared: the numbers drawn are the numbers given."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from clientela.charts import moves_chart, shares_chart
from clientela.charts.writing import svg
from clientela.rules.sentences import LANGUAGES
from clientela.segments.base import Size
from clientela.segments.overlap import Overlap
from clientela.segments.trend import Moves

MADRID = ZoneInfo("Europe/Madrid")
DAYS = [dt.datetime(2026, month, 1, tzinfo=MADRID).astimezone(dt.UTC) for month in range(1, 5)]
MOVES = [
    Moves(since, Size(100 + place, 400, until), 10 + place, place)
    for place, (since, until) in enumerate(pairwise(DAYS))
]
OVERLAPS = [Overlap("VIP", "Lapsed", 100, 40, 10), Overlap("VIP", "New", 100, 5, 0)]


def test_moves_stand_above_and_hang_below():
    rows = moves_chart(MOVES, "VIP", zone=MADRID)["data"]["values"]
    assert [(row["kind"], row["drawn"]) for row in rows] == [
        ("Entered", 10),
        ("Left", 0),
        ("Entered", 11),
        ("Left", -1),
        ("Entered", 12),
        ("Left", -2),
    ]
    assert rows[0]["until"] == "2026-02-01T00:00:00.000Z"


def test_shares_go_both_ways_and_empty_overlaps_are_left_out():
    rows = shares_chart(OVERLAPS, "VIP")["data"]["values"]
    assert [(row["name"], row["kind"], row["share"]) for row in rows] == [
        ("Lapsed", "Share of this segment", 0.1),
        ("Lapsed", "Share of the other segment", 0.25),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_draw_in_each_language(language: str):
    assert "<svg" in svg(moves_chart(MOVES, "Клиенты", language))
    assert "<svg" in svg(shares_chart(OVERLAPS, "Клиенты", language))


def test_nothing_is_said_to_be_nothing():
    assert "Nothing to show" in svg(moves_chart([], "VIP"))
    assert "Nothing to show" in svg(shares_chart(OVERLAPS[1:], "VIP"))
