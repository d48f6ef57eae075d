"""The audience of a plan at an instant: one question to the compiler, answered batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from clientela.act.ahead import Ahead
from clientela.act.audience.addresses import ADDRESSES, deliverable
from clientela.act.audience.fingerprint import Fingerprint
from clientela.act.audience.merging import encode_values
from clientela.act.audience.plan import AudiencePlan
from clientela.act.audience.reasons import Reason
from clientela.act.audience.summary import Summary
from clientela.compile import values_query
from clientela.rules.nodes import (
    All,
    AnyOf,
    Bucket,
    Case,
    Choose,
    Condition,
    Consents,
    InSegment,
    Rule,
    Value,
    Variable,
)
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.evaluation import count_members, spelled
from clientela.segments.library import find_segment

SCHEMA = pa.schema(
    [
        pa.field("customer_id", pa.int64(), nullable=False),
        pa.field("segment", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("variant", pa.string()),
        pa.field("in_holdout", pa.bool_(), nullable=False),
        pa.field("address", pa.string()),
        pa.field("values", pa.string(), nullable=False),
    ]
)
"""What a batch says: who, by which segment, why she gets nothing (null: she gets it), and what she gets."""

Things: TypeAlias = Callable[[Base, Rule, dt.datetime], Iterator[tuple[int, Sequence[object]]]]

BATCH_ROWS = 8_192
UNIVERSAL = "universal holdout"
"""The salt of the share that gets no campaign at all: the same people in every campaign."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody in the plan's segments at an instant, in order of `customer_id`.

    Nothing is read before it is asked for, and nothing is held whole. The same plan at the same instant
    over the same data is the same audience, row by row.
    """

    base: Base
    plan: AudiencePlan
    as_of: dt.datetime
    lists: Mapping[str, Things] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        base: Base,
        plan: AudiencePlan,
        as_of: dt.datetime,
        lists: Mapping[str, Things] | None = None,
    ) -> Audience:
        """The audience; raises PlanError, or UnknownNameError for a segment that is not there.

        `lists` are kept beside the values: each is asked for the customers of a rule at an instant, and
        answers with theirs in order of their numbers.
        """
        for name in (*plan.checked().segments, *plan.without):
            base.checked(find_segment(base.engine, name).rule)
        return cls(base, plan, base.in_utc(as_of), lists or {})

    @property
    def types(self) -> dict[str, ValueType]:
        """The type of each value the plan keeps."""
        kept = _kept(self.plan)
        _, types = values_query(kept, self.as_of, self.base.context())
        return {name: types[column] for name, column in zip(self.plan.values, kept, strict=True)}

    def batches(self, after: int = 0) -> Iterator[pa.RecordBatch]:
        """Batches of `SCHEMA`, in order of `customer_id`, of those with a number above `after`."""
        questions = {**_questions(self.plan), **_kept(self.plan)}
        query, _ = values_query(
            questions, self.as_of, self.base.context(), within=_anyone(self.plan), after=after
        )
        rule = _anyone(self.plan)
        beside = {name: Ahead(things(self.base, rule, self.as_of)) for name, things in self.lists.items()}
        for batch in self.base.engine.stream(query.sql, query.parameters, BATCH_ROWS):
            yield _judged(self.plan, batch, beside)

    def count(self) -> int:
        """How many are in the segments, whatever stands in their way."""
        return count_members(self.base, _anyone(self.plan), self.as_of).count

    def summary(self) -> Summary:
        """The audience in figures."""
        counted = Summary()
        for batch in self.batches():
            counted.add(batch)
        return counted

    def fingerprint(self) -> Fingerprint:
        """What identifies the audience's whole content."""
        found = Fingerprint()
        for batch in self.batches():
            found.add(rows_of(batch))
        return found


class Recipient(NamedTuple):
    """A row of a batch."""

    customer_id: int
    segment: str
    reason: str | None
    variant: str | None
    in_holdout: bool
    address: str | None
    values: str


def rows_of(batch: pa.RecordBatch) -> Iterator[Recipient]:
    """The rows of a batch, in its order."""
    return map(Recipient._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _anyone(plan: AudiencePlan) -> Condition:
    return AnyOf(tuple(InSegment(name) for name in plan.segments))


def _questions(plan: AudiencePlan) -> Mapping[str, Value]:
    """What decides over each: columns of the one query."""
    return {
        "segment": Choose(tuple(Case(InSegment(name), then=name) for name in plan.segments)),
        "excluded": _truth(AnyOf(tuple(InSegment(name) for name in plan.without))),
        "consents": _truth(Consents(plan.consent_channel, plan.purpose)),
        "universal": _truth(Bucket(UNIVERSAL, plan.universal_percent)),
        "holdout": _truth(Bucket(f"{plan.salt} holdout", plan.holdout_percent)),
        "variant": _variant(plan),
        "address": Variable(ADDRESSES[plan.channel]),
    }


def _truth(condition: Condition) -> Value:
    """True or false; what is unknown is false."""
    return Choose((Case(condition, then=True),), otherwise=False)


def _variant(plan: AudiencePlan) -> Value:
    """The variants one after the other along the customers' places between 0 and 1."""
    cases, reached = [], 0.0
    for variant in plan.variants[:-1]:
        reached += variant.percent
        cases.append(Case(Bucket(f"{plan.salt} variant", reached), then=variant.name))
    if plan.variants:
        cases.append(Case(All(()), then=plan.variants[-1].name))
        return Choose(tuple(cases))
    return Choose((Case(AnyOf(()), then=""),))


def _kept(plan: AudiencePlan) -> dict[str, Value]:
    return {f"value {place}": spelled(name) for place, name in enumerate(plan.values)}


def _judged(plan: AudiencePlan, batch: pa.RecordBatch, beside: Mapping[str, Ahead[object]]) -> pa.RecordBatch:
    written = batch.column("address").cast(pa.string())
    address = deliverable(plan.channel, written)
    faults = {
        Reason.EXCLUDED: batch.column("excluded"),
        Reason.NO_CONSENT: pc.invert(batch.column("consents")),
        Reason.NO_ADDRESS: pc.is_null(written),
        Reason.BAD_ADDRESS: pc.is_null(address),
        Reason.UNIVERSAL_HOLDOUT: batch.column("universal"),
        Reason.HOLDOUT: batch.column("holdout"),
    }
    holdout = pc.or_(batch.column("universal"), batch.column("holdout"))
    reason = _first(faults)
    texts = pa.array(encode_values(batch, plan.values, tuple(_kept(plan)), beside), pa.string())
    gets = pc.is_null(reason)
    columns = [
        batch.column("customer_id"),
        batch.column("segment"),
        reason,
        batch.column("variant").cast(pa.string()),
        holdout,
        pc.if_else(gets, address, pa.scalar(None, pa.string())),
        pc.if_else(gets, texts, "{}"),
    ]
    return pa.record_batch(columns, schema=SCHEMA)


def _first(faults: Mapping[Reason, pa.Array]) -> pa.Array:
    """The first reason that holds; null where none does."""
    conditions = pa.StructArray.from_arrays(list(faults.values()), names=[str(name) for name in faults])
    return pc.case_when(conditions, *(pa.scalar(str(reason)) for reason in faults))
