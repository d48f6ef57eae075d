"""A small world in plain Python: what a store holds, as rows that a person can read.

Values are `str`, `int`, `float` (type `number`), `Decimal` (decimal and money), `bool`, `date`, an aware
`datetime` in UTC, or a tuple of texts (type `list`). A missing value is None or is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from clientela.rules.nodes import Rule
from clientela.rules.types import StaticCatalog
from tests.oracle.catalogue import catalogue

Plain: TypeAlias = str | int | float | Decimal | bool | dt.date | dt.datetime | tuple[str, ...]
"""Any value that is not missing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one attribute; `value` None cleared it. `assumed`: held before the first dated one."""

    attribute: str
    value: Plain | None
    at: dt.datetime
    seq: int
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """A company: `always` holds the attributes that never changed, `changes` the history of the others."""

    company_id: int
    created_at: dt.datetime | None = None
    always: Mapping[str, Plain | None] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal; `customer_id` and `company_id` are attributes of it like any other."""

    deal_id: int
    created_at: dt.datetime | None = None
    always: Mapping[str, Plain | None] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; `company_id` and `time_zone` are attributes of hers like any other."""

    customer_id: int
    created_at: dt.datetime | None = None
    always: Mapping[str, Plain | None] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one customer; `fields` by the names that rules use."""

    event_id: str
    customer_id: int
    at: dt.datetime
    kind: str
    fields: Mapping[str, Plain | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a customer said of one channel and purpose."""

    customer_id: int
    channel: str
    purpose: str
    state: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A recorded interval in a segment, named by the segment's name."""

    segment: str
    customer_id: int
    entered_at: dt.datetime
    left_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a run of an estimate says of one customer; a date or a text has no ends."""

    customer_id: int
    value: Plain | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one estimate, which knew everything up to `at`; no two of a name are of one instant."""

    name: str
    at: dt.datetime
    rows: tuple[Estimated, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Everything a question may look at."""

    zone: str = "Europe/Madrid"
    customers: tuple[Customer, ...] = ()
    companies: tuple[Company, ...] = ()
    deals: tuple[Deal, ...] = ()
    events: tuple[Event, ...] = ()
    consents: tuple[Consent, ...] = ()
    memberships: tuple[Membership, ...] = ()
    runs: tuple[Run, ...] = ()
    segments: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def catalog(self) -> StaticCatalog:
        """The facts of every world, with the segments of this one."""
        return catalogue(self.segments)
