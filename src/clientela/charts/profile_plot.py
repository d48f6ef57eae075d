"""The segment profile plot of Dolnicar and Leisch (2014): variables as bars, those that mark a segment dark.

Bars hold the members against all customers, so that variables of any unit stand on one axis. A bar is marked
where the difference is more than chance and large: for shares more than 25 points, for other figures more
than 25 per cent.
"""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import capital
from clientela.charts.clusters import PHRASES
from clientela.charts.theme import BLUE, GREY, ORANGE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines
from clientela.discover.proposals import Discovery, Proposal
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_language import profile_in
from clientela.segments.profile_wording import NOTHING, said_value

MARKED = 0.25
_SURE = 0.05
_MOST_ROWS, _MOST_SEGMENTS = 12, 6
_LEVELS_OF_EACH = 2
_FAR = 2.0  # bars end here, at three times the base
_WIDTH, _PANEL, _STEP = 300, 110, 32
_LABEL_LETTERS, _HEADER_LETTERS = 40, 16
_PALE_BLUE, _PALE_ORANGE = "#B7D3E6", "#F3CBB0"


def is_marker(row: ProfileRow) -> bool:
    """Whether the row marks the segment: more than chance, and by more than a quarter."""
    if row.segment_value is None or not row.base_value or row.p is None or row.p >= _SURE:
        return False
    difference = abs(row.segment_value - row.base_value)
    return difference > MARKED * (1.0 if row.unit == "share" else abs(row.base_value))


def marker_chart(profile: Profile, title: str, language: str = "en", rows: int = _MOST_ROWS) -> Spec:
    """One segment: its most different variables as bars from all customers; both figures beside each."""
    shown = _chosen([profile])[:rows]
    found = [row for row in profile.rows if (row.variable, row.level) in shown]
    if not found:
        return empty_chart(title, language)
    values = [_value(row, row.label, "", language) for row in found]
    body = {
        "width": _WIDTH,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": _encoding(
            [value["label"] for value in values], language, axis=lines(_axis_said(language), 22)
        ),
        "layer": [*_bars(), _figures(), _heading(language)],
    }
    return framed(body, title, language, [PHRASES.say("markers.marked", language)])


def markers_chart(
    discovery: Discovery, language: str = "en", catalog: FirmCatalog | None = None, title: str = ""
) -> Spec:
    """The segments made from clusters side by side (the six largest), over the variables that differ most."""
    title = title or PHRASES.say("markers.title", language)
    chosen = _largest(discovery)
    profiles = [profile_in(each.profile, catalog or FirmCatalog(), language) for each in chosen]
    keys = _chosen(profiles)[:_MOST_ROWS]
    labels = _labels(profiles, keys)
    if not labels:
        return empty_chart(title, language)
    names = ["\n".join(lines(each.name(language), _HEADER_LETTERS)) for each in chosen]
    values = [
        _value(row, labels[row.variable, row.level], name, language)
        for name, profile in zip(names, profiles, strict=True)
        for row in profile.rows
        if (row.variable, row.level) in labels
    ]
    header = {
        "labelExpr": "split(datum.label, '\\n')",
        "labelFontSize": 11,
        "labelAnchor": "start",
        "title": None,
    }
    body = {
        "data": {"values": values},
        "facet": {"column": {"field": "segment", "type": "nominal", "sort": names, "header": header}},
        "spacing": 12,
        "spec": {
            "width": _PANEL,
            "height": {"step": _STEP},
            "encoding": _encoding([_broken(labels[key]) for key in keys if key in labels], language, axis=[]),
            "layer": _bars(),
        },
    }
    # under each of many narrow panels the words of the axis would run into each other
    said = [_axis_said(language), PHRASES.say("markers.marked", language)]
    return framed(body, title, language, said)


def shown_markers(
    discovery: Discovery, language: str, catalog: FirmCatalog | None = None
) -> tuple[list[Proposal], list[tuple[str, ...]]]:
    """The segments `markers_chart` draws, and for each of its variables the label and their values."""
    chosen = _largest(discovery)
    profiles = [profile_in(each.profile, catalog or FirmCatalog(), language) for each in chosen]
    keys = _chosen(profiles)[:_MOST_ROWS]
    labels = _labels(profiles, keys)
    by_key = [{(row.variable, row.level): row for row in profile.rows} for profile in profiles]
    rows = []
    for key in keys:
        found = [rows_of.get(key) for rows_of in by_key]
        said = [
            NOTHING if row is None else said_value(row.segment_value, row.unit, language) for row in found
        ]
        rows.append((capital(labels[key]), *said))
    return chosen, rows


