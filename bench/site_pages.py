"""How fast the pages are: a real server process, asked by a load tool from another one.

    python bench/site_pages.py clientela-demo/clientela-data
    python bench/site_pages.py --customers 1000000 --events 50000000 /somewhere/big

Measures with wrk where it is installed (Debian: apt install wrk), else with a small client of its own, and
says which. A page is asked until nothing of it is still being worked out; `first` is the first answer of all,
`whole` when nothing of it is waited for any more, then figures are steady; `cpu` is what an answer costs the
server in milliseconds of a core, which a busy machine changes least. Questions named "new" are another
one at each request, so that nothing is known of them. The aims: 95 of 100 answers within 150 ms on the
demonstration, a second on a million customers.
"""

from __future__ import annotations

import argparse
import html
import http.cookiejar
import itertools
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import clientela
from clientela.workspace import FILE

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.data import big_workspace

CLIENTELA = str(Path(sys.executable).with_name("clientela"))
EMAIL = "bench@example.com"
AIM_MS, AIM_LARGE_MS, LARGE = 150, 1000, 100_000
WAITS_SECONDS = 120
FROM = 30  # the first of those numbers
NEW = "NUMBER"  # in an address or a form: another number at each request
WRK = """
local number = %d
request = function()
  number = number + 1
  local path, body = string.gsub("%s", "NUMBER", number), string.gsub("%s", "NUMBER", number)
  return wrk.format(%s, path, nil, body)
end
done = function(summary, latency, requests)
  local failed = summary.errors
  local bad = failed.status + failed.timeout + failed.connect + failed.read
  local p50, p95 = latency:percentile(50) / 1000, latency:percentile(95) / 1000
  local rate = summary.requests / (summary.duration / 1000000)
  io.write(string.format("RESULT %%f %%f %%f %%d\\n", p50, p95, rate, bad))
end
"""
RULES = {
    "Buyers": "did order_completed in last 365 days",
    "Often": "count(order_completed, last 365 days) >= 3",
    "Looked only": "did product_viewed in last 90 days and never order_completed",
}


@dataclass(frozen=True)
class Asked:
    """A page, or a part of one (as htmx asks for it); with `form` what is posted."""

    name: str
    address: str
    part: bool = False
    form: str = ""

    def numbered(self, number: int) -> Asked:
        """The same with a number of its own."""
        address, form = (text.replace(NEW, str(number)) for text in (self.address, self.form))
        return replace(self, address=address, form=form)


@dataclass(frozen=True)
class Measured:
    """Milliseconds, and requests a second."""

    first: float
    whole: float
    p50: float
    p95: float
    rate: float
    bad: int
    cpu: float


# what a page fetches once more by itself, because it is still being worked out
_WAITING = re.compile(r'hx-get="([^"]+)" hx-trigger="load(?: delay:\d+m?s)?"')


