"""What a quality card counts, as rules for the one compiler: all questions go in one pass over the events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientela.compile import Question
from clientela.discover.quality.levers import Response
from clientela.rules import nodes as n
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many

_RECENT = n.LastPeriod(180, "day")
_YEAR = n.LastPeriod(365, "day")
_MONTH = n.LastPeriod(30, "day")
CHANNELS = (("email", "email"), ("sms", "phone"), ("phone", "phone"))
"""Channels with the attribute without which nothing gets there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rules and how many meet each."""

    found: dict[n.Rule, int]

    def __getitem__(self, rule: n.Rule) -> int:
        return self.found[rule]


def counts(base: Base, rules: Iterable[n.Rule], as_of: dt.datetime) -> Counts:
    """How many meet each rule, all in one pass."""
    asked = list(dict.fromkeys(rules))
    return Counts(dict(zip(asked, count_many(base, [Question(rule, as_of) for rule in asked]), strict=True)))


def both(first: n.Rule, second: n.Rule) -> n.Rule:
    """Who meets both."""
    return n.All((first, second))


def inputs(rule: n.Rule) -> tuple[n.Variable, ...]:
    """The variables a rule asks about, each once."""
    return tuple(dict.fromkeys(part for _, part in n.walk(rule) if isinstance(part, n.Variable)))


def known(variables: Sequence[n.Variable]) -> n.Rule:
    """Every one of them is set."""
    return n.All(tuple(n.Compare(variable, "is set") for variable in variables))


def consents(channel: str) -> n.Rule:
    """May be written to or called there for marketing."""
    return n.Consents(channel, "marketing")


def reached(channel: str) -> n.Rule:
    """May be and can be: consent, an address, nothing that came back in 180 days, no refusal in a year."""
    attribute = dict(CHANNELS)[channel]
    there = n.Compare(n.Field("channel"), "=", channel)
    return n.All(
        (
            consents(channel),
            n.Compare(n.Variable(attribute), "is set"),
            n.Happened(("message_bounced",), there, _RECENT, at_least=0, at_most=0),
            n.Happened(("message_unsubscribed", "message_complained"), there, _YEAR, at_least=0, at_most=0),
        )
    )


REACHED_ANYHOW: n.Rule = n.AnyOf(tuple(reached(channel) for channel, _ in CHANNELS))
MAY_ANYHOW: n.Rule = n.AnyOf(tuple(consents(channel) for channel, _ in CHANNELS))
BOUGHT_LATELY: n.Rule = n.Happened(("order_completed",), window=_MONTH)


def questions(rule: n.Rule, responses: Sequence[Response]) -> list[n.Rule]:
    """Everything one card asks; what it asks of everybody is the same for all cards."""
    of_all = [
        n.All(()),
        known(inputs(rule)),
        *(known((variable,)) for variable in inputs(rule)),
        MAY_ANYHOW,
        *(part for response in responses for part in (response.asked, response.given)),
    ]
    of_members = [
        n.All(()),
        REACHED_ANYHOW,
        *(reached(channel) for channel, _ in CHANNELS),
        BOUGHT_LATELY,
        *(part for response in responses for part in (response.asked, response.given)),
    ]
    return [*of_all, *(both(rule, part) for part in of_members)]
