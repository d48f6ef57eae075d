"""Repeat orders in running total: as they came, as the model expected them, and what it expects next."""

from __future__ import annotations

import datetime as dt

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import GREY, INK, ORANGE, WIDTH, Spec, empty_chart, framed
from clientela.discover.lifetime.result import PHRASES, Tracking, TrackingPoint

_HEIGHT = 340


def expected_orders_chart(tracking: Tracking, title: str, language: str = "en") -> Spec:
    """The tracking plot of one group of customers.

    The line of what came is dark, that of what was expected orange with its 80 % band; upright lines part
    what the model had seen, the test, and the future.
    """
    if not tracking.points:
        return empty_chart(title, language)
    rows = [_row(point) for point in tracking.points]
    names = {
        "actual": capital(PHRASES.say("chart.actual", language)),
        "expected": capital(PHRASES.say("chart.expected", language)),
    }
    layers = [
        _band(),
        _lines("expected", names["expected"], dash=[6, 3]),
        _lines("actual", names["actual"], dash=[1, 0]),
        *_borders(tracking, language),
    ]
    body: Spec = {
        "width": WIDTH,
        "height": _HEIGHT,
        "data": {"values": rows},
        "encoding": {"x": _days()},
        "layer": layers,
        "resolve": {"scale": {"color": "shared"}},
    }
    for layer in layers[1:3]:
        layer["encoding"]["color"]["scale"] = {
            "domain": list(names.values()),
            "range": [INK, ORANGE],
        }
        layer["encoding"]["y"]["title"] = capital(PHRASES.say("chart.repeat_orders", language))
    return framed(body, title, language, [PHRASES.say("chart.band", language)])


def _row(point: TrackingPoint) -> Spec:
    row: Spec = {"day": _stamp(point.day), "phase": point.phase, "expected": point.expected}
    if point.actual is not None:
        row["actual"] = point.actual
    if point.low is not None and point.high is not None:
        row.update(low=point.low, high=point.high)
    return row


def _stamp(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"


def _days() -> Spec:
    return {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc"},
        "title": None,
        "axis": {"grid": False, "labelOverlap": True, "labelSeparation": 14},
    }


def _band() -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": {"type": "area", "color": ORANGE, "opacity": 0.18, "aria": False},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
            "detail": {"field": "phase"},
        },
    }


def _lines(field: str, name: str, dash: list[int]) -> Spec:
    """One line; what was expected begins anew where the model was asked anew."""
    tooltip = [
        {"field": "day", "type": "temporal", "format": "%x", "title": " "},
        {"field": field, "type": "quantitative", "format": ",.0f", "title": name},
    ]
    encoding: Spec = {
        "y": {"field": field, "type": "quantitative", "axis": {"format": ",d"}},
        "color": {"datum": name, "type": "nominal", "legend": {"title": None, "orient": "top"}},
        "tooltip": tooltip,
    }
    if field == "expected":
        encoding["detail"] = {"field": "phase"}
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {"type": "line", "strokeWidth": 2, "strokeDash": dash},
        "encoding": encoding,
    }


def _borders(tracking: Tracking, language: str) -> list[Spec]:
    """Where the test began and where the future does, each with its word."""
    marks = [{"day": _stamp(tracking.known), "said": PHRASES.say("chart.future", language)}]
    if tracking.learnt < tracking.known:
        marks.insert(0, {"day": _stamp(tracking.learnt), "said": PHRASES.say("chart.test", language)})
    line = {"mark": {"type": "rule", "color": GREY, "strokeDash": [3, 3], "aria": False}}
    text = {
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "dx": 5,
            "color": "#555555",
            "fontSize": 11,
        },
        "encoding": {"text": {"field": "said"}, "y": {"value": 0}},
    }
    return [{"data": {"values": marks}, "encoding": {"x": _days(), "tooltip": None}, "layer": [line, text]}]
