"""Conditions as clauses, each complete in itself, so that any of them can stand in parentheses."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.sentences.comparisons import compare_said
from clientela.rules.sentences.events import rhythm_said, sequence_said
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.times import at_said, with_window
from clientela.rules.sentences.values import value_said


def condition_said(condition: n.Condition, teller: Teller) -> str:
    """The condition as a clause without capital or full stop."""
    match condition:
        case n.All(conditions=parts):
            return _group(parts, "join.and", "everyone", teller)
        case n.AnyOf(conditions=parts):
            return _group(parts, "join.or", "no_one", teller)
        case n.Not(condition=part):
            return teller.say("not", c=condition_said(part, teller))
        case n.Compare():
            return compare_said(condition, teller)
        case n.Changed():
            return _changed(condition, teller)
        case n.Sequence():
            return sequence_said(condition, teller)
        case n.Happened() | n.Regularly() | n.Stopped() | n.Resumed() | n.FirstTime():
            return rhythm_said(condition, teller)
        case n.Rank():
            return _rank(condition, teller)
        case n.Related(relation=relation, quantifier=quantifier, condition=part):
            return teller.say(f"{relation}.{quantifier}", c=condition_said(part, teller))
        case n.Anniversary(value=value, window=window):
            said = teller.say("anniversary", v=value_said(value, teller, in_time=True))
            return with_window(said, window, teller)
        case _:
            return _leaf(condition, teller)


def _group(parts: tuple[n.Condition, ...], joint: str, empty: str, teller: Teller) -> str:
    if not parts:
        return teller.say(empty)
    if len(parts) == 1:
        return condition_said(parts[0], teller)
    return teller.language.joined(joint, [_member(part, teller) for part in parts])


def _member(part: n.Condition, teller: Teller) -> str:
    said = condition_said(part, teller)
    return teller.say("group", c=said) if _is_several(part) else said


def _is_several(part: n.Condition) -> bool:
    """Would this part be read together with its neighbours if it had no parentheses?"""
    while isinstance(part, n.All | n.AnyOf) and len(part.conditions) == 1:
        part = part.conditions[0]
    return isinstance(part, n.All | n.AnyOf) and len(part.conditions) > 1


def _changed(node: n.Changed, teller: Teller) -> str:
    value = value_said(n.Variable(node.attribute, node.entity), teller)
    if node.to is None:
        said = teller.say("changed", v=value)
    else:
        said = teller.say("changed_to", v=value, x=teller.scalar(node.to, node.attribute))
    return with_window(said, node.window, teller)


def _rank(node: n.Rank, teller: Teller) -> str:
    by, key = value_said(node.by, teller), f"rank.{node.side}.{node.measure}"
    if node.measure == "percent":
        said = teller.say(key, p=teller.language.percent(node.amount), v=by)
    else:
        said = teller.say(key, number=int(node.amount), v=by)
    if node.within is None:
        return said
    return said + teller.say("rank.within", c=condition_said(node.within, teller))


def _leaf(node: n.Condition, teller: Teller) -> str:
    quoted = teller.language.quoted
    match node:
        case n.InSegment(segment=segment, at=at):
            said = teller.say("in_segment", s=quoted(segment))
            return said if at is None else f"{said} {at_said(at, teller)}"
        case n.SegmentChange(segment=segment, change=change, window=window):
            return with_window(teller.say(f"segment.{change}", s=quoted(segment)), window, teller)
        case n.MessageActivity(action=action, campaign=campaign, window=window):
            return with_window(_message(action, campaign, teller), window, teller)
        case n.Consents(channel=channel, purpose=purpose):
            return teller.say("consents", channel=quoted(channel), purpose=quoted(purpose))
        case n.Bucket(salt=salt, percent=percent):
            return teller.say("bucket", p=teller.language.percent(percent), salt=quoted(salt))
        case n.NearPlace(km=km, latitude=latitude, longitude=longitude):
            where = _point(latitude, longitude, teller)
            return teller.say("near", km=teller.language.number(km), point=where)
        case n.InPolygon(corners=corners):
            return teller.say("polygon", corners=", ".join(_point(*corner, teller) for corner in corners))
    raise TypeError(f"{type(node).__name__} is no condition")


def _message(action: str, campaign: str | None, teller: Teller) -> str:
    said = teller.say(f"message.{action}")
    if campaign is None:
        return teller.say("message.any", action=said)
    return teller.say("message.of", action=said, campaign=teller.language.quoted(campaign))


def _point(latitude: float, longitude: float, teller: Teller) -> str:
    number = teller.language.number
    return teller.say("point", latitude=number(latitude), longitude=number(longitude))
