"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientela.workspace import Workspace
from tests.cases.shop import make_shop

HERE = Path(__file__).resolve().parent


def _reference_data() -> Path:
    named = os.environ.get("CLIENTELA_REFERENCE_DATA")
    return Path(named) if named else HERE.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of reference data sets; a test that asks for it skips where it is missing."""
    folder = _reference_data()
    if not folder.is_dir():
        pytest.skip(f"no reference data sets in {folder}; set CLIENTELA_REFERENCE_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small shop of the rule cases, to be read; who wants to write makes one with `make_shop`."""
    with make_shop(tmp_path_factory.mktemp("small")) as opened:
        yield opened
