"""docs/rule-text.md is true: every example in it parses, and it leaves out no node."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientela.errors import RuleSyntaxError
from clientela.rules import nodes as n
from clientela.rules.codec import encode_rule
from clientela.rules.text import parse_rule

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rule-text.md").read_text("utf-8")
ROWS = [row.split(" | ") for row in re.findall(r"^\| (`.*) \|$", PAGE, re.MULTILINE)]
CELLS = [(example, row[1]) for row in ROWS for example in re.findall(r"`([^`]+)`", row[0])]
COMPLETE = [(example, tags) for example, tags in CELLS if not re.search(r"…|\bM\b|WINDOW|^clicked", example)]
# What stands around an example that is only a part of a rule.
FRAMES = ("{}", "x {}", "{} is set", "did e where {} is set", "x before {}", "did e in {}", "x {} ('a')")


def tags_of(rule: n.Condition) -> set[str]:
    return {str(part.__struct_config__.tag) for _, part in n.walk(rule)}


def readings(example: str) -> list[n.Condition]:
    found = []
    for frame in FRAMES:
        try:
            found.append(parse_rule(frame.format(example)))
        except RuleSyntaxError:
            continue
    return found


def test_page_names_every_node() -> None:
    named = {tag for row in ROWS for tag in re.findall(r"`(\w+)`", row[1])}
    nodes = [node for node in vars(n).values() if isinstance(node, type) and issubclass(node, n.Node)]
    assert named == {str(node.__struct_config__.tag) for node in nodes if node is not n.Node}


@pytest.mark.parametrize(
    ("example", "tags"), [cell for cell in COMPLETE if not re.fullmatch(r"[=!<>]+", cell[0])]
)
def test_example_reads_as_a_node_of_its_row(example: str, tags: str) -> None:
    promised = set(re.findall(r"`(\w+)`", tags))
    assert any(tags_of(rule) & promised for rule in readings(example))


def test_opening_example_is_the_one_of_the_design() -> None:
    block = PAGE.split("```")[1]
    assert encode_rule(parse_rule(block)).count(b'"node":"occurrence"') == 1


def test_printed_mistake_is_the_real_one() -> None:
    shown = PAGE.split("```")[-2].strip("\n")
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule("age beetween 25 and 35")
    assert str(caught.value) == shown
