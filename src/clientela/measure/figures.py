"""Figures as people of six languages write them: shares, differences of shares, sums, p."""

from __future__ import annotations

from typing import Literal, TypeAlias

from babel import Locale
from babel.numbers import format_percent

from clientela.catalog.phrasebook import Phrasebook
from clientela.measure.lines import Line
from clientela.segments.profile_wording import NOTHING, said_number

PHRASES = Phrasebook("clientela.measure")
Written: TypeAlias = Literal["share", "points", "width", "number", "money", "count"]


def said(value: float, unit: Written, language: str) -> str:
    """A value in its unit; of small shares more decimals."""
    match unit:
        case "share":
            return said_share(value, language)
        case "points" | "width":
            points = said_number(100 * value, ".00", language)
            points = _signed(value, points) if unit == "points" else points
            return PHRASES.say("points", language, value=points)
        case "count":
            return said_number(value, "", language)
    decimals = ".00" if unit == "money" or abs(value) >= 1 else ".000"
    return said_number(value, decimals, language).replace("-", "−")


def said_share(value: float, language: str, *, short: bool = False) -> str:
    """A share in per cent: 10.6 %, 0.57 %; where `short`, 10 % has no decimal."""
    decimals = "00" if abs(value) < 0.01 else "0"
    decimals = decimals.replace("0", "#") if short else decimals
    pattern = Locale(language).percent_formats[None].pattern.replace("0", f"0.{decimals}")
    percent: str = format_percent(value, pattern, locale=language)
    return percent


def said_ends(line: Line, unit: Written, language: str) -> str:
    """The interval: from its low to its high end."""
    low, high = (_end(each, unit, language) for each in (line.low, line.high))
    return PHRASES.say("ends", language, low=low, high=high)


def said_line(line: Line, unit: Written, language: str) -> dict[str, str]:
    """The value and its interval, by the names that sentences give them."""
    return {"difference": said(line.value, unit, language), "ends": said_ends(line, unit, language)}


def said_p(p: float | None, language: str) -> str:
    """A probability with three decimals and its sign: "= 0.030", "< 0.001"."""
    if p is None:
        return NOTHING
    if p < 0.001:
        return f"< {said_number(0.001, '.000', language)}"
    return f"= {said_number(p, '.000', language)}"


def _end(value: float, unit: Written, language: str) -> str:
    """An end of an interval of points without the word, which its middle has."""
    if unit == "points":
        return _signed(value, said_number(100 * value, ".00", language))
    return said(value, unit, language)


def _signed(value: float, text: str) -> str:
    return f"+{text}" if value > 0 else text.replace("-", "−")
