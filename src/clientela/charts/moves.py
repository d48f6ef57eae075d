"""Who came into a segment and who went, period by period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, ORANGE, WIDTH, Spec, empty_chart, framed
from clientela.charts.words import word
from clientela.segments.profile_wording import said_number
from clientela.segments.trend import Moves


def moves_chart(moves: Sequence[Moves], title: str, language: str = "en", zone: dt.tzinfo = dt.UTC) -> Spec:
    """Bars over time: who entered stands above the line, who left hangs below it.

    `zone` is the one whose days the axis shows.
    """
    if not moves:
        return empty_chart(title, language)
    kinds = [capital(word("entered", language)), capital(word("left", language))]
    rows = [row for each in moves for row in _rows(each, kinds, language, zone)]
    body = {
        "width": WIDTH,
        "height": 200,
        "data": {"values": rows},
        "encoding": {
            "x": _across(len(moves)),
            "y": {
                "field": "drawn",
                "type": "quantitative",
                "title": capital(word("members", language)),
                "axis": {"labelExpr": "format(abs(datum.value), ',d')", "tickMinStep": 1, "tickCount": 5},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "title": None,
                "scale": {"domain": kinds, "range": [BLUE, ORANGE]},
                "legend": {"orient": "top", "symbolType": "square"},
            },
            "tooltip": [
                {
                    "field": "until",
                    "type": "temporal",
                    "format": "%x",
                    "title": capital(word("date", language)),
                },
                {"field": "kind", "type": "nominal", "title": ""},
                {"field": "said", "type": "nominal", "title": capital(word("members", language))},
            ],
        },
        "layer": [{"mark": {"type": "bar", "width": {"band": 0.72}}}, _line()],
    }
    return framed(body, title, language)


def _rows(each: Moves, kinds: Sequence[str], language: str, zone: dt.tzinfo) -> list[Spec]:
    since, until = _wall(each.since, zone), _wall(each.size.as_of, zone)
    counts = (each.entered, -each.left)
    return [
        {
            "since": since,
            "until": until,
            "kind": kind,
            "drawn": count,
            "count": abs(count),
            "said": said_number(abs(count), "", language),
        }
        for kind, count in zip(kinds, counts, strict=True)
    ]


def _wall(at: dt.datetime, zone: dt.tzinfo) -> str:
    """The zone's wall time, drawn on a UTC axis so that no viewer's own zone moves it."""
    return f"{at.astimezone(zone).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _across(periods: int) -> Spec:
    """A place for each period, whatever its length; the axis says when it ends."""
    every = max(1, -(-periods // 12))
    said = "utcFormat(toDate(datum.value), '%-d %b %y')"
    axis = {
        "labelExpr": f"indexof(domain('x'), datum.value) % {every} == 0 ? {said} : ''",
        "labelAngle": -40,
        "labelOverlap": False,
        "ticks": False,
        "domain": False,
    }
    return {"field": "until", "type": "ordinal", "title": None, "axis": axis}


def _line() -> Spec:
    return {
        "data": {"values": [{}]},  # once, not once a row
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 1, "aria": False},
        "encoding": {"y": {"datum": 0}, "x": None, "color": None, "tooltip": None},
    }
