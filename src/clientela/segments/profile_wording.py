"""A profile's words and figures in six languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal, format_percent

from clientela.catalog.labels import LANGUAGES
from clientela.rules.nodes import DatePart
from clientela.rules.sentences import Labels, noun_phrase

if TYPE_CHECKING:
    from clientela.segments.profile import ProfileRow
    from clientela.segments.profile_variables import Profiled

HEADINGS: dict[str, tuple[str, ...]] = {
    "en": ("variable", "segment", "base", "index", "95% interval", "effect", "known", "n"),
    "ca": ("variable", "segment", "base", "índex", "interval del 95 %", "efecte", "conegut", "n"),
    "es": ("variable", "segmento", "base", "índice", "intervalo del 95 %", "efecto", "conocido", "n"),
    "pl": ("zmienna", "segment", "baza", "indeks", "przedział 95%", "efekt", "znane", "n"),
    "ru": ("показатель", "сегмент", "база", "индекс", "интервал 95 %", "эффект", "известно", "n"),
    "ro": ("variabilă", "segment", "bază", "indice", "interval de 95%", "efect", "cunoscut", "n"),
}
OTHER = dict(zip(LANGUAGES, ("other", "altres", "otros", "inne", "другие", "altele"), strict=True))
NOTHING = "–"


def label_of(profiled: Profiled, labels: Labels, language: str) -> str:
    """The variable as a noun phrase: "revenue in the last 365 days"."""
    return noun_phrase(profiled.value, language, labels)


def level_label(profiled: Profiled, level: str | None, labels: Labels, language: str) -> str:
    """The variable and one of its levels, or all its others: "city: Barcelona"."""
    said = OTHER[language] if level is None else said_level(profiled, level, labels, language)
    return f"{label_of(profiled, labels, language)}: {said}"


def row_texts(rows: Iterable[ProfileRow], language: str) -> list[tuple[str, ...]]:
    """Headings, then a line for each row."""
    return [HEADINGS[language], *(_texts(row, language) for row in rows)]


def said_value(value: float | None, unit: str, language: str) -> str:
    """A value in its unit with this language's separators; a dash for none."""
    if value is None:
        return NOTHING
    if unit in ("share", "probability"):
        pattern = Locale(language).percent_formats[None].pattern.replace("0", "0.0")
        percent: str = format_percent(value, pattern, locale=language)
        return percent
    if unit == "year":
        return f"{value:.0f}"
    said: str = format_decimal(value, "#,##0" + _decimals(value, unit), locale=language)
    return f"{said}\xa0%" if unit == "per cent" else said


def said_number(value: float | None, decimals: str, language: str) -> str:
    """A plain number; `decimals` is what a number pattern says after the unit (".00")."""
    if value is None:
        return NOTHING
    rounded = round(value, max(len(decimals) - 1, 0)) + 0.0  # no zero with a minus
    said: str = format_decimal(rounded, "#,##0" + decimals, locale=language)
    return said


def _texts(row: ProfileRow, language: str) -> tuple[str, ...]:
    ends = [said_value(end, row.unit, language) for end in (row.low, row.high)]
    return (
        row.label,
        said_value(row.segment_value, row.unit, language),
        said_value(row.base_value, row.unit, language),
        said_number(row.index, "", language),
        NOTHING if row.low is None else f"{ends[0]} … {ends[1]}",
        said_number(row.effect, ".00", language),
        said_value(row.known_share, "share", language),
        said_number(row.n, "", language),
    )


def _decimals(value: float, unit: str) -> str:
    if unit == "money" and abs(value) < 100_000:
        return ".00"
    return "" if abs(value) >= 1000 else ".0" if abs(value) >= 10 else ".00"


def said_level(profiled: Profiled, level: str, labels: Labels, language: str) -> str:
    """What a level is called: an option's label, a country, a weekday; else the level itself."""
    name = profiled.variable.name
    option = labels.option(name, level, language)
    if option is not None:
        return option
    if isinstance(profiled.definition, DatePart):
        return _calendar_part(profiled.definition.part, int(level), language)
    if name in ("country", "nationality"):
        return str(Locale(language).territories.get(level, level))
    if name in ("language", "preferred_language"):
        return str(Locale(language).languages.get(level.lower(), level))
    return level


def _calendar_part(part: str, number: int, language: str) -> str:
    if part == "weekday":
        return str(get_day_names("wide", "stand-alone", locale=language)[number - 1])
    if part == "month":
        return str(get_month_names("wide", "stand-alone", locale=language)[number])
    return f"{number}:00" if part == "hour" else str(number)
