"""Conditions joined by `and`, with those on one value made one where they can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clientela.rules.nodes import All, AnyOf, Compare, Condition, Value

_LOWER, _UPPER = (">=", ">"), ("<=", "<")


def joined(conditions: Sequence[Condition]) -> Condition:
    """All of them as one condition, as short as it can be said."""
    kept: list[Condition] = []
    for condition in conditions:
        _add(kept, condition)
    known = {each.value for each in kept if isinstance(each, Compare) and not _is_unset(each)}
    short = _ranged([_settled(each, known) for each in kept])
    return short[0] if len(short) == 1 else All(tuple(short))


def conditions_of(rule: Condition) -> tuple[Condition, ...]:
    """The conditions that a conjunction joins; of any other rule the rule itself."""
    return rule.conditions if isinstance(rule, All) else (rule,)


def length(rule: Condition) -> int:
    """How many conditions a reader counts: `x < 5 or x is not set` is one, two limits of a value are one."""
    if isinstance(rule, AnyOf):
        inner = [each for each in rule.conditions if not _is_unset(each)]
        return sum(map(length, inner)) or 1
    if isinstance(rule, All):
        ranged = [each for each in rule.conditions if isinstance(each, Compare) and _is_limit(each)]
        doubled = len(ranged) - len({each.value for each in ranged})
        return sum(map(length, rule.conditions)) - doubled
    return 1


def _settled(condition: Condition, known: set[Value]) -> Condition:
    """Without `or … is not set`, where another condition needs the value to be set."""
    value, rest = _unless_unset(condition)
    return rest if value in known else condition


def _ranged(conditions: Sequence[Condition]) -> list[Condition]:
    """Two limits of a value side by side, the lower first; one `between` where both belong to it."""
    found: list[Condition] = []
    for condition in conditions:
        partner = next((each for each in found if _are_limits(each, condition)), None)
        if partner is None:
            found.append(condition)
            continue
        low, high = (partner, condition) if _operator(partner) in _LOWER else (condition, partner)
        place = found.index(partner)
        found[place : place + 1] = _range(low, high)
    return found


def _range(low: Condition, high: Condition) -> list[Condition]:
    """One `between` for `>=` and `<=`; where nothing lies between them that would be no right rule."""
    if not isinstance(low, Compare) or not isinstance(high, Compare):
        return [low, high]
    least, most = _number(low), _number(high)
    if (low.operator, high.operator) == (">=", "<=") and least <= most:
        return [Compare(low.value, "between", (least, most))]
    return [low, high]


def _are_limits(first: Condition, second: Condition) -> bool:
    """Whether one is the lower and one the upper limit of a value."""
    if not isinstance(first, Compare) or not isinstance(second, Compare) or first.value != second.value:
        return False
    sides = {_is_lower(first), _is_lower(second)}
    return _is_limit(first) and _is_limit(second) and len(sides) == 2


def _add(kept: list[Condition], condition: Condition) -> None:
    """Append, unless it can be merged with one that is there."""
    if isinstance(condition, All):
        for each in condition.conditions:
            _add(kept, each)
        return
    for place, other in enumerate(kept):
        merged = _merged(other, condition)
        if merged is not None:
            kept[place] = merged
            return
    kept.append(condition)


def _merged(first: Condition, second: Condition) -> Condition | None:
    """One condition that says both, or None."""
    if first == second:
        return first
    if isinstance(first, AnyOf) or isinstance(second, AnyOf):
        return _merged_with_unset(first, second)
    if not isinstance(first, Compare) or not isinstance(second, Compare) or first.value != second.value:
        return None
    for side, tighter in ((_LOWER, max), (_UPPER, min)):
        if first.operator == second.operator and first.operator in side:
            limit = tighter(_number(first), _number(second))
            return first if limit == _number(first) else second
    return _merged_lists(first, second)


def _merged_with_unset(first: Condition, second: Condition) -> Condition | None:
    """`x < 5 or x is not set` and a further condition on x."""
    (value, known), (other_value, other_known) = _unless_unset(first), _unless_unset(second)
    if value is None or value != other_value:
        return None
    merged = _merged(known, other_known)
    if merged is None:
        return None
    both = isinstance(first, AnyOf) and isinstance(second, AnyOf)
    return AnyOf((merged, Compare(value, "is not set"))) if both else merged


def _unless_unset(condition: Condition) -> tuple[Value | None, Condition]:
    """The value a condition is about, and the condition without its `or … is not set`."""
    if isinstance(condition, Compare):
        return condition.value, condition
    if isinstance(condition, AnyOf) and len(condition.conditions) == 2:
        known, unset = condition.conditions
        if isinstance(known, Compare) and _is_unset(unset):
            return known.value, known
    return None, condition


def _merged_lists(first: Compare, second: Compare) -> Compare | None:
    inside, outside = ("=", "in"), ("!=", "not in")
    texts, others = _texts(first), _texts(second)
    if texts is None or others is None:
        return None
    if first.operator in inside and second.operator in inside:
        return _listed(first.value, inside, (text for text in texts if text in others))
    if first.operator in outside and second.operator in outside:
        return _listed(first.value, outside, dict.fromkeys((*texts, *others)))
    if first.operator in outside:
        texts, others = others, texts
    return _listed(first.value, inside, (text for text in texts if text not in others))


def _listed(value: Value, operators: tuple[str, str], texts: Iterable[str]) -> Compare | None:
    left = tuple(texts)
    if not left:
        return None
    return Compare(value, operators[0], left[0]) if len(left) == 1 else Compare(value, operators[1], left)


def _texts(condition: Compare) -> tuple[str, ...] | None:
    """The texts a condition on a text names."""
    operand = condition.operand
    if condition.operator in ("=", "!=") and isinstance(operand, str):
        return (operand,)
    if condition.operator in ("in", "not in") and isinstance(operand, tuple):
        texts = tuple(each for each in operand if isinstance(each, str))
        return texts if len(texts) == len(operand) else None
    return None


def _number(condition: Compare) -> int | float:
    if not isinstance(condition.operand, int | float):
        raise TypeError(f"{condition.operator} takes a number, not {condition.operand!r}")
    return condition.operand


def _operator(condition: Condition) -> str:
    return condition.operator if isinstance(condition, Compare) else ""


def _is_lower(condition: Compare) -> bool:
    return condition.operator in _LOWER


def _is_limit(condition: Compare) -> bool:
    return condition.operator in (*_LOWER, *_UPPER)


def _is_unset(condition: Condition) -> bool:
    return isinstance(condition, Compare) and condition.operator == "is not set"