def _largest(discovery: Discovery) -> list[Proposal]:
    made = [each for each in discovery.proposals if each.kind == "cluster"]
    kept = sorted(made, key=lambda each: -each.size.count)[:_MOST_SEGMENTS]
    return [each for each in made if each in kept]


def _chosen(profiles: Sequence[Profile]) -> list[tuple[str, str | None]]:
    """Rows by the largest effect that is more than chance, two levels of a variable at most."""
    effects: dict[tuple[str, str | None], float] = {}
    for profile in profiles:
        for row in profile.rows:
            if _relative(row) is not None and row.statistic != "other":
                key, is_sure = (row.variable, row.level), row.p is not None and row.p < _SURE
                effect = round(abs(row.effect or 0.0), 9) if is_sure else 0.0
                effects[key] = max(effects.get(key, 0.0), effect)
    kept: list[tuple[str, str | None]] = []
    for key in sorted(effects, key=lambda key: (-effects[key], key[0], key[1] or "")):
        if effects[key] and sum(variable == key[0] for variable, _ in kept) < _LEVELS_OF_EACH:
            kept.append(key)
    return kept


def _labels(
    profiles: Sequence[Profile], keys: Sequence[tuple[str, str | None]]
) -> dict[tuple[str, str | None], str]:
    found = {(row.variable, row.level): row.label for profile in profiles for row in profile.rows}
    return {key: found[key] for key in keys}


def _relative(row: ProfileRow) -> float | None:
    """How far the members are from all, as a part of all; None where that means nothing."""
    return None if row.index is None else row.index / 100 - 1


def _value(row: ProfileRow, label: str, segment: str, language: str) -> Spec:
    relative = _relative(row) or 0.0
    member, base = (said_value(value, row.unit, language) for value in (row.segment_value, row.base_value))
    return {
        "variable": row.variable,
        "level": row.level,
        "segment": segment,
        "label": _broken(label),
        "relative": relative,
        "drawn": min(relative, _FAR),
        "colour": _colour(relative, marked=is_marker(row)),
        "marked": is_marker(row),
        "segment_said": member,
        "base_said": base,
        "said": f"{member} | {base}",
        "far": "›" if relative > _FAR else "",
    }


def _broken(label: str) -> str:
    return "\n".join(lines(capital(label), _LABEL_LETTERS))


def _colour(relative: float, *, marked: bool) -> str:
    if relative > 0:
        return BLUE if marked else _PALE_BLUE
    return ORANGE if marked else _PALE_ORANGE


def _axis_said(language: str) -> str:
    return capital(PHRASES.say("markers.axis", language))


def _encoding(labels: Sequence[str], language: str, *, axis: list[str]) -> Spec:
    plain = "datum.value ? datum.label : '0'"
    ticks = {"format": "+.0%", "values": [-1, 0, 1, 2], "grid": True, "labelExpr": plain}
    return {
        "y": named_axis("label", list(dict.fromkeys(labels))),
        "x": {
            "field": "drawn",
            "type": "quantitative",
            "scale": {"domain": [-1, _FAR], "nice": False},
            "axis": ticks | {"title": axis or None},
        },
        "tooltip": [
            {"field": "label", "type": "nominal", "title": " "},
            {
                "field": "segment_said",
                "type": "nominal",
                "title": capital(PHRASES.say("segment", language)),
            },
            {"field": "base_said", "type": "nominal", "title": capital(PHRASES.say("everybody", language))},
        ],
    }


def _bars() -> list[Spec]:
    return [
        {
            "mark": {"type": "bar", "height": {"band": 0.6}},
            "encoding": {"color": {"field": "colour", "type": "nominal", "scale": None}, "x2": {"datum": 0}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 2, "fontSize": 14},
            "encoding": {"text": {"field": "far"}},
        },
        {
            "mark": {"type": "rule", "color": GREY, "tooltip": None},
            "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}, "tooltip": None},
        },
    ]


def _figures() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "tooltip": None},
        "encoding": {"x": {"value": _WIDTH + 16}, "text": {"field": "said", "type": "nominal"}},
    }


def _heading(language: str) -> Spec:
    said = f"{capital(PHRASES.say('segment', language))} | {PHRASES.say('everybody', language)}"
    return {
        "mark": {"type": "text", "align": "left", "color": "#555555", "text": said, "tooltip": None},
        "encoding": {"x": {"value": _WIDTH + 16}, "y": {"value": -8}, "tooltip": None},
        "data": {"values": [{}]},
    }
