from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clientela.workspace import Workspace
from clientela_web.ledger.freezing import ask_freeze, freeze
from clientela_web.models import AudienceFreeze, Campaign
from tests.act.audience.crowd import AS_OF, make_crowd


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """1,000 customers, to be read."""
    with make_crowd(tmp_path_factory.mktemp("crowd"), 1_000) as shop:
        yield shop


def draft(name: str = "Spring", **fields: object) -> Campaign:
    """A campaign to all loyal customers and all of Vic."""
    told = {
        "channel": "email",
        "purpose": "marketing",
        "segments": ["Loyal", "Vic"],
        "without": ["Staff"],
        "salt": "spring",
        "holdout_percent": 10,
    }
    return Campaign.objects.create(name=name, **{**told, **fields})


@pytest.fixture
def frozen(db: None, crowd: Workspace) -> Callable[..., Campaign]:
    """Make a campaign whose audience is in the ledger."""

    def make(name: str = "Spring", values: tuple[str, ...] = ("first_name",), **fields: object) -> Campaign:
        campaign = draft(name, **fields)
        ask_freeze(campaign, AS_OF)
        freeze(AudienceFreeze.claim(), crowd.base, values)
        campaign.refresh_from_db()
        return campaign

    return make


@pytest.fixture
def own_crowd(tmp_path: Path) -> Iterator[Workspace]:
    """400 customers of one test alone."""
    with make_crowd(tmp_path / "crowd", 400) as shop:
        yield shop
