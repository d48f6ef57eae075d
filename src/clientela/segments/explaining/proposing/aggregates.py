"""Aggregates brought to a wanted value by adding things to a pile or taking some away."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil

from clientela.rules.types import NUMERIC, ValueType
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.goals import Option, together
from clientela.segments.explaining.proposing.means import DAY, MOST_ADDED
from clientela.segments.explaining.proposing.piles import EventPile, Item, Pile
from clientela.segments.explaining.proposing.targets import typed_number

SINGLES = 8


def reach(function: str, pile: Pile, wanted: Plain, kind: ValueType) -> list[Option]:
    """Proposals that should give the aggregate that value (None: none at all); `kind` is the field's type."""
    if wanted is None:
        return [pile.fewer(pile.items)] if pile.items else []
    match function:
        case "count":
            return of_count(pile, int(wanted), kind)
        case "sum":
            return _of_sum(pile, Decimal(str(wanted)), kind)
        case "avg":
            return _of_average(pile, float(wanted), kind)
        case "min" | "max":
            return _of_extreme(function, pile, wanted)
        case "distinct":
            return _of_distinct(pile, int(wanted), kind)
        case "mode":
            return _of_mode(pile, wanted)
        case _:
            return []


def of_count(pile: Pile, wanted: int, kind: ValueType | None = None) -> list[Option]:
    """So many things."""
    counted = [item for item in pile.items if item.value is not None] if _field(pile) else pile.items
    missing = wanted - len(counted)
    if missing > MOST_ADDED or wanted < 0:
        return []
    if missing > 0:
        return pile.more([_any_value(kind) if _field(pile) else None] * missing)
    newest, oldest = counted[missing:], counted[:-missing]
    return [pile.fewer(newest), pile.fewer(oldest)] if missing else []


def _field(pile: Pile) -> str | None:
    return getattr(pile, "field", None)


def _any_value(kind: ValueType | None) -> Plain:
    samples: dict[ValueType | None, Plain] = {
        ValueType.TEXT: "known",
        ValueType.BOOLEAN: True,
        ValueType.DATE: dt.date(2026, 1, 1),
        ValueType.INSTANT: dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        ValueType.LIST: ["known"],
    }
    return samples.get(kind, typed_number(1, kind) if kind in NUMERIC else None)


def _numbers(pile: Pile) -> list[Item]:
    return [item for item in pile.items if item.value is not None]


def _of_sum(pile: Pile, wanted: Decimal, kind: ValueType) -> list[Option]:
    items = _numbers(pile)
    total = sum((Decimal(item.value) for item in items), Decimal(0))
    found: list[Option] = []
    difference = wanted - total
    if difference > 0:
        found += pile.more([typed_number(float(difference), kind)])
    elif difference < 0:
        # something with a negative value comes last
        far = pile.more([typed_number(float(difference), kind)])
        found += [Option(each.facts + 5, each.distance, each.changes) for each in far]
    largest = sorted(items, key=lambda item: Decimal(item.value), reverse=difference < 0)
    found += _taken_away(pile, largest)
    return found


def _taken_away(pile: Pile, ordered: Sequence[Item]) -> list[Option]:
    """One of them, the first two, three … and all."""
    found = [pile.fewer([item]) for item in ordered[:SINGLES]]
    found += [pile.fewer(ordered[:number]) for number in range(2, min(len(ordered), 2 * SINGLES) + 1)]
    return [*found, pile.fewer(ordered)] if ordered else []


def _of_average(pile: Pile, wanted: float, kind: ValueType) -> list[Option]:
    items = _numbers(pile)
    total = sum(float(item.value) for item in items)
    found: list[Option] = []
    for more in (1, 2):
        each = (wanted * (len(items) + more) - total) / more
        for value in _around(each, kind):
            found += _extra(pile.more([value] * more), 0 if each >= 0 else 3)
    by_value = sorted(items, key=lambda item: Decimal(item.value))
    return found + _taken_away(pile, by_value) + _taken_away(pile, by_value[::-1])


def _extra(options: Sequence[Option], facts: int) -> list[Option]:
    return [Option(each.facts + facts, each.distance, each.changes) for each in options]


def _around(number: float, kind: ValueType) -> list[Plain]:
    """The number as the type holds it, and its neighbours."""
    exact = typed_number(round(number, 4), kind)
    if exact is None:
        return []
    step = 1 if kind is ValueType.INTEGER else Decimal("0.01")
    return [exact, exact + step, exact - step]


def _of_extreme(function: str, pile: Pile, wanted: Plain) -> list[Option]:
    items = _numbers(pile)
    largest = function == "max"
    beyond = [item for item in items if (item.value > wanted if largest else item.value < wanted)]
    added = pile.more([wanted])
    if not beyond:
        return added
    without = pile.fewer(beyond)
    inside = [item for item in items if item not in beyond]
    return [without, *together([[without], added])] if inside else together([[without], added])


