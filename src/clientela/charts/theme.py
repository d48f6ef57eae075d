"""How every chart looks: one font, colours that the colour-blind tell apart, room for long labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from clientela.catalog.phrasebook import capital
from clientela.charts.locales import chart_locale
from clientela.charts.words import lines, word

Spec: TypeAlias = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 640
# Okabe and Ito (2008): distinct under every common colour blindness
BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#8A8A8A", "#222222"
FONT = "DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif"
_TITLE_LETTERS = 70
_TITLE_LINES = 4


def framed(body: Spec, title: str, language: str, subtitle: Sequence[str] = ()) -> Spec:
    """The specification with its title, look and locale around it."""
    return {
        "$schema": SCHEMA,
        "description": title,
        "title": {"text": _title(title), "subtitle": list(subtitle)},
        "background": "white",
        "padding": 16,
        **body,
        "config": _config(language),
    }


def empty_chart(title: str, language: str) -> Spec:
    """A picture that says there is nothing to show."""
    text = {"type": "text", "fontSize": 16, "color": GREY, "text": word("nothing", language)}
    body = {"width": WIDTH, "height": 120, "data": {"values": [{}]}, "mark": text, "view": {"stroke": None}}
    return framed(body, title, language)


def named_axis(field: str, names: Sequence[str], *, grid: bool = False) -> Spec:
    """A channel of names in the order given; a name with line breaks is drawn in lines around its place."""
    drawn = "length(split(datum.label, '\\n'))"
    breaks = [{"test": f"{drawn} > 2", "value": -14}, {"test": f"{drawn} > 1", "value": -7}]
    axis = {
        "labelExpr": "split(datum.label, '\\n')",
        "labelOffset": {"condition": breaks, "value": 0},
        "labelPadding": 10,
        "ticks": False,
        "grid": grid,
        "domain": False,
    }
    return {"field": field, "type": "nominal", "sort": list(names), "title": None, "axis": axis}


def _title(title: str) -> list[str]:
    broken = lines(capital(title).rstrip("."), _TITLE_LETTERS)
    if len(broken) > _TITLE_LINES:
        broken = [*broken[: _TITLE_LINES - 1], broken[_TITLE_LINES - 1] + " …"]
    return broken


def _config(language: str) -> Spec:
    return {
        "locale": chart_locale(language),
        "font": FONT,
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 16,
            "color": INK,
            "subtitleColor": "#555555",
            "subtitleFontSize": 12,
            "offset": 14,
        },
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": "#555555",
            "labelColor": INK,
            "gridColor": "#E6E6E6",
            "labelLimit": 0,
            "titlePadding": 10,
        },
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titleLimit": 0},
        "text": {"fontSize": 12, "color": INK},
        "view": {"stroke": None},
    }
