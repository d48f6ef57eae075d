"""From something seen to a segment of it: every bar, cell and pattern leads to the builder with its rule."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clientela.rules.nodes import Rule
from clientela.rules.text import write_rule
from clientela_web.models.account import Account
from clientela_web.models.permission import Permission


def builder_address(rule: Rule | str, name: str = "") -> str:
    """The builder with that rule in it."""
    asked = {"rule": rule if isinstance(rule, str) else write_rule(rule)}
    if name:
        asked["name"] = name
    return f"{reverse('builder:new')}?{urlencode(asked)}"


def offered_address(account: Account, rule: Rule | str, name: str = "") -> str:
    """The same where the reader may make segments; else nothing, for who may not has nothing to do there."""
    return builder_address(rule, name) if account.may(Permission.EDIT_SEGMENTS) else ""


def link(address: str, text: str) -> SafeString | str:
    """A link for a cell of a table; the text alone where it leads nowhere."""
    return format_html('<a href="{}">{}</a>', address, text) if address else text
