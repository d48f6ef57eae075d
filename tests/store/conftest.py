from __future__ import annotations

from collections.abc import Iterator

import pytest

from clientela.store import Store
from tests.store.firm import ATTRIBUTES


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory(ATTRIBUTES) as opened:
        yield opened
