from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.workspace import Workspace
from tests.act.audience.crowd import make_crowd


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """3,000 customers, to be read."""
    with make_crowd(tmp_path_factory.mktemp("crowd"), 3_000) as shop:
        yield shop


@pytest.fixture
def own_crowd(tmp_path: Path) -> Iterator[Workspace]:
    """400 customers of one test alone."""
    with make_crowd(tmp_path / "crowd", 400) as shop:
        yield shop