class Browser:
    """Somebody who is logged in."""

    def __init__(self, address: str, password: str) -> None:
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        page = self.get("/log-in/")
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        named = "email" if 'name="email"' in page else "username"
        form = {"csrfmiddlewaretoken": token, named: EMAIL, "password": password}
        self._opener.open(f"{address}/log-in/", urllib.parse.urlencode(form).encode(), timeout=60).read()
        assert any(cookie.name == "clientela_session" for cookie in self.jar), "the log-in failed"

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def headers(self, *, part: bool) -> dict[str, str]:
        """What a request says beside its cookies: whether a part is asked for, and that a form is ours."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "clientela_csrf"), "") or ""
        return {"X-CSRFToken": token, **({"HX-Request": "true"} if part else {})}

    def get(self, address: str, *, part: bool = False, form: str = "") -> str:
        """The answer as text; with a form, to posting it."""
        data = form.encode() if form else None
        request = urllib.request.Request(self.address + address, data, self.headers(part=part))
        with self._opener.open(request, timeout=WAITS_SECONDS) as response:
            return str(response.read().decode(errors="replace"))

    def ask(self, asked: Asked) -> str:
        return self.get(asked.address, part=asked.part, form=asked.form)

    def settled(self, asked: Asked) -> tuple[float, float]:
        """Ask, then its parts that are waited for until none is; milliseconds of the first answer and of all.

        As a browser does: each part names the address that it is asked at.
        """
        start = time.perf_counter()
        page = self.ask(asked.numbered(FROM))
        first = time.perf_counter() - start
        whole, waiting = first, _WAITING.findall(page)
        while waiting and time.perf_counter() - start < WAITS_SECONDS:
            time.sleep(0.3)
            found = [self.get(html.unescape(address), part=True) for address in waiting]
            waiting = [address for part in found for address in _WAITING.findall(part)]
            whole = time.perf_counter() - start
        return 1000 * first, 1000 * whole


def pages_of(folder: Path) -> list[Asked]:
    """The pages to measure, with customers and segments that are there."""
    with clientela.open(folder) as firm:
        if not firm.segments():
            for name, rule in RULES.items():
                firm.save_segment(name, rule)
        segment = max(firm.sizes().items(), key=lambda each: each[1].count)[0]
        number = next(each.segment_id for each in firm.segments() if each.name == segment)
        rows = firm.store.engine.rows(
            "SELECT customer_id FROM events GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1"
        )
        name = firm.store.engine.rows("SELECT first_name FROM customers WHERE first_name IS NOT NULL LIMIT 1")
    customer, words = rows[0][0], urllib.parse.quote(name[0][0][:4] if name else "C12")
    rule = urllib.parse.quote("orders_total >= 3 and did order_completed in last 90 days")
    new = f"orders_total >= 3 and did order_completed in last {NEW} days"
    counted = urllib.parse.urlencode({"state": new, "page": f"bench {NEW}"})
    return [
        Asked("home", "/"),
        Asked("customers", "/customers/"),
        Asked("customers: search as you type", f"/customers/?q={words}", part=True),
        Asked("customers: search, new words", f"/customers/?q=C{NEW}", part=True),
        Asked("customers of a segment", f"/customers/?segment={number}"),
        Asked("customers by a rule", f"/customers/?rule={rule}"),
        Asked("customers by a new rule", f"/customers/?rule={urllib.parse.quote(new)}"),
        Asked("card", f"/customers/{customer}/"),
        Asked("card: timeline", f"/customers/{customer}/timeline/", part=True),
        Asked("card: segments", f"/customers/{customer}/segments/", part=True),
        Asked("card: figures", f"/customers/{customer}/figures/", part=True),
        Asked("imports", "/imports/"),
        Asked("segments", "/segments/"),
        Asked("segment", f"/segments/{number}/"),
        Asked("segment: profile", f"/segments/{number}/profile/"),
        Asked("segment: members", f"/segments/{number}/members/"),
        Asked("segment: overlap", f"/segments/{number}/overlap/"),
        Asked("builder, new", f"/segments/new/?rule={rule}"),
        Asked("builder, saved", f"/segments/{number}/rule/"),
        Asked("builder: count, new rule", "/segments/new/count/", part=True, form=counted),
        Asked("builder: count and change, new", f"/segments/{number}/rule/count/", part=True, form=counted),
        Asked("builder: values", "/segments/new/values/?variable=city&q=ba", part=True),
        Asked("explore", "/explore/"),
        Asked("explore: variables", "/explore/variables/"),
        Asked("explore: a variable", "/explore/variables/age/"),
        Asked("explore: RFM", "/explore/rfm/"),
        Asked("explore: overlap", "/explore/overlap/"),
        Asked("explore: voice", "/explore/voice/"),
        Asked("strategies", "/strategies/"),
        Asked("strategy", f"/segments/{number}/strategy/"),
        Asked("settings", "/settings/"),
        Asked("settings: fields", "/settings/fields/"),
    ]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """The site on that workspace, until the end of the block: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [CLIENTELA, "serve", "--workspace", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _try in range(600):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


def measured(browser: Browser, asked: Asked, seconds: float, at_once: int, server: int) -> Measured:
    """The page under load, once it has settled; `server` is the process that serves it."""
    first, whole = browser.settled(asked)
    load = _by_wrk if shutil.which("wrk") else _by_threads
    start, before = time.perf_counter(), _cpu_seconds(server)
    p50, p95, rate, bad = load(browser, asked, seconds, at_once)
    answers = rate * (time.perf_counter() - start)
    cpu = 1000 * (_cpu_seconds(server) - before) / answers if answers else 0.0
    return Measured(first, whole, p50, p95, rate, bad, cpu)


def _cpu_seconds(server: int) -> float:
    """What a process and its children have computed so far; 0 where the system does not tell."""
    spent, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
            spent[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
    ours = {server}
    while more := {child for child, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(spent.get(process, 0) for process in ours) / os.sysconf("SC_CLK_TCK")


def _by_wrk(browser: Browser, asked: Asked, seconds: float, at_once: int) -> tuple[float, float, float, int]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        method = '"POST"' if asked.form else "nil"
        script.write(WRK % (FROM, asked.address, asked.form, method))
        script.flush()
        command = ["wrk", "-t1", f"-c{at_once}", f"-d{seconds:.0f}s", "--timeout", "60s", "-s", script.name]
        headers = {"Cookie": browser.cookies, **browser.headers(part=asked.part)}
        if asked.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        command += [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
        told = subprocess.run(
            [*command, browser.address + asked.address], check=True, capture_output=True, text=True
        )
    line = next(line for line in told.stdout.splitlines() if line.startswith("RESULT"))
    p50, p95, rate, bad = line.split()[1:]
    return float(p50), float(p95), float(rate), int(bad)


def _by_threads(
    browser: Browser, asked: Asked, seconds: float, at_once: int
) -> tuple[float, float, float, int]:
    took: list[float] = []
    bad: list[str] = []
    numbers = itertools.count(FROM + 1)
    start = time.perf_counter()

    def ask_again() -> None:
        while time.perf_counter() - start < seconds:
            began = time.perf_counter()
            try:
                browser.ask(asked.numbered(next(numbers)))
            except OSError as error:
                bad.append(str(error))
            took.append(1000 * (time.perf_counter() - began))

    threads = [threading.Thread(target=ask_again) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    rate = len(took) / (time.perf_counter() - start)
    return took[len(took) // 2], took[min(len(took) - 1, len(took) * 95 // 100)], rate, len(bad)


def account_in(folder: Path) -> str:
    """A new account of an administrator in the workspace; its password."""
    password = secrets.token_urlsafe(12)
    add = [CLIENTELA, "users", "add", EMAIL, "--role", "administrator", "--name", "Bench"]
    subprocess.run(
        [*add, "--password", password, "--workspace", str(folder)], check=True, capture_output=True
    )
    return password


def copied(source: Path, place: Path) -> Path:
    """A workspace of its own to ask, so that nothing of the original changes."""
    place.mkdir()
    shutil.copy(source / FILE, place / FILE)
    return place


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="a workspace; with --customers a folder to make one in")
    parser.add_argument("--customers", type=int, default=0)
    parser.add_argument("--events", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2, help="of load for each page")
    parser.add_argument("--at-once", type=int, default=2, help="requests under way at the same time")
    parser.add_argument("--only", default="", help="pages with that in their name")
    parser.add_argument("--json", action="store_true")
    asked_for = parser.parse_args()
    os.environ.pop("CLIENTELA_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as scratch:
        if asked_for.customers:
            big_workspace(asked_for.folder, asked_for.customers, asked_for.events).close()
            folder = asked_for.folder
            (folder / "control.sqlite3").unlink(missing_ok=True)
        else:
            folder = copied(asked_for.folder, Path(scratch) / "data")
        _report(folder, asked_for)


def _report(folder: Path, asked_for: argparse.Namespace) -> None:
    with clientela.open(folder) as firm:
        size = firm.population()
    aim = AIM_LARGE_MS if size >= LARGE else AIM_MS
    pages = [each for each in pages_of(folder) if asked_for.only in each.name]
    password = account_in(folder)
    tool = "wrk" if shutil.which("wrk") else "own client"
    print(f"{size:,} customers; {tool}, {asked_for.at_once} at once; the aim is {aim} ms", file=sys.stderr)
    found: dict[str, object] = {}
    print(f"{'page':32} {'first':>8} {'whole':>8} {'p50':>8} {'p95':>8} {'cpu':>7} {'a second':>9}")
    with served(folder) as (address, server):
        browser = Browser(address, password)
        for page in pages:
            try:
                result = measured(browser, page, asked_for.seconds, asked_for.at_once, server)
            except OSError as error:
                print(f"{page.name:32} {error}")
                continue
            slow = "  SLOW" if result.p95 > aim else ""
            bad = f"  {result.bad} FAILED" if result.bad else ""
            print(
                f"{page.name:32} {result.first:8.0f} {result.whole:8.0f} {result.p50:8.1f} {result.p95:8.1f}"
                f" {result.cpu:7.1f} {result.rate:9.1f}{slow}{bad}",
                flush=True,
            )
            found[page.name] = asdict(result)
    if asked_for.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
