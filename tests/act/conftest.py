from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.workspace import Workspace
from tests.act.planted import planted_shop


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The planted shop, to be read."""
    with planted_shop(tmp_path_factory.mktemp("planted")) as shop:
        yield shop


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    """The same, of one test alone."""
    with planted_shop(tmp_path / "shop") as shop:
        yield shop
