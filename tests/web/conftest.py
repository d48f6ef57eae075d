"""A workspace behind the site, accounts of every role, and browsers without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, override_settings

import clientela
from clientela.workspace import Workspace
from clientela_web import answers
from clientela_web.models import Account, Role
from clientela_web.workspace import using
from tests.cases.shop import make_shop
from tests.prepared import copy_of, prepared_workspace

PASSWORD = "a long enough pass phrase"


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with little work: as it stands each of hundreds of accounts costs 0.4 s."""

    time_cost, memory_cost, parallelism = 1, 64, 1


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[f"{QuickArgon2.__module__}.{QuickArgon2.__qualname__}"]):
        yield


@pytest.fixture
def _kept_connection() -> Iterator[None]:
    """A finished request does not close the connection that the test's transaction is on.

    Django's test client sees to this; answers that a test closes itself, and other clients, do not.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def sample_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The prepared sample shop, open for reading."""
    place = copy_of(prepared_workspace(tmp_path_factory), tmp_path_factory.mktemp("firm") / "data")
    with clientela.open(place) as workspace:
        yield workspace
        wait([each.future for each in answers._ASKED.values()], 60)  # what pages asked for in the background


@pytest.fixture
def firm(sample_firm: Workspace) -> Iterator[Workspace]:
    """The site stands on the shared sample shop: 600 customers, the demo's segments; not to be written to."""
    with using(sample_firm):
        yield sample_firm


@pytest.fixture
def own_firm(tmp_path: Path, settings: object) -> Iterator[Workspace]:
    """The site stands on a small shop of this test's own."""
    with make_shop(tmp_path) as workspace, using(workspace):
        settings.WORKSPACE = workspace.folder  # type: ignore[attr-defined]
        yield workspace
        wait([each.future for each in answers._ASKED.values()], 60)


def _account(role: str, name: str) -> Account:
    return Account.objects.create_account(
        f"{role}@example.com", PASSWORD, role=role, name=name, language="en"
    )


@pytest.fixture
def administrator(db: None) -> Account:
    return _account(Role.ADMINISTRATOR, "Ada Administrator")


@pytest.fixture
def marketer(db: None) -> Account:
    return _account(Role.MARKETER, "Marek Marketer")


@pytest.fixture
def analyst(db: None) -> Account:
    return _account(Role.ANALYST, "Ana Analyst")


@pytest.fixture
def viewer(db: None) -> Account:
    return _account(Role.VIEWER, "Vera Viewer")


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    """A client of somebody who is logged in."""

    def logged_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return logged_in
