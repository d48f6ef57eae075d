"""A campaign's report as sections, page and PDF, in six languages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.measure.campaigns import CampaignResults, Reading, measure_campaign
from clientela.reports.campaign import report_title, sections
from clientela.reports.page import report_markup
from clientela.reports.pdf import report_pdf
from clientela.reports.section import Section, Table
from tests.measure.campaigns.shop import AFTER, make_campaign_shop, people, sent


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> CampaignResults:
    crowd = people(900)
    with make_campaign_shop(tmp_path_factory.mktemp("campaign") / "data", crowd) as shop:
        return measure_campaign(shop.store.engine, sent(crowd), Reading(AFTER, cost=0.05, margin=0.4))


def everything(parts: tuple[Section, ...]) -> Iterator[str]:
    for part in parts:
        yield part.title
        yield from part.paragraphs
        for table in [*(each.table for each in part.pictures), *part.tables]:
            yield from table.headings
            yield from (cell for row in table.rows for cell in row)
        yield from everything(part.sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_in_its_own_words(results: CampaignResults, language: str):
    said = "\n".join(everything(sections(results, language)))
    assert "{" not in said
    # what the measuring calls things within is nowhere to be read
    assert not re.search(r"\b(sales_before|bought_before|known_before)\b", said)
    if language != "en":
        assert not re.search(r"\b(holdout|delivered|customers|converted)\b", said)


def test_figures_of_the_tables_are_those_of_the_results(results: CampaignResults):
    parts = {each.title: each for each in sections(results, "en")}
    funnel = parts["Funnel"].pictures[0].table
    assert [row[1] for row in funnel.rows] == [f"{each.count:,}" for each in results.total.stages]
    groups = {row[0]: row for row in parts["By group"].tables[0].rows}
    assert set(groups) == {"the holdout", "plain", "warm"}
    assert groups["the holdout"][2] == "–"  # got nothing that could be delivered


def test_rows_hold_every_figure_once(results: CampaignResults):
    rows = results.rows().to_pylist()
    funnel = [row for row in rows if row["part"] == "funnel" and row["by"] == "segment"]
    assert {row["name"] for row in funnel} == {"Vic", "Reus"}
    assert sum(row["count"] for row in funnel if row["figure"] == "targeted") == results.total.targeted
    parts = {"reading", "funnel", "sales", "cost", "lift", "variants", "credit"}
    assert {row["part"] for row in rows} == parts


def test_page_is_whole(results: CampaignResults):
    page = report_markup(report_title(results, "ru"), sections(results, "ru"), "ru")
    assert "<h1>Кампания «Spring»</h1>" in page
    assert page.count("<figure") == 3


def letters_of(pdf: bytes) -> set[str]:
    """The letters that a PDF's fonts say they draw (ToUnicode, ISO 32000-1, 9.10.3)."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in text or b"beginbfrange" in text:
            codes = re.findall(rb"<[0-9A-Fa-f]+> *<([0-9A-Fa-f]+)>", text)
            found |= {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes}
    return found


@pytest.mark.parametrize("language", ["ru", "ro"])
def test_pdf_has_the_letters_of_its_language(results: CampaignResults, language: str):
    parts = sections(results, language)
    pdf = report_pdf(report_title(results, language), parts, language)
    assert pdf.startswith(b"%PDF-")
    wanted = {letter for text in everything(parts) for letter in text if letter.isalpha()}
    assert wanted <= set("".join(letters_of(pdf)))


def test_pdf_takes_texts_as_they_are_and_is_the_same_twice(tmp_path: Path):
    nasty = '#panic("x") *a* _b_ $c$ [d] @e <f> \\ `g` = h // i'
    part = Section(nasty, (nasty,), tables=(Table((nasty, ">n"), [(nasty, "1")], nasty),))
    pdf = report_pdf(nasty, (part,), "en")
    assert pdf == report_pdf(nasty, (part,), "en")
    assert set("#$[]@<>\\`=/") <= set("".join(letters_of(pdf)))
