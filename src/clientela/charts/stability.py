"""How stable each number of groups is: the agreement of pairs of samples, as boxes."""

from __future__ import annotations

import numpy as np

from clientela.catalog.phrasebook import capital
from clientela.charts.clusters import PHRASES
from clientela.charts.theme import BLUE, GREY, INK, ORANGE, Spec, empty_chart, framed
from clientela.discover.clusters import Clustering, Solution
from clientela.segments.profile_wording import said_number

_WIDTH, _HEIGHT = 420, 260
_ENOUGH = 0.8


def stability_chart(clustering: Clustering, language: str = "en", title: str = "") -> Spec:
    """For each number of groups the lowest, the quartiles, the median and the highest agreement.

    A diamond is the prediction strength. The number taken is in another colour; the line is where either is
    called good.
    """
    title = title or PHRASES.say("stability.title", language)
    values = [
        _box(each, each.k == clustering.chosen.k, language) for each in clustering.solutions if each.pair_aris
    ]
    if not values:
        return empty_chart(title, language)
    body = {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "k",
                "type": "ordinal",
                "axis": {"title": capital(PHRASES.say("groups", language)), "labelAngle": 0, "ticks": False},
            },
            "tooltip": _tooltip(language),
        },
        "layer": [_enough(), *_boxes(language)],
    }
    said = [PHRASES.say(key, language) for key in ("stability.read", "stability.strength")]
    return framed(body, title, language, said)


def _box(solution: Solution, taken: bool, language: str) -> Spec:  # noqa: FBT001
    low, first, median, third, high = (
        float(each) for each in np.quantile(solution.pair_aris, [0, 0.25, 0.5, 0.75, 1])
    )
    found = {"low": low, "first": first, "median": median, "third": third, "high": high}
    said = {f"{name}_said": said_number(value, ".00", language) for name, value in found.items()}
    taken_said = PHRASES.say("taken", language) if taken else ""
    strength = solution.prediction_strength
    said["strength_said"] = said_number(strength, ".00", language)
    return {
        "k": solution.k,
        "taken": taken,
        "taken_said": taken_said,
        "strength": strength,
        "top": max(high, strength),
        **found,
        **said,
    }


def _tooltip(language: str) -> list[Spec]:
    names = {
        "k": "groups",
        "low_said": "lowest",
        "median_said": "median",
        "high_said": "highest",
        "strength_said": "strength",
    }
    return [
        {"field": field, "type": "nominal", "title": capital(PHRASES.say(key, language))}
        for field, key in names.items()
    ]


def _enough() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": GREY, "tooltip": None},
        "encoding": {"y": {"datum": _ENOUGH}, "x": {"value": 0}, "x2": {"value": "width"}, "tooltip": None},
    }


def _boxes(language: str) -> list[Spec]:
    colour = {"condition": {"test": "datum.taken", "value": ORANGE}, "value": BLUE}
    axis = {"title": capital(PHRASES.say("stability.axis", language)), "format": ".1f", "tickCount": 6}
    y = {"type": "quantitative", "scale": {"domainMax": 1, "nice": True}, "axis": axis}
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 1.5},
            "encoding": {"y": y | {"field": "low"}, "y2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "bar", "size": 22, "fillOpacity": 1, "fill": "white", "strokeWidth": 1.5},
            "encoding": {"y": y | {"field": "first"}, "y2": {"field": "third"}, "stroke": colour},
        },
        {
            "mark": {"type": "tick", "size": 22, "thickness": 3, "opacity": 1},
            "encoding": {"y": y | {"field": "median"}, "color": colour},
        },
        {
            "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 60, "opacity": 1},
            "encoding": {"y": y | {"field": "strength"}, "color": {"value": INK}},
        },
        {
            "mark": {"type": "text", "dy": -9, "fontSize": 11},
            "encoding": {
                "y": y | {"field": "top"},
                "text": {"field": "taken_said", "type": "nominal"},
                "color": {"value": ORANGE},
            },
        },
    ]
