"""Every page that links lead to: nothing for axe, nothing wider than the screen, in long languages too."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

MOST_PAGES = 80
# An address with its numbers and names taken out is a kind of page; one of each kind is looked at.
NOT_PAGES = re.compile(
    r"/(export|download|file|backup|report|language|static|assets|log-out|openapi)|\.(csv|json|xlsx|zip|html|svg)$"
)


def _kind(path: str) -> str:
    path = re.sub(r"/\d+", "/#", path)
    return re.sub(r"^(/explore/variables)/[^/]+", r"\1/#", path)


def _links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    mine = urlsplit(page.url).netloc
    return [urlsplit(each).path for each in found if urlsplit(each).netloc == mine]


def every_page(page: Page) -> list[str]:
    """The addresses of one page of each kind, found by following links from the first page."""
    waiting, seen, found = ["/"], {"/"}, []
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"a link leads to {path}, which answers {answer.status}"
        found.append(path)
        for link in _links(page):
            if _kind(link) not in seen and not NOT_PAGES.search(link):
                seen.add(_kind(link))
                waiting.append(link)
    return found


@pytest.fixture(scope="module")
def addresses() -> list[str]:
    return []


def _visited(page: Page, addresses: list[str]) -> list[str]:
    if not addresses:
        addresses += every_page(page)
    return addresses


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("en", 1280, False), ("ru", 390, False), ("pl", 390, True), ("ro", 1600, False)],
)
def test_pages_are_accessible_and_fit(
    person: Callable[..., Page],
    accessible: Callable[[Page], None],
    fits: Callable[[Page], None],
    shot: Callable[[Page, str], object],
    addresses: list[str],
    language: str,
    width: int,
    *,
    dark: bool,
) -> None:
    page = person("administrator", language=language, width=width, dark=dark)
    wrong = []
    for path in _visited(page, addresses):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        shot(page, f"pages/{language}-{width}{'-dark' if dark else ''}{_kind(path).replace('/', '_')}")
        for check in (accessible, fits):
            try:
                check(page)
            except AssertionError as problem:
                wrong.append(str(problem))
    assert not wrong, "\n\n".join(wrong)


def test_every_place_of_the_navigation_is_reached(person: Callable[..., Page], addresses: list[str]) -> None:
    found = _visited(person("administrator"), addresses)
    places = (
        "/",
        "/customers/",
        "/imports/",
        "/explore/",
        "/segments/",
        "/strategies/",
        "/settings/",
        "/segments/new/",
    )
    assert [place for place in places if place not in found] == []
