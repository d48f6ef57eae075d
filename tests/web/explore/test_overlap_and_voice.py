"""Overlap of segments, and what customers say."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from clientela.workspace import Workspace
from clientela_web.models import Account
from tests.web.explore.asking import number, page_of, rows_in, rules_in

Browse = Callable[[Account], Client]


def test_each_pair_leads_to_those_in_both(firm: Workspace, administrator: Account, browse: Browse) -> None:
    chosen = firm.segments()[:4]
    address = "/explore/overlap/?" + "&".join(f"with={each.segment_id}" for each in chosen)
    rows = list(rows_in(page_of(browse(administrator), address)))
    expected = {(each.left, each.right): each.both for each in firm.overlaps(*(each.name for each in chosen))}
    assert len(rows) == len(expected) == 6
    for rule, names, both, *_ in rows:
        assert firm.segment(rule).count().count == number(both), names
    assert sorted(number(row[2]) for row in rows) == sorted(expected.values())


def test_one_segment_has_no_overlap(own_firm: Workspace, administrator: Account, browse: Browse) -> None:
    for name in [each.name for each in own_firm.segments()][::-1]:
        if name != "Young":
            own_firm.delete_segment(name)
    text = page_of(browse(administrator), "/explore/overlap/")
    assert "Overlap needs two segments" in text


def test_voice_says_what_the_core_says(firm: Workspace, administrator: Account, browse: Browse) -> None:
    text = page_of(browse(administrator), "/explore/voice/")
    found = firm.voice()
    assert f"{found.comments:,}" in text
    scored = [each for each in found.scores if each.score.value is not None]
    assert scored
    quoted = [quotation for theme in found.themes for quotation in theme.quotations]
    assert quoted
    assert any(quotation[:20] in text for quotation in quoted)
    for rule in rules_in(text):
        assert firm.segment(rule).check() == []


def test_a_viewer_reads_no_word_of_a_customer(firm: Workspace, viewer: Account, browse: Browse) -> None:
    text = page_of(browse(viewer), "/explore/voice/")
    found = firm.voice()
    quoted = [quotation for theme in found.themes for quotation in theme.quotations]
    quoted += [quotation for subject in found.subjects for quotation in subject.quotations]
    assert quoted
    assert not [quotation for quotation in quoted if quotation in text]


def test_too_few_voices_are_told_in_the_readers_language(
    own_firm: Workspace, viewer: Account, browse: Browse
) -> None:
    viewer.language = "pl"
    viewer.save()
    assert "liczby wymagają co najmniej 10" in page_of(browse(viewer), "/explore/voice/")


def test_themes_are_published_as_a_version(own_firm: Workspace, marketer: Account, browse: Browse) -> None:
    client = browse(marketer)
    assert "delivery:" in client.get("/explore/voice/themes/").content.decode()
    response = client.post("/explore/voice/themes/", {"themes": "slow: {en: 'slow, late'}", "note": "ours"})
    assert response.status_code == 302
    assert [theme.key for theme in own_firm.themes().themes] == ["slow"]


def test_themes_that_are_wrong_are_shown_again(
    own_firm: Workspace, marketer: Account, browse: Browse
) -> None:
    response = browse(marketer).post("/explore/voice/themes/", {"themes": "Slow: {en: 'late'}"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "is no name of a theme" in text
    assert "Slow: {en:" in text


def test_a_viewer_may_not_publish_themes(own_firm: Workspace, viewer: Account, browse: Browse) -> None:
    assert browse(viewer).post("/explore/voice/themes/", {"themes": "slow: {en: late}"}).status_code == 403