def _of_distinct(pile: Pile, wanted: int, kind: ValueType) -> list[Option]:
    counts = Counter(map(str, (item.value for item in _numbers(pile))))
    missing = wanted - len(counts)
    if missing > 50 or wanted < 0:
        return []
    if missing > 0:
        return pile.more([_other_value(kind, place, counts) for place in range(missing)])
    rare = [value for value, _ in sorted(counts.items(), key=lambda pair: pair[1])][:-missing]
    return [pile.fewer([item for item in _numbers(pile) if str(item.value) in rare])] if missing else []


def _other_value(kind: ValueType, place: int, known: Counter[str]) -> Plain:
    """A value that is not among those known."""
    if kind is ValueType.BOOLEAN:
        return "True" not in known
    if kind is ValueType.DATE:
        return dt.date(2001, 1, 1) + DAY * place
    if kind is ValueType.INSTANT:
        return dt.datetime(2001, 1, 1, tzinfo=dt.UTC) + DAY * place
    return typed_number(987_001 + place, kind) if kind in NUMERIC else f"other {place + 1}"


def _of_mode(pile: Pile, wanted: Plain) -> list[Option]:
    counts = Counter(str(item.value) for item in _numbers(pile))
    rival = max((number for value, number in counts.items() if value != str(wanted)), default=0)
    lacking = max(1, rival + 1 - counts[str(wanted)])
    found = pile.more([wanted] * lacking)
    if lacking > 1:
        found += pile.more([wanted] * (lacking - 1))
    others = [item for item in _numbers(pile) if str(item.value) != str(wanted)]
    if others and counts[str(wanted)]:
        found += [pile.fewer(others[:number]) for number in range(1, min(len(others), 6) + 1)]
        found.append(pile.fewer(others))
    return found


def of_share(pile: EventPile, whole: EventPile, wanted: float, kind: ValueType) -> list[Option]:
    """A part of the whole: more of the part, more of the rest, or less of either."""
    names = {item.thing.row["event_id"] for item in pile.items}
    rest = [item for item in whole.items if item.thing.row["event_id"] not in names]
    found = _taken_away(pile, pile.items[::-1]) + _taken_away(whole, rest[::-1])
    if pile.field is None:
        part, total = len(pile.items), len(whole.items)
        for number in _needed_more(part, total, wanted):
            found += pile.more([None] * number)
        for number in _needed_less(part, total, wanted):
            found += pile.more([None] * number, kept=False)
        return found
    part_sum = sum(float(item.value) for item in _numbers(pile))
    total_sum = sum(float(item.value) for item in _numbers(whole))
    if wanted != 1:
        for value in _around((wanted * total_sum - part_sum) / (1 - wanted), kind):
            found += _extra(pile.more([value]), 0 if value >= 0 else 3)
    if wanted != 0:
        for value in _around(part_sum / wanted - total_sum, kind):
            found += _extra(pile.more([value], kept=False), 0 if value >= 0 else 3)
    return found


def _needed_more(part: int, total: int, wanted: float) -> list[int]:
    if wanted >= 1:
        return [1] if not total else []
    number = ceil(round((wanted * total - part) / (1 - wanted), 9))
    return [each for each in (number, number + 1, 1) if 0 < each <= MOST_ADDED]


def _needed_less(part: int, total: int, wanted: float) -> list[int]:
    if wanted <= 0:
        return [1] if not total else []
    number = ceil(round(part / wanted - total, 9))
    return [each for each in (number, number + 1, 1) if 0 < each <= MOST_ADDED]


def of_gaps(function: str, pile: EventPile, wanted: float) -> list[Option]:
    """Days between successive instants: an event before the first or after the last, or fewer of them."""
    instants = sorted({item.thing.row["at"] for item in pile.items})
    end = pile.clock.as_of
    space = DAY * wanted
    found = _taken_away(pile, pile.items[::-1]) + _taken_away(pile, pile.items)
    if not instants:
        # a `where` may want another season
        ends = [end, *(end - DAY * back for back in (40, 100, 200))]
        return found + [each for at in ends for each in pile.more([None, None], at=[at - space, at])]
    first, last = instants[0], instants[-1]
    places = [
        first - space,
        last + space,
        *(at + space for at in instants[:3]),
        *(at - space for at in instants[1:3]),
    ]
    if function == "gap_avg":
        size = DAY * (wanted * len(instants))
        places += [last - size, first + size]
    if len(instants) > 1:
        places += [early + (late - early) / 2 for early, late in pairwise(instants)][:3]
    for place in places:
        if place <= end:
            found += pile.more([None], at=[place])
    for number in (2, 3):
        far = [first - space * each for each in range(1, number + 1)]
        found += pile.more([None] * number, at=far)
    return found


__all__ = ["of_count", "of_gaps", "of_share", "reach"]
