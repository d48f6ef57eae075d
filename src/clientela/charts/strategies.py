"""Strategies on a calendar: a bar for each, from its first day to its last, and the day it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from clientela.act.strategy import State, Strategy
from clientela.charts.theme import BLUE, GREY, INK, ORANGE, WIDTH, Spec, empty_chart, framed, named_axis

GREEN, SKY = "#009E73", "#56B4E9"
_COLOURS = {State.DRAFT: GREY, State.PLANNED: SKY, State.ACTIVE: GREEN, State.ENDED: ORANGE}
_OPEN_DAYS = 90
"""How long a strategy without an end is drawn beyond today."""


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    state: State
    start: dt.date
    end: dt.date
    is_open: bool


def strategy_calendar(
    strategies: Iterable[tuple[str, Strategy]], today: dt.date, title: str, language: str = "en"
) -> Spec:
    """A bar for each strategy that has a first or a last day; one without an end fades out after today."""
    bars = sorted(_bars(strategies, today), key=lambda bar: (bar.start, bar.end, bar.name))
    if not bars:
        return empty_chart(title, language)
    states = [state for state in State if any(bar.state is state for bar in bars)]
    rows = [
        {
            "name": bar.name,
            "state": bar.state.said(language),
            "start": _wall(bar.start),
            "end": _wall(bar.end + dt.timedelta(days=1)),
            "open": bar.is_open,
        }
        for bar in bars
    ]
    day = {
        "data": {"values": [{"day": _wall(today)}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
    }
    layers = [_layer(rows, states, language), {**day, "encoding": {"x": _day_axis("day")}}]
    body = {"width": WIDTH, "height": {"step": 30}, "layer": layers}
    return framed(body, title, language)


def _bars(strategies: Iterable[tuple[str, Strategy]], today: dt.date) -> Iterable[_Bar]:
    for name, strategy in strategies:
        start, end = strategy.starts_on, strategy.ends_on
        if start is None and end is None:
            continue
        first = start or min(today, end or today)
        last = end or max(today, first) + dt.timedelta(days=_OPEN_DAYS)
        yield _Bar(name, strategy.state(today), first, last, end is None)


def _layer(rows: list[Spec], states: list[State], language: str) -> Spec:
    colour = {
        "field": "state",
        "type": "nominal",
        "title": None,
        "scale": {
            "domain": [state.said(language) for state in states],
            "range": [_COLOURS[state] for state in states],
        },
        "legend": {"orient": "top"},
    }
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "cornerRadius": 4, "height": 16, "stroke": BLUE, "strokeWidth": 0},
        "encoding": {
            "y": named_axis("name", [row["name"] for row in rows]),
            "x": _day_axis("start"),
            "x2": {"field": "end"},
            "color": colour,
            "opacity": {"condition": {"test": "datum.open", "value": 0.55}, "value": 1},
            "tooltip": [
                {"field": "name", "title": " "},
                {"field": "state", "title": "  "},
                {"field": "start", "type": "temporal", "scale": {"type": "utc"}, "title": "→"},
                {"field": "end", "type": "temporal", "scale": {"type": "utc"}, "title": "⇥"},
            ],
        },
    }


def _day_axis(field: str) -> Spec:
    axis = {"labelOverlap": True, "grid": True}
    return {"field": field, "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": axis}


def _wall(day: dt.date) -> str:
    """The day's midnight on a UTC axis, so that no viewer's own zone moves it."""
    return f"{day.isoformat()}T00:00:00.000Z"
