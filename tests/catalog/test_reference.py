"""The generated pages are what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.catalog import KINDS
from clientela.catalog.reference import main, pages
from clientela.catalog.variables import BUILT_IN

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(pages()))
def test_page_is_up_to_date(name):
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run: python -m clientela.catalog.reference docs/reference"


def test_pages_name_everything(tmp_path):
    main(str(tmp_path))
    variables = (tmp_path / "variables.md").read_text(encoding="utf-8")
    events = (tmp_path / "events.md").read_text(encoding="utf-8")
    assert [each.name for each in BUILT_IN if f"| `{each.name}` |" not in variables] == []
    assert [kind.name for kind in KINDS if f"| `{kind.name}` |" not in events] == []
