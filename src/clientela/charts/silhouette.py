"""How far apart groups lie: by number of groups, by group, and beside customers without groups."""

from __future__ import annotations

from clientela.catalog.phrasebook import capital
from clientela.charts.clusters import COLOURS, PHRASES, cluster_names
from clientela.charts.theme import BLUE, GREY, ORANGE, Spec, framed, named_axis
from clientela.charts.words import lines
from clientela.discover.clusters import Clustering
from clientela.discover.proposals import Discovery
from clientela.segments.profile_wording import said_number

_WIDTH, _HEIGHT, _STEP = 420, 180, 34
_NAME_LETTERS, _KIND_LETTERS = 40, 28


def silhouette_chart(discovery: Discovery, language: str = "en", title: str = "") -> Spec:
    """The average silhouette (Rousseeuw 1987) of each number of groups, and of each group taken."""
    title = title or PHRASES.say("silhouette.title", language)
    body = {
        "vconcat": [_by_number(discovery.clustering, language), _by_group(discovery, language)],
        "spacing": 28,
    }
    return framed(body, title, language, [PHRASES.say("silhouette.read", language)])


def null_chart(clustering: Clustering, language: str = "en", title: str = "") -> Spec:
    """The highest silhouette of these customers, and those of data drawn alike but without groups."""
    verdict = clustering.verdict
    names = [PHRASES.say("null.without", language), PHRASES.say("null.with", language)]
    drawn = [(value, names[0]) for value in verdict.null] + [(verdict.statistic, names[1])]
    values = [
        {
            "value": value,
            "name": name,
            "label": "\n".join(lines(name, _KIND_LETTERS)),
            "said": said_number(value, ".000", language),
        }
        for value, name in drawn
    ]
    axis = {"title": capital(PHRASES.say("null.axis", language)), "format": ".2f", "tickCount": 6}
    body = {
        "width": _WIDTH,
        "height": {"step": 44},
        "data": {"values": values},
        "mark": {"type": "tick", "thickness": 2, "size": 26, "opacity": 0.8},
        "encoding": {
            "y": named_axis("label", ["\n".join(lines(name, _KIND_LETTERS)) for name in names]),
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": {"zero": False, "padding": 12},
                "axis": axis,
            },
            "color": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": names, "range": [GREY, ORANGE]},
                "legend": None,
            },
            "tooltip": [
                {"field": "name", "type": "nominal", "title": " "},
                {"field": "said", "type": "nominal", "title": capital(PHRASES.say("null.axis", language))},
            ],
        },
    }
    p = f"p = {said_number(verdict.p, '.00', language)}"
    return framed(body, title or PHRASES.say("null.title", language), language, [p])


def _by_number(clustering: Clustering, language: str) -> Spec:
    values = [
        {
            "k": each.k,
            "silhouette": each.silhouette,
            "said": said_number(each.silhouette, ".00", language),
            "taken": each.k == clustering.chosen.k,
            "taken_said": PHRASES.say("taken", language) if each.k == clustering.chosen.k else "",
        }
        for each in clustering.solutions
    ]
    colour = {"condition": {"test": "datum.taken", "value": ORANGE}, "value": BLUE}
    x = {
        "field": "k",
        "type": "ordinal",
        "axis": {"title": capital(PHRASES.say("groups", language)), "labelAngle": 0, "ticks": False},
    }
    tooltip = [
        {"field": "k", "type": "nominal", "title": capital(PHRASES.say("groups", language))},
        {"field": "said", "type": "nominal", "title": capital(PHRASES.say("silhouette.axis", language))},
    ]
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": values},
        "encoding": {"x": x, "y": _silhouette("y", language), "tooltip": tooltip},
        "layer": [
            {"mark": {"type": "line", "color": BLUE, "tooltip": None}},
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "text", "dy": 16, "fontSize": 11, "color": ORANGE},
                "encoding": {"text": {"field": "taken_said", "type": "nominal"}},
            },
        ],
    }


def _by_group(discovery: Discovery, language: str) -> Spec:
    chosen = discovery.clustering.chosen
    names = ["\n".join(lines(name, _NAME_LETTERS)) for name in cluster_names(discovery, language)]
    values = [
        {"name": name, "silhouette": width, "said": said_number(width, ".00", language)}
        for name, width in zip(names, chosen.silhouettes, strict=True)
    ]
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    taken = capital(PHRASES.say("silhouette.by_group", language))
    return {
        "title": {"text": taken, "fontSize": 13, "anchor": "start", "frame": "group", "offset": 8},
        "width": _WIDTH,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("name", names),
            "x": _silhouette("x", language),
            "tooltip": [
                {"field": "name", "type": "nominal", "title": " "},
                {
                    "field": "said",
                    "type": "nominal",
                    "title": capital(PHRASES.say("silhouette.axis", language)),
                },
            ],
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.65}},
                "encoding": {
                    "color": {
                        "field": "name",
                        "type": "nominal",
                        "scale": {"domain": names, "range": colours},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {"text": {"field": "said", "type": "nominal"}},
            },
        ],
    }


def _silhouette(field: str, language: str) -> Spec:
    axis = {"title": capital(PHRASES.say("silhouette.axis", language)), "format": ".2f", "tickCount": 5}
    # without grid lines the bars' ends are read from the figures beside them
    return {"field": "silhouette", "type": "quantitative", "axis": axis | {"grid": field == "y"}}
