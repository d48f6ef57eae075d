"""People at the door."""

from __future__ import annotations

import pytest
from django.test import Client

import clientela
from clientela_web.accounts.domain import starting
from clientela_web.workspace import using


@pytest.fixture(scope="session")
def empty_firm(tmp_path_factory):
    """A workspace nobody is in: whoever comes in needs no customers for it."""
    with clientela.create(tmp_path_factory.mktemp("empty") / "data", time_zone="Europe/Madrid") as workspace:
        yield workspace


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
