"""What was said against what happened, in tenths of the customers, with the line a perfect score lies on."""

from __future__ import annotations

from clientela.charts.theme import BLUE, GREY, ORANGE, Spec, empty_chart, framed
from clientela.discover.lifetime.result import PHRASES
from clientela.discover.lifetime.trials import Trial
from clientela.discover.lifetime.wording import method, percent

_SIDE = 420


def calibration_chart(trial: Trial | None, title: str, language: str = "en") -> Spec:
    """A point a tenth: across what was said, up the share who bought with its 95 % interval.

    The diagonal is where a score that is always right lies, the level line what the base rate alone says.
    """
    if trial is None:
        return empty_chart(title, language)
    rows = [
        {
            "said": row.said,
            "share": row.observed.value,
            "low": row.observed.low,
            "high": row.observed.high,
            "n": row.n,
        }
        for row in trial.calibration
    ]
    top = min(1.0, max(max(row["high"], row["said"]) for row in rows) * 1.05)
    base = trial.best.accuracy.base_rate
    layers = [
        _diagonal(top, language),
        _base_line(base, language),
        _whiskers(),
        {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": BLUE}},
    ]
    subtitle = [f"{method(trial.best.method, language)} · {PHRASES.say('chart.interval', language)}"]
    body: Spec = {
        "width": _SIDE,
        "height": _SIDE,
        "data": {"values": rows},
        "encoding": _encoding(top, language),
        "layer": layers,
    }
    return framed(body, title, language, subtitle)


def _encoding(top: float, language: str) -> Spec:
    said, bought = PHRASES.say("chart.chance_said", language), PHRASES.say("chart.share_bought", language)
    axis = {"format": ".0%", "tickCount": 6}
    scale = {"domain": [0, top], "nice": False}
    return {
        "x": {"field": "said", "type": "quantitative", "title": said, "axis": axis, "scale": scale},
        "y": {"field": "share", "type": "quantitative", "title": bought, "axis": axis, "scale": scale},
        "tooltip": [
            {"field": "said", "type": "quantitative", "format": ".1%", "title": said},
            {"field": "share", "type": "quantitative", "format": ".1%", "title": bought},
            {"field": "n", "type": "quantitative", "format": ",d", "title": "n"},
        ],
    }


def _whiskers() -> Spec:
    return {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.5, "color": BLUE, "aria": False},
        "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }


def _diagonal(top: float, language: str) -> Spec:
    ends = [{"said": 0, "share": 0}, {"said": top, "share": top}]
    line = {"mark": {"type": "line", "color": GREY, "strokeDash": [4, 3], "aria": False}}
    label = {
        "transform": [{"filter": "datum.said > 0"}],
        "mark": {
            "type": "text",
            "align": "right",
            "baseline": "bottom",
            "dx": -34,
            "dy": -2,
            "color": "#555555",
            "fontSize": 11,
            "text": PHRASES.say("chart.perfect", language),
        },
    }
    return {"data": {"values": ends}, "encoding": {"tooltip": None}, "layer": [line, label]}


def _base_line(base: float, language: str) -> Spec:
    said = f"{PHRASES.say('chart.base_rate', language)} {percent(base, language, 1)}"
    line = {"mark": {"type": "rule", "color": ORANGE, "strokeWidth": 1.5, "aria": False}}
    label = {
        "mark": {
            "type": "text",
            "align": "right",
            "baseline": "bottom",
            "dy": -4,
            "color": ORANGE,
            "fontSize": 11,
            "text": said,
        },
        "encoding": {"x": {"value": _SIDE}},
    }
    y = {"field": "base", "type": "quantitative"}
    return {
        "data": {"values": [{"base": base}]},
        "encoding": {"y": y, "x": None, "tooltip": None},
        "layer": [line, label],
    }
