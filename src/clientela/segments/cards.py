"""The card of one customer: what is known of her, from where and since when, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clientela.compile import Question, truths_query
from clientela.rules.check import check
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.customers import Found, found_customer
from clientela.segments.library import list_segments, memberships_of
from clientela.store import Engine
from clientela.store.cards import changes_of, events_of
from clientela.store.tables import Attributes, entity_table, id_column, quoted
from clientela.store.timelines import typed


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute as it stood: its value, where it came from, since when it is known.

    `assumed`: the value came without a date and is taken to have held before.
    """

    attribute: str
    value: object
    source: str | None
    since: dt.datetime | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class In:
    """A saved segment she is in; `since` is when the record first found her there, None before any record."""

    segment: str
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline: an event, a change of an attribute, or a consent."""

    at: dt.datetime
    kind: str
    details: dict[str, object]
    source: str | None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """One of her deals, as it stood."""

    deal_id: int
    external_id: str | None
    title: str | None
    status: str | None
    lost_reason: str | None
    amount: object
    currency: str | None
    created_at: dt.datetime | None
    stage: str | None = None
    closed_at: dt.datetime | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What she last said about one channel and purpose."""

    channel: str
    purpose: str
    state: str
    at: dt.datetime
    source: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one customer at an instant; `timeline` holds the newest of all `moments`."""

    customer: Found
    as_of: dt.datetime
    attributes: tuple[Fact, ...]
    segments: tuple[In, ...]
    deals: tuple[DealFacts, ...]
    consents: tuple[ConsentState, ...]
    timeline: tuple[Moment, ...]
    moments: int


def card(base: Base, attributes: Attributes, customer: int, as_of: dt.datetime, limit: int = 20) -> Card:
    """The card of a customer as of an instant; nothing later is on it."""
    timeline, moments = _timeline(base.engine, customer, base.in_utc(as_of), limit)
    brief = brief_card(base, attributes, customer, as_of)
    segments = tuple(segments_of(base, customer, brief.as_of))
    return replace(brief, segments=segments, timeline=timeline, moments=moments)


def brief_card(base: Base, attributes: Attributes, customer: int, as_of: dt.datetime) -> Card:
    """The same without segments and timeline, which take longest."""
    engine, instant = base.engine, base.in_utc(as_of)
    return Card(
        found_customer(engine, customer),
        instant,
        tuple(_facts(engine, "customer", attributes["customer"], [customer], instant).get(customer, ())),
        (),
        tuple(_deals(engine, attributes["deal"], customer, instant)),
        tuple(consents_of(engine, customer, instant)),
        (),
        0,
    )


def _facts(
    engine: Engine, entity: str, named: Mapping[str, ValueType], numbers: Sequence[int], as_of: dt.datetime
) -> dict[int, list[Fact]]:
    """For each of these rows the attributes that had a value, in the catalogue's order."""
    if not numbers:
        return {}
    key, columns = id_column(entity), ", ".join(quoted(name) for name in named)
    rows = engine.rows(
        f"SELECT {key}, source, received_at, {columns} FROM {entity_table(entity)} "
        f"WHERE {key} IN ({', '.join('?' * len(numbers))})",
        list(numbers),
    )
    dated = _dated_facts(engine, entity, named, numbers, as_of)
    found: dict[int, list[Fact]] = {}
    for number, source, received, *values in rows:
        now = (
            Fact(name, value, source, received, assumed=False)
            for name, value in zip(named, values, strict=True)
        )
        facts = (dated.get((number, fact.attribute), fact) for fact in now)
        found[number] = [fact for fact in facts if fact.value is not None]
    return found


def _dated_facts(
    engine: Engine, entity: str, named: Mapping[str, ValueType], numbers: Sequence[int], as_of: dt.datetime
) -> dict[tuple[int, str], Fact]:
    """Attributes with a history, as it stood; one whose history begins later had no value yet."""
    changes = engine.rows(
        'SELECT id, attribute, value, "at", source, assumed, "at" <= ? FROM attribute_changes '
        f"WHERE entity = ? AND id IN ({', '.join('?' * len(numbers))}) "
        'ORDER BY id, attribute, "at", seq',
        [as_of, entity, *numbers],
    )
    found: dict[tuple[int, str], Fact] = {}
    for number, name, value, at, source, assumed, is_known in changes:
        if name not in named:
            continue
        if is_known:
            since = None if assumed else at
            found[number, name] = Fact(name, value, source, since, bool(assumed))
        else:
            found.setdefault((number, name), Fact(name, None, None, None, assumed=False))
    return _typed(engine, found, named)


def _typed(
    engine: Engine, facts: dict[tuple[int, str], Fact], named: Mapping[str, ValueType]
) -> dict[tuple[int, str], Fact]:
    """The same facts with their texts as values, all read by one statement."""
    texts = {key: fact.value for key, fact in facts.items() if fact.value is not None}
    if not texts:
        return facts
    told = ", ".join(typed(engine, "CAST(? AS VARCHAR)", named[name]) for _, name in texts)
    (values,) = engine.rows(f"SELECT {told}", list(texts.values()))
    read = dict(zip(texts, values, strict=True))
    return {key: replace(fact, value=read.get(key)) for key, fact in facts.items()}


