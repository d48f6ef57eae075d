"""What is recorded of segments: up to when, and since when somebody is in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from clientela.store import Engine


def recorded_until(engine: Engine) -> dict[int, dt.datetime]:
    """The instant up to which each segment's record goes, by its id; one never refreshed is not there."""
    asked = "SELECT segment_id, max(as_of) FROM refreshes GROUP BY segment_id"
    return dict(engine.kept("recorded until", lambda: dict(engine.rows(asked))))


def recorded_from(engine: Engine, segment_id: int) -> dt.datetime | None:
    """The instant the record begins: who entered then may have been in before."""
    ((first,),) = engine.rows("SELECT min(as_of) FROM refreshes WHERE segment_id = ?", (segment_id,))
    return first  # type: ignore[no-any-return]


def entered_at(
    engine: Engine, segment_id: int, customers: Sequence[int], as_of: dt.datetime
) -> dict[int, dt.datetime]:
    """Since when these customers were in at the instant, by the record; who was not is left out."""
    found = engine.rows(
        "SELECT customer_id, max(entered_at) FROM memberships WHERE segment_id = ?"
        " AND list_contains(?, customer_id) AND entered_at <= ? AND (left_at IS NULL OR left_at > ?)"
        " GROUP BY customer_id",
        (segment_id, list(customers), as_of, as_of),
    )
    return dict(found)
