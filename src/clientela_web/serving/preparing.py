"""Everything that could keep the site from starting is looked at first, and told in a sentence."""

from __future__ import annotations

import errno
import multiprocessing
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from clientela.errors import ClientelaError, WorkspaceBusyError
from clientela.workspace import open_workspace

# The worker of a server that was just killed needs a moment to let go of the data and the port.
PATIENCE_SECONDS = 3.0
PAUSE_SECONDS = 0.1


class PortTakenError(ClientelaError):
    """Something else listens on the port."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Where the site will be; at a first start nobody has an account, and every page leads to making one."""

    address: str
    is_first_start: bool


def prepared(folder: Path, host: str, port: int) -> Prepared:
    """See that port and workspace are free, bring the control tables up to date, and say the addresses.

    Raises PortTakenError, or what opening the workspace raises: WorkspaceBusyError names who holds it.
    """
    _patiently(lambda: try_port(host, port), PortTakenError)
    _patiently(lambda: _try_workspace(folder), WorkspaceBusyError)
    from clientela_web.database import prepare

    prepare()
    ready = Prepared(address_of(host, port), not _has_accounts())
    _load()
    return ready


def address_of(host: str, port: int) -> str:
    """What a person on this machine types into the browser."""
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{named}:{port}/"


def _load() -> None:
    """Have everything read before the worker is forked, so that one after a kill begins at once."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.urls import get_resolver

    from clientela.catalog import FirmCatalog

    get_wsgi_application()
    list(get_resolver().url_patterns)
    FirmCatalog().labels.variable("age", "en")
    connections.close_all()


def _has_accounts() -> bool:
    from django.db import connections

    from clientela_web.models import Account

    try:
        return Account.objects.exists()
    finally:
        connections.close_all()  # none may be open when the worker is forked


def _patiently(attempt: Callable[[], None], wait_out: type[ClientelaError]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            attempt()
        except wait_out:
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def try_port(host: str, port: int) -> None:
    """Raise PortTakenError where something else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTakenError(
                    f"port {port} is taken by another program; choose one with --port"
                ) from None
            raise ClientelaError(f"{host}:{port} cannot be listened on: {error.strerror}") from error


def _try_workspace(folder: Path) -> None:
    """Open and close it in a process of its own: the engine's threads must not be there when we fork."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    trial = multiprocessing.Process(target=_open_and_close, args=(folder, sender), name="opening")
    trial.start()
    sender.close()
    try:
        fault = receiver.recv()
    except EOFError:
        fault = ClientelaError(f"the workspace in {folder} cannot be opened: the engine ended unexpectedly")
    finally:
        receiver.close()
        trial.join()
    if fault is not None:
        raise fault


def _open_and_close(folder: Path, sender: Connection) -> None:
    try:
        open_workspace(folder).close()
        sender.send(None)
    except WorkspaceBusyError as error:
        sender.send(WorkspaceBusyError(str(error)))
    except ClientelaError as error:
        sender.send(ClientelaError(str(error)))
