"""Values of variables, attributes and events as the reader says them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from django.utils.translation import gettext as _

from clientela.catalog import VariableDefinition
from clientela.catalog.phrasebook import capital
from clientela.errors import ClientelaError
from clientela.rules.types import NUMERIC, ValueType
from clientela_web.models import Account
from clientela_web.privacy import shown
from clientela_web.ui import writing
from clientela_web.workspace import firm


def said(account: Account, name: str, value: object, entity: str = "customer") -> str:
    """The value as the account may read it: a label, a date, an amount, a mask."""
    seen = shown(account, name, value, entity)
    if seen is None or seen == "":
        return writing.NOTHING
    return said_plainly(name, seen, definition_of(name, entity))


def said_plainly(name: str, value: object, definition: VariableDefinition | None = None) -> str:
    """The value in the reader's language and habits."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case Decimal() | float() | int():
            return _number(value, definition)
        case dt.datetime():
            return writing.instant(value)
        case dt.date():
            return writing.day(value)
        case list() | tuple():
            return ", ".join(_option(name, str(each)) for each in value)
    return _option(name, str(value))


def said_text(account: Account, name: str, text: str | None, entity: str = "customer") -> str:
    """The same of a value as the store keeps it in a history: canonical text."""
    definition = definition_of(name, entity)
    return said(account, name, typed(text, definition.type if definition else ValueType.TEXT), entity)


def typed(text: str | None, kind: ValueType) -> object:
    """The value that a canonical text stands for; a text that is none stays itself."""
    if text is None:
        return None
    try:
        if kind in NUMERIC:
            return Decimal(text)
        match kind:
            case ValueType.BOOLEAN:
                return text == "true"
            case ValueType.DATE:
                return dt.date.fromisoformat(text)
            case ValueType.INSTANT:
                return dt.datetime.fromisoformat(text)
            case ValueType.LIST:
                return json.loads(text)
    except (ValueError, ArithmeticError):
        return text
    return text


def label(name: str, entity: str = "customer") -> str:
    """What a variable or an attribute is called, with a capital letter."""
    return capital(firm().catalog.labels.variable(name, writing.language(), entity))


def field_label(name: str) -> str:
    """What a field of an event is called."""
    return firm().catalog.labels.field(name, writing.language())


def definition_of(name: str, entity: str = "customer") -> VariableDefinition | None:
    """What the catalogue says of a name; None for what it does not know or withholds."""
    try:
        return firm().catalog.resolve(name, entity)
    except ClientelaError:
        return None


def _number(value: Decimal | float, definition: VariableDefinition | None) -> str:
    unit = definition.unit if definition is not None else ""
    if unit == "money" or (definition is not None and definition.type is ValueType.MONEY):
        return writing.money(value, firm().store.settings().get("currency"))
    if unit in {"share", "probability"}:
        return writing.percent(value)
    return writing.number(value)


def _option(name: str, value: str) -> str:
    return firm().catalog.labels.option(name, value, writing.language()) or value
