from __future__ import annotations

import datetime as dt
from collections import Counter

from clientela.workspace import Workspace
from tests.cases.shop import AS_OF, MADRID


def test_every_day_counts_the_events_of_its_own_zone(shop: Workspace) -> None:
    rows = shop.store.engine.rows('SELECT "at" FROM events')
    by_hand = Counter(at.astimezone(MADRID).date() for (at,) in rows if at <= AS_OF)
    found = shop.events_by_day(400, as_of=AS_OF)
    assert [each.day for each in found] == [
        AS_OF.date() - dt.timedelta(days=back) for back in reversed(range(400))
    ]
    assert {each.day: each.events for each in found} == {each.day: by_hand[each.day] for each in found}
    assert sum(each.events for each in found) > 0
