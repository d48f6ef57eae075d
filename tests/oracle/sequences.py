"""Sequences: an anchor, and a chain of events that a person would accept step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import FIXED
from tests.oracle.scene import Scene, decides, field_of
from tests.oracle.world import Event


@dataclass(frozen=True, slots=True)
class Link:
    """A positive step with its candidates, and the negated steps that follow it."""

    step: n.Step
    candidates: list[Event]
    negated: list[tuple[n.Step, list[Event]]]


@decides(n.Sequence)
def sequence(condition: n.Sequence, scene: Scene) -> bool:
    links = links_of(condition, scene)
    interval = scene.question.interval(condition.window)
    anchors = [event for event in links[0].candidates if interval.holds(event.at)]
    if condition.anchor == "first":
        anchors = anchors[:1]
    if condition.anchor == "last":
        anchors = anchors[-1:]
    return any(
        agrees(anchor, anchor, condition.same, scene)
        and goes_on(anchor, anchor, links, condition.same, scene)
        for anchor in anchors
    )


def links_of(condition: n.Sequence, scene: Scene) -> list[Link]:
    links: list[Link] = []
    for step in condition.steps:
        candidates = scene.kept(step.kinds, step.where)
        if step.negated:
            links[-1].negated.append((step, candidates))
        else:
            links.append(Link(step, candidates, []))
    return links


def agrees(event: Event, anchor: Event, same: tuple[str, ...], scene: Scene) -> bool:
    """Every field that must be the same is set, and is the anchor's."""
    for name in same:
        value = field_of(event, name, scene.as_of)
        if value is None or value != field_of(anchor, name, scene.as_of):
            return False
    return True


def goes_on(event: Event, anchor: Event, links: list[Link], same: tuple[str, ...], scene: Scene) -> bool:
    """Whether the chain that has come to `event`, by `links[0]`, can be brought to its end."""
    here, rest = links[0], links[1:]
    if not rest:
        return stays_away(here, event, anchor, None, same, scene)
    return any(
        following.at > event.at
        and (rest[0].step.within is None or following.at <= event.at + length(rest[0].step))
        and agrees(following, anchor, same, scene)
        and stays_away(here, event, anchor, following, same, scene)
        and goes_on(following, anchor, rest, same, scene)
        for following in rest[0].candidates
    )


def stays_away(
    link: Link, event: Event, anchor: Event, following: Event | None, same: tuple[str, ...], scene: Scene
) -> bool:
    """None of the negated steps after `event` happened."""
    for step, candidates in link.negated:
        end = None if step.within is None else event.at + length(step)
        if end is not None and end > scene.as_of:
            return False
        for other in candidates:
            if other.event_id == event.event_id or other.at < event.at:
                continue
            if not agrees(other, anchor, same, scene):
                continue
            if end is not None and other.at <= end:
                return False
            if end is None and (following is None or other.at < following.at):
                return False
    return True


def length(step: n.Step) -> dt.timedelta:
    if step.within is None:
        raise ValueError("the step has no limit")
    return FIXED[step.within.unit] * step.within.count
