"""Cut-points: checked, kept in versions, compared before they are published."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import clientela
from clientela.catalog import FirmCatalog
from clientela.catalog.cut_points import DEFAULT, CutPoints, changed, scores
from clientela.discover.rfm.versions import read_yaml, write_yaml
from clientela.errors import ClientelaError, UnknownNameError
from tests.cases.shop import AS_OF, make_shop

LATER = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recency_days": (90, 30)}, "recency_days must rise, but 90 is followed by 30"),
        ({"frequency_orders": (2, 2)}, "frequency_orders must rise, but 2 is followed by 2"),
        ({"monetary_amounts": (1, 2, 3, 4, 5)}, "has 5 numbers, but at most 4 make 5 bands"),
        ({"active_days": 200}, r"active_days \(200\) must be less than cooling_days \(180\)"),
        ({"new_days": 91}, r"new_days \(91\) must not be more than active_days \(90\)"),
        ({"reactivated_after_days": 20}, "must not be less than active_days"),
        ({"frequency_orders": (0, 3)}, "frequency_orders must not be less than 1"),
        ({"monetary_amounts": (0.00001,)}, "at most four decimals"),
        ({"period_days": 0}, "must be from 1 to"),
        ({"habit_share": 1.5}, "habit_share must be more than 0"),
        ({"recency_days": (1.5,)}, "recency_days takes whole numbers, not 1.5"),
        ({"active_days": "x"}, "active_days takes whole numbers, not 'x'"),
        ({"net_of_refunds": 1}, "net_of_refunds is true or false"),
    ],
)
def test_what_cannot_stand_is_said(changes: dict[str, object], words: str):
    with pytest.raises(ClientelaError, match=words):
        changed(DEFAULT, changes)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ClientelaError, match=r"recency_days must rise.*warm_days"):
        CutPoints(recency_days=(2, 1), warm_days=10)


def test_unknown_name_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="did you mean 'active_days'"):
        changed(DEFAULT, {"activ_days": 10})


def test_scores_are_spread_evenly():
    assert [scores(bands) for bands in range(1, 6)] == [
        (1,),
        (1, 5),
        (1, 3, 5),
        (1, 2, 4, 5),
        (1, 2, 3, 4, 5),
    ]


def test_variables_are_built_on_the_firms_numbers():
    catalog = FirmCatalog(cut_points=CutPoints(active_days=45, new_days=20, period_days=90))
    assert "active up to 45 days" in catalog.resolve("lifecycle_stage").meaning
    assert "last 90 days" in catalog.resolve("frequency_score").meaning
    assert FirmCatalog().resolve("lifecycle_stage") != catalog.resolve("lifecycle_stage")


def test_yaml_comes_back_as_it_was():
    mine = CutPoints(recency_days=(10,), period_days=None, monetary_amounts=(0.5, 20))
    assert read_yaml(write_yaml(mine), DEFAULT) == mine
    assert read_yaml("active_days: 60", mine).recency_days == (10,)
    for wrong in ("[1", "- 1", "active_days: [1, 2]"):
        with pytest.raises(ClientelaError):
            read_yaml(wrong, DEFAULT)


def test_versions_are_kept_and_in_force_after_reopening(tmp_path: Path):
    with make_shop(tmp_path) as shop:
        assert (shop.cut_points(), shop.cut_point_versions()) == (DEFAULT, [])
        first = shop.set_cut_points(active_days=60, note="fast", at=LATER)
        assert (first.version, first.note, first.created_at) == (1, "fast", LATER)
        assert shop.set_cut_points(active_days=60).version == 1  # nothing new
        assert shop.set_cut_points(CutPoints(recency_days=(7, 14))).version == 2
    with clientela.open(tmp_path) as again:
        assert again.cut_points().recency_days == (7, 14)
        assert [each.cut_points.active_days for each in again.cut_point_versions()] == [60, 90]
        assert again.rfm(AS_OF).version == 2


def test_comparison_counts_who_moves_and_publishes_nothing(tmp_path: Path):
    with make_shop(tmp_path) as shop:
        shop.save_segment("Recent", "recency_score >= 4", at=AS_OF)
        wanted = changed(shop.cut_points(), {"recency_days": (3, 5)})
        change = shop.compare_cut_points(wanted, AS_OF)
        before = shop.segment("Recent").count(AS_OF).count
        assert shop.cut_point_versions() == []
        shop.set_cut_points(wanted)
        after = shop.segment("Recent").count(AS_OF).count
        assert before != after
        assert change.segments == {"Recent": (before, after)}
        assert change.changed == ("recency_days",)
        recency = next(each for each in change.moves if each.variable == "recency_score")
        assert sum(recency.counts.values()) == change.customers == 13
        assert recency.moved > 0
        assert "recency_score" in repr(change)
        assert change.as_json()["after"] == {"recency_days": [3, 5]}
        assert not any(each.moved for each in change.moves if each.variable == "monetary_score")
