"""Counting for a page whose rule may change again at any moment: the count that is out of date is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from clientela_web.workspace import firm

T = TypeVar("T")


@dataclass
class _Turn:
    """One count under way: who asks, and whether the page has asked again since."""

    thread: int
    overtaken: bool = False


_LOCK = threading.Lock()
_ASKING: dict[str, _Turn] = {}


def newest(page: str, compute: Callable[[], T]) -> T | None:
    """What `compute` returns, or None where the page asked again meanwhile; stops what it asked before."""
    turn = _Turn(threading.get_ident())
    with _LOCK:
        before = _ASKING.get(page)
        _ASKING[page] = turn
        if before is not None:
            before.overtaken = True
            firm().store.engine.interrupt(before.thread)
    try:
        found = compute()
    except Exception:
        if turn.overtaken:
            return None
        raise
    finally:
        with _LOCK:
            if _ASKING.get(page) is turn:
                del _ASKING[page]
    return None if turn.overtaken else found
