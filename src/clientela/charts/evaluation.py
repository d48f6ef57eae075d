"""The segment evaluation plot: attractive to us, attracted by us, and how much revenue each brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.clusters import COLOURS, PHRASES
from clientela.charts.theme import GREY, INK, Spec, empty_chart, framed
from clientela.charts.words import lines
from clientela.discover.quality.evaluation import Evaluated
from clientela.segments.profile_wording import NOTHING, said_number, said_value

_SIDE = 420
_LETTERS = 60


def evaluation_chart(
    evaluated: Sequence[Evaluated],
    language: str = "en",
    title: str = "",
    *,
    attraction: Mapping[str, float] | None = None,
    fit: Mapping[str, float] | None = None,
) -> Spec:
    """A bubble a segment, with its number; segments with an unknown score are left out.

    The weights, where given, are said on the axes.
    """
    title = title or PHRASES.say("evaluation.title", language)
    known = [each for each in evaluated if each.attraction is not None and each.fit is not None]
    if not known:
        return empty_chart(title, language)
    values = [_value(place, each, language) for place, each in enumerate(known)]
    body = {
        "width": _SIDE,
        "height": _SIDE,
        "data": {"values": values},
        "encoding": {
            "x": _axis("attraction", attraction or ("size", "value", "stability"), language),
            "y": _axis("fit", fit or ("accessible", "responsive", "buying"), language),
            "tooltip": _tooltip(language),
        },
        "layer": [*_middle(), _bubbles([value["name"] for value in values]), _numbers()],
    }
    return framed(body, title, language, [PHRASES.say("evaluation.bubble", language)])


def _value(place: int, each: Evaluated, language: str) -> Spec:
    return {
        "number": str(place + 1),
        "name": f"{place + 1}  {each.name}",
        "attraction": each.attraction,
        "fit": each.fit,
        "revenue_share": each.revenue_share or 0.0,
        "attraction_said": said_number(each.attraction, ".00", language),
        "fit_said": said_number(each.fit, ".00", language),
        "revenue_said": said_value(each.revenue_share, "share", language) if each.revenue_share else NOTHING,
    }


def _axis(name: str, criteria: Mapping[str, float] | Sequence[str], language: str) -> Spec:
    weights = criteria if isinstance(criteria, Mapping) else {}
    said = ", ".join(_criterion(each, weights.get(each), language) for each in criteria)
    heading = capital(PHRASES.say(f"evaluation.{name}", language))
    return {
        "field": name,
        "type": "quantitative",
        "scale": {"domain": [-0.08, 1.08], "nice": False},
        "axis": {
            "title": [heading, *lines(f"({said})", _LETTERS)],
            "values": [0, 0.5, 1],
            "format": ".1f",
            "grid": False,
        },
    }


def _criterion(name: str, weight: float | None, language: str) -> str:
    said = PHRASES.say(f"evaluation.{name}", language)
    return said if weight is None else f"{said} ×{said_number(weight, '.##', language)}"


def _tooltip(language: str) -> list[Spec]:
    titles = {
        "name": " ",
        "attraction_said": capital(PHRASES.say("evaluation.attraction", language)),
        "fit_said": capital(PHRASES.say("evaluation.fit", language)),
        "revenue_said": PHRASES.say("evaluation.bubble", language).rstrip("."),
    }
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def _middle() -> list[Spec]:
    rule = {"type": "rule", "strokeDash": [4, 4], "color": GREY, "tooltip": None}
    across = {"x": {"value": 0}, "x2": {"value": "width"}, "tooltip": None}
    upwards = {"y": {"value": 0}, "y2": {"value": "height"}, "tooltip": None}
    middle = {"values": [{"attraction": 0.5, "fit": 0.5}]}
    return [{"data": middle, "mark": rule, "encoding": each} for each in (across, upwards)]


def _bubbles(names: Sequence[str]) -> Spec:
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    size = {
        "field": "revenue_share",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": [200, 6_000]},
        "legend": None,
    }
    legend = {"title": None, "orient": "bottom", "columns": 1, "labelLimit": 560, "symbolType": "circle"}
    colour = {
        "field": "name",
        "type": "nominal",
        "scale": {"domain": list(names), "range": colours},
        "legend": legend | {"symbolSize": 90, "offset": 14},
    }
    mark = {
        "type": "point",
        "shape": "circle",
        "filled": True,
        "opacity": 0.75,
        "stroke": INK,
        "strokeWidth": 0.5,
    }
    return {"mark": mark, "encoding": {"size": size, "color": colour}}


def _numbers() -> Spec:
    mark = {"type": "text", "fontWeight": "bold", "fontSize": 12, "tooltip": None}
    return {"mark": mark, "encoding": {"text": {"field": "number", "type": "nominal"}}}
