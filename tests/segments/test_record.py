"""The record says since when somebody is in."""

from __future__ import annotations

import datetime as dt

from clientela.segments import record
from clientela.workspace import Workspace
from tests.cases.shop import IDS, instant


def test_record_goes_from_the_first_to_the_last_refresh(shop: Workspace):
    vip = next(saved for saved in shop.segments() if saved.name == "VIP").segment_id
    assert record.recorded_from(shop.store.engine, vip) == instant("2026-01-01 00:00")
    assert record.recorded_until(shop.store.engine)[vip] == instant("2026-05-15 00:00")
    assert record.recorded_from(shop.store.engine, 999) is None


def test_since_when_is_as_the_record_stood(shop: Workspace):
    vip = next(saved for saved in shop.segments() if saved.name == "VIP").segment_id
    asked = [IDS["bogdan"], IDS["grace"], IDS["lia"]]
    before, after = instant("2026-02-28 23:59"), instant("2026-03-01 00:00")
    assert record.entered_at(shop.store.engine, vip, asked, before) == {
        IDS["bogdan"]: instant("2026-01-01 00:00")
    }
    assert record.entered_at(shop.store.engine, vip, asked, after) == {IDS["grace"]: after}
    assert record.entered_at(shop.store.engine, vip, [], after + dt.timedelta(days=1)) == {}
