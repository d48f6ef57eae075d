"""A real server process on a copy of the sample shop, with people who may log in."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.prepared import copy_of, prepared_workspace

PASSWORD = "a long enough pass phrase"
# Who may log in, as what. The last two change their own account: nobody else's test logs in as they.
PEOPLE = {
    "administrator": "administrator",
    "marketer": "marketer",
    "analyst": "analyst",
    "viewer": "viewer",
    "traveller": "marketer",
    "careful": "marketer",
}
COMMAND = str(Path(sys.executable).with_name("clientela"))
START_SECONDS = 60
_PEOPLE_COME = """
import sys
from clientela_web.database import prepare
prepare()
from clientela_web.accounts.domain.starting import add_account
for who, role in zip(sys.argv[2::2], sys.argv[3::2]):
    add_account(f"{who}@example.com", sys.argv[1], role=role, name=f"Ada {who.capitalize()}", language="")
"""


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
    environment.pop("CLIENTELA_DATABASE_URL", None)
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
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the site did not start:\n{log.read_text(errors='replace')}")


def stop(site: Site) -> None:
    """End it, as Ctrl-C would."""
    site.process.terminate()
    try:
        site.process.wait(20)
    except subprocess.TimeoutExpired:
        site.process.kill()
        site.process.wait()


def start_with_people(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site on a copy of the sample shop, with its accounts; whoever starts it stops it."""
    place = tmp_path_factory.mktemp("site")
    return start(copy_of(_peopled(tmp_path_factory), place / "data"), place / "server.log")


def _peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with an account of everybody; processes of one test run share it, the first one's."""
    shop = prepared_workspace(tmp_path_factory)
    place = shop.with_name("peopled")
    with shop.with_name("peopled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            making = copy_of(shop, shop.with_name("being-peopled"))
            people = [word for pair in PEOPLE.items() for word in pair]
            subprocess.run(
                [sys.executable, "-c", _PEOPLE_COME, PASSWORD, *people],
                check=True,
                env={**os.environ, "CLIENTELA_WORKSPACE": str(making)},
            )
            making.rename(place)
    return place
