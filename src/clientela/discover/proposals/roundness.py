"""How easily a number is said and remembered."""

from __future__ import annotations

from clientela.rules.nodes import Compare, Condition

_KNOWN = frozenset({7, 14, 30, 60, 90, 180, 365, 730})  # lengths of time people speak of
EASIEST = 3.0


def roundness(condition: Condition) -> float:
    """3 for a condition without a number, or with one such as 10, 50 or 90; 2 for 20, 1 for 25, 0 beyond."""
    operand = condition.operand if isinstance(condition, Compare) else None
    numbers = operand if isinstance(operand, tuple) else (operand,)
    return min((_of_number(each) for each in numbers), default=EASIEST)


def _of_number(number: object) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or number in _KNOWN:
        return EASIEST
    digits = f"{abs(number):.9f}".replace(".", "").strip("0")
    if digits in ("", "1", "5"):
        return EASIEST
    return max(0.0, 3.0 - len(digits))
