"""What a person waits for on a page, and what must hold of any page."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
PATIENCE = 180_000  # long answers on a machine that is busy with other things
WIDTHS = (390, 820, 1280, 1600)
AXE = Axe()
BUSY = ".waiting:visible, .spinner:visible, [aria-busy=true]:visible"

# Knows what the page still has to do: requests on their way, and short delays before the next one.
WATCH = """
(() => {
  const delays = new Set(), set = window.setTimeout.bind(window), clear = window.clearTimeout.bind(window);
  let asked = 0;
  window.setTimeout = (done, delay = 0, ...rest) => {
    const id = set((...given) => { delays.delete(id); done(...given); }, delay, ...rest);
    if (delay < 1500) delays.add(id);
    return id;
  };
  window.clearTimeout = (id) => { delays.delete(id); clear(id); };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...body) {
    asked += 1;
    this.addEventListener("loadend", () => set(() => { asked -= 1; }, 0));
    return send.apply(this, body);
  };
  window.atRest = (patience) => new Promise((rested, failed) => {
    const end = performance.now() + patience;
    const look = (quiet) => requestAnimationFrame(() => {
      const calm = document.readyState === "complete" && !asked && !delays.size;
      if (calm && quiet > 1) rested();
      else if (performance.now() > end) failed(new Error(`${asked} requests, ${delays.size} delays left`));
      else look(calm ? quiet + 1 : 0);
    });
    look(0);
  });
})()
"""


def rest(page: Page) -> None:
    """Wait until the page has nothing more to do: every answer is there, also one asked for twice."""
    page.evaluate(f"window.atRest({PATIENCE})")


def settled(page: Page) -> None:
    """Wait until the page is at rest and every picture that is not folded away is drawn."""
    rest(page)
    expect(page.locator("main").locator(BUSY)).to_have_count(0)
    for stage in page.locator("[data-stage]:visible").all():
        stage.scroll_into_view_if_needed()
        expect(stage.locator("svg").first).to_be_visible(timeout=PATIENCE)
    page.evaluate("window.scrollTo(0, 0)")


def unfold(page: Page) -> None:
    """Open every part of the page that is folded, as a person would, and wait for its pictures."""
    while (
        folds := page.locator("main details:not([open], .figures, .more, .drop) > summary:visible")
    ).count():
        folds.first.click()
    settled(page)


def check_accessible(page: Page) -> None:
    """Fail where axe finds anything on the page."""
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [
        f"{each['id']}: {each['help']}: {[node['html'][:150] for node in each['nodes'][:3]]}"
        for each in found
    ]
    assert not told, "\n".join([page.url, *told])


def check_fits(page: Page) -> None:
    """Fail where the page is wider than the screen."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, f"{page.url} is {wide} wide on a screen of {screen}"


def check_fits_everywhere(page: Page) -> None:
    """Fail where it is wider than a telephone, a tablet, a small or a large screen."""
    own = page.viewport_size
    assert own is not None
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": own["height"]})
        check_fits(page)
    page.set_viewport_size(own)


def shoot(page: Page, name: str) -> Path:
    """Keep what the page looks like now, whole, as an artefact of the test run."""
    file = ARTEFACTS / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=True, caret="initial")  # the other way writes styles into the page
    return file
