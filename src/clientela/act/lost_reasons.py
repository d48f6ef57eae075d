"""Why members' deals were lost: each reason the firm wrote down is a condition of the one compiler."""

from __future__ import annotations

from clientela.act.evidence import Evidence, share_evidence
from clientela.catalog.labels import variable_label
from clientela.compile import Question
from clientela.rules.nodes import All, Compare, Field, Related, Rule
from clientela.segments.base import Base, Size
from clientela.segments.evaluation import count_many

REASON = "lost_reason"
_MOST = 8
"""The most frequent reasons are asked for."""


def lost_reasons(base: Base, rule: Rule, size: Size, language: str) -> list[Evidence]:
    """The share of the members with a deal lost for each reason, the most frequent first."""
    reasons = _written(base)
    conditions = [_lost_for(reason) for reason in reasons]
    asked = [each for condition in conditions for each in (All((rule, condition)), condition)]
    counts = count_many(base, [Question(each, size.as_of) for each in asked])
    label = variable_label(REASON, language, entity="deal")
    found = [
        share_evidence(
            REASON, (reason,), f"{label}: {reason}", (counts[2 * place], counts[2 * place + 1]), size
        )
        for place, reason in enumerate(reasons)
    ]
    return sorted(found, key=lambda each: (-each.value, each.levels))


def _written(base: Base) -> list[str]:
    """The reasons that lost deals have."""
    rows = base.engine.rows(
        "SELECT lost_reason FROM deals WHERE status = 'lost' AND lost_reason IS NOT NULL"
        f" GROUP BY lost_reason ORDER BY count(*) DESC, lost_reason LIMIT {_MOST}"
    )
    return [str(reason) for (reason,) in rows]


def _lost_for(reason: str) -> Rule:
    is_lost = Compare(Field("status"), "=", "lost")
    return Related("deal", "any", All((is_lost, Compare(Field(REASON), "=", reason))))
