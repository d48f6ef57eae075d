"""Tags and filters every template may use: `{% load ui %}`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from clientela_web.models.account import Account
from clientela_web.privacy import SMALL, shown_count, shown_part
from clientela_web.ui import writing
from clientela_web.ui.refusals import retold

register = template.Library()
register.filter("number", writing.number)
register.filter("short_number", writing.short_number)
register.filter("percent", writing.percent)
register.filter("money", writing.money)
register.filter("price", writing.price)
register.filter("instant", writing.instant)
register.filter("day", writing.day)
register.filter("ago", writing.ago)
register.filter("retold", retold)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with a digest of its content, so that it may be kept for ever."""
    return f"{static(path)}?{_digest(path)}"


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise template.TemplateSyntaxError(f"there is no static file {path!r}")
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon; with a label it is read aloud, without one it is an ornament."""
    drawn = _drawn(name)
    if label:
        return format_html('<span class="icon" role="img" aria-label="{}">{}</span>', label, drawn)
    return format_html('<span class="icon" aria-hidden="true">{}</span>', drawn)


@cache
def _drawn(name: str) -> SafeString:
    return mark_safe(lucide(name, size=20))  # noqa: S308


@register.simple_tag(takes_context=True)
def people(context: Mapping[str, object], count: int | None, whole: int | None = None) -> str:
    """A count of customers, as the account may see it; `whole` is what they are a part of."""
    account = context.get("account")
    if count is None:
        return writing.NOTHING
    if not isinstance(account, Account):
        return writing.number(count)
    if shown_count(account, count) is None:
        return f"< {SMALL}"
    if whole is not None and shown_part(account, count, whole) is None:
        return f"> {writing.number(whole - SMALL)}"
    return writing.number(count)


@register.simple_tag(takes_context=True)
def share_of_people(context: Mapping[str, object], count: int, whole: int) -> str:
    """The share of a whole, as the account may see it."""
    account = context.get("account")
    hidden = isinstance(account, Account) and shown_part(account, count, whole) is None
    return writing.NOTHING if hidden or not whole else writing.percent(count / whole)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, object]:
    """A control of a form with its label, help and errors."""
    return {"field": bound, "kind": _kind(bound), "css": css}


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "switch"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "file" if isinstance(widget, FileInput) else "plain"


@register.inclusion_tag("ui/picture.html")
def picture(
    spec: Mapping[str, object],
    table: Iterable[Iterable[object]] = (),
    headings: Iterable[str] = (),
    caption: str = "",
    label: str = "",
) -> dict[str, object]:
    """A Vega-Lite picture that comes alive in the browser, with the figures behind it as a table.

    `table` is rows of cells, `headings` their names; `label` is what a screen reader says, by default the
    picture's own description.
    """
    rows = [[_cell(cell) for cell in row] for row in table]
    return {
        "spec": _harmless(spec),
        "rows": rows,
        "headings": list(headings),
        "caption": caption,
        "label": label or spec.get("description", ""),
    }


def _cell(value: object) -> object:
    match value:
        case bool() | None:
            return writing.NOTHING if value is None else value
        case int() | float() | Decimal():
            return writing.number(value)
        case dt.datetime():
            return writing.instant(value)
        case dt.date():
            return writing.day(value)
    return value


@register.filter
def as_json(value: object) -> SafeString:
    """JSON that may stand in a data script."""
    return _harmless(value)


def _harmless(value: object) -> SafeString:
    text = json.dumps(value, ensure_ascii=False, default=str)
    for letter, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(letter, code)
    return mark_safe(text)  # noqa: S308


@register.inclusion_tag("ui/sparkline.html")
def sparkline(values: Iterable[float | None], label: str = "") -> dict[str, object]:
    """A line of a few values as plain SVG, for tables; the label says in words what it shows."""
    return {"points": _points([value for value in values if value is not None]), "label": label}


def _points(values: list[float], width: float = 96, height: float = 24) -> str:
    if len(values) < 2:
        return ""
    low, span = min(values), (max(values) - min(values)) or 1
    step = width / (len(values) - 1)
    return " ".join(
        f"{place * step:.1f},{height - 2 - (value - low) / span * (height - 4):.1f}"
        for place, value in enumerate(values)
    )
