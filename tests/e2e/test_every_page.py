"""Every page that links lead to: nothing for axe, nothing wider than a screen, nothing left in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.languages import check_language
from tests.e2e.looking import check_accessible, check_fits, check_fits_everywhere, settled, shoot

MOST_PAGES = 90
# An address with its numbers and names taken out is a kind of page; one of each kind is looked at.
NOT_PAGES = re.compile(
    r"/(export|download|file|backup|report|language|static|assets|log-out|openapi)|\.(csv|json|xlsx|zip|html|svg)$"
)
PLACES = {
    *("/", "/customers/", "/imports/", "/explore/", "/segments/", "/strategies/", "/campaigns/"),
    "/settings/",
}
DEEP = {
    *("/customers/#/", "/customers/#/why/#/", "/imports/#/", "/segments/#/", "/segments/#/versions/"),
    *("/explore/variables/", "/explore/variables/#/", "/explore/rfm/", "/explore/rfm/cut-points/"),
    *(
        "/explore/groups/",
        "/explore/overlap/",
        "/explore/voice/themes/",
        "/segments/#/strategy/",
        "/account/",
    ),
}
WORK = {
    *("/segments/new/", "/segments/#/rule/", "/segments/#/strategy/edit/", "/imports/#/undo/"),
    *(
        "/customers/#/deals/new/",
        "/customers/#/log/call/",
        "/settings/fields/new/",
        "/settings/users/invite/",
    ),
    *("/settings/keys/new/", "/settings/audit/", "/account/second-factor/"),
    *("/campaigns/new/", "/settings/providers/", "/settings/providers/new/#/", "/settings/suppressed/"),
}


def _kind(path: str) -> str:
    path = re.sub(r"/\d+(?=/)", "/#", path)
    return re.sub(
        r"(/variables|/attributes|/fields/\w+|/events|/providers/new)/(?!new/)\w+(?=/)", r"\1/#", path
    )


def _links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    mine = urlsplit(page.url).netloc
    return [urlsplit(each).path for each in found if urlsplit(each).netloc == mine]


def every_page(page: Page) -> Iterator[str]:
    """Open one page of each kind, following links from the first page, and tell each kind."""
    waiting, seen, opened = ["/"], {"/"}, 0
    while waiting and opened < MOST_PAGES:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"a link leads to {path}, which answers {answer.status}"
        settled(page)
        opened += 1
        yield _kind(path)
        for link in _links(page):
            if _kind(link) not in seen and not NOT_PAGES.search(link):
                seen.add(_kind(link))
                waiting.append(link)


EVERYTHING = (check_accessible, check_fits_everywhere)


@pytest.mark.parametrize(
    ("who", "language", "width", "dark", "wanted", "checks"),
    [
        ("administrator", "en", 1280, False, PLACES | DEEP | WORK, EVERYTHING),
        ("administrator", "pl", 390, True, PLACES | DEEP | WORK, EVERYTHING),
        # what axe judges is the same in every language: these are about words, narrowest and widest
        ("administrator", "ru", 390, False, PLACES | DEEP | WORK, (check_fits,)),
        ("administrator", "ro", 1600, False, PLACES | DEEP | WORK, (check_fits,)),
        ("viewer", "en", 1280, True, (PLACES | DEEP) - {"/customers/#/why/#/"}, EVERYTHING),
    ],
)
def test_pages_are_accessible_fit_and_speak(
    person: Callable[..., Page],
    who: str,
    language: str,
    width: int,
    wanted: set[str],
    checks: tuple[Callable[[Page], None], ...],
    *,
    dark: bool,
) -> None:
    page = person(who, language=language, width=width, dark=dark)
    folder = f"pages/{language}-{width}{'-dark' if dark else ''}{'-viewer' if who == 'viewer' else ''}"
    found, wrong = set(), []
    for kind in every_page(page):
        found.add(kind)
        shoot(page, folder + kind.replace("/", "_"))
        for check in (*checks, lambda it: check_language(it, language)):
            try:
                check(page)
            except AssertionError as problem:
                wrong.append(str(problem))
    assert not wrong, "\n\n".join(wrong)
    assert wanted - found == set()
