"""People at the door."""

from __future__ import annotations

from concurrent.futures import wait

import pytest
from django.test import Client

import clientela
from clientela_web import answers
from clientela_web.accounts.domain import starting
from clientela_web.workspace import using


@pytest.fixture(scope="session")
def empty_firm(tmp_path_factory):
    """A workspace nobody is in: whoever comes in needs no customers for it."""
    workspace = clientela.create(tmp_path_factory.mktemp("empty") / "data", time_zone="Europe/Madrid")
    yield workspace
    wait([each.future for each in answers._ASKED.values()], 60)  # what pages asked for in the background
    workspace.close()


@pytest.fixture
def house(empty_firm, db):
    """The site over that workspace."""
    with using(empty_firm):
        yield empty_firm


@pytest.fixture
def nobody_yet(house, monkeypatch):
    """A site without any account, which has not been seen with one."""
    monkeypatch.setattr(starting, "_STARTED", [])


@pytest.fixture
def stranger(house):
    """A browser nobody is logged in with."""
    return Client()
