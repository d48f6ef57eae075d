"""The report of a discovery holds every segment, every doubt and nothing of groups below ten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.discover.findings import paragraph
from clientela.reports.discovery import report_title, sections
from clientela.reports.page import write_report
from tests.discover.discovered import CATALOG, HOSTILE, discovery
from tests.reports.test_page import Page


@pytest.fixture(scope="module")
def english():
    return sections(discovery(), "en", CATALOG)


def texts(section):
    """Everything a section says, tables included."""
    yield section.title
    yield from section.paragraphs
    for table in (*section.tables, *(picture.table for picture in section.pictures)):
        yield table.caption
        yield from table.headings
        for row in table.rows:
            yield from row
    for inner in section.sections:
        yield from texts(inner)


def test_sections_stand_in_their_order(english):
    assert [section.title for section in english] == [
        "What was found",
        "Sizes",
        "The segments",
        "How many groups?",
        "What was left out, and what to look at",
        "Method and limits",
    ]
    assert english[0].paragraphs == (paragraph(discovery(), "en"),)
    assert [inner.title for inner in english[2].sections] == [each.name() for each in discovery().proposals]


def test_each_segment_has_rule_size_markers_and_card(english):
    section = english[2].sections[1]
    assert section.paragraphs[0] == discovery().proposals[1].sentence("en")
    assert "240 customers, 39.3% of all." in section.paragraphs
    assert any("92.0% are in the cluster it was made from" in text for text in section.paragraphs)
    assert any(text.startswith("Also in another segment: ") and "(31)" in text for text in section.paragraphs)
    assert len(section.pictures) == 1
    (card,) = section.tables
    assert [row[0] for row in card.rows] == [
        "Measurable",
        "Substantial",
        "Accessible",
        "Differentiable",
        "Actionable",
        "Stable",
    ]


def test_of_a_group_below_ten_only_the_rule_is_shown(english):
    hidden = english[2].sections[0]
    assert hidden.paragraphs[1:] == ("Fewer than 10 customers, so nothing is shown.",)
    assert (hidden.pictures, hidden.tables) == ((), ())
    sizes = english[1].pictures[0]
    assert sizes.table.rows[0][:3] == ("Never bought", "< 10", "")
    assert "Never bought" not in str(sizes.spec["data"])
    assert "Never bought (7)" not in " ".join(text for section in english for text in texts(section))


def test_all_numbers_of_groups_are_shown_the_taken_one_first(english):
    (table,) = english[3].tables
    clustering = discovery().clustering
    assert [row[0] for row in table.rows] == [
        str(each.k) for each in (clustering.chosen, *clustering.runners_up)
    ]
    assert [row[-1] for row in table.rows] == ["taken", "2.", "3."]
    assert len(english[3].pictures) == 3


def test_what_was_left_out_is_listed_with_its_reason(english):
    (table,) = english[4].tables
    assert list(table.rows) == [
        ("Mostly not known", "latest NPS answer (69.0%); the company’s technologies (94.0%)"),
        ("Says the same as another", "region (city)"),
        ("Special category of personal data", "religion or belief"),
    ]
    (proxies,) = english[4].sections
    assert proxies.tables[0].rows[0] == (
        "favourite category: prayer books",
        "religion or belief",
        "its words",
        "0.12",
    )


def test_nothing_left_out_is_said():
    bare = replace(discovery(), exclusions=(), proxies=())
    left_out = sections(bare, "pl", CATALOG)[4]
    assert left_out.paragraphs == ("Niczego nie pominięto.",)
    assert (left_out.tables, left_out.sections) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_wholly_in_its_language(language):
    found = sections(discovery(), language, CATALOG)
    said = [text for section in found for text in texts(section)]
    assert all(text.strip() == text for text in said)
    assert not any("{" in text.replace(HOSTILE, "").replace("{level}", "") for text in said)
    if language != "en":
        english = {text for section in sections(discovery(), "en", CATALOG) for text in texts(section)}
        shared = {text for text in set(said) & english if len(text.split()) > 3 and "·" not in text}
        assert shared == set()


def test_the_page_holds_all_of_it_and_hostile_levels_are_text(tmp_path, english):
    path = write_report(tmp_path / "found.html", report_title("en"), english, "en")
    page = Page(path.read_text(encoding="utf-8"))
    assert len(page.texts("figure")) == 11
    assert "img" not in {tag for tag, _, _ in page.found}
    headings = [text for level in ("h2", "h3") for text in page.texts(level)]
    assert {section.title for section in english} <= set(headings)
    assert any("<img src=x" in text for text in headings)
