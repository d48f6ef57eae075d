"""A few customers of a rule, and how its conditions stand for them: in, nearly in, coming and going.

Everything is asked as a rule of the language: a fair sample is a `bucket`, and "is not true" is a comparison
of a case, which also holds where the rule is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientela.compile import Question, values_query
from clientela.rules.nodes import All, AnyOf, Bucket, Case, Choose, Compare, Rule, Value
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many, member_ids

SALT = "sample"
_SPARE = 3  # a draw of three times what is wanted is hardly ever too small
_FEW = 2_000  # so many ids are read whole


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One condition of a rule, and how many customers meet all the others but not it."""

    path: str
    condition: Rule
    count: int
    customers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """How two rules differ at an instant: customers only the first holds for, and only the second."""

    before: int
    after: int
    both: int

    @property
    def enter(self) -> int:
        """How many would come in."""
        return self.after - self.both

    @property
    def leave(self) -> int:
        """How many would go."""
        return self.before - self.both


@dataclass(frozen=True, slots=True)
class Sampled:
    """A customer, values of hers, and which of the given conditions are true of her."""

    customer_id: int
    values: Mapping[str, Any]
    truths: tuple[bool, ...]


def not_true(rule: Rule) -> Rule:
    """True of everybody for whom the rule is false or unknown; `not` alone leaves out the unknown."""
    return Compare(Choose((Case(rule, then=True),), otherwise=False), "=", operand=False)


def difference(base: Base, before: Rule, after: Rule, as_of: dt.datetime) -> Difference:
    """The sizes of both rules and of what they share, from one shared pass."""
    asked = [Question(rule, as_of) for rule in (before, after, All((before, after)))]
    return Difference(*count_many(base, asked))


def draw(base: Base, rule: Rule, as_of: dt.datetime, size: int, *, count: int) -> tuple[int, ...]:
    """At most `size` members by number, the same ones every time and no worse than by lot.

    `count` is how many members there are; with many of them a random part is asked.
    """
    if count > _FEW:
        percent = min(100.0, 100 * _SPARE * max(size, 20) / count)
        rule = All((rule, Bucket(SALT, percent)))
    ids = member_ids(base, rule, as_of).read_all().column("customer_id").to_pylist()
    return tuple(sorted(ids)[:size])


def sample(
    base: Base,
    customers: Sequence[int],
    as_of: dt.datetime,
    wanted: Mapping[str, Value],
    conditions: Sequence[Rule] = (),
) -> list[Sampled]:
    """The wanted values of these customers, and which of the conditions are true of them, in their order."""
    if not customers:
        return []
    truths: dict[str, Value] = {
        f"truth {place}": Choose((Case(condition, then=True),), otherwise=False)
        for place, condition in enumerate(conditions)
    }
    query, _ = values_query({**wanted, **truths}, base.in_utc(as_of), base.context(), customer=customers)
    found = {}
    for row in base.engine.table(query.sql, query.parameters).to_pylist():
        stands = tuple(bool(row[name]) for name in truths)
        found[row["customer_id"]] = Sampled(row["customer_id"], {name: row[name] for name in wanted}, stands)
    return [found[number] for number in customers if number in found]


def near_misses(base: Base, rule: Rule, as_of: dt.datetime, *, each: int = 0) -> list[NearMiss]:
    """For each condition that the rule asks together with others, who fails just that one; most first.

    Empty for a rule that does not ask several things at once. With `each`, so many customers are named.
    """
    parts = list(_together(rule, ""))
    if len(parts) < 2:
        return []
    rules = [_all_but(parts, place) for place in range(len(parts))]
    counts = count_many(base, [Question(missed, as_of) for missed in rules])
    found = [
        NearMiss(
            path, condition, count, draw(base, missed, as_of, each, count=count) if each and count else ()
        )
        for (path, condition), missed, count in zip(parts, rules, counts, strict=True)
    ]
    return sorted(found, key=lambda miss: (-miss.count, miss.path))


def _together(rule: Rule, path: str) -> Iterator[tuple[str, Rule]]:
    """The conditions that must all hold, also those of groups inside that ask for all, with their paths."""
    if isinstance(rule, All) or (isinstance(rule, AnyOf) and len(rule.conditions) == 1):
        for index, part in enumerate(rule.conditions):
            step = f"conditions[{index}]"
            yield from _together(part, f"{path}.{step}" if path else step)
    else:
        yield path, rule


def _all_but(parts: Sequence[tuple[str, Rule]], place: int) -> Rule:
    return All(
        tuple(
            not_true(condition) if index == place else condition for index, (_, condition) in enumerate(parts)
        )
    )
