"""What `clientela serve` says, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess

import pytest

import clientela
from tests.web.server.running import COMMAND, Server, ask, free_port, run

pytestmark = pytest.mark.own_site


def test_first_start_says_where_it_is_and_that_nobody_has_an_account(server: Server) -> None:
    server.start()
    said = server.log.read_text()
    assert f"Clientela is at {server.address}/" in said
    assert "Nobody has an account yet" in said
    assert server.end() == 0
    with clientela.open(server.folder) as shop:  # let go of, and the file is whole
        assert shop.population() > 0
    assert not list(server.folder.glob("*.holder"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_quickly(server: Server, key: str, how: int) -> None:
    server.start()
    assert "Nobody has an account" not in server.log.read_text()
    assert ask(server, "settings", key)["currency"] == "EUR"
    assert server.end(how) == 0


def test_busy_workspace_says_who_holds_it(server: Server) -> None:
    server.start()
    second = run("serve", "--workspace", server.folder, "--port", free_port())
    assert (second.returncode, "the workspace is open in clientela (process" in second.stderr) == (1, True)
    command = run("segment", "list", "--workspace", server.folder)
    assert (command.returncode, "close it there first" in command.stderr) == (1, True)
    assert server.end() == 0


def test_taken_port_says_so(server: Server) -> None:
    server.start()
    second = run("serve", "--workspace", server.folder, "--port", server.port)
    assert second.returncode == 1
    assert second.stderr == f"error: port {server.port} is taken by another program; choose one with --port\n"
    assert server.end() == 0


def test_folder_without_a_workspace_says_what_to_do(server: Server) -> None:
    empty = server.folder.parent / "empty"
    empty.mkdir()
    said = run("serve", "--workspace", empty, "--port", server.port)
    assert (said.returncode, "make one with `clientela init" in said.stderr) == (1, True)
    assert not list(empty.iterdir())


def test_machines_are_told_in_json(server: Server) -> None:
    command = [COMMAND, "serve", "--workspace", str(server.folder), "--port", str(server.port), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        server.started.append(process)  # type: ignore[arg-type]
        told = json.loads(process.stdout.readline())
        assert told == {
            "address": f"{server.address}/",
            "first_start": True,
            "workspace": str(server.folder),
        }
        server.wait_until_it_answers()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_without_the_extra_it_says_what_to_install(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    without = server.folder.parent / "without"
    (without / "granian").mkdir(parents=True)
    (without / "granian" / "__init__.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(without))
    said = run("serve", "--workspace", server.folder, "--port", server.port)
    assert said.stderr == "error: the site needs an optional part: pip install 'clientela[web]'\n"
