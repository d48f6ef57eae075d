"""What the builder asks of the data, all of it by the one compiler."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientela.catalog.definitions import Sensitivity
from clientela.errors import UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.inference import Scope
from clientela.rules.sentences import noun_phrase
from clientela.rules.text import write_value
from clientela.segments import sampling, suggestions
from clientela.segments.base import Size
from clientela.segments.evaluation import count_members, count_population
from clientela.segments.sampling import Difference, NearMiss, Sampled
from clientela.segments.trend import instants, trend
from clientela.workspace import now
from clientela_web.answers import Answer, asked
from clientela_web.privacy import is_personal
from clientela_web.workspace import firm

SHOWN = 8
MOST_COLUMNS = 5
MONTHS = 12
IDENTITY = ("first_name", "last_name", "external_id", "city")
IDENTITY_VALUES: tuple[n.Value, ...] = tuple(n.Variable(name) for name in IDENTITY)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many meet the rule now, and how that differs from the saved version, where there is one."""

    size: Size
    difference: Difference | None = None


def count(rule: n.Rule, saved: n.Rule | None) -> Counted:
    """The exact count, now; with a saved rule both in one shared pass."""
    base, at = firm().base, now()
    if saved is None or saved == rule:
        size = count_members(base, rule, at)
        known = Difference(size.count, size.count, size.count) if saved is not None else None
        return Counted(size, known)
    found = sampling.difference(base, saved, rule, at)
    return Counted(Size(found.after, count_population(base, at), at), found)


@dataclass(frozen=True, slots=True)
class Members:
    """Some customers, with the values a rule asks about and which of its conditions they meet."""

    count: int
    columns: tuple[str, ...]
    rows: tuple[Sampled, ...]


def columns_of(rule: n.Rule) -> dict[str, n.Value]:
    """The values a rule compares of a customer, by their text; the first few of them."""
    found = {write_value(value): value for value in _compared(rule)}
    shown = {text: value for text, value in found.items() if value not in IDENTITY_VALUES}
    return dict(list(shown.items())[:MOST_COLUMNS])


def _compared(rule: n.Node) -> Iterator[n.Value]:
    """The values compared outside of any `where`, which would be those of an event or deal."""
    match rule:
        case n.Compare(value=value):
            yield value
        case n.All(conditions=parts) | n.AnyOf(conditions=parts):
            for part in parts:
                yield from _compared(part)
        case n.Not(condition=part):
            yield from _compared(part)
        case n.Rank(by=value):
            yield value


def labelled(rule: n.Rule, language: str) -> list[str]:
    """What those columns are called."""
    return [noun_phrase(value, language, firm().catalog.labels) for value in columns_of(rule).values()]


def sample_of(
    rule: n.Rule, conditions: Sequence[n.Rule] = (), asked_about: n.Rule | None = None
) -> Answer[Members] | None:
    """Some members, drawn by lot, with what stands for them."""

    def compute() -> Members:
        base, at = firm().base, now()
        size = count_members(base, rule, at)
        ids = sampling.draw(base, rule, at, SHOWN, count=size.count)
        wanted = columns_of(asked_about or rule)
        values = {**{name: n.Variable(name) for name in IDENTITY}, **wanted}
        return Members(size.count, tuple(wanted), tuple(sampling.sample(base, ids, at, values, conditions)))

    key = ("builder.sample", rule, tuple(conditions), asked_about)
    return asked(key, compute)


def near_misses(rule: n.Rule) -> Answer[list[NearMiss]] | None:
    """Who fails just one condition of the rule, condition by condition."""
    return asked(("builder.near", rule), lambda: sampling.near_misses(firm().base, rule, now(), each=SHOWN))


def customers(ids: Sequence[int]) -> list[Sampled]:
    """Who they are."""
    return sampling.sample(firm().base, ids, now(), {name: n.Variable(name) for name in IDENTITY})


def past(rule: n.Rule) -> Answer[list[Size]] | None:
    """The size of the rule at the beginning of each of the last months, and now, in one shared pass."""

    def compute() -> list[Size]:
        base, at = firm().base, now()
        today = at.astimezone(base.zone).date()
        year, month = divmod(today.year * 12 + today.month - 1 - MONTHS, 12)
        return trend(base, rule, instants(base, dt.date(year, month + 1, 1), at, "month"))

    return asked(("builder.past", rule), compute)


def suggested(value: n.Value, scope: Scope) -> Answer[list[suggestions.Suggested]] | None:
    """The most frequent values the data hold; none for what would name a person."""
    if _names_persons(value):
        return Answer([], now())
    return asked(
        ("builder.values", value, scope), lambda: suggestions.suggest(firm().base, value, now(), scope)
    )


def spread(value: n.Value, scope: Scope) -> Answer[suggestions.Spread | None] | None:
    """Where the numbers lie."""
    return asked(
        ("builder.spread", value, scope), lambda: suggestions.spread(firm().base, value, now(), scope)
    )


def _names_persons(value: n.Value) -> bool:
    if isinstance(value, n.Field | n.Occurrence | n.Answer):
        return is_personal(value.name if isinstance(value, n.Field) else value.field)
    if not isinstance(value, n.Variable):
        return False
    try:
        definition = firm().catalog.resolve(value.name, value.entity, value.arguments)
    except UnknownNameError:
        return True
    return definition.sensitivity is not Sensitivity.ORDINARY or is_personal(value.name)


def known_names(what: str) -> list[str]:
    """Names the data know: campaigns, surveys, channels and purposes of consent; most frequent first."""
    fields = {"campaign": ("campaign", "message_sent"), "survey": ("survey", "survey_answered")}
    if what in fields:
        name, kind = fields[what]
        found = asked(
            ("builder.names", what),
            lambda: suggestions.suggest(firm().base, n.Field(name), now(), Scope(kinds=(kind,))),
            wait=2.0,
        )
        return [str(each.value) for each in found.value] if found else []
    column = {"consent_channel": "channel", "consent_purpose": "purpose"}.get(what)
    if column is None:
        return []
    rows = firm().store.engine.rows(
        f"SELECT {column}, count(*) AS n FROM consents GROUP BY 1 ORDER BY n DESC, 1"
    )
    return [str(each) for each, _ in rows]
