"""A segment called otherwise stays the same segment; an older version comes back as the newest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.text import parse_rule
from clientela.segments import library, renaming
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF, external_ids, make_shop

LATER = AS_OF + dt.timedelta(days=60)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    """A shop to write into."""
    with make_shop(tmp_path / "shop") as opened:
        yield opened


def test_rules_that_ask_for_it_ask_under_the_new_name(own: Workspace):
    own.save_segment("Lost VIP", "left segment 'VIP' and not in segment 'VIP'", at=LATER)
    before = {name: own.segment(name).ids(AS_OF) for name in ("VIP", "Young VIP", "Lost VIP")}
    own.rename_segment("VIP", "Best")
    assert [each.name for each in own.segments()] == ["Best", "Lost VIP", "Young", "Young VIP"]
    assert own.segment("Lost VIP").rule == parse_rule("left segment 'Best' and not in segment 'Best'")
    assert own.segment("Best").ids(AS_OF) == before["VIP"]
    assert own.segment("Young VIP").ids(AS_OF) == before["Young VIP"]
    assert own.segment("Lost VIP").ids(AS_OF) == before["Lost VIP"]
    with pytest.raises(UnknownNameError):
        own.versions("VIP")


def test_past_versions_of_other_rules_follow_and_none_is_added(own: Workspace):
    own.save_segment("Young VIP", "in segment 'Young'", at=LATER)
    own.rename_segment("VIP", "Best")
    found = own.versions("Young VIP")
    assert [each.version for each in found] == [1, 2]
    assert "in segment 'Best'" in own.segment(found[0].rule).text
    assert own.segment("Best").rule == own.versions("Best")[-1].rule


def test_record_stays_with_the_segment(own: Workspace):
    entered = external_ids(own, "entered segment 'VIP'", AS_OF)
    own.rename_segment("VIP", "Best")
    assert external_ids(own, "entered segment 'Best'", AS_OF) == entered != []


def test_name_of_another_is_refused_and_nothing_changes(own: Workspace):
    with pytest.raises(ClientelaError, match="there is a segment 'Young' already"):
        own.rename_segment("VIP", "Young")
    with pytest.raises(ClientelaError, match="needs a name"):
        own.rename_segment("VIP", "  ")
    assert [each.name for each in own.segments()] == ["VIP", "Young", "Young VIP"]


def test_empty_name_in_a_language_undoes_the_whole_renaming(own: Workspace):
    with pytest.raises(ClientelaError, match="the name in ru is empty"):
        own.rename_segment("VIP", "Best", names={"ru": " "})
    assert [each.name for each in own.segments()] == ["VIP", "Young", "Young VIP"]


def test_names_in_languages_come_and_go(own: Workspace):
    own.rename_segment("VIP", "VIP", names={"ru": "Лучшие", "pl": "Najlepsi"})
    saved = own.rename_segment("VIP", "VIP", names={"pl": None})
    assert dict(saved.names) == {"ru": "Лучшие"}
    assert [each.version for each in own.versions("VIP")] == [1]


def test_older_version_is_saved_again_as_the_newest(own: Workspace):
    first = own.segment("Young").rule
    own.save_segment("Young", "age < 20", at=LATER)
    saved = own.restore_segment("Young", 1, note="too narrow")
    assert (saved.version, saved.rule, saved.note) == (3, first, "too narrow")
    assert [each.rule == first for each in own.versions("Young")] == [True, False, True]


def test_version_that_is_not_there_is_refused(own: Workspace):
    with pytest.raises(ClientelaError, match="'Young' has no version 7; it has 1"):
        own.restore_segment("Young", 7)


def test_restoring_what_would_need_itself_is_refused(own: Workspace):
    own.save_segment("VIP", "age > 1", at=LATER)
    own.save_segment("VIP", "in segment 'Young'", at=LATER)
    own.save_segment("Young", "age < 50", at=LATER)
    library.save_segment(own.base, "Young", parse_rule("age < 51"), LATER)
    own.reload()
    own.save_segment("VIP", "age > 2", at=LATER)
    own.save_segment("Young", "in segment 'VIP'", at=LATER)
    with pytest.raises(ClientelaError, match="would need itself"):
        renaming.restore_version(own.base, "VIP", 3, LATER)
