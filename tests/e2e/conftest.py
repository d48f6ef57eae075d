"""A real server process, and a real browser in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, StorageState, expect, sync_playwright

from tests.e2e.looking import PATIENCE, WATCH, check_accessible, check_fits, shoot
from tests.e2e.serving import PASSWORD, Site, start_with_people, stop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

expect.set_options(timeout=PATIENCE)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all who look, and add segments, searches and strategies of their own."""
    running = start_with_people(tmp_path_factory)
    yield running
    stop(running)


@pytest.fixture(scope="session")
def changing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all who change customers, or what the firm is called."""
    running = start_with_people(tmp_path_factory)
    yield running
    stop(running)


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The site people sit in front of; a module that changes customers says `changing_site` here."""
    return shared_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if CHROMIUM is None:
        pytest.skip(
            "NO BROWSER FOUND: install Chromium (Debian: apt install chromium) to run the tests in a browser"
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def entered() -> dict[tuple[str, str], StorageState]:
    """The cookies of who has logged in: at which site, who."""
    return {}


def log_in(page: Page, who: str) -> None:
    """Through the page, as everybody does."""
    page.goto("/log-in/")
    page.locator("input[name=username], input[name=email]").fill(f"{who}@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "/log-in/" not in address)


@pytest.fixture
def person(
    site: Site, browser: Browser, entered: dict[tuple[str, str], StorageState]
) -> Iterator[Callable[..., Page]]:
    """Somebody in front of a screen: `person("marketer", language="ro", width=390)` is logged in.

    A mistake in a script, or code that the content policy refuses, fails the test at its end.
    """
    contexts, wrong = [], []

    def failed(error: Error) -> None:
        wrong.append(f"script error: {error}")

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(f"{message.text} {message.location}")

    def sits_down(
        who: str | None,
        *,
        language: str = "en",
        width: int = 1280,
        dark: bool = False,
        scripts: bool = True,
        at: str | None = None,
    ) -> Page:
        address = at or site.address
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            storage_state=entered.get((address, who or "")),
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", failed)
        page.on("console", said)
        if who and (address, who) not in entered:
            log_in(page, who)
            entered[address, who] = context.storage_state()
        return page

    yield sits_down
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Keep what the page looks like now, whole, as an artefact of the test run."""
    return shoot


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail where axe finds anything on the page."""
    return check_accessible


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fail where the page is wider than the screen."""
    return check_fits
