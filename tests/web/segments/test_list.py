"""The list of segments says what the core says, to each reader what may be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientela.rules.text import parse_rule
from clientela.workspace import Workspace, now
from clientela_web.models import Account, SegmentChange
from clientela_web.segments.queries.pasts import months_until
from tests.web.segments.reading import Element, number, read

Browse = Callable[[Account], Client]
LIST = "/segments/"


def _rows(page: Element) -> dict[str, Element]:
    return {row.find("h2")[0].text: row for row in page.find("li", "segment-row")}


def _figures(row: Element) -> list[str]:
    return [each.text for each in row.find("dl", "segment-figures")[0].find("dd")]


def test_sizes_are_the_counts_of_the_core(firm: Workspace, analyst: Account, browse: Browse):
    found = _rows(read(browse(analyst), LIST))
    assert sorted(found) == sorted(saved.name for saved in firm.segments())
    for name, row in found.items():
        assert number(_figures(row)[0]) == firm.segment(name).count().count


def test_changes_are_differences_of_counts_at_past_instants(
    firm: Workspace, analyst: Account, browse: Browse
):
    found = _rows(read(browse(analyst), LIST))
    at = now()
    for name in ("Never ordered", "New buyers", "Cart left behind"):
        count = firm.segment(name).count(at).count
        for said, before in zip(
            _figures(found[name])[1:], (at - dt.timedelta(days=7), months_until(at)[-2]), strict=True
        ):
            difference = count - firm.segment(name).count(before).count
            assert said == ("±0" if not difference else f"{difference:+,}".replace("-", "−"))


def test_line_has_a_point_a_month_and_now(firm: Workspace, analyst: Account, browse: Browse):
    row = _rows(read(browse(analyst), LIST))["Families"]
    (line,) = row.find("polyline")
    assert len(line.attributes["points"].split()) == 13


def test_words_are_found_in_name_sentence_and_rule_whatever_the_accents(
    firm: Workspace, analyst: Account, browse: Browse
):
    client = browse(analyst)
    assert list(_rows(read(client, f"{LIST}?q=bárcelona"))) == ["Best of Barcelona"]
    assert list(_rows(read(client, f"{LIST}?q=cart_id"))) == ["Cart left behind"]
    nothing = read(client, f"{LIST}?q=zebra")
    assert _rows(nothing) == {}
    assert "No segment is found" in nothing.text


@pytest.mark.parametrize("sort", ["size", "changed", "growth", "nonsense"])
def test_order_is_the_one_asked_for(firm: Workspace, analyst: Account, browse: Browse, sort: str):
    names = list(_rows(read(browse(analyst), f"{LIST}?sort={sort}")))
    counts = [firm.segment(name).count().count for name in names]
    assert len(names) == len(firm.segments())
    if sort == "size":
        assert counts == sorted(counts, reverse=True)
    if sort == "nonsense":
        assert names == sorted(names, key=str.casefold)


def test_fragment_is_the_same_rows_alone(firm: Workspace, analyst: Account, browse: Browse):
    client = browse(analyst)
    whole = _rows(read(client, LIST))
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count('class="segment-row"') == len(whole)


@pytest.mark.parametrize("count", [1, 3])
def test_control_database_is_asked_as_often_for_one_as_for_three(
    own_firm: Workspace, analyst: Account, browse: Browse, count: int
):
    for saved in reversed(own_firm.segments()[count:]):
        own_firm.delete_segment(saved.name)
    while len(own_firm.segments()) > count:
        own_firm.delete_segment(own_firm.segments()[-1].name)
    for saved in own_firm.segments():
        SegmentChange.objects.create(segment_id=saved.segment_id, account=analyst, action="renamed")
    client = browse(analyst)
    read(client, LIST)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(LIST).content.decode()
    assert page.count('class="segment-row"') == count
    tables = [query["sql"] for query in asked if "control_segment" in query["sql"]]
    assert len(tables) == 2, tables  # the last changes, the last round of recording
    assert len(asked) <= 6, [query["sql"] for query in asked]


def test_who_changed_it_last_is_named(own_firm: Workspace, analyst: Account, browse: Browse):
    vip = own_firm.segments()[0]
    SegmentChange.objects.create(segment_id=vip.segment_id, account=analyst, action="renamed")
    found = _rows(read(browse(analyst), LIST))
    assert "by Ana Analyst" in found["VIP"].text
    assert "by Ana Analyst" not in found["Young"].text


def test_name_and_sentence_are_in_the_language_of_the_reader(
    own_firm: Workspace, analyst: Account, browse: Browse
):
    own_firm.rename_segment("VIP", "VIP", names={"ru": "Лучшие клиенты"})
    analyst.language = "ru"
    analyst.save()
    found = _rows(read(browse(analyst), LIST))
    assert own_firm.segment("VIP").sentence("ru") in found["Лучшие клиенты"].text


def test_firm_without_segments_is_taught_with_three_rules_that_work(
    own_firm: Workspace, analyst: Account, viewer: Account, browse: Browse
):
    for name in ("Young VIP", "VIP", "Young"):
        own_firm.delete_segment(name)
    page = read(browse(analyst), LIST)
    links = [
        link.attributes["href"] for link in page.find("a", "button") if "rule=" in link.attributes["href"]
    ]
    assert len(links) == 3
    for link in links:
        assert urlsplit(link).path == reverse("builder:new")
        asked = parse_qs(urlsplit(link).query)
        assert own_firm.segment(parse_rule(asked["rule"][0])).check() == []
        assert asked["name"][0]
    assert "rule=" not in browse(viewer).get(LIST).content.decode()


def test_viewer_sees_no_small_count_and_no_buttons(own_firm: Workspace, viewer: Account, browse: Browse):
    own_firm.save_segment("Anna alone", "external_id = 'anna'")
    page = read(browse(viewer), LIST)
    found = _rows(page)
    assert _figures(found["VIP"])[0] == "< 5"
    assert _figures(found["Young"])[0] == "< 5"
    assert "anna" not in found["Anna alone"].find("p", "rule-said")[0].text
    assert _figures(found["Anna alone"])[0] == "–"
    assert not page.find("a", href=reverse("builder:new"))
    assert not page.find("details", "more")
