"""The map of the customers: clusters on the first two axes of FAMD, and what the axes mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook
from clientela.charts.theme import INK, Spec, empty_chart, framed
from clientela.charts.words import lines
from clientela.discover.clusters import Clustering
from clientela.discover.features.table import Mask, Numbers
from clientela.discover.proposals import Discovery
from clientela.segments.profile_language import variable_said
from clientela.segments.profile_wording import said_value

PHRASES = Phrasebook("clientela.charts", "phrases_clusters.yaml")
COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9",
    "#8B6914", "#333333", "#7A3E9D", "#9DAA00",
)  # fmt: skip
"""Okabe and Ito (2008) and two more; shapes tell apart what colours do not."""

_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross") * 2
_MOST_POINTS = 2_000
_SIDE = 430
_EDGE = 0.005  # of the customers on each side lie beyond the picture
_TELLING = 0.3  # the least correlation that explains an axis
_NAMES = 2
_AXIS_LETTERS = 62


def map_chart(
    discovery: Discovery, language: str = "en", catalog: FirmCatalog | None = None, title: str = ""
) -> Spec:
    """At most 2,000 of the clustered customers, by cluster; each cluster's centre bears its number.

    What stretches far is cut at the 0.5th and 99.5th percentile, and how many are beyond is said.
    """
    clustering = discovery.clustering
    title = title or PHRASES.say("map.title", language)
    if clustering.coordinates.shape[1] < 2:
        return empty_chart(title, language)
    names = cluster_names(discovery, language)
    known = catalog or FirmCatalog()
    domains = [_domain(clustering.coordinates[:, axis]) for axis in (0, 1)]
    rows, beyond = _drawn(clustering, domains)
    body = {
        "usermeta": {"fixed": True},  # a map is as wide as it is high, however narrow the page
        "width": _SIDE,
        "height": _SIDE,
        "encoding": {
            "x": _axis(clustering, 0, domains[0], known, language),
            "y": _axis(clustering, 1, domains[1], known, language),
        },
        "layer": [_points(clustering, rows, names), *_centres(clustering, names)],
    }
    said = [PHRASES.say("map.shown", language, len(rows))]
    said += [PHRASES.say("map.beyond", language, beyond)] if beyond else []
    return framed(body, title, language, said)


def cluster_names(discovery: Discovery, language: str) -> list[str]:
    """By cluster, its number from 1 and the name of the largest proposal made from it."""
    found = []
    for number in range(discovery.clustering.chosen.k):
        made = [each for each in discovery.proposals if each.cluster == number]
        largest = max(made, key=lambda each: each.size.count, default=None)
        name = PHRASES.say("group", language, which=str(number + 1))
        found.append(f"{number + 1}  {name if largest is None else largest.name(language)}")
    return found


def axis_meaning(
    clustering: Clustering, axis: int, catalog: FirmCatalog, language: str
) -> tuple[list[str], list[str], list[str]]:
    """The variables that rise along the axis, that fall, and the categories that differ, strongest first."""
    loadings = clustering.famd.loadings()
    numbers = {key: float(loadings[key][axis]) for key in clustering.famd.number_keys}
    levels = {key: float(loadings[key][axis]) for key in clustering.famd.code_keys}
    ordered = sorted(numbers, key=lambda key: (-abs(numbers[key]), key))
    telling = [key for key in ordered if abs(numbers[key]) >= _TELLING]
    differing = [
        key for key in sorted(levels, key=lambda key: (-levels[key], key)) if levels[key] >= _TELLING
    ]
    parts = (
        [key for key in telling if numbers[key] > 0],
        [key for key in telling if numbers[key] < 0],
        differing,
    )
    more, less, other = ([feature_said(key, catalog, language) for key in part[:_NAMES]] for part in parts)
    return more, less, other


def feature_said(key: str, catalog: FirmCatalog, language: str) -> str:
    """The label of a feature's key, with the item of a list behind it."""
    variable, _, item = key.partition(": ")
    label = variable_said(variable, catalog, language) or _plain_label(variable, catalog, language)
    return f"{label}: {item}" if item else label


def _plain_label(variable: str, catalog: FirmCatalog, language: str) -> str:
    """Of what no profile shows, such as a special category that was left out."""
    entity, _, name = variable.rpartition(".")
    return catalog.labels.variable(name, language, entity or "customer")


