"""Write moments and windows."""

from __future__ import annotations

from clientela.rules.nodes import (
    Ago,
    AllTime,
    AtInstant,
    CalendarPeriod,
    DateRange,
    FromNow,
    LastPeriod,
    Moment,
    NextPeriod,
    Now,
    OnDate,
    Span,
    Unit,
    Window,
)
from clientela.rules.spelling import write_instant


def count_of(count: int, unit: Unit) -> str:
    """`1 day`, `90 days`."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def write_moment(moment: Moment) -> str:
    """A moment as it stands after `before` or `since`."""
    match moment:
        case Ago(count, unit):
            return f"{count_of(count, unit)} ago"
        case FromNow(count, unit):
            return f"{count_of(count, unit)} from now"
        case OnDate(date):
            return date.isoformat()
        case AtInstant(at):
            return write_instant(at)
        case Now():
            return "now"


def write_window(window: Window) -> str:
    """A window as it stands after `within`."""
    match window:
        case AllTime():
            return "all time"
        case LastPeriod(count, unit):
            return f"last {count_of(count, unit)}"
        case NextPeriod(count, unit):
            return f"next {count_of(count, unit)}"
        case CalendarPeriod(which, unit):
            return f"{which} {unit}"
        case DateRange(first, last):
            return f"from {first.isoformat()} to {last.isoformat()}"
        case Span():
            return _write_span(window)


def _write_span(span: Span) -> str:
    if span.after is not None and span.until is not None:
        return f"between {write_moment(span.after)} and {write_moment(span.until)}"
    if span.after is not None:
        return f"since {write_moment(span.after)}"
    return f"until {write_moment(span.until)}" if span.until is not None else "since always"


def after_word(word: str, window: Window) -> str:
    """` in last 90 days`; nothing for all time."""
    return "" if isinstance(window, AllTime) else f" {word} {write_window(window)}"


def after_comma(window: Window) -> str:
    """`, last 90 days`; nothing for all time."""
    return "" if isinstance(window, AllTime) else f", {write_window(window)}"
