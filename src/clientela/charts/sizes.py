"""Segments side by side: how large each is, and how much they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, INK, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines, word
from clientela.segments.base import Size
from clientela.segments.overlap import Overlap
from clientela.segments.profile_wording import said_number, said_value

_NAME_LETTERS = 34
_CELL = 54
_DARK = 0.5  # from this share on, text on a cell is white

_ABOVE: Spec = {"orient": "top", "labelAngle": -40, "labelPadding": 6, "ticks": False, "domain": False}


def sizes_chart(sizes: Mapping[str, Size], title: str, language: str = "en") -> Spec:
    """A bar a segment, largest first, with its size and its share of all customers."""
    if not sizes:
        return empty_chart(title, language)
    ordered = sorted(sizes.items(), key=lambda item: (-item[1].count, item[0]))
    rows = [_size_row(name, size, language) for name, size in ordered]
    members = capital(word("members", language))
    body = {
        "width": 420,
        "height": {"step": 34},
        "data": {"values": rows},
        "encoding": {
            "y": named_axis("label", [row["label"] for row in rows]),
            "x": {
                "field": "count",
                "type": "quantitative",
                "title": members,
                "axis": {"format": ",d", "tickMinStep": 1, "tickCount": 4, "labelFlush": False},
            },
            "tooltip": [
                {"field": "name", "type": "nominal", "title": capital(word("segment", language))},
                {"field": "said", "type": "nominal", "title": members},
            ],
        },
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "said", "type": "nominal"}},
            },
        ],
    }
    return framed(body, title, language)


def overlap_chart(overlaps: Sequence[Overlap], title: str, language: str = "en") -> Spec:
    """A heat map: which share of the row's segment is in the column's segment too."""
    if not overlaps:
        return empty_chart(title, language)
    rows = [row for overlap in overlaps for row in _overlap_rows(overlap, language)]
    members = capital(word("members", language))
    names = sorted({str(row["row"]) for row in rows})
    body = {
        "width": {"step": _CELL},
        "height": {"step": _CELL},
        "data": {"values": rows},
        "encoding": {
            "y": named_axis("row_label", [broken(name) for name in names]),
            "x": {"field": "column", "type": "nominal", "sort": names, "title": None, "axis": _ABOVE},
            "tooltip": [
                {"field": "row", "type": "nominal", "title": capital(word("segment", language))},
                {"field": "column", "type": "nominal", "title": capital(word("both", language))},
                {"field": "both", "type": "quantitative", "format": ",d", "title": members},
                {"field": "said", "type": "nominal", "title": capital(word("overlap", language))},
            ],
        },
        "layer": [_cells(), _cell_texts()],
    }
    return framed(body, title, language, [capital(word("overlap", language))])


def _size_row(name: str, size: Size, language: str) -> Spec:
    share = said_value(size.share, "share", language)
    return {
        "name": name,
        "label": broken(name),
        "count": size.count,
        "population": size.population,
        "share": size.share,
        "said": f"{said_number(size.count, '', language)} · {share}",
    }


def _overlap_rows(overlap: Overlap, language: str) -> list[Spec]:
    pairs = (
        (overlap.left, overlap.right, overlap.left_count),
        (overlap.right, overlap.left, overlap.right_count),
    )
    return [
        {
            "row": row,
            "column": column,
            "row_label": broken(row),
            "both": overlap.both,
            "count": count,
            "share": overlap.both / count if count else 0.0,
            "said": said_value(overlap.both / count if count else 0.0, "share", language),
        }
        for row, column, count in pairs
    ]


def _cells() -> Spec:
    return {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
        "encoding": {
            "color": {
                "field": "share",
                "type": "quantitative",
                "scale": {"scheme": "blues", "domain": [0, 1]},
                "legend": {"format": ".0%", "title": None},
            }
        },
    }


def _cell_texts() -> Spec:
    light = {"test": f"datum.share >= {_DARK}", "value": "white"}
    return {
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "text": {"field": "said", "type": "nominal"},
            "color": {"condition": light, "value": INK},
        },
    }


def broken(name: str) -> str:
    """A long name in lines."""
    return "\n".join(lines(name, _NAME_LETTERS))
