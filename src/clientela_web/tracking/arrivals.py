"""Events in the order they came into the data, read on from where reading ended last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from clientela.workspace import Workspace

SETTING = "conversions_read"
# What a file brings bears the instant its import began, and is there when it ended; an import that nobody
# takes up again counts as ended after a day.
_LANDED = """
SELECT started_at, max(coalesce(finished_at, started_at + INTERVAL 1 DAY)) AS ended
FROM imports WHERE undone_at IS NULL GROUP BY started_at
"""
_QUERY = f"""
SELECT coalesce(ended, received_at) AS came_at, event_id, customer_id, "at", kind
FROM events LEFT JOIN ({_LANDED}) landed ON received_at = started_at
WHERE kind IN ({{kinds}}) AND "at" >= ? AND ({{received}})
  AND came_at <= ? AND (came_at > ? OR came_at = ? AND event_id > ?)
ORDER BY came_at, event_id LIMIT {{most}}
"""


class Place(NamedTuple):
    """How far was read: everything that came before, and of what came then up to that id."""

    came_at: dt.datetime
    event_id: str = ""


class Arrived(NamedTuple):
    """One event, and when it was there."""

    came_at: dt.datetime
    event_id: str
    customer_id: int
    at: dt.datetime
    kind: str

    @property
    def place(self) -> Place:
        """Where reading goes on behind it."""
        return Place(self.came_at, self.event_id)


def arrived_since(
    workspace: Workspace,
    place: Place,
    kinds: Sequence[str],
    *,
    happened: dt.datetime,
    until: dt.datetime,
    most: int,
) -> list[Arrived]:
    """Up to so many events of these kinds that came in behind the place and by `until`, in that order.

    Those that happened before `happened` are left out.
    """
    came_at, event_id = place
    engine = workspace.store.engine
    landed = engine.rows(
        f"SELECT started_at FROM ({_LANDED}) WHERE started_at < ? AND ended >= ?", [came_at] * 2
    )
    # a comparison alone lets the engine pass over what came before; files that ended since stand beside it
    received = " OR ".join(["received_at >= ?", *["received_at = ?"] * len(landed)])
    query = _QUERY.format(kinds=", ".join("?" * len(kinds)), received=received, most=int(most))
    starts = [started for (started,) in landed]
    told = [*kinds, happened, came_at, *starts, until, came_at, came_at, event_id]
    return [Arrived(*row) for row in engine.rows(query, told)]


def read_so_far(workspace: Workspace, begin: dt.datetime) -> Place:
    """Where reading ended last; nothing that came before `begin` is asked for."""
    came_at, _, event_id = workspace.store.settings().get(SETTING, "").partition(" ")
    return Place(dt.datetime.fromisoformat(came_at), event_id) if came_at else Place(begin)


def note_read(workspace: Workspace, place: Place) -> None:
    """Reading goes on behind that place, kept beside the data: a backup has both of one state."""
    workspace.store.set_setting(SETTING, f"{place.came_at.astimezone(dt.UTC).isoformat()} {place.event_id}")
