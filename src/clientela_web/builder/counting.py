"""Counting for a page whose rule may change again at any moment: the count that is out of date is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from clientela_web.workspace import firm

T = TypeVar("T")

_LOCK = threading.Lock()
_ASKING: dict[str, tuple[int, object]] = {}  # page → the thread that counts for it, and its turn


def newest(page: str, compute: Callable[[], T]) -> T | None:
    """What `compute` returns, or None where the page asked again meanwhile; stops what it asked before."""
    turn = object()
    with _LOCK:
        if page in _ASKING:
            firm().store.engine.interrupt(_ASKING[page][0])
        _ASKING[page] = (threading.get_ident(), turn)
    try:
        return compute()
    except Exception:
        with _LOCK:
            if _ASKING.get(page, (0, turn))[1] is turn:
                raise
        return None
    finally:
        with _LOCK:
            if _ASKING.get(page, (0, None))[1] is turn:
                del _ASKING[page]
