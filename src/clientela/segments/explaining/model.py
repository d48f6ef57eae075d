"""An explanation, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from clientela.rules import nodes as n
from clientela.rules.sentences import Labels
from clientela.rules.types import ValueType
from clientela.segments.explaining.changes import Change
from clientela.segments.explaining.facts import Plain

if TYPE_CHECKING:
    from clientela.segments.explaining.telling import Told

SeenKey = Literal[
    "value",
    "count",
    "of_total",
    "place",
    "size",
    "border",
    "periods",
    "distance",
    "state",
    "since",
    "last",
    "fraction",
]
Why = Literal["absent", "fixed", "others", "not_found"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Something a condition looked at: what it is, and what she had (None: not known).

    `of` is the value of the rule language it is, where it is one; otherwise `key` says what it is.
    """

    key: SeenKey
    value: Plain
    type: ValueType | None = None
    of: n.Value | None = None


@dataclass(frozen=True, slots=True)
class EvidenceEvent:
    """An event that a condition rests on; `step` is its place in a sequence, from 0."""

    event_id: str
    at: dt.datetime
    kind: str
    fields: Mapping[str, Plain]
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attribute's value comes from, and since when it holds (None: always, as far as known)."""

    attribute: str
    source: str | None
    since: dt.datetime | None
    assumed: bool
    entity: str = "customer"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a condition rests on: the newest events, how many there are in all, where attributes come from."""

    events: tuple[EvidenceEvent, ...] = ()
    total: int = 0
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """A condition, its truth for her (None: unknown), what it saw and what that rests on.

    `path` leads to it the way JSON would; below a reference to a segment it goes on with `segment`. `as_of`
    is the instant it was asked for.
    """

    path: str
    text: str
    sentence: str
    truth: bool | None
    as_of: dt.datetime
    seen: tuple[Seen, ...] = ()
    evidence: Evidence = Evidence()
    children: tuple[ExplainedCondition, ...] = ()
    condition: n.Condition = field(default_factory=lambda: n.All(()), repr=False)


@dataclass(frozen=True, slots=True)
class Flip:
    """Changes that together make a member of a non-member, or the reverse; verified by applying them."""

    changes: tuple[Change, ...]
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """Why somebody is, or is not, a member of a segment at an instant.

    `truth` is the rule's for her; unknown (None) is no member. `exists` is false for one who did not exist
    yet. `change` is the smallest change found that would flip the membership; without one `reason` says why.
    """

    customer: int
    name: str
    as_of: dt.datetime
    truth: bool | None
    exists: bool
    sentence: str
    tree: ExplainedCondition
    change: Flip | None
    reason: Why | None
    language: str
    zone: ZoneInfo = field(repr=False)
    labels: Labels = field(repr=False, compare=False)

    def __repr__(self) -> str:
        word = {True: "member", False: "no member", None: "no member (unknown)"}[self.truth]
        when = f"{self.as_of:%Y-%m-%d %H:%M} UTC"
        return f"Explanation(customer {self.customer}, {word}, {when}: {self.tree.text})"

    def as_text(self, language: str | None = None) -> str:
        """A tree to read in a terminal, in one of the six languages."""
        return self.told(language).text()

    def as_json(self, language: str | None = None) -> dict[str, Any]:
        """Plain data: numbers, texts, lists and dictionaries."""
        return self.told(language).data()

    def told(self, language: str | None = None) -> Told:
        """In one of the six languages: its verdict, its tree of conditions, the change that would flip it."""
        from clientela.segments.explaining.telling import Told

        return Told(self, language or self.language)
