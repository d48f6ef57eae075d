"""Lift with its interval, over all and by segment, as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines, word
from clientela.measure.effects import Effect
from clientela.measure.figures import said
from clientela.measure.funnel import Funnel
from clientela.measure.lines import Line
from clientela.measure.report import CampaignReport
from clientela.measure.wording import PHRASES

_PLOT, _STEP, _LETTERS = 300, 36, 30


def lift_chart(report: CampaignReport, title: str, language: str = "en", outcome: str = "") -> Spec:
    """Each group's lift over the holdout in one outcome (by default the primary), then by segment.

    Over all it is the line that leads, by segment what is best believed; while the experiment is running, the
    always-valid lines alone. Too early is too early: such groups are left out.
    """
    wanted = outcome or report.primary
    rows = [_row(effect, name, line, language) for effect, name, line in _lines(report, wanted)]
    title = f"{title}: {wanted}" if title else wanted
    if not rows:
        return empty_chart(title, language)
    is_rate = any(effect.outcome == wanted and effect.kind == "rate" for effect in report.effects)
    unit = f" ({PHRASES.say('points', language, value='').strip()})" if is_rate else ""
    across = {
        "type": "quantitative",
        "title": capital(PHRASES.say("difference", language)) + unit,
        "scale": {"zero": True, "nice": True},
        "axis": {"format": "+~r" if is_rate else "~r", "tickCount": 5, "grid": False},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": " "},
        {"field": "said", "type": "nominal", "title": capital(PHRASES.say("difference", language))},
        {"field": "n", "type": "quantitative", "format": ",d", "title": "n"},
    ]
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": rows},
        "encoding": {"y": named_axis("label", [str(row["label"]) for row in rows]), "tooltip": tooltip},
        "layer": [_nothing(), *_whiskers(across)],
    }
    return framed(body, title, language, [capital(word("interval", language))])


def funnel_chart(funnel: Funnel, title: str, language: str = "en") -> Spec:
    """How many reached each stage, as bars; what machines alone did is in none."""
    if not funnel.targeted:
        return empty_chart(title, language)
    rows = [
        {
            "stage": capital(PHRASES.say(each.stage, language)),
            "count": each.count,
            "said": said(each.count, "count", language)
            + (f" · {said(each.of_targeted.value, 'share', language)}" if each.of_targeted else ""),
        }
        for each in funnel.stages
    ]
    across = {"field": "count", "type": "quantitative", "title": capital(PHRASES.say("customers", language))}
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": rows},
        "encoding": {"y": named_axis("stage", [str(row["stage"]) for row in rows])},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.6}, "color": BLUE},
                "encoding": {"x": {**across, "axis": {"format": ",d", "tickCount": 4, "grid": False}}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {"x": across, "text": {"field": "said", "type": "nominal"}},
            },
        ],
    }
    return framed(body, title, language)


def rates_chart(rates: Sequence[tuple[str, Line, int]], title: str, language: str = "en") -> Spec:
    """Shares of named groups of so many customers, each with its interval, in the order given."""
    if not rates:
        return empty_chart(title, language)
    rows = [
        {
            "name": name,
            "label": "\n".join(lines(name, _LETTERS)),
            "value": line.value,
            "low": line.low,
            "high": line.high,
            "n": n,
            "said": said(line.value, "share", language),
        }
        for name, line, n in rates
    ]
    across: Spec = {
        "type": "quantitative",
        "title": None,
        "scale": {"zero": True, "nice": True},
        "axis": {"format": "~%", "tickCount": 5, "grid": False},
    }
    body = {
        "width": _PLOT,
        "height": {"step": _STEP},
        "data": {"values": rows},
        "encoding": {"y": named_axis("label", [str(row["label"]) for row in rows])},
        "layer": _whiskers(across),
    }
    return framed(body, title, language, [capital(word("interval", language))])


def _lines(report: CampaignReport, outcome: str) -> Iterator[tuple[Effect, str, Line]]:
    for effect in report.effects:
        if effect.outcome == outcome and effect.best is not None:
            yield effect, effect.arm, effect.best
    for lift in report.segments:
        if lift.outcome != outcome:
            continue
        for effect, believed in zip(lift.effects, lift.shrunk, strict=True):
            line = effect.best if report.running else believed
            if line is not None:
                yield effect, f"{lift.arm} · {effect.segment}", line


def _row(effect: Effect, name: str, line: Line, language: str) -> Spec:
    drawn = line.times(100) if effect.kind == "rate" else line  # in points
    return {
        "name": name,
        "label": "\n".join(lines(name, _LETTERS)),
        "value": drawn.value,
        "low": drawn.low,
        "high": drawn.high,
        "n": effect.n + effect.n_against,
        "said": said(line.value, "points" if effect.kind == "rate" else "number", language),
    }


def _nothing() -> Spec:
    """The line of no difference."""
    rule = {"type": "rule", "strokeDash": [4, 4], "color": GREY, "tooltip": None}
    encoding = {"x": {"datum": 0, "type": "quantitative"}, "y": {"value": 0}, "y2": {"value": "height"}}
    return {"data": {"values": [{}]}, "mark": rule, "encoding": {**encoding, "tooltip": None}}


def _whiskers(across: Spec) -> list[Spec]:
    rule = {"type": "rule", "strokeWidth": 3, "opacity": 0.55, "color": BLUE, "aria": False}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dy": -5}
    return [
        {"mark": rule, "encoding": {"x": {"field": "low", **across}, "x2": {"field": "high"}}},
        {
            "mark": {"type": "circle", "size": 80, "opacity": 1, "color": BLUE},
            "encoding": {"x": {"field": "value", **across}},
        },
        {
            "mark": text,
            "encoding": {"x": {"field": "value", **across}, "text": {"field": "said", "type": "nominal"}},
        },
    ]
