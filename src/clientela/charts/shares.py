"""What one segment shares with each of the others, both ways."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.sizes import broken
from clientela.charts.theme import BLUE, ORANGE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import word
from clientela.segments.overlap import Overlap
from clientela.segments.profile_wording import said_number, said_value

MOST_OTHERS = 12


def shares_chart(
    overlaps: Sequence[Overlap], title: str, language: str = "en", others: int = MOST_OTHERS
) -> Spec:
    """Two bars for each other segment, the right one of its pair: what share of each is in both."""
    shown = [overlap for overlap in overlaps if overlap.both][:others]
    if not shown:
        return empty_chart(title, language)
    kinds = [capital(word("of_this", language)), capital(word("of_other", language))]
    rows = [row for overlap in shown for row in _rows(overlap, kinds, language)]
    body = {
        "width": 380,
        "height": {"step": 20},
        "data": {"values": rows},
        "encoding": {
            "y": named_axis("label", [broken(overlap.right) for overlap in shown]),
            "yOffset": {"field": "kind", "type": "nominal", "sort": kinds, "scale": {"paddingOuter": 0.25}},
            "x": {
                "field": "share",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 1]},
                "axis": {"format": ".0%", "tickCount": 5, "labelFlush": False},
            },
        },
        "layer": [_bars(kinds, language), _figures()],
    }
    return framed(body, title, language)


def _rows(overlap: Overlap, kinds: Sequence[str], language: str) -> list[Spec]:
    shares = (overlap.left_share, overlap.right_share)
    return [
        {
            "label": broken(overlap.right),
            "name": overlap.right,
            "kind": kind,
            "share": share,
            "both": overlap.both,
            "both_said": said_number(overlap.both, "", language),
            "said": said_value(share, "share", language),
        }
        for kind, share in zip(kinds, shares, strict=True)
    ]


def _bars(kinds: Sequence[str], language: str) -> Spec:
    return {
        "mark": {"type": "bar"},
        "encoding": {
            "color": {
                "field": "kind",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(kinds), "range": [BLUE, ORANGE]},
                "legend": {"orient": "top", "symbolType": "square", "columns": 1, "labelLimit": 0},
            },
            "tooltip": [
                {"field": "name", "type": "nominal", "title": capital(word("segment", language))},
                {"field": "kind", "type": "nominal", "title": ""},
                {"field": "said", "type": "nominal", "title": capital(word("overlap_share", language))},
                {"field": "both_said", "type": "nominal", "title": capital(word("both", language))},
            ],
        },
    }


def _figures() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
        "encoding": {"text": {"field": "said", "type": "nominal"}},
    }
