"""What a sequence saw: the first step it started from, and what followed or did not."""

from __future__ import annotations

import datetime as dt

import msgspec

from clientela.compile.times import MICROSECOND, Clock, length
from clientela.rules import nodes as n
from clientela.rules.types import ValueType
from clientela.segments.explaining.model import Evidence, Seen
from clientela.segments.explaining.reading import Kept, Reading
from clientela.segments.explaining.showing import told

TRIED = 8  # how many first steps are asked one by one
SHOWN_A_STEP = 3


def chain_evidence(node: n.Sequence, clock: Clock, reading: Reading) -> tuple[tuple[Seen, ...], Evidence]:
    """How many first steps there are, and the chain from the newest that holds (else the newest)."""
    anchors = anchors_of(node, clock, reading)
    seen = (Seen("count", len(anchors), ValueType.INTEGER),)
    if not anchors:
        return seen, Evidence()
    tried = list(reversed(anchors))[:TRIED]
    holding = next((each for each in tried if reading.truth(started_at(node, each), clock)), tried[0])
    events = [told(holding, 0)]
    for place, step in enumerate(node.steps[1:], start=1):
        followers = followers_of(node, step, holding, clock, reading)
        events += [told(kept, place) for kept in followers[:SHOWN_A_STEP]]
    return seen, Evidence(tuple(events), len(anchors))


def anchors_of(node: n.Sequence, clock: Clock, reading: Reading) -> list[Kept]:
    """The events that the first step may be, oldest first."""
    first = node.steps[0]
    found = reading.kept(n.Happened(first.kinds, first.where, node.window), clock, node.same)
    if node.anchor == "first":
        return found[:1]
    return found[-1:] if node.anchor == "last" else found


def started_at(node: n.Sequence, anchor: Kept) -> n.Sequence:
    """The same sequence, started at that instant alone."""
    at = anchor.row["at"].astimezone(dt.UTC)
    window = n.Span(n.AtInstant(at - MICROSECOND), n.AtInstant(at))
    return msgspec.structs.replace(node, anchor="any", window=window)


def followers_of(node: n.Sequence, step: n.Step, anchor: Kept, clock: Clock, reading: Reading) -> list[Kept]:
    """The events of a step not before the first one that agree with it, oldest first."""
    found = reading.kept(n.Happened(step.kinds, step.where), clock, node.same)
    start = anchor.row["at"]
    end = (
        start + length(step.within.count, step.within.unit) if step.within and step is node.steps[1] else None
    )
    return [
        kept
        for kept in found
        if kept.row["at"] >= start
        and (end is None or kept.row["at"] <= end)
        and kept.row["event_id"] != anchor.row["event_id"]
        and kept.fields == anchor.fields
    ]
