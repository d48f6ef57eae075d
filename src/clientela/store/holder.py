"""Who holds a store: a small file beside it, for the message to whoever comes second.

The lock itself is the engine's; this file is only words, and is not believed when it names another process
than the one that holds the lock.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """A process with the store open."""

    pid: int
    program: str
    opened_at: dt.datetime | None = None

    def __str__(self) -> str:
        since = f", since {self.opened_at:%Y-%m-%d %H:%M} UTC" if self.opened_at else ""
        return f"{self.program} (process {self.pid}{since})"


def this_process(program: str | None, opened_at: dt.datetime | None) -> Holder:
    """The running process; `program` is by default the name it was started with."""
    named = program or Path(sys.argv[0]).name or "python"
    return Holder(os.getpid(), named, opened_at.astimezone(dt.UTC) if opened_at else None)


def write_holder(store: Path, holder: Holder) -> None:
    """Say beside the store who has it open."""
    facts = {
        "pid": holder.pid,
        "program": holder.program,
        "opened_at": holder.opened_at.isoformat() if holder.opened_at else None,
    }
    _beside(store).write_text(json.dumps(facts), encoding="utf-8")


def read_holder(store: Path) -> Holder | None:
    """What the file says, if it is there and can be read; it may be stale."""
    try:
        facts = json.loads(_beside(store).read_text(encoding="utf-8"))
        opened_at = facts["opened_at"]
        return Holder(
            int(facts["pid"]),
            str(facts["program"]),
            dt.datetime.fromisoformat(opened_at) if opened_at else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_holder(store: Path) -> None:
    """The store is closed."""
    _beside(store).unlink(missing_ok=True)


def _beside(store: Path) -> Path:
    return store.with_name(store.name + ".holder")
