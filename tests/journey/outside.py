"""What stands outside of the site: a browser without scripts, a program with a key, the firm's processes."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar

from tests.web.server.running import COMMAND, free_port

T = TypeVar("T")
PATIENCE = 240.0
PUBLIC = "https://news.shop.example"
"""The address that links in mail lead to; a proxy with a certificate stands there, in front of the site."""
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Where an answer leads is for whoever asked to judge."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Browser:
    """Somebody with a browser: cookies, no scripts, no redirect is followed unseen.

    What begins with `PUBLIC` is asked of the site, as a proxy passes it on.
    """

    site: str
    agent: str = BROWSER
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def ask(
        self,
        address: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
    ) -> Answer:
        """What the address answers, refusals included."""
        opener = urllib.request.build_opener(_StayHere, urllib.request.HTTPCookieProcessor(self.jar))
        sent = {"User-Agent": self.agent, **(headers or {})}
        if address.startswith(PUBLIC):
            sent["Host"] = PUBLIC.partition("//")[2]
        request = urllib.request.Request(address.replace(PUBLIC, self.site), data, sent, method=method)
        try:
            with opener.open(request, timeout=60) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def post(self, address: str, **fields: str) -> Answer:
        """The form at this address, filled in and sent."""
        page = self.ask(address).text
        guard = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        told = {**fields, "csrfmiddlewaretoken": guard.group(1)} if guard else fields
        return self.ask(address, urllib.parse.urlencode(told).encode(), {"Referer": address})


@dataclass(slots=True)
class Program:
    """A program of the firm with a key: what it asks must be answered well."""

    site: str
    key: str

    def ask(self, path: str, body: object = None, *, method: str | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        return self._sent(path, data, "application/json", method)

    def bring(self, kind: str, rows: str) -> Any:
        """Import rows of CSV."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{kind}.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{rows}\r\n--{edge}--\r\n",
        ]
        return self._sent("imports", "".join(parts).encode(), f"multipart/form-data; boundary={edge}", None)

    def _sent(self, path: str, data: bytes | None, kind: str, method: str | None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": kind}
        answer = Browser(self.site, "the firm's shop/1.0").ask(
            f"{self.site}/api/v1/{path}", data, headers, method
        )
        assert answer.status < 300, f"{path}: {answer.status} {answer.text}"
        return answer.told


@dataclass
class Processes:
    """The firm's own: commands to their end, and those that go on until they are told."""

    folder: Path
    logs: Path
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELA_")}
        host = PUBLIC.partition("//")[2]
        return {**clean, "CLIENTELA_SITE_URL": PUBLIC, "CLIENTELA_HOSTS": host, "PYTHONUNBUFFERED": "1"}

    def run(self, *words: str) -> str:
        """A command that must succeed; what it said."""
        command = [COMMAND, *words, "--workspace", str(self.folder)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def start(self, *words: str, ready: str) -> None:
        """Start a command and wait until it says that it is ready."""
        log = self.logs / f"{words[0]}.log"
        command = [COMMAND, *words, "--workspace", str(self.folder)]
        with log.open("wb") as stream:
            self.running[words[0]] = subprocess.Popen(
                command, stdout=stream, stderr=subprocess.STDOUT, env=self.environment
            )
        process = self.running[words[0]]
        until(lambda: process.poll() is not None or ready in log.read_text())
        assert process.poll() is None, log.read_text()

    def end(self, name: str) -> int:
        """Its exit code after Ctrl-C."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGINT)
        return process.wait(PATIENCE)

    def end_all(self) -> None:
        """Whatever still runs."""
        for process in self.running.values():
            process.kill()
            process.wait()


def until(asked: Callable[[], T], said: Callable[[], object] = lambda: "") -> T:
    """What is asked for as soon as it is there."""
    end, pause = time.monotonic() + PATIENCE, 0.1
    while time.monotonic() < end:
        if found := asked():
            return found
        time.sleep(pause)
        pause = min(1.5 * pause, 5.0)  # whoever asks all the time keeps the site busy
    raise AssertionError(f"nothing came: {said()}")
