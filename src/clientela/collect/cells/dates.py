"""Dates and instants as people and programs write them, as ISO dates and UTC instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, failed, is_empty

LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")
FIGURES = re.compile(r"(\d{1,4})([-/.\s])\s?(\d{1,2})\2\s?(\d{1,4})\.?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<offset>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
COMPACT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?=Z|[+-]|\Z)")
WORDS = re.compile(r"[^\W\d_]+")
AFTER_YEAR = re.compile(r"^(?:[\s,.]*(?:года|г|roku|r|a les|a las|la|at|o|ora|godz|в)?(?![^\W\d_])\.?)*")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SERIAL_START = datetime(1899, 12, 30)  # a wall date, not an instant
CURE = "write it as 2026-03-31, or say the order of day and month"


class _NotADate(Exception):
    """Carries the reason."""


def read_date(text: str, context: CellContext) -> Cell:
    """A calendar date; a time beside it is left out."""
    return _read(text, context, instant=False)


def read_instant(text: str, context: CellContext) -> Cell:
    """An instant in UTC: by its own offset, else as wall time in the zone of the context."""
    return _read(text, context, instant=True)


def _read(text: str, context: CellContext, *, instant: bool) -> Cell:
    if is_empty(text):
        return NOTHING
    try:
        wall, note = _numeric(text.strip()) or (_written(text.strip(), context), None)
    except _NotADate as problem:
        return failed(f"{text!r} {problem}", CURE)
    if not instant:
        local = wall if note is None or wall.tzinfo is None else wall.astimezone(ZoneInfo(context.zone))
        return Cell(local.date().isoformat(), note=note)
    placed = wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(context.zone))
    try:
        return Cell(instant_text(placed), note=note)
    except OverflowError:
        return failed(f"{text!r} is beyond the calendar", CURE)


def instant_text(instant: datetime) -> str:
    """The canonical text of an instant: UTC, seconds, a fraction only where there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _numeric(text: str) -> tuple[datetime, str] | None:
    """Counts of days or seconds that programs write for dates; always noted."""
    if re.fullmatch(r"[2-6]\d{4}(?:[.,]\d+)?", text):
        days = float(text.replace(",", "."))
        wall = SERIAL_START + timedelta(seconds=round(days * 86_400))
        return wall, "numbers are read as the days a spreadsheet counts from 1899-12-30"
    if re.fullmatch(r"1?\d{9}(?:\.\d+)?", text):
        return EPOCH + timedelta(seconds=float(text)), "numbers are read as seconds since 1970"
    if re.fullmatch(r"1?\d{12}", text):
        return EPOCH + timedelta(milliseconds=int(text)), "numbers are read as milliseconds since 1970"
    return None


def _written(text: str, context: CellContext) -> datetime:
    day, rest = _day(text, context)
    rest = rest.strip(" ,T\u00a0")
    return _with_time(day, rest) if rest else datetime(day.year, day.month, day.day)


def _day(text: str, context: CellContext) -> tuple[date, str]:
    if found := COMPACT.match(text):
        after = text[found.end() :]
        if not after or after[0] in "T ":
            return _date(found.group(1), found.group(2), found.group(3), context), after
    if found := FIGURES.match(text):
        return _figures(found, context), text[found.end() :]
    return _with_month_name(text, context)


def _figures(found: re.Match[str], context: CellContext) -> date:
    first, _, second, third = found.groups()
    if len(first) >= 3:
        return _date(first, second, third, context)
    order = context.date_order
    if order == "YMD" and len(third) < 3:
        return _date(first, second, third, context)
    day, month = (second, first) if order == "MDY" else (first, second)
    if int(month) > 12:
        said = "month first" if order == "MDY" else "day first"
        raise _NotADate(f"has no month {month}: the column is read {said}")
    return _date(third, month, day, context)


def _date(year: str, month: str, day: str, context: CellContext) -> date:
    number = int(year)
    if len(year) <= 2:
        start = context.two_digit_years_from
        number += start - start % 100
        number += 100 if number < start else 0
    if not 1000 <= number <= 9999 or len(year) == 3:
        raise _NotADate("has no year that can be meant")
    try:
        return date(number, int(month), int(day))
    except ValueError:
        raise _NotADate("is no day of the calendar") from None


def _with_month_name(text: str, context: CellContext) -> tuple[date, str]:
    """Such as 5 de març de 2024, 3 sty 2024, March 5, 2024 or 5 января 2024 г."""
    months = month_names()
    month = next((months[word] for word in WORDS.findall(text.casefold()) if word in months), None)
    if month is None:
        raise _NotADate("is not a date")
    year = re.search(r"(?<!\d)(\d{4})(?![\d:])", text) or re.search(r"(?<=\D)(\d{2})(?![\d:])\s*\Z", text)
    if year is None:
        raise _NotADate("has no year")
    day = re.search(r"(?<![\d:])(\d{1,2})(?![\d:])", text[: year.start()])
    if day is None:
        raise _NotADate("has no day")
    return _date(year.group(1), str(month), day.group(1), context), AFTER_YEAR.sub("", text[year.end() :])


@cache
def month_names() -> dict[str, int]:
    """Every way the six languages write a month, long and short, folded, without a final point."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    words = WORDS.findall(name.casefold())
                    if words and len(words[-1]) > 2:
                        names.setdefault(words[-1], number)
    return names | {"sept": 9, "set": 9, "сент": 9, "мая": 5, "noi": 11}


def _with_time(day: date, text: str) -> datetime:
    if compact := COMPACT_TIME.match(text):
        text = ":".join(part for part in compact.groups() if part) + text[compact.end() :]
    found = TIME.fullmatch(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        raise _NotADate(f"has a time that cannot be read ({text})")
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        wall = datetime(
            day.year, day.month, day.day, hour, int(found["minute"] or 0), int(found["second"] or 0), micro
        )
    except ValueError:
        raise _NotADate(f"has a time that no clock shows ({text})") from None
    return _offset(wall, found["offset"]) if found["offset"] else wall


def _offset(wall: datetime, offset: str) -> datetime:
    figures = re.search(r"([+-])(\d{1,2}):?(\d{2})?", offset)
    if figures is None:
        return wall.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(figures[2]), minutes=int(figures[3] or 0))
    return (wall - ahead if figures[1] == "+" else wall + ahead).replace(tzinfo=UTC)
