"""What the customer says: survey scores, reviews, themes."""

from __future__ import annotations

from clientela.catalog import cut_points as cut
from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import (
    average,
    choose,
    compare,
    count,
    days_since,
    difference,
    flag,
    is_,
    last,
    share,
    usual,
)
from clientela.catalog.measures import Measure
from clientela.catalog.variables.attributes import BOOLEAN, DECIMAL, INSTANT, INTEGER, NUMBER, TEXT
from clientela.rules.nodes import Answer, Compare, Elapsed, Field, Occurrence

_F = Family.VOICE
ANSWER, REVIEW = "survey_answered", "review_written"
POOR = Compare(Field("score"), "<=", cut.POOR_STARS)


def _first_answer(survey: str) -> Occurrence:
    return Occurrence("first", (ANSWER,), "score", is_("survey", survey))


MEASURES = (
    Measure(
        "survey_answers",
        _F,
        INTEGER,
        "answers",
        "Survey questions she answered",
        lambda window: count(ANSWER, window=window),
        windows=(90, 365),
    ),
    Measure(
        "nps_avg",
        _F,
        NUMBER,
        "points",
        "Mean of her answers to the survey nps",
        lambda window: average(ANSWER, "score", where=is_("survey", "nps"), window=window),
        windows=(365,),
    ),
    Measure(
        "csat_avg",
        _F,
        NUMBER,
        "points",
        "Mean of her answers to the survey csat",
        lambda window: average(ANSWER, "score", where=is_("survey", "csat"), window=window),
        windows=(365,),
    ),
    Measure(
        "ces_avg",
        _F,
        NUMBER,
        "points",
        "Mean of her answers to the survey ces",
        lambda window: average(ANSWER, "score", where=is_("survey", "ces"), window=window),
        windows=(365,),
    ),
    Measure(
        "reviews",
        _F,
        INTEGER,
        "reviews",
        "Reviews she wrote",
        lambda window: count(REVIEW, window=window),
        windows=(90, 365),
    ),
    Measure(
        "review_stars",
        _F,
        NUMBER,
        "stars",
        "Mean stars of her reviews",
        lambda window: average(REVIEW, "score", window=window),
        windows=(365,),
    ),
    Measure(
        "poor_reviews",
        _F,
        INTEGER,
        "reviews",
        f"Reviews of hers with at most {cut.POOR_STARS} stars",
        lambda window: count(REVIEW, where=POOR, window=window),
        windows=(365,),
    ),
    Measure(
        "poor_review_share",
        _F,
        NUMBER,
        "share",
        f"Share of her reviews with at most {cut.POOR_STARS} stars",
        lambda window: share(REVIEW, POOR, window=window),
        windows=(365,),
    ),
)

DEFINITIONS = (
    VariableDefinition(
        "nps_last", _F, DECIMAL, "Her latest answer to the survey nps, from 0 to 10.", "points", Answer("nps")
    ),
    VariableDefinition(
        "nps_group",
        _F,
        TEXT,
        f"By her latest answer to the survey nps: promoter from {cut.NPS_PROMOTER}, passive from"
        f" {cut.NPS_PASSIVE}, detractor below.",
        "",
        choose(
            (compare("nps_last", ">=", cut.NPS_PROMOTER), "promoter"),
            (compare("nps_last", ">=", cut.NPS_PASSIVE), "passive"),
            (compare("nps_last", "<", cut.NPS_PASSIVE), "detractor"),
        ),
        options=("promoter", "passive", "detractor"),
    ),
    VariableDefinition(
        "nps_change",
        _F,
        NUMBER,
        "Her latest answer to the survey nps, less her first one.",
        "points",
        difference(Answer("nps"), _first_answer("nps")),
    ),
    VariableDefinition(
        "nps_comment",
        _F,
        TEXT,
        "What she wrote with her latest answer to the survey nps.",
        "",
        Answer("nps", "text"),
    ),
    VariableDefinition(
        "days_since_nps",
        _F,
        INTEGER,
        "Whole days since her latest answer to the survey nps.",
        "days",
        Elapsed(Answer("nps", "at")),
    ),
    VariableDefinition(
        "csat_last", _F, DECIMAL, "Her latest answer to the survey csat.", "points", Answer("csat")
    ),
    VariableDefinition(
        "ces_last", _F, DECIMAL, "Her latest answer to the survey ces.", "points", Answer("ces")
    ),
    VariableDefinition(
        "last_answer", _F, INSTANT, "Instant of her latest answer to any survey.", "", last(ANSWER)
    ),
    VariableDefinition(
        "days_since_last_answer",
        _F,
        INTEGER,
        "Whole days since her latest answer to any survey.",
        "days",
        days_since(last(ANSWER)),
    ),
    VariableDefinition(
        "last_theme", _F, TEXT, "Theme of her latest answer to any survey.", "", last(ANSWER, field="theme")
    ),
    VariableDefinition(
        "main_theme", _F, TEXT, "Theme she raises most often in surveys.", "", usual(ANSWER, field="theme")
    ),
    VariableDefinition("last_review", _F, INSTANT, "Instant of her latest review.", "", last(REVIEW)),
    VariableDefinition(
        "days_since_last_review",
        _F,
        INTEGER,
        "Whole days since her latest review.",
        "days",
        days_since(last(REVIEW)),
    ),
    VariableDefinition(
        "last_review_stars", _F, DECIMAL, "Stars of her latest review.", "stars", last(REVIEW, field="score")
    ),
    VariableDefinition(
        "last_review_poor",
        _F,
        BOOLEAN,
        f"Whether her latest review has at most {cut.POOR_STARS} stars.",
        "",
        flag(compare("last_review_stars", "<=", cut.POOR_STARS)),
    ),
)
