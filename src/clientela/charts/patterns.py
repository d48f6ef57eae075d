"""What goes together and what changed, as pictures."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, ORANGE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines
from clientela.discover.patterns.asking import Patterns
from clientela.discover.patterns.baskets import Pattern
from clientela.discover.patterns.drift import MUCH, SOME, Shift
from clientela.discover.patterns.wording import PHRASES, feature_label, pattern_name, said_lift
from clientela.segments.profile_wording import said_number, said_value

MOST_ROWS = 12
_LABEL_LETTERS = 24
_PLOT = 130
_STEP = 36
_PATTERN_SAYS = {
    "name": "",
    "said": "lift",
    "confidence_said": "confidence",
    "n_said": "together",
}


def baskets_chart(result: Patterns, title: str, language: str = "en", rows: int = MOST_ROWS) -> Spec:
    """The surest patterns: how many times as often as without, with its 95 % interval."""
    found = result.baskets.patterns[:rows] if result.baskets else ()
    if not found:
        return empty_chart(title, language)
    values = [_pattern_row(each, language) for each in found]
    low = min(1.0, *(value["low"] for value in values))
    high = max(2.0, *(value["high"] for value in values))
    across = {
        "type": "quantitative",
        "title": lines(capital(PHRASES.say("lift", language)), 24),
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": {"values": _ticks(low, high), "format": "~g", "grid": True},
    }
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("name", [value["name"] for value in values]),
            "tooltip": _tooltip(_PATTERN_SAYS, language),
        },
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.5, "color": BLUE},
                "encoding": {"x": {"field": "low", **across}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "circle", "size": 80, "opacity": 1, "color": BLUE},
                "encoding": {"x": {"field": "lift", **across}},
            },
            {
                "mark": {"type": "text", "align": "left", "fontSize": 11},
                "encoding": {"x": {"value": _PLOT + 10}, "text": {"field": "lift_said", "type": "nominal"}},
            },
        ],
    }
    return framed(body, title, language, [capital(PHRASES.say("interval", language))])


def drift_chart(result: Patterns, title: str, language: str = "en", rows: int = MOST_ROWS) -> Spec:
    """The features that changed most, each with the index that chance alone reaches."""
    shifts = result.drift.shifts[:rows] if result.drift else ()
    if not shifts:
        return empty_chart(title, language)
    values = [_shift_row(each, result, language) for each in shifts]
    most = max(MUCH * 1.1, *(max(value["psi"], value["cut"]) for value in values))
    across = {
        "type": "quantitative",
        "title": capital(PHRASES.say("psi", language)),
        "scale": {"type": "sqrt", "domain": [0, most], "nice": False},
        "axis": {"values": [0, SOME, MUCH], "format": ".2~f"},
    }
    colour = {"condition": {"test": "datum.flagged", "value": ORANGE}, "value": BLUE}
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("name", [value["name"] for value in values]),
            "tooltip": _tooltip({"name": "", "said": "psi", "cut_said": "cut"}, language),
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.55}},
                "encoding": {"x": {"field": "psi", **across}, "color": colour},
            },
            {
                "mark": {"type": "tick", "color": GREY, "thickness": 2, "height": {"band": 0.8}},
                "encoding": {"x": {"field": "cut", **across}},
            },
            {
                "mark": {"type": "text", "align": "left", "fontSize": 11},
                "encoding": {"x": {"value": _PLOT + 10}, "text": {"field": "said", "type": "nominal"}},
            },
        ],
    }
    return framed(body, title, language, lines(PHRASES.say("drift_subtitle", language), 52))


def _pattern_row(pattern: Pattern, language: str) -> Spec:
    return {
        "name": "\n".join(lines(pattern_name(pattern), _LABEL_LETTERS)),
        "lift": pattern.lift,
        "low": pattern.lift_low,
        "high": pattern.lift_high,
        "said": said_lift(pattern, language),
        "lift_said": said_number(pattern.lift, ".0", language),
        "confidence_said": said_value(pattern.confidence, "share", language),
        "n_said": said_number(pattern.together, "", language),
    }


def _shift_row(shift: Shift, result: Patterns, language: str) -> Spec:
    label = capital(feature_label(shift.feature, result.catalog, language))
    return {
        "name": "\n".join(lines(label, _LABEL_LETTERS)),
        "psi": shift.psi,
        "cut": shift.cut,
        "flagged": shift.flagged,
        "said": said_number(shift.psi, ".00", language),
        "cut_said": said_number(shift.cut, ".000", language),
    }


def _tooltip(fields: dict[str, str], language: str) -> list[Spec]:
    return [
        {"field": field, "type": "nominal", "title": capital(PHRASES.say(key, language)) if key else " "}
        for field, key in fields.items()
    ]


def _ticks(low: float, high: float) -> Sequence[float]:
    ticks = [tick for tick in (0.5, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500) if low <= tick <= high]
    return ticks if len(ticks) < 6 else ticks[::2]
