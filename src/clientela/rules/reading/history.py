"""Read conditions about events: happened, sequences, rhythms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast

from clientela.rules.nodes import (
    AllTime,
    Condition,
    FirstTime,
    Happened,
    LastPeriod,
    Regularly,
    Resumed,
    Step,
    Stopped,
    Window,
)
from clientela.rules.nodes import (
    Sequence as SequenceNode,
)
from clientela.rules.reading.reader import Branch, Part, Reader, by_name, parts, rule_name
from clientela.rules.reading.values import names
from clientela.rules.reading.windows import unit

_TWICE = {
    "tail_where": "filter_twice",
    "tail_window": "window_twice",
    **dict.fromkeys(("at_least", "at_most", "exactly", "times_between"), "times_twice"),
}


def _happened(reader: Reader, tree: Branch) -> Condition:
    """`did …` or `never …`, then a filter, a window and how often, in any order."""
    word, *rest = parts(tree)
    kinds = [part for part in rest if rule_name(part) not in _TWICE]
    where, window, times = _tails(reader, rest[len(kinds) :])
    never = str(word).lower() == "never"
    if never and times is not None:
        raise reader.mistake(times, "never_times")
    at_least, at_most = (0, 0) if never else _times(reader, times)
    return Happened(
        names(reader, kinds),
        reader.filter(parts(cast("Branch", where))[0]) if where is not None else None,
        _tail_window(reader, window),
        at_least,
        at_most,
    )


def _tails(reader: Reader, tails: Sequence[Part]) -> tuple[Part, Part, Part]:
    """The filter, the window and the number of times; each may stand once."""
    where = window = times = None
    for tail in tails:
        match rule_name(tail):
            case "tail_where":
                where, again = tail, where
            case "tail_window":
                window, again = tail, window
            case _:
                times, again = tail, times
        if again is not None:
            raise reader.mistake(tail, _TWICE[rule_name(tail)])
    return where, window, times


def _tail_window(reader: Reader, tail: Part) -> Window:
    return reader.window(parts(cast("Branch", tail))[0]) if tail is not None else AllTime()


def _times(reader: Reader, part: Part) -> tuple[int, int | None]:
    if part is None:
        return 1, None
    numbers = [reader.whole(number) for number in parts(cast("Branch", part))]
    match rule_name(part):
        case "at_least":
            return numbers[0], None
        case "at_most":
            return 0, numbers[0]
        case _:
            return numbers[0], numbers[-1]


def _sequence(reader: Reader, tree: Branch) -> Condition:
    first, *rest = parts(tree)
    steps = [_step(reader, first)] if first is not None else []
    same: tuple[str, ...] = ()
    anchor: Literal["any", "first", "last"] = "any"
    window: Window = AllTime()
    seen: set[str] = set()
    for part in rest:
        kind, inside = rule_name(part), parts(cast("Branch", part))
        if kind in seen:
            raise reader.mistake(part, "said_twice")
        match kind:
            case "then":
                steps.append(_step(reader, inside[0]))
                continue
            case "same":
                same = names(reader, inside)
            case "anchor":
                anchor = cast("Literal['any', 'first', 'last']", str(inside[0]).lower())
            case _:
                window = reader.window(inside[0])
        seen.add(kind)
    return SequenceNode(tuple(steps), same, anchor, window)


def _step(reader: Reader, part: Part) -> Step:
    negated, *kinds, where, count, of_unit = parts(cast("Branch", part))
    return Step(
        names(reader, kinds),
        reader.filter(where),
        LastPeriod(reader.whole(count), unit(of_unit)) if count is not None else None,
        negated is not None,
    )


def _regularly(reader: Reader, tree: Branch) -> Condition:
    *kinds, where, periods, out_of, of_unit, until = parts(tree)
    return Regularly(
        names(reader, kinds),
        reader.whole(periods),
        reader.whole(out_of),
        unit(of_unit),
        reader.filter(where),
        reader.moment(until) if until is not None else None,
    )


def _stopped(reader: Reader, tree: Branch) -> Condition:
    *kinds, where, count, of_unit = parts(tree)
    return Stopped(names(reader, kinds), reader.whole(count), unit(of_unit), reader.filter(where))


def _resumed(reader: Reader, tree: Branch) -> Condition:
    *kinds, where, count, of_unit, window = parts(tree)
    return Resumed(
        names(reader, kinds),
        reader.whole(count),
        unit(of_unit),
        reader.filter(where),
        reader.window(window) if window is not None else AllTime(),
    )


def _first_time(reader: Reader, tree: Branch) -> Condition:
    *kinds, where, window = parts(tree)
    return FirstTime(names(reader, kinds), reader.window(window), reader.filter(where))


HISTORY: Mapping[str, Callable[[Reader, Branch], Condition]] = by_name(
    _happened,
    _sequence,
    _regularly,
    _stopped,
    _resumed,
    _first_time,
)
