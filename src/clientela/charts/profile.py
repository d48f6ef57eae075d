"""What sets a segment apart, as dots against the base."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, INK, ORANGE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines, word
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_wording import said_number, said_value

MOST_ROWS = 15
_LABEL_LETTERS = 44
_PLOT = 360
_STEP = 38
_LEAST, _MOST = 5.0, 2000.0  # the ends of the axis: what lies beyond is drawn at the end as a triangle
_BASE = 100.0


def profile_chart(profile: Profile, title: str, language: str = "en", rows: int = MOST_ROWS) -> Spec:
    """The rows that differ most, as indexes on a logarithmic axis with 95 % intervals; 100 is the base.

    Rows without an index (too few members, or no scale that begins at zero) are left out.
    """
    shown = [row for row in profile.rows if row.index is not None][:rows]
    if not shown:
        return empty_chart(title, language)
    domain = _domain(shown)
    values = [
        _datum(row, label, domain, language) for row, label in zip(shown, _distinct(shown), strict=True)
    ]
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("label", [value["label"] for value in values], grid=True),
            "tooltip": _tooltip(language),
        },
        "layer": [
            _base_line(),
            _bars(domain, language),
            _dots(domain, language),
            _beyond(domain, language),
            _said(),
            _heading(language),
        ],
    }
    sizes = f"{said_number(profile.count, '', language)} / {said_number(profile.population, '', language)}"
    members = f"{capital(word('members', language))}: {sizes}"
    return framed(body, title, language, [f"{members} · {word('interval', language)}"])


def _domain(rows: Sequence[ProfileRow]) -> tuple[float, float]:
    """Round ends that hold the base and what of the rows a reader can still tell apart."""
    ends = [end for row in rows for end in _indexes(row)]
    low = min([_BASE * 0.8, *(end for end in ends if end > 0)])
    high = max([_BASE * 1.25, *ends])
    steps = _step_below(low), _step_below(high)
    least, most = math.floor(low / steps[0]) * steps[0], math.ceil(high / steps[1]) * steps[1]
    return max(least, _LEAST), min(most, _MOST)


def _step_below(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value))


def _indexes(row: ProfileRow) -> tuple[float, float, float]:
    """The index and the ends of its interval; the base's own uncertainty is left out."""
    base, index = row.base_value or 1.0, row.index or 0.0
    return index, 100 * (row.low or 0.0) / base, 100 * (row.high or 0.0) / base


def _distinct(rows: Sequence[ProfileRow]) -> list[str]:
    """The labels; rows of one label, which a firm's own field may share, also say the variable."""
    often = Counter(row.label for row in rows)
    return [f"{row.label} ({row.variable})" if often[row.label] > 1 else row.label for row in rows]


def _datum(row: ProfileRow, label: str, domain: tuple[float, float], language: str) -> Spec:
    index, low, high = _indexes(row)
    segment = said_value(row.segment_value, row.unit, language)
    base = said_value(row.base_value, row.unit, language)
    return {
        "variable": row.variable,
        "level": row.level,
        "label": "\n".join(lines(capital(label), _LABEL_LETTERS)),
        "index": index,
        "low": low,
        "high": high,
        "segment_value": row.segment_value,
        "base_value": row.base_value,
        "effect": row.effect,
        "drawn": _within(index, domain),
        "drawn_low": _within(low, domain),
        "drawn_high": _within(high, domain),
        "beyond": "below" if index < domain[0] else "above" if index > domain[1] else "",
        "segment_said": segment,
        "base_said": base,
        "index_said": said_number(index, "", language),
        "effect_said": said_number(row.effect, ".00", language),
        "known_said": said_value(row.known_share, "share", language),
        "n": row.n,
        "said": f"{segment} | {base}",
    }


def _within(value: float, domain: tuple[float, float]) -> float:
    return min(max(value, domain[0]), domain[1])


def _tooltip(language: str) -> list[Spec]:
    said = {
        "segment_said": word("segment", language),
        "base_said": word("base", language),
        "index_said": "",
        "effect_said": word("effect", language),
        "known_said": word("known", language),
    }
    said["index_said"] = word("index", language).split(":")[0]
    return [{"field": field, "type": "nominal", "title": capital(title)} for field, title in said.items()] + [
        {"field": "n", "type": "quantitative", "format": ",d", "title": "n"}
    ]


def _across(field: str, domain: tuple[float, float], language: str) -> Spec:
    ticks = [tick for tick in (5, 10, 25, 50, 100, 200, 400, 1000, 2000) if domain[0] <= tick <= domain[1]]
    return {
        "field": field,
        "type": "quantitative",
        "title": word("index", language),
        "scale": {"type": "log", "domain": list(domain), "nice": False},
        "axis": {"values": ticks, "format": ",d", "grid": False},
    }


def _base_line() -> Spec:
    return {
        "data": {"values": [{}]},  # once, not once a row
        "mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3], "strokeWidth": 1.5, "aria": False},
        "encoding": {"x": {"datum": _BASE}, "y": None, "tooltip": None},
    }


def _bars(domain: tuple[float, float], language: str) -> Spec:
    return {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55, "aria": False},
        "encoding": {
            "x": _across("drawn_low", domain, language),
            "x2": {"field": "drawn_high"},
            "color": _side(),
        },
    }


def _dots(domain: tuple[float, float], language: str) -> Spec:
    return {
        "transform": [{"filter": "datum.beyond === ''"}],
        "mark": {"type": "circle", "size": 80, "opacity": 1},
        "encoding": {"x": _across("drawn", domain, language), "color": _side()},
    }


def _beyond(domain: tuple[float, float], language: str) -> Spec:
    """Triangles at the axis' ends for what lies outside it."""
    shape = {
        "condition": {"test": "datum.beyond === 'below'", "value": "triangle-left"},
        "value": "triangle-right",
    }
    return {
        "transform": [{"filter": "datum.beyond !== ''"}],
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
        "encoding": {"x": _across("drawn", domain, language), "color": _side(), "shape": shape},
    }


def _side() -> Spec:
    """Blue above the base, orange below it."""
    return {"condition": {"test": "datum.index < 100", "value": ORANGE}, "value": BLUE}


def _said() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 12, "color": INK},
        "encoding": {"x": {"value": _PLOT + 16}, "text": {"field": "said", "type": "nominal"}},
    }


def _heading(language: str) -> Spec:
    text = f"{capital(word('segment', language))} | {word('base', language)}"
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 11, "color": "#555555", "text": text},
        "encoding": {"x": {"value": _PLOT + 16}, "y": {"value": -8}, "tooltip": None},
        "data": {"values": [{}]},
    }
