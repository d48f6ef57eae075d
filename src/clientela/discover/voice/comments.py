"""What customers said and scored, as it lies in the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from clientela.discover.voice.scales import Scale, scale_of
from clientela.rules.nodes import Happened, Rule, Variable
from clientela.segments import evaluation
from clientela.segments.base import Base

TEXT_KINDS = ("survey_answered", "review_written", "message_replied", "ticket_opened")
"""Kinds whose text is the customer's own; notes, calls and visits are told by the staff."""

SCORE_KINDS = ("survey_answered", "review_written", "ticket_closed")
_KINDS = tuple(dict.fromkeys(TEXT_KINDS + SCORE_KINDS))
_ASKED = ", ".join("?" * len(_KINDS))


@dataclass(frozen=True, slots=True)
class Source:
    """Where words and scores come from: a kind of event and, of a survey, its name."""

    kind: str
    survey: str | None
    scale: Scale | None
    events: int

    @property
    def key(self) -> str:
        """The survey's name, or the kind."""
        return self.survey or self.kind


def read_sources(base: Base, as_of: dt.datetime) -> tuple[Source, ...]:
    """Every source with anything said or scored up to the instant, and the scale of its scores."""
    rows = base.engine.rows(
        "SELECT kind, CASE WHEN kind = 'survey_answered' THEN survey END AS named, "
        "min(score), max(score), count(*) FROM events WHERE kind IN "
        f'({_ASKED}) AND "at" <= ? GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST',
        [*_KINDS, base.in_utc(as_of)],
    )
    return tuple(
        Source(kind, survey, scale_of(kind, survey, low, high) if kind in SCORE_KINDS else None, count)
        for kind, survey, low, high, count in rows
    )


def stream_comments(base: Base, as_of: dt.datetime) -> Iterator[pa.RecordBatch]:
    """Batches of `event_id`, `customer_id`, `at`, `kind`, `survey`, `score` (double), `text`, in time order.

    A text that is not the customer's own is left out; so is an event with neither text nor score.
    """
    own = ", ".join("?" * len(TEXT_KINDS))
    scored = ", ".join("?" * len(SCORE_KINDS))
    return iter(
        base.engine.stream(
            'SELECT * FROM (SELECT event_id, customer_id, "at", kind, '
            "CASE WHEN kind = 'survey_answered' THEN survey END AS survey, "
            f"CASE WHEN kind IN ({scored}) THEN CAST(score AS DOUBLE) END AS score, "
            f"CASE WHEN kind IN ({own}) THEN text END AS text "
            f'FROM events WHERE kind IN ({_ASKED}) AND "at" <= ?) '
            'WHERE score IS NOT NULL OR text IS NOT NULL ORDER BY "at", event_id',
            [*SCORE_KINDS, *TEXT_KINDS, *_KINDS, base.in_utc(as_of)],
        )
    )


def read_languages(base: Base, as_of: dt.datetime) -> dict[int, str]:
    """The language of each customer who wrote, where known: the one she wants, else the one she speaks."""
    wanted = {"wants": Variable("preferred_language"), "speaks": Variable("language")}
    batches = evaluation.values(base, wanted, as_of, within=Happened(TEXT_KINDS))
    found = {}
    for batch in batches:
        for row in batch.to_pylist():
            code = row["wants"] or row["speaks"]
            if code:
                found[row["customer_id"]] = str(code).lower()[:2]
    return found


def read_members(base: Base, rule: Rule, as_of: dt.datetime) -> pa.Array:
    """`customer_id` of the rule's members."""
    return evaluation.member_ids(base, rule, as_of).read_all().column("customer_id").combine_chunks()
