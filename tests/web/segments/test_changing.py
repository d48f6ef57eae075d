"""Names, copies, versions, deleting: what the page does the core then says, and who did it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from clientela.workspace import Workspace
from clientela_web.models import Account, AuditEntry, SegmentChange
from tests.web.segments.reading import parsed, read

Browse = Callable[[Account], Client]


def _address(workspace: Workspace, name: str) -> str:
    return f"/segments/{next(each.segment_id for each in workspace.segments() if each.name == name)}/"


def test_names_are_saved_and_rules_follow(own_firm: Workspace, marketer: Account, browse: Browse):
    address = _address(own_firm, "VIP")
    typed = {"name": "Best", "name_ru": "Лучшие", "name_pl": "  "}
    response = browse(marketer).post(f"{address}names/", typed)
    assert (response.status_code, response["Location"]) == (302, address)
    saved = next(each for each in own_firm.segments() if each.name == "Best")
    assert dict(saved.names) == {"ru": "Лучшие"}
    assert "in segment 'Best'" in own_firm.segment("Young VIP").text
    change = SegmentChange.objects.get()
    assert (change.action, change.account, change.segment_id) == ("renamed", marketer, saved.segment_id)
    assert AuditEntry.objects.filter(action="renamed", kind="segment", what="Best").count() == 1


def test_name_of_another_is_refused_and_what_was_typed_stays(
    own_firm: Workspace, marketer: Account, browse: Browse
):
    response = browse(marketer).post(
        f"{_address(own_firm, 'VIP')}names/", {"name": "Young", "name_ro": "Cei buni"}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert "There is a segment &#x27;Young&#x27; already" in html
    assert 'value="Cei buni"' in html
    assert [each.name for each in own_firm.segments()] == ["VIP", "Young", "Young VIP"]


def test_copy_has_the_rule_and_a_name_of_its_own(own_firm: Workspace, marketer: Account, browse: Browse):
    client = browse(marketer)
    for _ in range(2):
        client.post(f"{_address(own_firm, 'VIP')}duplicate/")
    rules = {each.name: each.rule for each in own_firm.segments()}
    assert rules["VIP (copy)"] == rules["VIP (copy) 2"] == rules["VIP"]


def test_segment_in_use_is_not_deleted_and_the_users_are_links(
    own_firm: Workspace, marketer: Account, browse: Browse
):
    client, address = browse(marketer), _address(own_firm, "VIP")
    assert client.post(f"{address}delete/").status_code == 409
    page = parsed(client.get(f"{address}delete/").content.decode())
    assert [link.text for link in page.find("a", href=_address(own_firm, "Young VIP"))] == ["Young VIP"]
    assert not page.find("button", "danger")
    client.post(f"{_address(own_firm, 'Young VIP')}delete/")
    assert client.post(f"{address}delete/").status_code == 302
    assert [each.name for each in own_firm.segments()] == ["Young"]
    assert client.get(address).status_code == 404


def test_versions_say_what_changed_who_did_it_and_how_many_are_in(
    own_firm: Workspace, marketer: Account, analyst: Account, browse: Browse
):
    address = _address(own_firm, "Young")
    number = int(address.split("/")[2])
    own_firm.save_segment("Young", "age < 35 and city = 'Girona'", note="nearer")
    SegmentChange.objects.create(segment_id=number, version=2, action="saved", account=analyst)
    client = browse(marketer)
    newest, first = read(client, f"{address}versions/").find("ol", "versions")[0].find("li", "card")
    assert "Ana Analyst" in newest.text
    assert "nearer" in newest.text
    assert [each.text for each in newest.find("ins")] == ["City: “Girona”"]
    assert newest.find("del") == []
    count = own_firm.segment("age < 35 and city = 'Girona'").count().count
    assert f"Members today: {count}" in newest.text
    assert f"Members today: {own_firm.segment('age < 35').count().count}" in first.text

    response = client.post(f"{address}versions/1/restore/")
    assert response["Location"] == f"{address}versions/"
    kept = own_firm.versions("Young")
    assert [each.version for each in kept] == [1, 2, 3]
    assert kept[2].rule == kept[0].rule
    top = read(client, f"{address}versions/").find("li", "card")[0]
    assert "Marek Marketer" in top.text
    assert [each.text for each in top.find("del")] == ["City: “Girona”"]


def test_version_that_never_was_is_told(own_firm: Workspace, marketer: Account, browse: Browse):
    response = browse(marketer).post(f"{_address(own_firm, 'Young')}versions/9/restore/")
    assert response.status_code == 422
    assert "has no version 9" in response.content.decode()


@pytest.mark.parametrize("part", ["names/", "duplicate/", "delete/", "versions/1/restore/"])
def test_viewer_changes_nothing(own_firm: Workspace, viewer: Account, browse: Browse, part: str):
    before = own_firm.segments()
    assert browse(viewer).post(f"{_address(own_firm, 'Young')}{part}", {"name": "x"}).status_code == 403
    assert own_firm.segments() == before


@pytest.mark.parametrize("part", ["duplicate/", "versions/1/restore/"])
def test_what_changes_something_is_no_link(own_firm: Workspace, marketer: Account, browse: Browse, part: str):
    assert browse(marketer).get(f"{_address(own_firm, 'Young')}{part}").status_code == 405


def test_a_refusal_is_said_in_the_readers_language(own_firm: Workspace, marketer: Account, browse: Browse):
    marketer.language = "ru"
    marketer.save()
    response = browse(marketer).post(f"{_address(own_firm, 'VIP')}names/", {"name": "Young"})
    assert "сегмент &#x27;Young&#x27; уже есть; выберите другое название." in response.text.replace("С", "с")
