"""The long select offers what Django's own does."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django import forms

from clientela_web.ui.selects import LongSelect

CHOICES = [("", "None"), ("a", "A & B"), ('"q"', "<quoted>"), ("1", "One")]


class Elements(HTMLParser):
    """Tags with their attributes and texts, in order; white space between tags is no matter."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("value", ["", "a", '"q"', "1", None, "unknown"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_zone", "required": True, "disabled": False}])
def test_it_writes_the_same_elements(value: str | None, attrs: dict[str, object]) -> None:
    plain = forms.Select(choices=CHOICES).render("zone", value, attrs)
    quick = LongSelect(choices=CHOICES).render("zone", value, attrs)
    assert Elements(quick).found == Elements(plain).found
