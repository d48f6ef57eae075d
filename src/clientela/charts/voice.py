"""What customers say, drawn: shares of themes, scores of segments, scores by month."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.theme import BLUE, GREY, WIDTH, Spec, empty_chart, framed, named_axis
from clientela.charts.words import lines, word
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.figures import ThemeFigures
from clientela.discover.voice.result import Voice
from clientela.discover.voice.scales import Measure
from clientela.discover.voice.surveys import MonthScore, SurveyScores
from clientela.discover.voice.wording import (
    PHRASES,
    said_month,
    said_score,
    said_share,
    source_name,
    theme_name,
)
from clientela.segments.profile_wording import said_number

_STEP = 34
_PLOT = 270
_SAID = 52  # room for a figure right of the plot
_NAME_LETTERS = 30
_ENDS: dict[Measure, tuple[float, float] | None] = {
    "nps": (-100, 100),
    "csat": (0, 1),
    "ces": None,
    "mean": None,
}


def theme_chart(result: Voice, title: str, language: str = "en") -> Spec:
    """Each theme's share of comments and its mean score, with 95 % intervals; thin themes are left out."""
    shown = [each for each in result.themes if each.share.value is not None]
    if not shown:
        return empty_chart(title, language)
    rows = [_theme_row(each, language) for each in shown]
    names = [str(row["label"]) for row in rows]
    share = _dots(
        "share", "said_share", names, number=".0%", title=PHRASES.say("share", language), domain=None
    )
    panels = [share]
    if any(each.score.value is not None for each in shown):
        scores = _dots(
            "score", "said_score", names, number=",d", title=PHRASES.say("score", language), domain=(0, 100)
        )
        scores["encoding"]["y"]["axis"] |= {"labels": False, "labelPadding": 0}
        panels.append(scores)
    body = {"data": {"values": rows}, "hconcat": panels, "spacing": 24}
    return framed(body, title, language, [capital(word("interval", language))])


def score_chart(scores: SurveyScores, title: str, language: str = "en") -> Spec:
    """The score over all and of each segment, with 95 % intervals; where there are too few it says so."""
    everyone = capital(word("base", language))
    groups = [(everyone, scores.score), *((each.segment, each.score) for each in scores.segments)]
    rows = [_score_row(name, figure, scores.measure, language) for name, figure in groups]
    if all(figure.value is None for _, figure in groups):
        return empty_chart(title, language)
    names = [str(row["label"]) for row in rows]
    ends = _ENDS[scores.measure] or (scores.low, scores.high)
    body = _dots(
        "score",
        "said",
        names,
        number=_format(scores.measure),
        title=_axis_title(scores, language),
        domain=ends,
    )
    body["width"] = 420
    body["layer"].append(_thin(language))
    return framed({"data": {"values": rows}, **body}, title, language, [capital(word("interval", language))])


def month_chart(scores: SurveyScores, title: str, language: str = "en") -> Spec:
    """The score of each month with its 95 % interval; a month with too few answers is a gap."""
    if all(each.score.value is None for each in scores.months):
        return empty_chart(title, language)
    rows = [_month_row(each, scores.measure, language) for each in scores.months]
    tooltip = [
        {"field": "said_month", "type": "nominal", "title": capital(PHRASES.say("month", language))},
        {"field": "said", "type": "nominal", "title": capital(PHRASES.say("value", language))},
        {"field": "n", "type": "quantitative", "format": ",d", "title": "n"},
    ]
    value = {
        "type": "quantitative",
        "title": _axis_title(scores, language),
        "axis": {"format": _format(scores.measure)},
        "scale": {"zero": False, "nice": True},
    }
    body = {
        "width": WIDTH,
        "height": 280,
        "data": {"values": rows},
        "encoding": {"x": _months_axis(rows), "tooltip": tooltip},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "color": BLUE, "strokeWidth": 2, "opacity": 0.5, "aria": False},
                "encoding": {"y": {"field": "low", **value}, "y2": {"field": "high"}},
            },
            {
                "mark": {
                    "type": "line",
                    "color": BLUE,
                    "strokeWidth": 2,
                    "point": {"size": 60, "fill": BLUE},
                    "invalid": "break-paths-show-path-domains",
                },
                "encoding": {"y": {"field": "score", **value}},
            },
        ],
    }
    return framed(body, title, language, [capital(word("interval", language))])


