"""People at the door."""

from __future__ import annotations

import pytest
from django.test import Client

from clientela_web.accounts.domain import starting


@pytest.fixture
def nobody_yet(own_firm, db, monkeypatch):
    """A site without any account, which it has not been seen with."""
    monkeypatch.setattr(starting, "_STARTED", [])


@pytest.fixture
def stranger(own_firm, db):
    """A browser nobody is logged in with."""
    return Client()
