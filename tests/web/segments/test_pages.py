"""The pages of one segment: every figure is the core's own answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import Client

from clientela.segments.profile_language import profile_in
from clientela.workspace import Workspace, now
from clientela_web.models import Account, AuditEntry
from tests.web.segments.reading import Element, number, read, rows

Browse = Callable[[Account], Client]
THEN = "2026-03-01"


@pytest.fixture
def families(firm: Workspace) -> str:
    return f"/segments/{next(each.segment_id for each in firm.segments() if each.name == 'Families')}/"


def _stats(page: Element) -> list[str]:
    return [each.find("strong")[0].text for each in page.find("div", "stat")]


def _specs(page: Element) -> list[dict[str, object]]:
    scripts = page.find("script", type="application/json")
    return [json.loads("".join(part for part in each.parts if isinstance(part, str))) for each in scripts]


def test_overview_says_size_share_and_moves_of_the_core(
    firm: Workspace, analyst: Account, browse: Browse, families: str
):
    page = read(browse(analyst), families)
    size = firm.segment("Families").count()
    said = _stats(page)
    assert number(said[0]) == size.count
    assert float(said[1].rstrip("%")) == pytest.approx(100 * size.share, abs=0.06)
    assert firm.segment("Families").sentence("en") in page.text
    assert page.find("pre", id="rule-text")[0].text == firm.segment("Families").text


@pytest.mark.parametrize("every", ["month", "week", "day"])
def test_table_of_the_past_is_what_the_core_counts_then(
    firm: Workspace, analyst: Account, browse: Browse, families: str, every: str
):
    page = read(browse(analyst), f"{families}?every={every}")
    table = page.find("details", "figures")[0].find("table")[0]
    sizes, _moves = _specs(page)
    drawn = sizes["data"]["values"]  # type: ignore[index]
    segment = firm.segment("Families")
    for line, point in list(zip(rows(table), reversed(drawn), strict=True))[:3]:
        then = dt.datetime.fromisoformat(point["as_of"])
        assert number(line[1]) == point["count"] == segment.count(then).count
    newest, before = (dt.datetime.fromisoformat(point["as_of"]) for point in (drawn[-1], drawn[-2]))
    then, now_in = set(segment.ids(before).to_pylist()), set(segment.ids(newest).to_pylist())
    assert [number(cell) for cell in rows(table)[0][3:]] == [len(now_in - then), len(then - now_in)]


def test_past_instant_holds_for_every_page(firm: Workspace, analyst: Account, browse: Browse, families: str):
    client = browse(analyst)
    then = dt.datetime(2026, 3, 1, tzinfo=firm.zone)
    count = firm.segment("Families").count(then).count
    assert count != firm.segment("Families").count().count
    page = read(client, f"{families}?as_of={THEN}")
    assert number(_stats(page)[0]) == count
    assert "as it was on" in page.text
    members = read(client, f"{families}members/?as_of={THEN}")
    assert number(members.find("section", "card")[0].find("h2")[0].text) == count
    kept = [link.attributes["href"] for link in page.find("nav", "tabs")[0].find("a")]
    assert all(address.endswith(f"?as_of={THEN}") for address in kept)


@pytest.mark.parametrize("spelled", ["yesterday", "2999-01-01", "2026-02-31"])
def test_what_is_no_past_day_is_refused_in_words(
    firm: Workspace, analyst: Account, browse: Browse, families: str, spelled: str
):
    response = browse(analyst).get(f"{families}?as_of={spelled}")
    assert response.status_code == 422
    assert spelled in response.content.decode()


def test_profile_is_the_cores_in_the_language_of_the_reader(
    firm: Workspace, analyst: Account, browse: Browse, families: str
):
    analyst.language = "pl"
    analyst.save()
    page = read(browse(analyst), f"{families}profile/?all")
    table = page.find("section", "flush")[0].find("table")[0]
    expected = profile_in(firm.segment("Families").profile(now()), firm.catalog, "pl").table()
    shown = rows(table)
    assert len(shown) == len(expected) - 1
    assert {row[0].casefold() for row in shown} == {row[0].casefold() for row in expected[1:]}
    by_label = {row[0].casefold(): tuple(row[1:]) for row in shown}
    plain = {row[0].casefold(): tuple(cell.replace("\xa0", " ") for cell in row[1:]) for row in expected[1:6]}
    for label, cells in plain.items():
        assert tuple(cell.replace("\xa0", " ") for cell in by_label[label]) == cells


def test_profile_finds_variables_by_words(firm: Workspace, analyst: Account, browse: Browse, families: str):
    page = read(browse(analyst), f"{families}profile/?q=children")
    labels = [row[0].casefold() for row in rows(page.find("section", "flush")[0].find("table")[0])]
    assert labels
    assert all("child" in label for label in labels)


def test_members_are_pages_of_the_ids_with_values_of_the_core(
    firm: Workspace, analyst: Account, browse: Browse, families: str
):
    client, segment = browse(analyst), firm.segment("Families")
    ids = segment.ids().to_pylist()
    seen = []
    for number_of_page in range(1, len(ids) // 50 + 2):
        page = read(client, f"{families}members/?columns=city&columns=orders_total&page={number_of_page}")
        seen += rows(page.find("table")[0])
    assert [number(row[0]) for row in seen] == ids
    values = {
        row["customer_id"]: row for row in segment.members(["city", "orders_total"]).to_arrow().to_pylist()
    }
    for row in seen:
        known = values[number(row[0])]
        assert row[2] == (known["city"] or "–")
        assert row[3] == f"{known['orders_total']:,}"


def test_column_that_is_not_there_is_named_and_what_was_typed_stays(
    firm: Workspace, analyst: Account, browse: Browse, families: str
):
    html = browse(analyst).get(f"{families}members/?columns=city&others=ctiy").content.decode()
    assert "ctiy" in html
    assert "city" in html
    assert "cannot be shown" in html


def test_why_is_the_explanation_of_the_core(firm: Workspace, analyst: Account, browse: Browse, families: str):
    segment = firm.segment("Families")
    customer = segment.ids().to_pylist()[0]
    page = read(browse(analyst), f"{families}members/{customer}/")
    told = segment.explain(customer, language="en").told("en")
    text = page.find("section", "why")[0].text
    assert told.flip()[:40] in text
    for condition in told.tree().children:
        assert condition.said.casefold() in text.casefold()
        for line in condition.details:
            assert line.replace("\xa0", " ") in text.replace("\xa0", " ")
    entry = AuditEntry.objects.get(action="explained")
    assert (entry.kind, entry.what) == ("customer", str(customer))


def test_overlap_is_what_members_share(firm: Workspace, analyst: Account, browse: Browse, families: str):
    page = read(browse(analyst), f"{families}overlap/")
    own = set(firm.segment("Families").ids().to_pylist())
    shown = {row[0]: row[1:] for row in rows(page.find("section", "flush")[0].find("table")[0])}
    assert sorted(shown) == sorted(saved.name for saved in firm.segments() if saved.name != "Families")
    for name, (both, of_this, of_other) in shown.items():
        other = set(firm.segment(name).ids().to_pylist())
        assert number(both) == len(own & other)
        assert float(of_this.rstrip("%")) == pytest.approx(100 * len(own & other) / len(own), abs=0.06)
        assert float(of_other.rstrip("%")) == pytest.approx(
            100 * len(own & other) / max(len(other), 1), abs=0.06
        )


def test_viewer_meets_no_name_and_no_value_behind_a_condition(
    firm: Workspace, viewer: Account, browse: Browse, families: str
):
    client = browse(viewer)
    columns = ("first_name", "last_name", "email", "external_id", "city")
    query = "&".join(f"columns={name}" for name in columns)
    page = read(client, f"{families}members/?{query}")
    people = firm.segment("Families").members(columns).to_arrow().to_pylist()
    text = page.text
    for person in people[:50]:
        for name in columns[:4]:
            assert not person[name] or person[name] not in text
    assert people[0]["city"] in text
    customer = firm.segment("Families").ids().to_pylist()[0]
    why = read(client, f"{families}members/{customer}/").find("section", "why")[0]
    assert not why.find("ul", "evidence")
    external = next(each["external_id"] for each in people if each["customer_id"] == customer)
    assert external not in why.text


def test_rule_about_persons_is_not_for_viewers(own_firm: Workspace, viewer: Account, browse: Browse):
    saved = own_firm.save_segment("Anna", "external_id = 'anna'")
    for part in ("", "profile/", "members/", "overlap/", "versions/"):
        response = browse(viewer).get(f"/segments/{saved.segment_id}/{part}")
        assert response.status_code == 422
        assert "'anna'" not in response.content.decode()


def test_viewer_does_not_see_who_is_in_a_small_group(own_firm: Workspace, viewer: Account, browse: Browse):
    saved = next(each for each in own_firm.segments() if each.name == "VIP")
    assert 0 < own_firm.segment("VIP").count().count < 5
    page = read(browse(viewer), f"/segments/{saved.segment_id}/members/")
    assert "Fewer than five members" in page.text
    assert page.find("table") == []
    assert _stats(read(browse(viewer), f"/segments/{saved.segment_id}/"))[:2] == ["< 5", "–"]


def test_segment_that_is_not_there_is_not_found(firm: Workspace, analyst: Account, browse: Browse):
    assert browse(analyst).get("/segments/9999/").status_code == 404
