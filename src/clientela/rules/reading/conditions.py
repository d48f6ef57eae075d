"""Read conditions: groups, what happened, what is related, where and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast

from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import (
    All,
    AllTime,
    AnyOf,
    Bucket,
    Changed,
    Condition,
    Consents,
    InPolygon,
    InSegment,
    MessageActivity,
    NearPlace,
    Not,
    Rank,
    Related,
    SegmentChange,
    Variable,
    Window,
)
from clientela.rules.reading.comparisons import COMPARISONS
from clientela.rules.reading.history import HISTORY
from clientela.rules.reading.reader import Branch, Part, Reader, by_name, parts

Action = Literal["got", "opened", "clicked", "answered", "converted", "bounced", "unsubscribed", "complained"]


def _all_of(reader: Reader, tree: Branch) -> Condition:
    return All(tuple(map(reader.condition, parts(tree))))


def _any_of(reader: Reader, tree: Branch) -> Condition:
    return AnyOf(tuple(map(reader.condition, parts(tree))))


def _negated(reader: Reader, tree: Branch) -> Condition:
    condition = parts(tree)[-1]
    return Not(reader.condition(condition))


def _group(reader: Reader, tree: Branch) -> Condition:
    """`all (a, b)` and `any (a, b)`, which also write groups of one and of none."""
    word, *members = parts(tree)
    conditions = tuple(reader.condition(member) for member in members if member is not None)
    return All(conditions) if str(word).lower() == "all" else AnyOf(conditions)


def _changed(reader: Reader, tree: Branch) -> Condition:
    attribute, to, window = parts(tree)
    variable = reader.within(NameScope.CUSTOMER).value(attribute)
    if not isinstance(variable, Variable) or variable.arguments:
        raise reader.mistake(attribute, "changed_no_attribute")
    new = reader.scalar(to) if to is not None else None
    return Changed(variable.name, _window(reader, window), new, variable.entity)


def _window(reader: Reader, part: Part) -> Window:
    return reader.window(part) if part is not None else AllTime()


def _rank(reader: Reader, tree: Branch) -> Condition:
    side, amount, measure, by, within = parts(tree)
    in_percent = measure is not None and str(measure).lower() in {"percent", "%"}
    return Rank(
        _side(side),
        float(reader.number(amount)),
        "percent" if in_percent else "customers",
        reader.value(by),
        _inner(reader, within),
    )


def _decile(reader: Reader, tree: Branch) -> Condition:
    """`decile 1` is the top one."""
    side, amount, by, within = parts(tree)
    number = float(reader.number(amount))
    return Rank(_side(side), number, "decile", reader.value(by), _inner(reader, within))


def _side(side: Part) -> Literal["top", "bottom"]:
    return "bottom" if side is not None and str(side).lower() == "bottom" else "top"


def _inner(reader: Reader, part: Part) -> Condition | None:
    return reader.condition(part) if part is not None else None


def _in_segment(reader: Reader, tree: Branch) -> Condition:
    segment, at = parts(tree)
    return InSegment(reader.string(segment), reader.moment(at) if at is not None else None)


def _segment_change(reader: Reader, tree: Branch) -> Condition:
    moved, segment, window = parts(tree)
    change = cast("Literal['entered', 'left']", str(moved).lower())
    return SegmentChange(reader.string(segment), change, _window(reader, window))


_QUANTIFIERS: Mapping[str, Literal["any", "all", "none"]] = {
    "any": "any",
    "all": "all",
    "every": "all",
    "none": "none",
    "no": "none",
}


def _related_deal(reader: Reader, tree: Branch) -> Condition:
    quantifier, condition = parts(tree)
    inside = reader.within(NameScope.DEAL).condition(condition)
    return Related("deal", _QUANTIFIERS[str(quantifier).lower()], inside)


def _related_person(reader: Reader, tree: Branch) -> Condition:
    quantifier, condition = parts(tree)
    inside = reader.within(NameScope.CUSTOMER).condition(condition)
    return Related("person", _QUANTIFIERS[str(quantifier).lower()], inside)


def _near_place(reader: Reader, tree: Branch) -> Condition:
    km, place = parts(tree)
    return NearPlace(float(reader.number(km)), *_point(reader, place))


def _in_polygon(reader: Reader, tree: Branch) -> Condition:
    return InPolygon(tuple(_point(reader, corner) for corner in parts(tree) if corner is not None))


def _point(reader: Reader, part: Part) -> tuple[float, float]:
    latitude, longitude = parts(cast("Branch", part))
    return float(reader.number(latitude)), float(reader.number(longitude))


def _message_activity(reader: Reader, tree: Branch) -> Condition:
    action, campaign, window = parts(tree)
    return MessageActivity(_action(action), reader.string(campaign), _window(reader, window))


def _any_message_activity(reader: Reader, tree: Branch) -> Condition:
    action, window = parts(tree)
    return MessageActivity(_action(action), None, _window(reader, window))


def _action(part: Part) -> Action:
    return cast("Action", str(part).lower())


def _consents(reader: Reader, tree: Branch) -> Condition:
    channel, purpose = parts(tree)
    return Consents(reader.name(channel), reader.name(purpose))


def _bucket(reader: Reader, tree: Branch) -> Condition:
    salt, operator, percent = parts(tree)
    if str(operator) != "<":
        raise reader.mistake(operator, "bucket_share")
    return Bucket(reader.string(salt), float(reader.number(percent)))


CONDITIONS: Mapping[str, Callable[[Reader, Branch], Condition]] = {
    **COMPARISONS,
    **HISTORY,
    **by_name(
        _all_of,
        _any_of,
        _negated,
        _group,
        _changed,
        _rank,
        _decile,
        _in_segment,
        _segment_change,
        _related_deal,
        _related_person,
        _near_place,
        _in_polygon,
        _message_activity,
        _any_message_activity,
        _consents,
        _bucket,
    ),
}
