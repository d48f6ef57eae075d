"""Numbers as people type them: spaces and points between thousands, a comma or a point before decimals."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from babel.numbers import get_decimal_symbol

from clientela.act.metrics import Metric

_SPACES = re.compile(r"[\s\u00a0\u202f']")


def typed_decimal(text: str, language: str) -> Decimal | None:
    """The number that the text says, None where it says none.

    A point or comma stands between thousands where the reader's language writes it there and three digits
    follow each, or where the other one comes after it; else before decimals.
    """
    bare = _SPACES.sub("", text).replace("\u2212", "-")
    decimal = get_decimal_symbol(language)
    group = "," if decimal == "." else "."
    if "." in bare and "," in bare:
        group = min(".,", key=bare.rfind)
    elif bare.count(decimal) > 1:
        group = decimal
    if re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(group)}\d{{3}})+([.,]\d+)?", bare):
        bare = bare.replace(group, "")
    try:
        found = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def typed_value(text: str, metric: Metric, language: str) -> float | None:
    """A value of the metric: of a share, per cent with or without the sign."""
    found = typed_decimal(text.replace("%", ""), language)
    if found is None:
        return None
    value = float(found / 100) if metric.is_share else float(found)
    return value if math.isfinite(value) else None


def shown_value(value: float | None, metric: Metric | None, language: str) -> str:
    """What the form shows to be edited, as `typed_value` reads it back: of a share, its per cent."""
    if value is None:
        return ""
    scaled = round(value * 100, 4) if metric is not None and metric.is_share else value
    return f"{scaled:.10g}".replace(".", get_decimal_symbol(language))


def shown_amount(amount: Decimal | None, language: str) -> str:
    """An amount to be edited, as `typed_decimal` reads it back."""
    return "" if amount is None else f"{amount:f}".replace(".", get_decimal_symbol(language))