def _dots(
    field: str,
    said: str,
    names: Sequence[str],
    *,
    number: str,
    title: str,
    domain: tuple[float, float] | None,
) -> Spec:
    """Dots on bars of their intervals, with the figure right of the plot."""
    scale: Spec = {"domain": list(domain), "nice": False} if domain else {"zero": True, "nice": True}
    across = {
        "type": "quantitative",
        "title": capital(title),
        "scale": scale,
        "axis": {"format": number, "tickCount": 5, "grid": False},
    }
    known = [{"filter": f"isValid(datum.{field})"}]
    return {
        "width": _PLOT,
        "height": {"step": _STEP},
        "encoding": {
            "y": named_axis("label", names, grid=True) | {"scale": {"domain": list(names)}},
            "tooltip": _tooltip(field, said, title),
        },
        "layer": [
            {
                "transform": known,
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55, "color": BLUE, "aria": False},
                "encoding": {
                    "x": {"field": f"{field}_low", **across},
                    "x2": {"field": f"{field}_high"},
                },
            },
            {
                "transform": known,
                "mark": {"type": "circle", "size": 80, "opacity": 1, "color": BLUE},
                "encoding": {"x": {"field": field, **across}},
            },
            {
                "transform": known,
                "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 0, "dy": -5},
                "encoding": {"x": {"field": field, **across}, "text": {"field": said, "type": "nominal"}},
            },
        ],
    }


def _tooltip(field: str, said: str, title: str) -> list[Spec]:
    return [
        {"field": "name", "type": "nominal", "title": ""},
        {"field": said, "type": "nominal", "title": capital(title)},
        {"field": f"{field}_n", "type": "quantitative", "format": ",d", "title": "n"},
    ]


def _thin(language: str) -> Spec:
    said = PHRASES.say("too_few", language)
    text = {"type": "text", "align": "left", "baseline": "bottom", "dy": -5, "color": GREY, "text": said}
    return {
        "transform": [{"filter": "!isValid(datum.score)"}],
        "mark": text,
        "encoding": {"x": {"value": 4}},
    }


def _theme_row(theme: ThemeFigures, language: str) -> Spec:
    name = capital(theme_name(theme, language))
    said_mean = said_number(theme.score.value, "", language) if theme.score.value is not None else ""
    return {
        "name": name,
        "label": "\n".join(lines(name, _NAME_LETTERS)),
        "said_share": said_share(theme.share.value, language),
        "said_score": said_mean,
        **_ends("share", theme.share),
        **_ends("score", theme.score),
    }


def _score_row(name: str, figure: Figure, measure: Measure, language: str) -> Spec:
    return {
        "name": name,
        "label": "\n".join(lines(name, _NAME_LETTERS)),
        "said": said_score(figure.value, measure, language) if figure.value is not None else "",
        **_ends("score", figure),
    }


def _ends(field: str, figure: Figure) -> Spec:
    return {
        field: figure.value,
        f"{field}_low": figure.low,
        f"{field}_high": figure.high,
        f"{field}_n": figure.n,
    }


def _month_row(month: MonthScore, measure: Measure, language: str) -> Spec:
    figure = month.score
    return {
        "month": f"{month.month.isoformat()}T00:00:00.000Z",
        "said_month": said_month(month.month, language),
        "score": figure.value,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "said": said_score(figure.value, measure, language)
        if figure.value is not None
        else PHRASES.say("too_few", language),
    }


def _months_axis(rows: Sequence[Spec]) -> Spec:
    return {
        "field": "month",
        "type": "temporal",
        "scale": {"type": "utc", "padding": 12},
        "title": None,
        "axis": {"format": "%b %Y", "grid": False, "labelOverlap": True, "tickCount": min(len(rows), 8)},
    }


def _axis_title(scores: SurveyScores, language: str) -> str:
    measure = PHRASES.say(scores.measure, language)
    source = source_name(scores, language)
    return measure if measure == source else f"{source}: {measure}"


def _format(measure: Measure) -> str:
    return {"nps": ",d", "csat": ".0%"}.get(measure, ".1f")
