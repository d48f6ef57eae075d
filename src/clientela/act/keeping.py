"""Strategies as the store keeps them: one for a segment, in versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.act.checking import StrategyError, problems_of
from clientela.act.strategy import Strategy, read_strategy
from clientela.catalog import FirmCatalog
from clientela.segments.library import Saved
from clientela.store import Engine
from clientela.store.strategies import StrategyRow, read_strategies, write_strategy


@dataclass(frozen=True, slots=True)
class SavedStrategy:
    """One version of the strategy of a segment; `strategy` is None where it was taken away."""

    segment_id: int
    segment: str
    version: int
    strategy: Strategy | None
    author: str | None
    note: str | None
    created_at: dt.datetime


def strategy_versions(engine: Engine, segment: Saved) -> list[SavedStrategy]:
    """Every version of the segment's strategy, oldest first."""
    return [_saved(row, segment) for row in read_strategies(engine, segment.segment_id)]


def current_strategies(engine: Engine, segments: list[Saved]) -> dict[str, SavedStrategy]:
    """The newest version for each of the segments that has a strategy, in the segments' order."""
    newest = {row.segment_id: row for row in read_strategies(engine)}
    return {
        segment.name: _saved(newest[segment.segment_id], segment)
        for segment in segments
        if segment.segment_id in newest and newest[segment.segment_id].body is not None
    }


def keep_strategy(
    engine: Engine,
    catalog: FirmCatalog,
    segment: Saved,
    strategy: Strategy | None,
    *,
    at: dt.datetime,
    author: str | None = None,
    note: str | None = None,
) -> SavedStrategy:
    """Keep the next version, None to take the strategy away; the same again makes none.

    Raises StrategyError with every problem there is.
    """
    if strategy is not None and (problems := problems_of(strategy, catalog)):
        raise StrategyError(problems)
    body = None if strategy is None else strategy.as_json()
    row = write_strategy(engine, segment.segment_id, body, at=at, author=author, note=note)
    return _saved(row, segment)


def _saved(row: StrategyRow, segment: Saved) -> SavedStrategy:
    strategy = None if row.body is None else read_strategy(row.body)
    return SavedStrategy(
        row.segment_id, segment.name, row.version or 1, strategy, row.author, row.note, row.created_at
    )
