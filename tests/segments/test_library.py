"""Saved segments: versions, the record of who came and went, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.errors import ClientelaError, RuleCheckError, UnknownNameError
from clientela.rules.text import parse_rule
from clientela.segments import library
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF, IDS, event_table, external_ids, instant, make_shop


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    """A shop to write into."""
    with make_shop(tmp_path / "shop") as opened:
        yield opened


def test_saving_makes_versions_and_the_newest_counts(own: Workspace):
    own.save_segment(
        "VIP", "sum(order_completed.amount) >= 500", at=AS_OF + dt.timedelta(days=60), note="dearer"
    )
    saved = own.versions("VIP")
    assert [(each.version, each.note) for each in saved] == [(1, None), (2, "dearer")]
    assert own.segment("VIP").rule == saved[1].rule == parse_rule("sum(order_completed.amount) >= 500")
    assert own.segment("in segment 'VIP'").count(AS_OF) == own.segment(saved[1].rule).count(AS_OF)


def test_saving_what_is_there_makes_no_version(own: Workspace):
    before = own.versions("Young")
    library.save_segment(own.base, "Young", parse_rule("age < 35"), AS_OF)
    assert own.versions("Young") == before


@pytest.mark.parametrize(
    ("name", "rule", "message"),
    [
        ("Young", "in segment 'Young' or age < 5", "would need itself"),
        ("Young", "in segment 'Young VIP'", "would need itself"),
        ("VIP", "any (in segment 'Young VIP', age > 5)", "would need itself"),
        (" ", "age > 5", "needs a name"),
    ],
)
def test_segment_that_would_need_itself_is_refused(own: Workspace, name: str, rule: str, message: str):
    with pytest.raises(ClientelaError, match=message):
        own.save_segment(name, rule, at=AS_OF)
    assert [each.version for each in own.versions("Young")] == [1]


def test_rule_with_problems_is_not_saved(own: Workspace):
    with pytest.raises(RuleCheckError, match="did you mean 'city'"):
        own.save_segment("new", "ctiy = 'Vic'", at=AS_OF)
    assert [saved.name for saved in own.segments()] == ["VIP", "Young", "Young VIP"]


def test_segment_in_use_is_not_deleted(own: Workspace):
    with pytest.raises(ClientelaError, match="'VIP' is used by Young VIP; change those first"):
        own.delete_segment("VIP")
    own.delete_segment("Young VIP")
    own.delete_segment("VIP")
    assert [saved.name for saved in own.segments()] == ["Young"]
    with pytest.raises(UnknownNameError):
        own.versions("VIP")


def test_refresh_records_who_entered_and_who_left(own: Workspace):
    start, later = instant("2026-06-01 00:00"), instant("2026-06-02 00:00")
    own.save_segment("Buyers", "did order_completed in last 30 days", at=start)
    assert external_ids(own, "entered segment 'Buyers'", start) == ["marta"]  # who bought on 2 May
    news = [{"customer_id": IDS["ewa"], "at": start, "kind": "order_completed", "amount": "5"}]
    own.store.append_events(event_table(news, prefix="news"))
    assert own.refresh_segments("Buyers", as_of=later) == {"Buyers": (1, 1)}
    assert external_ids(own, "entered segment 'Buyers' within last 12 hours", later) == ["ewa"]
    assert external_ids(own, "left segment 'Buyers'", later) == ["marta"]
    assert own.refresh_segments("Buyers", as_of=later) == {"Buyers": (0, 0)}


def test_record_is_read_as_of(shop: Workspace):
    """VIP was recorded on 1 January, 1 March, 15 April and 15 May."""
    before, after = instant("2026-02-28 23:59"), instant("2026-03-01 00:00")
    asked = ("entered segment 'VIP'", "left segment 'VIP'")
    assert [external_ids(shop, rule, before) for rule in asked] == [["anna", "bogdan", "kenji"], []]
    assert [external_ids(shop, rule, after) for rule in asked] == [
        ["anna", "bogdan", "grace", "kenji"],
        ["bogdan"],
    ]


def test_record_grows_forward_only(own: Workspace):
    with pytest.raises(ClientelaError, match="its record only grows forward"):
        own.refresh_segments("VIP", as_of=AS_OF)


def test_memberships_of_one_customer(shop: Workspace):
    found = library.memberships_of(shop.store.engine, IDS["bogdan"])
    assert found == [("VIP", instant("2026-01-01 00:00"), instant("2026-03-01 00:00"))]


def test_unknown_segment_suggests_the_nearest(shop: Workspace):
    with pytest.raises(UnknownNameError, match="no segment 'Yuong'; did you mean 'Young'"):
        library.find_segment(shop.store.engine, "Yuong")


def test_names_in_languages_are_kept_and_replaced_one_by_one(own: Workspace):
    own.save_segment("Young", "age < 35", names={"ro": "Tineri", "ca": "Joves"}, at=AS_OF)
    assert library.find_segment(own.store.engine, "Young").names == {"ro": "Tineri", "ca": "Joves"}
    own.save_segment("Young", "age < 35", names={"ca": " Gent jove "}, at=AS_OF)
    saved = library.find_segment(own.store.engine, "Young")
    assert (saved.name_in("ro"), saved.name_in("ca"), saved.name_in("pl")) == ("Tineri", "Gent jove", "Young")
    assert [each.version for each in own.versions("Young")] == [1]
    assert {each.name: dict(each.names) for each in own.segments()}["VIP"] == {}


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [({"xx": "Young"}, UnknownNameError, "no language 'xx'"), ({"ru": " "}, ClientelaError, "is empty")],
)
def test_name_in_no_known_language_or_without_letters_is_refused(
    own: Workspace, names: dict[str, str], error: type[Exception], message: str
):
    with pytest.raises(error, match=message):
        own.save_segment("Newest", "age < 20", names=names, at=AS_OF)
    assert "Newest" not in [saved.name for saved in own.segments()]
