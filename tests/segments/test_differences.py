"""What changed between two rules is told condition by condition."""

from __future__ import annotations

import pytest

from clientela.catalog import FirmCatalog
from clientela.rules.text import parse_rule, write_rule
from clientela.segments.differences import rule_difference


@pytest.mark.parametrize(
    ("before", "after", "removed", "added", "kept"),
    [
        (
            "age < 30 and city = 'Vic'",
            "city = 'Vic' and age < 40",
            ["age < 30"],
            ["age < 40"],
            ["city = 'Vic'"],
        ),
        ("age < 30", "age < 30 and city = 'Vic'", [], ["city = 'Vic'"], ["age < 30"]),
        ("age < 30 or city = 'Vic'", "age < 30", ["city = 'Vic'"], [], ["age < 30"]),
        ("age < 30 and city = 'Vic'", "city = 'Vic' and age < 30", [], [], ["city = 'Vic'", "age < 30"]),
        (
            "age < 30 and city = 'Vic'",
            "age < 30 or city = 'Vic'",
            ["age < 30 and city = 'Vic'"],
            ["age < 30 or city = 'Vic'"],
            [],
        ),
        ("not age < 30", "age < 30", ["not (age < 30)"], ["age < 30"], []),
    ],
)
def test_difference_of_rules(before: str, after: str, removed: list[str], added: list[str], kept: list[str]):
    found = rule_difference(parse_rule(before), parse_rule(after))
    assert [parse_rule(text) for text in removed] == list(found.removed)
    assert [write_rule(each) for each in found.added] == added
    assert [write_rule(each) for each in found.kept] == kept
    assert bool(found) is bool(removed or added)


def test_difference_is_said_in_a_language():
    found = rule_difference(parse_rule("age < 30 and city = 'Vic'"), parse_rule("age < 40 and city = 'Vic'"))
    labels = FirmCatalog().labels
    assert found.said("en", labels) == (["age: less than 30"], ["age: less than 40"])
    assert found.said("ca", labels) != found.said("en", labels)
