from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait

import pytest

from clientela.workspace import Workspace
from clientela_web import answers


@pytest.fixture
def own_firm(own_firm: Workspace) -> Iterator[Workspace]:
    """The same, closed when nothing is being worked out any more."""
    yield own_firm
    wait([question.future for question in tuple(answers._ASKED.values())], timeout=60)
