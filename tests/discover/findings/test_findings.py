"""The paragraph of findings says what was found, in six languages, with the right plurals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.discover.findings import PHRASES, paragraph
from tests.discover.discovered import discovery


def test_the_paragraph_says_who_how_many_how_sure_and_what_not():
    found = discovery()
    verdict = found.clustering.verdict
    said = paragraph(found, "en")
    assert verdict.label == "natural"
    assert "540 of 610 customers were grouped" in said
    first, second = (str(each.k) for each in found.clustering.runners_up)
    assert "3 groups were chosen, the largest number that a second sample predicts well." in said
    assert f"Next best numbers of groups: {first}, {second}." in said
    assert "The groups are natural, as customers without groups but with the same variables" in said
    assert f"would hardly ever part this well (p = {verdict.p:.2f})." in said
    assert "The rules agree with the clusters to 87.0%" in said
    assert "hold 90.0% of those grouped" in said
    assert "Set apart beforehand: Never bought (7)" not in said
    assert "4 variables were left out. Special categories of personal data never enter." in said
    assert "1 feature may stand for a special category of personal data" in said


def test_groups_set_apart_are_counted_from_ten_on():
    found = discovery()
    never, *others = found.proposals
    larger = replace(never, size=replace(never.size, count=31))
    assert "Set apart beforehand: Never bought (31)." in paragraph(
        replace(found, proposals=(larger, *others)), "en"
    )
    assert "Set apart beforehand: Never bought (< 10)." in paragraph(found, "en")


@pytest.mark.parametrize("label", ["natural", "reproducible", "constructive"])
@pytest.mark.parametrize("reason", ["strength", "stability", "forced"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_and_reason_is_said_in_every_language(language, reason, label):
    found = discovery()
    clustering = replace(
        found.clustering, reason=reason, verdict=replace(found.clustering.verdict, label=label)
    )
    said = paragraph(replace(found, clustering=clustering), language)
    assert PHRASES.say(f"chosen.{reason}", language, 3) in said
    assert PHRASES.say(f"verdict.{label}", language, p="§").split("§")[0] in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("1 group was asked", "2 groups were asked", "5 groups were asked")),
        ("ca", ("demanat 1 grup.", "demanat 2 grups.", "demanat 5 grups.")),
        ("es", ("pedido 1 grupo.", "pedido 2 grupos.", "pedido 5 grupos.")),
        ("pl", ("Zażądano 1 grupy.", "Zażądano 2 grup.", "Zażądano 5 grup.")),
        ("ru", ("запрошена 1 группа.", "запрошены 2 группы.", "запрошено 5 групп.")),
        ("ro", ("cerut 1 grup.", "cerut 2 grupuri.", "cerut 5 grupuri.")),
    ],
)
def test_plurals_are_those_of_the_language(language, expected):
    said = [PHRASES.say("chosen.forced", language, number) for number in (1, 2, 5)]
    assert all(part in text for part, text in zip(expected, said, strict=True))
