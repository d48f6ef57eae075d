"""Pages that may still be working their answer out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client

SECONDS = 240
_RULE = re.compile(r'href="(/segments/new/\?[^"]*)"')


def page_of(client: Client, address: str) -> str:
    """The page once nothing on it is being worked out any more."""
    deadline = time.monotonic() + SECONDS
    while True:
        response = client.get(address)
        assert response.status_code == 200, (response.status_code, address)
        text = response.content.decode()
        if 'class="waiting"' not in text and "load delay:800ms" not in text:
            return text
        assert time.monotonic() < deadline, f"{address} is still being worked out"
        time.sleep(0.3)


def rules_in(text: str) -> Iterator[str]:
    """The rules the page's links put into the builder."""
    for address in _RULE.findall(text):
        (rule,) = parse_qs(urlsplit(unescape(address)).query)["rule"]
        yield rule


def rows_in(text: str) -> Iterator[list[str]]:
    """The cells of the rows of every table that lead to the builder: the rule, then the texts."""
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL):
        rules = list(rules_in(row))
        if rules:
            yield [rules[0], *_texts_of(row)]


def lines_in(text: str) -> Iterator[list[str]]:
    """The texts of the cells of every row of every table, whether it leads anywhere or not."""
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL):
        yield _texts_of(row)


def _texts_of(row: str) -> list[str]:
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return [unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in cells]


def number(text: str) -> int:
    """A whole number as the pages write it in English."""
    return int(text.replace(",", ""))
