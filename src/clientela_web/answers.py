"""Answers that take long: worked out once for all who ask, and kept while the data stay as they are."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotReady
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from clientela.segments.base import Size
from clientela.workspace import now
from clientela_web.workspace import firm

T = TypeVar("T")
KEPT = 500
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="answers")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A value and the instant it was asked at."""

    value: T
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question under way or answered, and the state of the data it was asked of."""

    future: Future[Any]
    at: dt.datetime
    changes: tuple[int, int]


_LOCK = threading.Lock()
_ASKED: OrderedDict[tuple[Hashable, ...], _Asked] = OrderedDict()


def asked(
    key: tuple[Hashable, ...], compute: Callable[[], T], *, wait: float = 0.3, max_age: float = 300.0
) -> Answer[T] | None:
    """The answer to the question that `key` names, or None while it is still being worked out.

    `compute` runs in the background, at most once for one state of the data however many ask; after `wait`
    seconds the caller goes on without it and asks again later. An answer older than `max_age` seconds is
    asked anew. Whatever `compute` raises is raised here, and asked anew the next time. It must not depend on
    who asks: neither on the language nor on the account.
    """
    question = _question(key, compute, max_age)
    try:
        value = question.future.result(timeout=wait)
    except NotReady:
        if not question.future.done():
            return None
        _forget(key, question)
        raise
    except BaseException:
        _forget(key, question)
        raise
    return Answer(cast(T, value), question.at)


def segment_sizes(wait: float = 0.3) -> Answer[dict[int, Size]] | None:
    """The size of every segment by its id, kept for all pages that show it."""

    def compute() -> dict[int, Size]:
        workspace = firm()
        saved, sizes = workspace.segments(), workspace.sizes()
        return {each.segment_id: sizes[each.name] for each in saved if each.name in sizes}

    return asked(("segments", "sizes"), compute, wait=wait)


def _question(key: tuple[Hashable, ...], compute: Callable[[], T], max_age: float) -> _Asked:
    changes, instant = _changes(), now()
    with _LOCK:
        known = _ASKED.get(key)
        if known and known.changes == changes and _is_usable(known, instant, max_age):
            _ASKED.move_to_end(key)
            return known
        question = _ASKED[key] = _Asked(_POOL.submit(compute), instant, changes)
        _ASKED.move_to_end(key)
        while len(_ASKED) > KEPT:
            _ASKED.popitem(last=False)
        return question


def _is_usable(known: _Asked, instant: dt.datetime, max_age: float) -> bool:
    return not known.future.done() or (instant - known.at).total_seconds() < max_age


def _changes() -> tuple[int, int]:
    """Which workspace, and how often this process has written to it."""
    engine = firm().store.engine
    return id(engine), engine.changes


def _forget(key: tuple[Hashable, ...], question: _Asked) -> None:
    with _LOCK:
        if _ASKED.get(key) is question:
            del _ASKED[key]