def _domain(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, [_EDGE, 1 - _EDGE])
    room = max(0.08 * float(high - low), 1e-6)
    return float(low) - room, float(high) + room


def _drawn(clustering: Clustering, domains: Sequence[tuple[float, float]]) -> tuple[np.ndarray, int]:
    """The rows to draw, and how many of the drawn sample lie beyond the picture."""
    rows = np.arange(len(clustering))
    if len(rows) > _MOST_POINTS:
        rng = np.random.default_rng([clustering.seed, 31])
        rows = np.sort(rng.choice(rows, _MOST_POINTS, replace=False))
    inside: Mask = np.ones(len(rows), np.bool_)
    for axis, (low, high) in enumerate(domains):
        values = clustering.coordinates[rows, axis]
        inside &= (values >= low) & (values <= high)
    return rows[inside], int((~inside).sum())


def _axis(
    clustering: Clustering, axis: int, domain: tuple[float, float], catalog: FirmCatalog, language: str
) -> Spec:
    return {
        "field": "xy"[axis],
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": {
            "title": list(_axis_lines(clustering, axis, catalog, language)),
            "labels": False,
            "ticks": False,
            "tickCount": 5,
            "domain": False,
            "titlePadding": 12,
        },
    }


def _axis_lines(clustering: Clustering, axis: int, catalog: FirmCatalog, language: str) -> Iterator[str]:
    high, low, other = axis_meaning(clustering, axis, catalog, language)
    # the vertical title is turned: its right is above
    for names, arrow in ((high, "→"), (low, "←")):
        if names:
            said = PHRASES.say("map.more", language, names=", ".join(names))
            yield from _short(f"{arrow} {said}")
    if other:
        yield from _short(PHRASES.say("map.levels", language, names=", ".join(other)))
    share = said_value(float(clustering.famd.explained[axis]), "share", language)
    yield PHRASES.say("map.axis", language, share=share)


def _short(text: str) -> list[str]:
    """Two lines at most."""
    found = lines(text, _AXIS_LETTERS)
    return found if len(found) <= 2 else [found[0], found[1][: _AXIS_LETTERS - 2] + " …"]


def _points(clustering: Clustering, rows: np.ndarray, names: Sequence[str]) -> Spec:
    labels = clustering.chosen.labels
    values = [
        {
            "x": round(float(clustering.coordinates[row, 0]), 4),
            "y": round(float(clustering.coordinates[row, 1]), 4),
            "cluster": names[labels[row]],
        }
        for row in rows
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 22, "opacity": 0.55},
        "encoding": {
            "color": _by_cluster(names, COLOURS) | {"legend": _legend()},
            "shape": _by_cluster(names, _SHAPES) | {"legend": _legend()},
            "tooltip": [{"field": "cluster", "type": "nominal", "title": " "}],
        },
    }


def _by_cluster(names: Sequence[str], values: Sequence[str]) -> Spec:
    drawn = [values[place % len(values)] for place in range(len(names))]
    return {"field": "cluster", "type": "nominal", "scale": {"domain": list(names), "range": drawn}}


def _legend() -> Spec:
    return {
        "title": None,
        "orient": "bottom",
        "columns": 1,
        "labelLimit": 560,
        "symbolSize": 90,
        "symbolOpacity": 1,
        "offset": 14,
    }


def _centres(clustering: Clustering, names: Sequence[str]) -> list[Spec]:
    values = [
        {
            "x": float(centre[0]),
            "y": float(centre[1]),
            "number": str(place + 1),
            "cluster": names[place],
            "colour": COLOURS[place % len(COLOURS)],
        }
        for place, centre in enumerate(clustering.chosen.centres)
    ]
    data = {"values": values}
    tooltip = [{"field": "cluster", "type": "nominal", "title": " "}]
    disc = {"type": "point", "shape": "circle", "filled": True, "size": 420, "opacity": 0.95}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return [
        {
            "data": data,
            "mark": disc | {"color": "white", "stroke": INK, "strokeWidth": 0.5},
            "encoding": {"tooltip": tooltip, "stroke": colour, "strokeWidth": {"value": 2.5}},
        },
        {
            "data": data,
            "mark": {"type": "text", "fontWeight": "bold", "fontSize": 13, "color": INK, "tooltip": None},
            "encoding": {"text": {"field": "number", "type": "nominal"}},
        },
    ]
