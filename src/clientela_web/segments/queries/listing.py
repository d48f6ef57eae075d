"""The list of segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientela.act.keeping import current_strategies
from clientela.act.strategy import State
from clientela.rules.folding import fold_text
from clientela.rules.sentences import sentence
from clientela.rules.text import write_rule
from clientela.segments.base import Size
from clientela.segments.library import Saved
from clientela.workspace import now
from clientela_web.answers import segment_sizes
from clientela_web.models.account import Account
from clientela_web.models.segment_change import SegmentChange
from clientela_web.privacy import may_ask
from clientela_web.segments.queries.changes import last_changes
from clientela_web.segments.queries.figures import Change, change_of, drawn
from clientela_web.segments.queries.pasts import Past, pasts
from clientela_web.workspace import firm

SORTS = ("name", "size", "growth", "changed")


@dataclass(frozen=True, slots=True)
class Row:
    """One segment in the list; what is still being worked out is None."""

    saved: Saved
    name: str
    sentence: str
    is_open: bool
    size: Size | None
    past: tuple[int, ...]
    week: Change | None
    month: Change | None
    growth: int
    changed_at: dt.datetime
    changed_by: str
    strategy: State | None
    strategy_said: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows found, how many segments there are in all, and whether figures are still being worked out."""

    rows: list[Row]
    total: int
    is_waiting: bool
    at: dt.datetime | None


def listed(account: Account, language: str, words: str = "", sort: str = "name") -> Listed:
    """The segments in whose name, sentence or rule all words are found, in the order asked for."""
    saved = firm().segments()
    sizes = segment_sizes() if saved else None
    past = pasts() if saved else None
    rows = _rows(account, language, saved, sizes.value if sizes else {}, past.value if past else {})
    found = [row for row in rows if _is_found(row, words)]
    waiting = bool(saved) and (sizes is None or past is None)
    return Listed(sorted(found, key=_ORDERS[sort]), len(saved), waiting, sizes.at if sizes else None)


def _rows(
    account: Account, language: str, saved: list[Saved], sizes: dict[int, Size], past: dict[int, Past]
) -> list[Row]:
    changes = last_changes()
    strategies = current_strategies(firm().store.engine, saved)
    today = now().astimezone(firm().zone).date()
    states = {
        name: kept.strategy.state(today) for name, kept in strategies.items() if kept.strategy is not None
    }
    return [
        _row(
            (account, language),
            each,
            size=sizes.get(each.segment_id),
            past=past.get(each.segment_id),
            change=changes.get(each.segment_id),
            state=states.get(each.name),
        )
        for each in saved
    ]


def _row(
    reader: tuple[Account, str],
    saved: Saved,
    *,
    size: Size | None,
    past: Past | None,
    change: SegmentChange | None,
    state: State | None,
) -> Row:
    account, language = reader
    is_open = may_ask(account, saved.rule)
    known = past if is_open and size is not None else None
    newest = change if change is not None and change.at >= saved.created_at - _SAME else None
    return Row(
        saved=saved,
        name=saved.name_in(language),
        sentence=sentence(saved.rule, language, firm().catalog.labels) if is_open else "",
        is_open=is_open,
        size=size if is_open else None,
        past=tuple(drawn(account, each.count, each.population) for each in known.months) if known else (),
        week=change_of(account, known.week_ago.count, known.months[-1].count) if known else None,
        month=change_of(account, known.month_ago.count, known.months[-1].count) if known else None,
        growth=known.months[-1].count - known.month_ago.count if known else 0,
        changed_at=newest.at if newest else saved.created_at,
        changed_by=str(newest.account) if newest and newest.account else "",
        strategy=state,
        strategy_said=state.said(language) if state else "",
    )


_SAME = dt.timedelta(minutes=1)  # a change is written down in the moment after its version

_ORDERS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "name": lambda row: (row.name.casefold(),),
    "size": lambda row: (-(row.size.count if row.size else -1), row.name.casefold()),
    "growth": lambda row: (-abs(row.growth), row.name.casefold()),
    "changed": lambda row: (-row.changed_at.timestamp(), row.name.casefold()),
}


def _is_found(row: Row, words: str) -> bool:
    if not words:
        return True
    texts: Iterable[str] = (row.name, row.saved.name, row.sentence)
    if row.is_open:
        texts = (*texts, write_rule(row.saved.rule))
    folded = fold_text(" ".join(texts))
    return all(fold_text(word) in folded for word in words.split())
