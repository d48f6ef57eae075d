"""The timeline against the rows of the store: whole, in order, and the same however it is paged."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela import ClientelaError, Workspace
from clientela.segments.timeline import Only, Place, timeline_kinds
from tests.cases.shop import AS_OF, IDS

ANNA = IDS["anna"]


def walked(shop: Workspace, limit: int, only: Only | None = None) -> list[tuple[dt.datetime, str]]:
    found, beyond = [], None
    while True:
        page = shop.timeline(ANNA, only=only, beyond=beyond, limit=limit, as_of=AS_OF)
        assert len(page.entries) <= limit
        found += [(entry.place.at, entry.kind) for entry in page.entries]
        if page.further is None:
            return found
        beyond = Place.read(str(page.further))


def test_pages_together_are_the_whole_in_order(shop: Workspace) -> None:
    whole = walked(shop, 100)
    rows = shop.store.engine.rows(
        'SELECT "at", kind FROM events WHERE customer_id = ? AND "at" <= ?', [ANNA, AS_OF]
    )
    assert sorted(
        entry for entry in whole if entry[1] not in {"attribute_changed", "consent_given"}
    ) == sorted(rows)
    assert [at for at, _ in whole] == sorted((at for at, _ in whole), reverse=True)
    assert [kind for _, kind in whole].count("attribute_changed") == 2
    for limit in (1, 2, 7):
        assert walked(shop, limit) == whole


def test_filters_leave_what_they_name(shop: Workspace) -> None:
    orders = walked(shop, 3, Only(kinds=("order_completed",)))
    assert len(orders) == 6
    assert {kind for _, kind in orders} == {"order_completed"}
    assert [kind for _, kind in walked(shop, 3, Only(channels=("email",)))] == ["consent_given"]
    counts = {each.kind: each.count for each in timeline_kinds(shop.store.engine, ANNA, AS_OF)}
    assert counts["order_completed"] == 6


def test_change_tells_what_was_before(shop: Workspace) -> None:
    page = shop.timeline(ANNA, only=Only(kinds=("attribute_changed",)), as_of=AS_OF)
    told = [entry.details for entry in page.entries]
    assert told[-1] == {"attribute": "city", "value": "Barcelona", "before": "Girona"}


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-01-01T00:00:00~event~x", "2026-01-01T00:00:00+00:00~else~x"]
)
def test_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ClientelaError, match="no place on a timeline"):
        Place.read(text)
