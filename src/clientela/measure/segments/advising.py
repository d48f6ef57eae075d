"""What to do in one segment: what campaigns measured in it, what worked best, whom to win back first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.measure.advice.best import LevelEffect, recommended_level
from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.advice.winning_back import AT_RISK, NEEDED, win_back
from clientela.measure.effects import Effect, plain_effect
from clientela.measure.lines import LEAST
from clientela.rules.nodes import All, Rule
from clientela.rules.text import parse_rule
from clientela.segments.base import Base
from clientela.segments.evaluation import members
from clientela.segments.intervals import adjusted
from clientela.store.estimates import read_runs

TRAITS = ("channel", "hour", "offer")
OUTCOME = "converted"


def level_advice(rows: pa.Table, segment: str, as_of: dt.datetime) -> Iterator[Recommendation]:
    """The best level of each trait, where it did better than the others by more than chance.

    `rows` has `converted` and a column a trait. Nobody drew them by lot, so each is something to try by lot.
    All levels of all traits are controlled at a false discovery rate of 5 %.
    """
    found = [each for trait in TRAITS for each in _levels(rows, trait)]
    probabilities = adjusted([each.effect.difference.p or 0.0 for each in found])
    clear = [
        level
        for each, q in zip(found, probabilities, strict=True)
        if (level := replace(each, effect=each.effect.corrected(q))).is_clear
    ]
    for trait in TRAITS:
        mine = [each for each in clear if each.trait == trait]
        if mine:
            best = max(mine, key=lambda each: each.effect.difference.value)
            yield recommended_level(replace(best, segment=segment), as_of)


def _levels(rows: pa.Table, trait: str) -> Iterator[LevelEffect]:
    values = np.asarray(rows.column(OUTCOME).to_numpy(), dtype=np.float64)
    column = rows.column(trait)
    known = np.asarray(pc.is_valid(column).to_numpy(), dtype=bool)
    for level in sorted(pc.unique(column).drop_null().to_pylist()):
        mine = np.asarray(pc.fill_null(pc.equal(column, level), False).to_numpy(), dtype=bool)  # noqa: FBT003
        one, rest = values[mine], values[known & ~mine]
        if min(one.size, rest.size) >= LEAST:
            effect = plain_effect(one, rest, "rate")
            named = replace(effect, outcome=OUTCOME, arm=level, grade="C")
            yield LevelEffect(trait, level, None, named)


def win_back_advice(
    base: Base, rule: Rule, as_of: dt.datetime, lifts: Sequence[Effect], cost: float
) -> tuple[Recommendation, ...]:
    """Whom of the members to win back first; nothing where nobody has estimates."""
    if not {run.name for run in read_runs(base.engine)}.issuperset(NEEDED[1:]):
        return ()
    risky = parse_rule(f"estimate churn_risk >= {AT_RISK}")
    table = members(base, All((rule, risky)), as_of, NEEDED[1:]).read_all()
    rates = [effect for effect in lifts if effect.kind == "rate" and effect.best is not None]
    measured: dict[str | None, Effect] = {None: rates[0]} if rates else {}
    return win_back(table, measured, cost=cost, as_of=as_of).advice
