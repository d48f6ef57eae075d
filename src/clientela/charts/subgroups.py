"""Who differs in an outcome: each subgroup against everybody else."""

from __future__ import annotations

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, INK, ORANGE, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines, word
from clientela.discover.patterns.subgroups import Subgroup, Subgroups
from clientela.discover.patterns.wording import PHRASES, said_outcome
from clientela.rules.sentences import Labels, sentence
from clientela.segments.profile_wording import said_number

MOST_ROWS = 10
_LABEL_LETTERS = 46
_PLOT = 320
_LINE, _ROOM = 15, 20


def subgroups_chart(found: Subgroups, labels: Labels, title: str, language: str = "en") -> Spec:
    """The outcome inside each subgroup (a dot with the difference's 95 % interval) and outside (a grey dot).

    Blue where there is more of it than outside, orange where there is less.
    """
    shown = found.rows[:MOST_ROWS]
    if not shown:
        return empty_chart(title, language)
    values = [_datum(row, found, labels, language) for row in shown]
    step = _ROOM + _LINE * max(value["label"].count("\n") + 1 for value in values)
    across = _across(values, found)
    body = {
        "width": _PLOT,
        "height": {"step": step},
        "data": {"values": values},
        "encoding": {
            "y": named_axis("label", [value["label"] for value in values], grid=True),
            "tooltip": _tooltip(language),
        },
        "layer": [
            _interval(across),
            _dots("outside", across, {"value": GREY}),
            _dots("inside", across, _side()),
            _said(),
            _heading(language),
        ],
    }
    overall = said_outcome(found.overall, language, is_share=found.outcome.is_share)
    everyone = f"{capital(PHRASES.say('customers', language))}: {said_number(found.n, '', language)}"
    return framed(body, title, language, [f"{everyone} · Ø {overall} · {word('interval', language)}"])


def _datum(row: Subgroup, found: Subgroups, labels: Labels, language: str) -> Spec:
    is_share = found.outcome.is_share
    inside, outside = (
        said_outcome(value, language, is_share=is_share) for value in (row.inside, row.outside)
    )
    said = sentence(row.rule, language, labels).rstrip(".")
    return {
        "rule": row.text,
        "label": "\n".join(lines(said, _LABEL_LETTERS)),
        "inside": row.inside,
        "outside": row.outside,
        "low": row.outside + row.low,
        "high": row.outside + row.high,
        "p": row.p,
        "n": row.n,
        "inside_said": inside,
        "outside_said": outside,
        "n_said": said_number(row.n, "", language),
        "said": f"{inside} | {outside}",
    }


def _across(values: list[Spec], found: Subgroups) -> Spec:
    ends = [value[name] for value in values for name in ("low", "high", "inside", "outside")]
    low, high = min(ends), max(ends)
    if found.outcome.is_share:  # an interval of a difference may leave what a share can be
        low, high = 0.0, min(high, 1.0)
    axis = {"format": ".0%" if found.outcome.is_share else "~s", "tickCount": 5, "grid": False}
    scale = {"domain": [low, high], "nice": True, "zero": found.outcome.is_share, "clamp": True}
    return {"type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _interval(across: Spec) -> Spec:
    return {
        "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "aria": False},
        "encoding": {"x": {"field": "low", **across}, "x2": {"field": "high"}, "color": _side()},
    }


def _dots(field: str, across: Spec, color: Spec) -> Spec:
    return {
        "mark": {"type": "circle", "size": 90, "opacity": 1},
        "encoding": {"x": {"field": field, **across}, "color": color},
    }


def _side() -> Spec:
    return {"condition": {"test": "datum.inside < datum.outside", "value": ORANGE}, "value": BLUE}


def _said() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 12, "color": INK},
        "encoding": {"x": {"value": _PLOT + 16}, "text": {"field": "said", "type": "nominal"}},
    }


def _heading(language: str) -> Spec:
    text = f"{capital(PHRASES.say('inside', language))} | {PHRASES.say('outside', language)}"
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 11, "color": "#555555", "text": text},
        "encoding": {"x": {"value": _PLOT + 16}, "y": {"value": -8}, "tooltip": None},
        "data": {"values": [{}]},
    }


def _tooltip(language: str) -> list[Spec]:
    fields = {"inside_said": "inside", "outside_said": "outside", "n_said": "customers"}
    return [
        {"field": field, "type": "nominal", "title": capital(PHRASES.say(key, language))}
        for field, key in fields.items()
    ]
