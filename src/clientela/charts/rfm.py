"""Recency and frequency as a grid, and the lifecycle as bars; both fit the width of a telephone."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, INK, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines
from clientela.discover.rfm.grid import Part, Rfm
from clientela.discover.rfm.wording import PHRASES, axis_label, band_label, part_name
from clientela.segments.profile_wording import said_number, said_value

_CELL_WIDTH, _CELL_HEIGHT = 54, 44
_TITLE_LETTERS = 52
_DARK = 0.55  # from this part of the darkest cell on, its text is white


def rfm_chart(result: Rfm, title: str, language: str = "en") -> Spec:
    """A cell for each recency and frequency band: customers in figures, revenue as shade."""
    if not result.buyers:
        return empty_chart(title, language)
    rows = [band_label(result.recency, band, language) for band in result.recency.bands[::-1]]
    columns = [band_label(result.frequency, band, language) for band in result.frequency.bands]
    values = _cell_rows(result, rows, columns[::-1], language)
    most = max(value["revenue_share"] for value in values)
    body = {
        "width": {"step": _CELL_WIDTH},
        "height": {"step": _CELL_HEIGHT},
        "data": {"values": values},
        "encoding": {
            "y": _band_axis("recency", rows, axis_label(result.recency, language), "left"),
            "x": _band_axis("frequency", columns, axis_label(result.frequency, language), "bottom"),
            "tooltip": _tooltip(language),
        },
        "layer": [_shade(most), *_figures(most)],
    }
    return framed(body, title, language, lines(PHRASES.say("recent_first", language), _TITLE_LETTERS))


def lifecycle_chart(result: Rfm, title: str, language: str = "en") -> Spec:
    """A bar a stage, in the order customers go through them."""
    if not result.population:
        return empty_chart(title, language)
    values = [_part_row(part, language) for part in result.stages]
    body = {
        "width": 190,
        "height": {"step": 30},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("name", [value["name"] for value in values]),
            "x": {
                "field": "customers",
                "type": "quantitative",
                "title": capital(PHRASES.say("customers", language)),
                "axis": {"format": ",d", "tickMinStep": 1, "tickCount": 3, "grid": False},
            },
            "tooltip": _tooltip(language),
        },
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
                "encoding": {"text": {"field": "said", "type": "nominal"}},
            },
        ],
    }
    return framed(body, title, language)


def _cell_rows(result: Rfm, rows: Sequence[str], columns: Sequence[str], language: str) -> list[Spec]:
    """The cells come best first, row by row."""
    places = [(row, column) for row in rows for column in columns]
    return [
        {"recency": row, "frequency": column, **_part_row(part, language)}
        for part, (row, column) in zip(result.cells, places, strict=True)
    ]


def _part_row(part: Part, language: str) -> Spec:
    figures = part.figures
    share = said_value(figures.share, "share", language)
    return {
        "key": part.key,
        "name": part_name(part, language),
        "customers": figures.customers,
        "share": figures.share,
        "revenue": figures.revenue,
        "revenue_share": figures.revenue_share,
        "mean": figures.mean,
        "customers_said": said_number(figures.customers, "", language),
        "share_said": share,
        "revenue_said": said_value(figures.revenue, "money", language),
        "revenue_share_said": said_value(figures.revenue_share, "share", language),
        "mean_said": said_value(figures.mean, "money", language),
        "said": f"{said_number(figures.customers, '', language)} · {share}",
    }


def _band_axis(field: str, names: Sequence[str], title: str, side: str) -> Spec:
    letters = 34 if side == "left" else 40
    return {
        "field": field,
        "type": "ordinal",
        "sort": list(names),
        "title": lines(capital(title), letters),
        "axis": {"orient": side, "labelAngle": 0, "ticks": False, "domain": False, "labelFontSize": 11},
    }


def _tooltip(language: str) -> list[Spec]:
    titles = {
        "name": "",
        "customers_said": "customers",
        "share_said": "share",
        "revenue_said": "revenue",
        "revenue_share_said": "revenue_share",
        "mean_said": "mean",
    }
    return [
        {"field": field, "type": "nominal", "title": capital(PHRASES.say(key, language)) if key else " "}
        for field, key in titles.items()
    ]


def _shade(most: float) -> Spec:
    return {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
        "encoding": {
            "color": {
                "field": "revenue_share",
                "type": "quantitative",
                "scale": {"range": ["#EEF4F9", BLUE], "domain": [0, most or 1]},
                "legend": None,
            }
        },
    }


def _figures(most: float) -> list[Spec]:
    light = {"test": f"datum.revenue_share > {_DARK * most}", "value": "white"}
    colour = {"condition": light, "value": INK}
    return [
        {
            "mark": {"type": "text", "dy": -7, "fontSize": 12, "fontWeight": "bold"},
            "encoding": {"text": {"field": "customers_said", "type": "nominal"}, "color": colour},
        },
        {
            "transform": [{"filter": "datum.customers > 0"}],
            "mark": {"type": "text", "dy": 9, "fontSize": 10},
            "encoding": {"text": {"field": "revenue_share_said", "type": "nominal"}, "color": colour},
        },
    ]
