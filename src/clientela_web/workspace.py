"""The one open workspace of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import Http404

from clientela.segments.library import Saved
from clientela.workspace import Workspace, open_workspace

_LOCK = threading.Lock()
_OPEN: list[Workspace] = []


def firm() -> Workspace:
    """The workspace, opened by whoever asks first; raises WorkspaceBusyError where another process has it."""
    if not _OPEN:
        with _LOCK:
            if not _OPEN:
                _OPEN.append(open_workspace(Path(settings.WORKSPACE)))
    return _OPEN[-1]


def close() -> None:
    """Stop what is being asked and release the data."""
    with _LOCK:
        while _OPEN:
            opened = _OPEN.pop()
            opened.store.engine.interrupt()
            opened.close()


@contextmanager
def using(workspace: Workspace) -> Iterator[Workspace]:
    """Have `firm()` answer with that workspace for the length of the block."""
    _OPEN.append(workspace)
    try:
        yield workspace
    finally:
        _OPEN.remove(workspace)


def saved_segment(segment_id: int) -> Saved:
    """The saved segment of that number, in its newest version; raises Http404 where there is none."""
    for saved in firm().segments():
        if saved.segment_id == segment_id:
            return saved
    raise Http404(f"no segment {segment_id}")
