"""Programs with keys of each role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from clientela_web.accounts.domain.keys import make_key
from clientela_web.models import Account

Program = Callable[[str], Client]


@pytest.fixture
def program(administrator: Account) -> Program:
    """A client that sends a new key of that role."""
    cache.clear()  # what the throttle remembers of keys of other tests

    def made(role: str) -> Client:
        _key, raw = make_key(f"{role}'s program", role, by=administrator)
        return Client(headers={"Authorization": f"Bearer {raw}"})

    return made
