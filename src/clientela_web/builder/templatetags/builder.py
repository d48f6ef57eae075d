"""Tags of the builder's templates: what its buttons ask for, and how values and people are shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from clientela.rules.inference import Scope
from clientela.rules.text import write_value
from clientela.segments.sampling import Sampled
from clientela_web.builder.forms.control import Control
from clientela_web.models.account import Account
from clientela_web.privacy import shown
from clientela_web.ui import writing

register = template.Library()


@register.simple_tag
def op(change: str, path: str, *more: object) -> str:
    """The change a button asks for."""
    return json.dumps([change, path, *more], ensure_ascii=False)


@register.simple_tag
def put(path: str, value: object) -> str:
    """The change that puts a value of the data at a path."""
    return json.dumps(["put", path, _plain(value)], ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


@register.simple_tag
def offers(control: Control) -> str:
    """Where a control asks for values of the data."""
    scope = control.facts["scope"]
    spelled = ""
    if isinstance(scope, Scope):
        spelled = "deals" if scope.deals else ",".join(scope.kinds)
    facts = {"value": write_value(control.facts["value"]), "scope": spelled, "path": control.path}  # type: ignore[arg-type]
    return f"{reverse('builder:values')}?{urlencode(facts)}"


@register.filter
def different(values: Iterable[object]) -> list[object]:
    """The values without repetitions, in their order."""
    return list(dict.fromkeys(values))


@register.filter
def zipped(one: Sequence[object], other: Sequence[object]) -> list[tuple[object, object]]:
    """Two lists side by side."""
    return list(zip(one, other, strict=True))


@register.simple_tag
def person(sampled: Sampled, account: Account) -> str:
    """A customer's name as the account may see it, else our number."""
    names = [shown(account, name, sampled.values.get(name)) for name in ("first_name", "last_name")]
    said = " ".join(str(name) for name in names if name)
    return said or _("Customer %(number)s") % {"number": sampled.customer_id}


@register.simple_tag
def shown_value(value: object) -> object:
    """A value of the data for reading."""
    match value:
        case None:
            return writing.NOTHING
        case bool():
            return _("yes") if value else _("no")
        case int() | float() | Decimal():
            return writing.number(value)
        case dt.datetime():
            return writing.instant(value)
        case dt.date():
            return writing.day(value)
        case list():
            return ", ".join(map(str, value))
    return value
