"""Write conditions, with no more parentheses than reading them back needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import (
    All,
    Anniversary,
    AnyOf,
    Bucket,
    Changed,
    Compare,
    Condition,
    Consents,
    FirstTime,
    Happened,
    InPolygon,
    InSegment,
    MessageActivity,
    NearPlace,
    Not,
    Rank,
    Regularly,
    Related,
    Resumed,
    SegmentChange,
    Sequence,
    Step,
    Stopped,
    Value,
    Variable,
)
from clientela.rules.spelling import write_measure, write_name, write_scalar, write_text
from clientela.rules.writing.comparisons import write_comparison
from clientela.rules.writing.values import FACTOR, SUM, write_kinds, write_names, write_value_at
from clientela.rules.writing.windows import (
    after_comma,
    after_word,
    count_of,
    write_moment,
    write_window,
)

OR, AND, NOT = range(3)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes nodes as they stand in one scope."""

    scope: NameScope = NameScope.CUSTOMER

    def within(self, scope: NameScope) -> Writer:
        """A writer for what lies inside a node that changes the meaning of bare names."""
        return Writer(scope)

    def value(self, value: Value) -> str:
        return write_value_at(self, value, SUM)

    def condition(self, condition: Condition, level: int = OR) -> str:
        """The condition's text, in parentheses if it binds less tightly than this place needs."""
        text = _write(self, condition)
        return f"({text})" if _level_of(condition) < level else text

    def filter(self, where: Condition | None) -> str:
        """` where …` outside of parentheses: one comparison, or anything in parentheses."""
        if where is None:
            return ""
        inside = self.within(NameScope.EVENT)
        text = inside.condition(where)
        return f" where {text}" if isinstance(where, Compare) else f" where ({text})"


def _level_of(condition: Condition) -> int:
    match condition:
        case AnyOf(conditions) if len(conditions) > 1:
            return OR
        case All(conditions) if len(conditions) > 1:
            return AND
        case _:
            return NOT


def _write(writer: Writer, condition: Condition) -> str:
    match condition:
        case All(conditions):
            return _group(writer, "all", " and ", conditions, NOT)
        case AnyOf(conditions):
            return _group(writer, "any", " or ", conditions, AND)
        case Not(inner):
            return f"not {writer.condition(inner, NOT)}"
        case Compare():
            return write_comparison(writer, condition)
        case Changed():
            return _changed(condition)
        case Happened():
            return _happened(writer, condition)
        case Sequence():
            return _sequence(writer, condition)
        case Regularly():
            return _regularly(writer, condition)
        case Stopped(kinds, count, unit, where):
            return f"stopped({write_kinds(writer, kinds, where)}, {count_of(count, unit)})"
        case Resumed(kinds, count, unit, where, window):
            gap = f"after {count_of(count, unit)}"
            return f"resumed({write_kinds(writer, kinds, where)}, {gap}{after_comma(window)})"
        case FirstTime(kinds, window, where):
            return f"first_time({write_kinds(writer, kinds, where)}, {write_window(window)})"
        case _:
            return _write_place_or_membership(writer, condition)


def _write_place_or_membership(writer: Writer, condition: Condition) -> str:
    match condition:
        case Rank():
            return _rank(writer, condition)
        case InSegment(segment, at):
            return f"in segment {write_text(segment)}" + ("" if at is None else f" at {write_moment(at)}")
        case SegmentChange(segment, change, window):
            return f"{change} segment {write_text(segment)}{after_word('within', window)}"
        case Related():
            return _related(writer, condition)
        case NearPlace(km, latitude, longitude):
            return f"within {write_measure(km)} km of {_point(latitude, longitude)}"
        case InPolygon(corners):
            return f"inside ({', '.join(_point(*corner) for corner in corners)})"
        case Anniversary(value, window):
            return f"{_returning(writer, value)} within {write_window(window)}"
        case MessageActivity(action, campaign, window):
            named = "any campaign" if campaign is None else f"campaign {write_text(campaign)}"
            return f"{action} {named}{after_word('within', window)}"
        case Consents(channel, purpose):
            return f"consents to {write_name(channel)} for {write_name(purpose)}"
        case Bucket(salt, percent):
            return f"bucket({write_text(salt)}) < {write_measure(percent)} percent"
        case _:
            raise TypeError(f"{type(condition).__name__} is not a condition")


