"""Bands, groups and stages in words."""

from __future__ import annotations

from functools import cache

from clientela.catalog import FirmCatalog, FirmLabels
from clientela.catalog.cut_points import BANDS
from clientela.catalog.labels import option_table
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.discover.rfm.bands import Axis, Band
from clientela.discover.rfm.fitting import Fit
from clientela.discover.rfm.gaps import GapEstimate, GapQuantile
from clientela.discover.rfm.grid import Part, Rfm
from clientela.discover.rfm.hiatus import HiatusCheck
from clientela.discover.rfm.quantiles import AxisFit
from clientela.rules.sentences import sentence
from clientela.segments.profile_wording import said_number, said_value

PHRASES = Phrasebook("clientela.discover.rfm")
_VARIABLES = {"group": "rfm_group", "stage": "lifecycle_stage"}


@cache
def _labels() -> FirmLabels:
    """The words of the built-in catalogue; making them takes longer than saying a sentence."""
    return FirmCatalog().labels


def axis_label(axis: Axis, language: str) -> str:
    """What the bands are of: "days since the latest order"."""
    return _labels().variable(axis.variable, language)


def band_label(axis: Axis, band: Band, language: str) -> str:
    """The band's numbers: "≤ 30", "31–90", "> 365"."""
    low, high = band.low, band.high
    if low is None and high is None:
        return "*"
    if not axis.whole:
        return _open_label(low, high, language)
    if low is None:
        return f"≤ {_said((high or 0) - 1, language)}"
    if high is None:
        return f"> {_said(low - 1, language)}" if axis.name == "recency" else f"≥ {_said(low, language)}"
    last = high - 1
    return _said(low, language) if low == last else f"{_said(low, language)}–{_said(last, language)}"


def part_name(part: Part, language: str) -> str:
    """A group or stage by its name in that language, a cell by its key."""
    if part.what == "cell":
        return part.key
    return option_table()[_VARIABLES[part.what]][part.key][language]


def part_sentence(part: Part, language: str) -> str:
    """Its rule as a sentence; a dash where nobody can be in it."""
    return "–" if part.rule is None else sentence(part.rule, language, _labels())


def paragraphs(result: Rfm, language: str) -> tuple[str, ...]:
    """How many bought, and which cut-points that is told by."""
    if not result.buyers:
        return (PHRASES.say("nobody", language),)
    first = PHRASES.say(
        "buyers",
        language,
        buyers=result.buyers,
        population=result.population,
        revenue=said_value(result.revenue, "money", language),
    )
    told = [first]
    if len(result.currencies) > 1:
        told.append(PHRASES.say("currencies", language, currencies=", ".join(result.currencies)))
    if result.version:
        told.append(PHRASES.say("version", language, version=result.version))
    else:
        told.append(PHRASES.say("defaults", language))
    return tuple(told)


def pause_paragraphs(result: Rfm, language: str) -> tuple[str, ...]:
    """How long pauses are, and how well "away for long, so gone" would have told."""
    said = [_pauses(result.gaps, language) if result.gaps else PHRASES.say("few_pauses", language)]
    if result.hiatus is not None:
        said.append(_hiatus(result.hiatus, language))
    return tuple(said)


def few_bands_note(axis: Axis, fit: AxisFit, language: str) -> str:
    """Why there are fewer than five bands; empty where there are five."""
    if fit.bands >= BANDS:
        return ""
    return PHRASES.say(
        "few_bands",
        language,
        fit.bands,
        variable=capital(axis_label(axis, language)),
        share=said_value(fit.tied_share, "share", language),
        value=_said(fit.tied, language),
    )


def gap_note(fit: Fit, language: str) -> str:
    """What the days of the lifecycle rest on, or why they stay."""
    return _pauses(fit.gaps, language) if fit.gaps else PHRASES.say("few_pauses", language)


def _pauses(gaps: GapEstimate, language: str) -> str:
    half, three, nine = gaps.quantiles
    return PHRASES.say(
        "pause_figures",
        language,
        half=_said(half.days, language),
        half_ends=_ends(half, language),
        three=_said(three.days, language),
        three_ends=_ends(three, language),
        nine=_said(nine.days, language),
        nine_ends=_ends(nine, language),
        gaps=gaps.gaps,
        customers=gaps.customers,
    )


def _ends(quantile: GapQuantile, language: str) -> str:
    return f"{_said(quantile.low, language)}–{_said(quantile.high, language)}"


def _hiatus(check: HiatusCheck, language: str) -> str:
    return PHRASES.say(
        "hiatus",
        language,
        days=check.days,
        cut=check.cut,
        customers=check.customers,
        correct=said_value(check.correct, "share", language),
        base=said_value(check.base, "share", language),
        best=said_value(check.best, "share", language),
    )


def _open_label(low: float | None, high: float | None, language: str) -> str:
    if low is None:
        return f"< {_said(high or 0, language)}"
    return f"≥ {_said(low, language)}" + ("" if high is None else f", < {_said(high, language)}")


def _said(value: float, language: str) -> str:
    return said_number(value, "" if value == int(value) or value >= 100 else ".0", language)
