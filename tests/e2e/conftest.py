"""A real server process, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.prepared import copy_of, prepared_workspace

PASSWORD = "a long enough pass phrase"
ROLES = ("administrator", "marketer", "analyst", "viewer")
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
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
COMMAND = str(Path(sys.executable).with_name("clientela"))
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running site: its address, its workspace folder (held by the server), its process."""

    address: str
    folder: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, log: Path) -> Site:
    """The site on that workspace, ready to answer."""
    port = free_port()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [COMMAND, "serve", "--workspace", str(folder), "--port", str(port)]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=environment)
    site = Site(f"http://127.0.0.1:{port}", folder, process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.address}/health", timeout=5):
                return site
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the site did not start:\n{log.read_text(errors='replace')}")


def stop(site: Site) -> None:
    """End it, as Ctrl-C would."""
    site.process.terminate()
    try:
        site.process.wait(20)
    except subprocess.TimeoutExpired:
        site.process.kill()


def add_account(folder: Path, role: str) -> None:
    """An account of that role, by the command."""
    subprocess.run(
        [
            *(COMMAND, "users", "add", f"{role}@example.com"),
            *(
                "--role",
                role,
                "--name",
                role.capitalize(),
                "--password",
                PASSWORD,
                "--workspace",
                str(folder),
            ),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on a copy of the sample shop of this module's own, with an account of every role."""
    place = tmp_path_factory.mktemp("site")
    folder = copy_of(prepared_workspace(tmp_path_factory), place / "data")
    for role in ROLES:
        add_account(folder, role)
    running = start(folder, place / "server.log")
    yield running
    stop(running)


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


@pytest.fixture
def person(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody in front of a screen: `person("marketer", language="ro", width=390)` is logged in."""
    contexts = []

    def sits_down(
        role: str | None,
        *,
        language: str = "en",
        width: int = 1280,
        dark: bool = False,
        at: str | None = None,
    ) -> Page:
        context = browser.new_context(
            base_url=at or site.address,
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        if role:
            page.goto("/log-in/")
            page.locator("input[name=username], input[name=email]").fill(f"{role}@example.com")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url(f"{at or site.address}/")
        return page

    yield sits_down
    for context in contexts:
        context.close()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """Keep what the page looks like now, whole, as an artefact of the test run."""

    def taken(page: Page, name: str) -> Path:
        file = ARTEFACTS / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=True)
        return file

    return taken


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail where axe finds anything on the page."""

    def checked(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        told = [
            f"{each['id']}: {each['help']}: {[node['html'][:150] for node in each['nodes'][:3]]}"
            for each in found
        ]
        assert not told, "\n".join([page.url, *told])

    return checked


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fail where the page is wider than the screen."""

    def checked(page: Page) -> None:
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{page.url} is {wide} wide on a screen of {screen}"

    return checked
