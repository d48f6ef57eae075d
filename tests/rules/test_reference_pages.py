"""The generated pages of the rule language are up to date, and complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.rules.operators import OPERATORS
from clientela.rules.reference import node_types, nodes_page, operators_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize(("name", "page"), [("operators.md", operators_page), ("nodes.md", nodes_page)])
def test_reference_page_equals_what_is_generated(name, page):
    assert (REFERENCE / name).read_text("utf-8") == page()


def test_operators_page_has_two_rows_for_every_operator():
    first_cells = [
        line.split("|")[1].strip() for line in operators_page().splitlines() if line.startswith("| `")
    ]
    assert first_cells == [f"`{name}`" for name in OPERATORS] * 2


def test_nodes_page_has_a_row_for_every_node():
    first_cells = [line.split("|")[1].strip() for line in nodes_page().splitlines() if line.startswith("| `")]
    assert first_cells == [f"`{tag}`" for tag in node_types()]
    assert len(first_cells) == 46
