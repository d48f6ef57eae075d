"""From something seen to a segment of it: every bar, cell and pattern leads to the builder with its rule."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule


def builder_address(rule: Rule | str, name: str = "") -> str:
    """The builder with that rule in it."""
    asked = {"rule": rule if isinstance(rule, str) else write_rule(rule)}
    if name:
        asked["name"] = name
    return f"{reverse('builder:new')}?{urlencode(asked)}"


def link(address: str, text: str) -> SafeString:
    """A link for a cell of a table."""
    return format_html('<a href="{}">{}</a>', address, text)
