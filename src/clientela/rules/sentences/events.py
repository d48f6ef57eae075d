"""Conditions about events: how often, in what order, in what rhythm."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.things import (
    ONE,
    SEVERAL,
    Things,
    first_or_last,
    limited,
    nouns_said,
    things_of,
    things_said,
    times_said,
)
from clientela.rules.sentences.times import duration_said, moment_said, window_said

Rhythm = n.Happened | n.Regularly | n.Stopped | n.Resumed | n.FirstTime


def rhythm_said(node: Rhythm, teller: Teller) -> str:
    """A condition about events of some kinds."""
    match node:
        case n.Happened(at_least=at_least, at_most=at_most):
            return times_said(things_of(node), at_least, at_most, teller)
        case n.Regularly():
            return _regularly(node, teller)
        case n.Stopped(count=count, unit=unit):
            window = window_said(n.LastPeriod(count, unit), teller)
            return teller.say("stopped", things=_things(node, teller), window=window)
        case n.Resumed(count=count, unit=unit):
            thing = things_said(Things(node.kinds, node.where, node.window), teller, number=ONE)
            return teller.say("resumed", thing=thing, d=duration_said(count, unit, teller))
        case n.FirstTime(window=window_node):
            first = limited(first_or_last("first", node.kinds, teller), Things(where=node.where), teller)
            when = window_said(window_node, teller) or teller.say("all_time")
            return teller.say("compare", value=first, test=when)


def _things(node: n.Regularly | n.Stopped, teller: Teller) -> str:
    return things_said(Things(node.kinds, node.where), teller)


def _regularly(node: n.Regularly, teller: Teller) -> str:
    said = teller.say(
        "regularly",
        things=_things(node, teller),
        periods=teller.language.number(node.periods),
        period=teller.say(f"period.{node.unit}", number=node.out_of),
    )
    if node.until is None:
        return said
    return f"{said} {teller.say('regularly.until', m=moment_said(node.until, teller))}"


def sequence_said(node: n.Sequence, teller: Teller) -> str:
    """The steps in order, then what must agree and which first step counts."""
    steps = "".join(_step(step, index, node, teller) for index, step in enumerate(node.steps))
    said = teller.say("sequence", steps=steps)
    if node.same:
        fields = [teller.labels.field(name, teller.code) for name in node.same]
        said += teller.say("sequence.same", fields=teller.language.joined("list.and", fields))
    if node.anchor != "any":
        key = "sequence.anchor" if isinstance(node.window, n.AllTime) else "sequence.anchor_window"
        said += teller.say(key, x=first_or_last(node.anchor, node.steps[0].kinds, teller))
    return said


def _step(step: n.Step, index: int, node: n.Sequence, teller: Teller) -> str:
    noun = nouns_said(step.kinds, SEVERAL if step.negated else ONE, teller)
    if step.negated:
        said = teller.say("sequence.not", noun=noun)
    else:
        said = noun if index == 0 else teller.say("sequence.then", noun=noun)
    said = limited(said, Things(where=step.where, window=node.window if index == 0 else n.AllTime()), teller)
    if step.within is None:
        return said
    return f"{said} {teller.say(f'within.{step.within.unit}', number=step.within.count)}"