def segments_of(base: Base, customer: int, as_of: dt.datetime) -> Iterator[In]:
    """The saved segments she is in, by name, all asked at once."""
    unsupported = base.engine.unsupported
    saved = [
        one
        for one in list_segments(base.engine)
        if not check(one.rule, base.catalog, unsupported=unsupported)
    ]
    if not saved:
        return
    query = truths_query([Question(one.rule, as_of) for one in saved], base.context(), customer)
    # Where a rule ranks customers the query has the others, too.
    hers = f"SELECT * FROM ({query.sql}) WHERE customer_id = {int(customer)}"
    rows = base.engine.table(hers, query.parameters).to_pylist()
    since = {
        name: entered
        for name, entered, left in memberships_of(base.engine, customer)
        if entered <= as_of and (left is None or left > as_of)
    }
    for place, one in enumerate(saved):
        if rows and rows[0][f"e{place}"] and rows[0][f"q{place}"]:
            yield In(one.name, since.get(one.name))


def _deals(
    engine: Engine, named: Mapping[str, ValueType], customer: int, as_of: dt.datetime
) -> Iterator[DealFacts]:
    found = engine.rows(
        "SELECT deal_id, external_id, created_at FROM deals WHERE (created_at IS NULL OR created_at <= ?) "
        "AND (customer_id = ? OR customer_id IS NULL AND company_id IN "
        "(SELECT company_id FROM customers WHERE customer_id = ?)) ORDER BY created_at DESC, deal_id DESC",
        [as_of, customer, customer],
    )
    known = _facts(engine, "deal", named, [number for number, _, _ in found], as_of)
    for number, external_id, created_at in found:
        facts = {fact.attribute: fact.value for fact in known.get(number, ())}
        yield DealFacts(
            deal_id=number,
            external_id=external_id,
            title=_text(facts, "title"),
            status=_text(facts, "status"),
            lost_reason=_text(facts, "lost_reason"),
            amount=facts.get("amount"),
            currency=_text(facts, "currency"),
            created_at=created_at,
            stage=_text(facts, "stage"),
            closed_at=facts.get("closed_at"),  # type: ignore[arg-type]
            company_id=facts.get("company_id"),  # type: ignore[arg-type]
        )


def _text(facts: Mapping[str, object], name: str) -> str | None:
    value = facts.get(name)
    return None if value is None else str(value)


def consents_of(engine: Engine, customer: int, as_of: dt.datetime) -> list[ConsentState]:
    """Her last word on each channel and purpose; of two at one instant the withdrawal."""
    rows = engine.rows(
        'SELECT channel, purpose, state, "at", source FROM consents WHERE customer_id = ? AND "at" <= ? '
        "QUALIFY row_number() OVER (PARTITION BY channel, purpose "
        "ORDER BY \"at\" DESC, state = 'withdrawn' DESC) = 1 ORDER BY channel, purpose",
        [customer, as_of],
    )
    return [ConsentState(*row) for row in rows]


def _timeline(
    engine: Engine, customer: int, as_of: dt.datetime, limit: int
) -> tuple[tuple[Moment, ...], int]:
    """The newest entries of events, changes and consents together, and how many there are."""
    events = events_of(engine, customer, as_of=as_of, limit=limit).to_pylist()
    ((count,),) = engine.rows(
        'SELECT count(*) FROM events WHERE customer_id = ? AND "at" <= ?', [customer, as_of]
    )
    others = [*_changes(engine, customer, as_of), *_told(engine, customer, as_of)]
    # A stable sort keeps the order of events at one instant, which the store has settled.
    both = sorted([*map(_happened, events), *others], key=lambda moment: moment.at, reverse=True)
    return tuple(both[:limit]), count + len(others)


def _happened(event: dict[str, Any]) -> Moment:
    left_out = {"customer_id", "at", "received_at", "kind", "source"}
    details = {name: value for name, value in event.items() if name not in left_out and value is not None}
    return Moment(event["at"], event["kind"], details, event["source"])


def _changes(engine: Engine, customer: int, as_of: dt.datetime) -> Iterator[Moment]:
    for change in changes_of(engine, "customer", customer, as_of=as_of).to_pylist():
        if not change["assumed"]:
            details: dict[str, object] = {"attribute": change["attribute"], "value": change["value"]}
            yield Moment(change["at"], "attribute_changed", details, change["source"])


def _told(engine: Engine, customer: int, as_of: dt.datetime) -> Iterator[Moment]:
    rows = engine.rows(
        'SELECT "at", state, channel, purpose, source FROM consents WHERE customer_id = ? AND "at" <= ?',
        [customer, as_of],
    )
    for at, state, channel, purpose, source in rows:
        yield Moment(at, f"consent_{state}", {"channel": channel, "purpose": purpose}, source)
