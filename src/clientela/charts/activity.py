"""How much happened, day by day."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.charts.theme import BLUE, WIDTH, Spec, empty_chart, framed
from clientela.segments.histories import DayCount


def activity_chart(days: Sequence[DayCount], title: str, language: str = "en") -> Spec:
    """A bar for every day, those without events too."""
    if not any(day.events for day in days):
        return empty_chart(title, language)
    rows = [{"day": f"{each.day.isoformat()}T00:00:00.000Z", "events": each.events} for each in days]
    x = {
        "field": "day",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "scale": {"type": "utc"},
        "title": None,
        "axis": {"labelOverlap": True, "grid": False},
    }
    y = {"field": "events", "type": "quantitative", "title": None, "axis": {"format": "~s", "tickCount": 4}}
    tooltip = [
        {"field": "day", "type": "temporal", "title": " "},
        {"field": "events", "title": "n", "format": ","},
    ]
    body = {
        "width": WIDTH,
        "height": 220,
        "data": {"values": rows},
        "mark": {"type": "bar", "color": BLUE},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    return framed(body, title, language)
