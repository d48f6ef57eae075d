"""The smallest change that flips a rule: proposals from below, the cheapest first, each tried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.compile import Question
from clientela.compile.expand import expand_names
from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.sentences import Labels
from clientela.segments.explaining.changes import Change, applied
from clientela.segments.explaining.model import Flip, Why
from clientela.segments.explaining.proposing.conditions import Proposer
from clientela.segments.explaining.proposing.goals import NOT_TRUE, TRUE, Option, cheapest
from clientela.segments.explaining.reading import Reading
from clientela.segments.explaining.speaking import Speaker

TRIED_AT_ONCE = (12, 48)
MENDED = 6  # how many that failed are gone on from, at most
PATIENCE = 400  # nodes of rules that are asked one variant at a time
LINKS = frozenset({"company_id", "customer_id", "deal_id"})


@dataclass(frozen=True, slots=True)
class Found:
    """The changes, or why there are none."""

    changes: tuple[Change, ...] | None
    why: Why | None = None

    def flip(self, labels: Labels, language: str, zone: ZoneInfo, as_of: dt.datetime) -> Flip | None:
        """With its sentence."""
        if self.changes is None:
            return None
        return Flip(self.changes, Speaker(language, labels, zone, as_of).changes(self.changes))


def find_flip(rule: n.Rule, grounded: n.Rule, reading: Reading, clock: Clock) -> Found:
    """The cheapest proposal that makes a member of a non-member, or the reverse, when it is applied."""
    search = _Search(grounded, reading, clock)
    changes = search.first_that_flips(search.proposals(reading)) or search.mended()
    return Found(changes) if changes else Found(None, _why(rule, reading))


class _Search:
    """One search; remembers what was tried in vain, since that may be half of an answer."""

    def __init__(self, grounded: n.Rule, reading: Reading, clock: Clock) -> None:
        self.grounded, self.reading, self.clock = grounded, reading, clock
        self.question = Question(grounded, clock.as_of)
        self.is_member = reading.truth(grounded, clock) is True
        self.alone = names_a_number(grounded)
        self.in_vain: list[Option] = []
        self.patience = max(2, PATIENCE // sum(1 for _ in n.walk(grounded)))

    def proposals(self, reading: Reading) -> list[Option]:
        """What may flip the rule for one of whom this is known."""
        goal = NOT_TRUE if self.is_member else TRUE
        return Proposer(reading).propose(self.grounded, goal, self.clock)

    def first_that_flips(self, options: Sequence[Option]) -> tuple[Change, ...] | None:
        """The first of them that does, each tried on the facts as they are."""
        for batch in _batches(options[: self.patience] if self.alone else options):
            variants = [applied(self.reading.facts, option.changes) for option in batch]
            members = self.reading.trial.members(self.question, variants, alone=self.alone)
            for option, member in zip(batch, members, strict=True):
                if member is not self.is_member:
                    return option.changes
            self.in_vain += batch
        return None

    def mended(self) -> tuple[Change, ...] | None:
        """A change that helped one condition may have spoilt another: go on from what it led to."""
        found: list[Option] = []
        for half in self.in_vain[: min(MENDED, self.patience)]:
            reading = Reading(self.reading.trial, applied(self.reading.facts, half.changes))
            reading.prepare(self.grounded, self.clock)
            found += [_both(half, other) for other in self.proposals(reading)[:12]]
        return self.first_that_flips(cheapest(found))


def _both(half: Option, other: Option) -> Option:
    return Option(half.facts + other.facts, half.distance + other.distance, half.changes + other.changes)


def names_a_number(rule: n.Node) -> bool:
    """Whether the rule reads a number of ours, so that a clone under another would not be she."""
    named = (getattr(node, name, None) for _, node in n.walk(rule) for name in ("name", "field", "attribute"))
    return any(name in LINKS for name in named)


def _batches(options: Sequence[Option]) -> list[Sequence[Option]]:
    first, rest = TRIED_AT_ONCE
    return [options[:first], options[first : first + rest]]


def _why(rule: n.Rule, reading: Reading) -> Why:
    nodes = [node for _, node in n.walk(expand_names(rule, reading.catalog))]
    if any(isinstance(node, n.Rank | n.Bucket) or _is_about_people(node) for node in nodes):
        return "others"
    groups = n.All | n.AnyOf | n.Not
    return "fixed" if all(isinstance(node, groups) for node in nodes) else "not_found"


def _is_about_people(node: n.Node) -> bool:
    return isinstance(node, n.Related) and node.relation == "person"
