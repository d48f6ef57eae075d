"""Keeping a run: its scores become estimates, which rules can ask from that instant on."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa

from clientela.discover.lifetime.result import Lifetime, Score
from clientela.store import Engine
from clientela.store.estimates import write_estimates


def save_lifetime(engine: Engine, run: Lifetime, computed_at: dt.datetime) -> tuple[str, ...]:
    """Write every score the catalogue knows as an estimate of the run's instant, all of them or none.

    Returns their names. A run of the same instant is replaced; older runs stay for questions about the past.
    """
    kept = [score for score in run.scores if score.name in run.estimates]
    facts = json.dumps(_facts(run), ensure_ascii=False)
    with engine.transaction():
        for score in kept:
            write_estimates(
                engine,
                score.name,
                run.as_of,
                _rows(run, score),
                computed_at=computed_at,
                model=_method(run, score.name),
                facts=facts,
            )
    return tuple(score.name for score in kept)


def _rows(run: Lifetime, score: Score) -> pa.Table:
    """A row a customer who has the estimate."""
    values = score.arrow()
    columns = {"customer_id": pa.array(run.customer_ids), score.column: values}
    if score.low is not None and score.high is not None:
        columns["low"] = pa.array(score.low, from_pandas=True)
        columns["high"] = pa.array(score.high, from_pandas=True)
    return pa.table(columns).filter(values.is_valid())


def _method(run: Lifetime, name: str) -> str:
    days = {"churn_risk": 365, "p_buy_30d": 30, "p_buy_90d": 90}.get(name)
    return run.methods[days] if days else run.model.name


def _facts(run: Lifetime) -> dict[str, object]:
    plain = run.as_json()
    return {key: plain[key] for key in ("customers", "repeaters", "span_days", "model", "methods", "trials")}
