"""Moments and windows."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from clientela.rules import nodes as n
from clientela_web.builder.forms.form import Form, Said
from clientela_web.builder.forms.nested import NodePart
from clientela_web.builder.forms.parts import ChoicePart, DatePart, InstantPart, NumberPart, days_before
from clientela_web.builder.words import CALENDAR_UNITS, UNITS

MOMENTS = (n.Ago, n.FromNow, n.OnDate, n.AtInstant, n.Now)
WINDOWS = (n.AllTime, n.LastPeriod, n.NextPeriod, n.CalendarPeriod, n.DateRange, n.Span)
EVENT_WINDOWS = (n.AllTime, n.LastPeriod, n.CalendarPeriod, n.DateRange, n.Span)

LENGTH = (NumberPart("count"), ChoicePart("unit", UNITS))
_WHICH: tuple[tuple[str, Said], ...] = (
    ("this", _("this")),
    ("previous", _("the previous")),
    ("next", _("the next")),
)

TIME_FORMS = (
    Form(n.Ago, _("so long ago"), lambda _today: n.Ago(30, "day"), LENGTH),
    Form(n.FromNow, _("so long from now"), lambda _today: n.FromNow(30, "day"), LENGTH),
    Form(n.OnDate, _("on a day"), n.OnDate, (DatePart("date"),)),
    Form(
        n.AtInstant,
        _("at an instant"),
        lambda today: n.AtInstant(dt.datetime.combine(today, dt.time(), dt.UTC)),
        (InstantPart("at", _("day and time")),),
    ),
    Form(n.Now, _("now"), lambda _today: n.Now()),
    Form(n.AllTime, _("at any time"), lambda _today: n.AllTime()),
    Form(n.LastPeriod, _("in the last …"), lambda _today: n.LastPeriod(90, "day"), LENGTH),
    Form(n.NextPeriod, _("in the next …"), lambda _today: n.NextPeriod(30, "day"), LENGTH),
    Form(
        n.CalendarPeriod,
        _("in this or the previous …"),
        lambda _today: n.CalendarPeriod("this", "month"),
        (ChoicePart("which", _WHICH), ChoicePart("unit", CALENDAR_UNITS)),
    ),
    Form(
        n.DateRange,
        _("from day to day"),
        lambda today: n.DateRange(days_before(today, 90), today),
        (DatePart("first", _("from")), DatePart("last", _("to"))),
    ),
    Form(
        n.Span,
        _("between two moments"),
        lambda _today: n.Span(n.Ago(2, "year"), n.Ago(1, "year")),
        (
            NodePart("after", MOMENTS, _("after"), nothing=_("the beginning")),
            NodePart("until", MOMENTS, _("until"), nothing=_("the end")),
        ),
    ),
)


_WHEN = _("When")


def window_part(said: Said = _WHEN) -> NodePart:
    """A window over what is recorded."""
    return NodePart("window", EVENT_WINDOWS, said)
