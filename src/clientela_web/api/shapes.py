"""What is asked and answered, as the OpenAPI document describes it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, StringConstraints

from clientela.catalog import LANGUAGES

FIRST_YEAR, LAST_YEAR = 1970, 2200


def _sensible(at: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        raise ValueError(f"give an instant between {FIRST_YEAR} and {LAST_YEAR}")
    return at


def _sensible_day(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise ValueError(f"give a day between {FIRST_YEAR} and {LAST_YEAR}")
    return day


Instant = Annotated[dt.datetime, AfterValidator(_sensible)]
Day = Annotated[dt.date, AfterValidator(_sensible_day)]
Language = Literal["en", "ca", "es", "pl", "ru", "ro"]
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
RuleText = Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
assert set(Language.__args__) == set(LANGUAGES)  # type: ignore[attr-defined]  # noqa: S101


class Problem(Schema):
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: str
    problems: list[dict[str, Any]] = []


class Size(Schema):
    """How many customers, of how many, at which instant; null where a viewer may not see a small count."""

    count: int | None
    population: int
    as_of: dt.datetime


class Variable(Schema):
    name: str
    signature: str
    entity: str
    family: str
    type: str
    unit: str
    label: str
    meaning: str
    definition: str | None
    sensitivity: str
    options: list[str]


class EventKind(Schema):
    name: str
    label: str
    fields: dict[str, str]


class RuleAsked(Schema):
    """A rule: its text, its JSON as text, or the name of a saved segment."""

    rule: RuleText
    as_of: Instant | None = None
    language: Language = "en"


class Checked(Schema):
    """What a rule means, or everything that is wrong with it."""

    ok: bool
    text: str | None = None
    sentence: str | None = None
    rule: Any = None
    problems: list[dict[str, Any]] = []


class ToSave(Schema):
    """A rule to keep under a name."""

    name: Name
    rule: RuleText
    note: Text | None = None
    names: dict[Language, Name] = {}


class Segment(Schema):
    """A saved segment in its newest version."""

    segment_id: int
    name: str
    version: int
    text: str | None
    sentence: str | None
    note: str | None
    created_at: dt.datetime
    names: dict[str, str]


class SegmentSize(Segment):
    size: Size | None = None


class Members(Schema):
    """A page of members; `next` is the cursor of the page after it, null on the last."""

    as_of: dt.datetime
    members: list[dict[str, Any]]
    next: str | None


class Overlap(Schema):
    left: str
    right: str
    left_count: int | None
    right_count: int | None
    both: int | None
    jaccard: float | None


class Found(Schema):
    customer_id: int
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    city: str | None
    company: str | None


class Matches(Schema):
    customers: list[Found]
    total: int


class Card(Schema):
    """Everything known of one customer at an instant."""

    customer: Found
    as_of: dt.datetime
    attributes: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    deals: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    moments: int


class KindCount(Schema):
    kind: str
    events: int
    customers: int | None
    first: dt.datetime
    last: dt.datetime


class Settings(Schema):
    name: str
    time_zone: str
    country: str
    currency: str
    language: str
    languages: list[str]


class SettingsToChange(Schema):
    """Those that are named change."""

    name: Text | None = None
    time_zone: Text | None = None
    country: Text | None = None
    currency: Text | None = None
    language: Language | None = None
    languages: list[Language] | None = None


class OwnField(Schema):
    entity: str
    name: str
    type: str
    label: str
    sensitivity: str
    filled: int
    rows: int
    segments: list[str]


class FieldToAdd(Schema):
    name: Name
    type: Literal["text", "integer", "number", "decimal", "money", "boolean", "date", "instant", "list"]
    entity: Literal["customer", "company", "deal", "product"] = "customer"
    label: Text = ""
    sensitivity: Literal["ordinary", "contact", "child"] = "ordinary"


Kind = Literal[
    "customers",
    "companies",
    "deals",
    "products",
    "events",
    "orders",
    "order-lines",
    "consents",
    "surveys",
    "reviews",
]


class PastImport(Schema):
    """One import and what became of its rows."""

    import_id: int
    file: str
    kind: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    undone_at: dt.datetime | None
    rows_done: int
    report: dict[str, Any] | None


class KeptStrategy(Schema):
    segment: str
    version: int
    strategy: Any
    author: str | None
    note: str | None
    created_at: dt.datetime


class AdviceProof(Schema):
    """What it stands on: a figure of `n` customers with its 95 % interval, and its grade."""

    n: int
    line: dict[str, Any]
    unit: str
    grade: str
    as_of: dt.datetime | None


class Advice(Schema):
    """A recommendation; `campaign_id` is null where it is about all customers."""

    code: str
    action: str
    segment: str | None
    campaign_id: int | None
    sentence: str
    proof: AdviceProof
    facts: dict[str, Any]