def _group(writer: Writer, word: str, joint: str, conditions: tuple[Condition, ...], level: int) -> str:
    if len(conditions) > 1:
        return joint.join(writer.condition(condition, level) for condition in conditions)
    return f"{word} ({', '.join(map(writer.condition, conditions))})"


def _changed(changed: Changed) -> str:
    variable = Writer().value(Variable(changed.attribute, changed.entity))
    to = "" if changed.to is None else f" to {write_scalar(changed.to)}"
    return f"{variable} changed{to}{after_word('within', changed.window)}"


def _happened(writer: Writer, happened: Happened) -> str:
    never = happened.at_least == 0 and happened.at_most == 0
    target = f"{write_names(happened.kinds)}{writer.filter(happened.where)}"
    times = "" if never else _times(happened.at_least, happened.at_most)
    return f"{'never' if never else 'did'} {target}{times}{after_word('in', happened.window)}"


def _times(at_least: int, at_most: int | None) -> str:
    if at_most is None:
        return "" if at_least == 1 else f" at least {_count(at_least)}"
    if at_least == at_most:
        return f" exactly {_count(at_least)}"
    return f" at most {_count(at_most)}" if at_least == 0 else f" between {at_least} and {_count(at_most)}"


def _count(times: int) -> str:
    return f"{times} time" if times == 1 else f"{times} times"


def _sequence(writer: Writer, sequence: Sequence) -> str:
    first, *others = sequence.steps or (None,)
    said = [_step(writer, first) if first is not None else ""]
    said += [f"then {_step(writer, step)}" for step in others if step is not None]
    said += _options(sequence)
    return f"sequence({', '.join(said)}{after_comma(sequence.window)})"


def _options(sequence: Sequence) -> Iterable[str]:
    if sequence.same:
        yield f"same {write_names(sequence.same)}"
    if sequence.anchor != "any":
        yield f"anchor {sequence.anchor}"


def _step(writer: Writer, step: Step) -> str:
    within = f" within {count_of(step.within.count, step.within.unit)}" if step.within else ""
    return f"{'not ' if step.negated else ''}{write_names(step.kinds)}{writer.filter(step.where)}{within}"


def _regularly(writer: Writer, regularly: Regularly) -> str:
    unit = regularly.unit if regularly.out_of == 1 else f"{regularly.unit}s"
    until = "" if regularly.until is None else f", until {write_moment(regularly.until)}"
    often = f"{regularly.periods} of last {regularly.out_of} {unit}"
    return f"regularly({write_kinds(writer, regularly.kinds, regularly.where)}, {often}{until})"


def _rank(writer: Writer, rank: Rank) -> str:
    amount = write_measure(rank.amount)
    share = {"customers": amount, "percent": f"{amount} percent", "decile": f"decile {amount}"}[rank.measure]
    within = "" if rank.within is None else f" within ({writer.condition(rank.within)})"
    return f"{rank.side} {share} by {writer.value(rank.by)}{within}"


def _related(writer: Writer, related: Related) -> str:
    if related.relation == "deal":
        whom = "deals" if related.quantifier == "all" else "deal"
        inside = writer.within(NameScope.DEAL)
    else:
        whom = "people of company" if related.quantifier == "all" else "person of company"
        inside = writer.within(NameScope.CUSTOMER)
    return f"{related.quantifier} {whom} ({inside.condition(related.condition)})"


def _point(latitude: float, longitude: float) -> str:
    return f"({write_measure(latitude)}, {write_measure(longitude)})"


def _returning(writer: Writer, value: Value) -> str:
    text = write_value_at(writer, value, FACTOR)
    return text if value == Variable("birthday") else f"anniversary of {text}"
