"""Moments and windows as adverbs: "3 days ago", "in the last 90 days", "from 1 January to 31 March"."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from clientela.rules import nodes as n
from clientela.rules.sentences.teller import Teller

# Days of the month whose name begins with a vowel sound in Catalan ("l'1 de gener", "l'11 de gener").
_VOWEL_DAYS = (1, 11)


def date_said(date: dt.date, teller: Teller) -> str:
    """A calendar day, with the article where the language wants one."""
    plain = format_date(date, "long", locale=teller.language.locale)
    return _with_article(plain, date, teller)


def _with_article(plain: str, date: dt.date, teller: Teller) -> str:
    return teller.say("moment.date.vowel" if date.day in _VOWEL_DAYS else "moment.date", m=plain)


def instant_said(at: dt.datetime, teller: Teller) -> str:
    """An instant: day, time and, where it is known, the distance from UTC."""
    time = at.time().isoformat() if at.microsecond else f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    plain = f"{format_date(at, 'long', locale=teller.language.locale)}, {time}"
    if at.tzinfo is not None:
        plain += f" (UTC{_offset(at)})"
    return _with_article(plain, at.date(), teller)


def _offset(at: dt.datetime) -> str:
    """The distance from UTC as "+02:00"; nothing for UTC itself."""
    return at.isoformat()[-6:] if at.utcoffset() else ""


def moment_said(moment: n.Moment, teller: Teller) -> str:
    """The bare moment, as in "between … and …"."""
    match moment:
        case n.Ago(count=count, unit=unit):
            return teller.say("moment.ago", d=duration_said(count, unit, teller))
        case n.FromNow(count=count, unit=unit):
            return teller.say("moment.from_now", d=duration_said(count, unit, teller))
        case n.OnDate(date=date):
            return date_said(date, teller)
        case n.AtInstant(at=at):
            return instant_said(at, teller)
        case n.Now():
            return teller.say("moment.now")


def at_said(moment: n.Moment, teller: Teller) -> str:
    """The moment as an adverb: "on January 5", "3 days ago"."""
    said = moment_said(moment, teller)
    return teller.say("at.date", m=said) if _is_dated(moment) else said


def _is_dated(moment: n.Moment) -> bool:
    return isinstance(moment, n.OnDate | n.AtInstant)


def duration_said(count: int, unit: str, teller: Teller) -> str:
    """A length of time: "90 days"."""
    return teller.say(f"duration.{unit}", number=count)


def compared_said(operator: str, moment: n.Moment, teller: Teller, *, may_lie_ahead: bool) -> str:
    """What `before`, `after` or `on` a moment says."""
    match moment:
        case n.Ago(count=count, unit=unit):
            key = f"{operator}.ago"
            key += "_or_ahead" if operator == "after" and may_lie_ahead else ""
            duration = duration_said(count, unit, teller)
            return teller.say(key, d=duration, m=moment_said(moment, teller))
        case n.FromNow(count=count, unit=unit):
            duration = duration_said(count, unit, teller)
            return teller.say(f"{operator}.from_now", d=duration, m=moment_said(moment, teller))
        case n.Now():
            return teller.say(f"{operator}.now")
        case n.AtInstant() if operator == "on":
            return teller.say("on.instant", m=moment_said(moment, teller))
        case n.OnDate() | n.AtInstant():
            return teller.say(f"{operator}.date", m=moment_said(moment, teller))


def window_said(window: n.Window, teller: Teller) -> str:
    """The window as an adverb; empty for all time."""
    match window:
        case n.AllTime():
            return ""
        case n.LastPeriod(count=count, unit=unit):
            return teller.say(f"last.{unit}", number=count)
        case n.NextPeriod(count=count, unit=unit):
            return teller.say(f"next.{unit}", number=count)
        case n.CalendarPeriod(which=which, unit=calendar_unit):
            return teller.say(f"calendar.{which}.{calendar_unit}")
        case n.DateRange(first=first, last=last):
            return teller.say("range", first=date_said(first, teller), last=date_said(last, teller))
        case n.Span(after=after, until=until):
            return _span_said(after, until, teller)


def _span_said(after: n.Moment | None, until: n.Moment | None, teller: Teller) -> str:
    if after is not None and until is not None:
        both = moment_said(after, teller), moment_said(until, teller)
        return teller.say("span.between", after=both[0], until=both[1])
    if after is not None:
        key = "span.since.date" if _is_dated(after) else "span.since.moment"
        return teller.say(key, m=moment_said(after, teller))
    if until is not None:
        key = "span.until.date" if _is_dated(until) else "span.until.moment"
        return teller.say(key, m=moment_said(until, teller))
    return ""


def with_window(said: str, window: n.Window, teller: Teller) -> str:
    """A phrase followed by its window, if that limits anything."""
    return f"{said} {window_said(window, teller)}".rstrip()
