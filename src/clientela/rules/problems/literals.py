"""Literals: do they have the type, and the precision, of the value they are held against?"""

from __future__ import annotations

import math
from decimal import Decimal

from clientela.rules.nodes import Scalar
from clientela.rules.problems.spots import TYPE_NAMES, Spot
from clientela.rules.types import NUMERIC, ValueType

_EXACT_DECIMALS = frozenset({ValueType.DECIMAL, ValueType.MONEY})
DECIMALS = 4
LARGEST_DECIMAL = 10**14
LARGEST_INTEGER = 2**63


def type_of_literal(literal: object) -> ValueType | None:
    """The narrowest type a literal has; None for what is no literal."""
    match literal:
        case bool():
            return ValueType.BOOLEAN
        case int():
            return ValueType.INTEGER
        case float():
            return ValueType.NUMBER
        case str():
            return ValueType.TEXT
        case _:
            return None


def check_literal(literal: object, wanted: ValueType, subject: str, spot: Spot, *, of: object = None) -> None:
    """Report a literal that cannot be held against a value of type `wanted`; `of` is that value."""
    given = type_of_literal(literal)
    element = ValueType.TEXT if wanted == ValueType.LIST else wanted
    fits = given in NUMERIC if element in NUMERIC else given == element
    if given is None or not fits:
        shown = TYPE_NAMES[given] if given else "not a value"
        expected = "a list of texts" if wanted == ValueType.LIST else TYPE_NAMES[wanted]
        spot.report(
            "operand_type",
            f"{subject} is {expected}, but {literal!r} is {shown}; {_cure(element)}",
            f"operand_type_{_cure_key(element)}",
            subject=of or subject,
            literal=repr(literal),
        )
    elif isinstance(literal, str) and not literal:
        spot.report(
            "empty_text",
            f"an empty text counts as missing; ask whether {subject} 'is not set' instead",
            subject=of or subject,
        )
    elif isinstance(literal, int | float) and not isinstance(literal, bool):
        check_number(literal, wanted, spot)


def _cure_key(wanted: ValueType) -> str:
    if wanted in NUMERIC:
        return "number"
    return {ValueType.BOOLEAN: "yes_or_no", ValueType.TEXT: "text"}.get(wanted, "date")


_CURES = {
    "number": "write a number without quotes",
    "yes_or_no": "write true or false",
    "text": "write a text in quotes",
    "date": "compare it with 'before', 'after', 'on' or 'within'",
}


def _cure(wanted: ValueType) -> str:
    return _CURES[_cure_key(wanted)]


def check_number(number: float, wanted: ValueType, spot: Spot) -> None:
    """Report a number that is not finite, too large, or more precise than what is stored."""
    if not check_finite(number, spot):
        return
    exact = Decimal(repr(number))
    if wanted in _EXACT_DECIMALS and exact != round(exact, DECIMALS):
        spot.report(
            "too_many_decimals",
            f"{number!r} has more than {DECIMALS} decimals; round it",
            figure=repr(number),
            decimals=DECIMALS,
        )
    if wanted in _EXACT_DECIMALS and abs(exact) >= LARGEST_DECIMAL:
        spot.report(
            "number_too_large",
            f"{number!r} is too large for {TYPE_NAMES[wanted]}; use less than 10^14",
            figure=repr(number),
            limit="10^14",
        )
    if wanted == ValueType.INTEGER and abs(exact) >= LARGEST_INTEGER:
        spot.report(
            "number_too_large",
            f"{number!r} is too large for a whole number; use less than 2^63",
            figure=repr(number),
            limit="2^63",
        )


def check_finite(number: float, spot: Spot) -> bool:
    """Report a number that is infinite or not a number; true where it is fine."""
    if isinstance(number, float) and not math.isfinite(number):
        spot.report(
            "number_not_finite",
            f"{number!r} is no number that a value can have; use a plain number",
            figure=repr(number),
        )
        return False
    return True


def check_scalar(scalar: Scalar, wanted: ValueType, subject: str, spot: Spot) -> None:
    """Report one value that cannot be what the attribute `subject` became."""
    if wanted == ValueType.LIST or wanted in (ValueType.DATE, ValueType.INSTANT):
        spot.report(
            "operand_type",
            f"{subject} is {TYPE_NAMES[wanted]} and takes no such value; ask only that it changed",
            "operand_type_of_change",
            subject=subject,
        )
    else:
        check_literal(scalar, wanted, subject, spot)
