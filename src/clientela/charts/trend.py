"""The size of a segment through time."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Literal

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, WIDTH, Spec, empty_chart, framed
from clientela.charts.words import word
from clientela.segments.base import Size

_DOTS = 60  # more instants than this are a line without points


def trend_chart(
    sizes: Sequence[Size],
    title: str,
    language: str = "en",
    zone: dt.tzinfo = dt.UTC,
    *,
    counted: Literal["members", "customers"] = "members",
) -> Spec:
    """A line over time from zero; a last instant amid a period is hollow and marked "so far".

    `zone` is the one whose days the axis shows; `counted` is what the sizes are of.
    """
    if not sizes:
        return empty_chart(title, language)
    rows = [_row(size, zone) for size in sizes]
    rows[-1]["so_far"] = is_so_far([size.as_of.astimezone(zone) for size in sizes])
    layers = [
        {"mark": {"type": "line", "color": BLUE, "strokeWidth": 2}},
        _points(rows),
        *([_last(language)] if rows[-1]["so_far"] else []),
    ]
    body = {
        "width": WIDTH,
        "height": 300,
        "data": {"values": rows},
        "encoding": _encoding(language, counted),
        "layer": layers,
    }
    return framed(body, title, language)


def is_so_far(instants: Sequence[dt.datetime]) -> bool:
    """Whether the last instant lies amid a period, told by the steps before it."""
    if len(instants) < 3:
        return False
    before, previous, last = (each.replace(tzinfo=None) for each in instants[-3:])
    if last.time() != previous.time():
        return True
    months = _months(last) - _months(previous)
    if months and months == _months(previous) - _months(before):
        first_day = instants[0].day
        return last.day != min(first_day, calendar.monthrange(last.year, last.month)[1])
    return last - previous != previous - before


def _months(day: dt.datetime) -> int:
    return day.year * 12 + day.month


def _row(size: Size, zone: dt.tzinfo) -> Spec:
    wall = size.as_of.astimezone(zone).replace(tzinfo=None)
    return {
        "as_of": size.as_of.isoformat(),
        # the zone's wall time, drawn on a UTC axis so that no viewer's own zone moves it
        "wall": f"{wall.isoformat(timespec='milliseconds')}Z",
        "count": size.count,
        "population": size.population,
        "share": size.share,
        "so_far": False,
    }


def _encoding(language: str, counted: str) -> Spec:
    members = capital(word(counted, language))
    return {
        "x": {
            "field": "wall",
            "type": "temporal",
            "scale": {"type": "utc"},
            "title": None,
            "axis": {"labelFlush": False, "grid": False, "labelOverlap": True},
        },
        "y": {
            "field": "count",
            "type": "quantitative",
            "title": members,
            "axis": {"format": ",d", "tickMinStep": 1},
            "scale": {"domainMin": 0, "nice": True},
        },
        "tooltip": [
            {"field": "wall", "type": "temporal", "format": "%x", "title": capital(word("date", language))},
            {"field": "count", "type": "quantitative", "format": ",d", "title": members},
            {
                "field": "share",
                "type": "quantitative",
                "format": ".1%",
                "title": capital(word("share", language)),
            },
        ],
    }


def _points(rows: Sequence[Spec]) -> Spec:
    # without its stroke a hollow point would be lost on the line
    return {
        "transform": [] if len(rows) <= _DOTS else [{"filter": "datum.so_far"}],
        "mark": {"type": "point", "size": 55, "stroke": BLUE, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "fill": {"condition": {"test": "datum.so_far", "value": "white"}, "value": BLUE},
        },
    }


def _last(language: str) -> Spec:
    return {
        "transform": [{"filter": "datum.so_far"}],
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 10,
            "text": word("so_far", language),
            "color": BLUE,
        },
        "encoding": {"tooltip": {"value": None}},
    }
