"""A sample shop of a test's own, large enough to find something in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import clientela
from clientela.workspace import Workspace
from clientela_web.workspace import using
from tests.prepared import copy_of, prepared_workspace


@pytest.fixture
def copied_firm(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The site stands on a copy of the sample shop, to be written to."""
    place = copy_of(prepared_workspace(tmp_path_factory), tmp_path / "data")
    with clientela.open(place) as workspace, using(workspace):
        yield workspace
