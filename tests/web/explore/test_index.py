"""The first page of exploring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from clientela.workspace import Workspace
from clientela_web.models import Account
from tests.web.explore.asking import SECONDS

Browse = Callable[[Account], Client]
TILES = ("variables", "rfm", "clusters", "lifetime", "patterns", "overlap", "voice")


def test_every_tile_leads_to_a_page(firm: Workspace, viewer: Account, browse: Browse) -> None:
    client = browse(viewer)
    text = client.get("/explore/").content.decode()
    for name in TILES:
        assert f"/explore/tiles/{name}/" in text
    for place in ("variables", "rfm", "groups", "buyers", "patterns", "overlap", "voice"):
        assert f'href="/explore/{place}/"' in text


@pytest.mark.parametrize("name", TILES)
def test_a_tile_shows_something(firm: Workspace, viewer: Account, browse: Browse, name: str) -> None:
    import time

    deadline = time.monotonic() + SECONDS
    text = "spinner"
    while "spinner" in text and time.monotonic() < deadline:
        text = browse(viewer).get(f"/explore/tiles/{name}/").content.decode()
        time.sleep(0.2)
    if name in ("clusters", "lifetime", "patterns"):
        assert "Nobody has looked yet." in text
    else:
        assert "<rect" in text
        assert "<b>" in text


def test_there_is_no_other_tile(firm: Workspace, viewer: Account, browse: Browse) -> None:
    assert browse(viewer).get("/explore/tiles/other/").status_code == 404


def test_nobody_sees_it_without_an_account(firm: Workspace, client: Client, db: None) -> None:
    response = client.get("/explore/rfm/")
    assert response.status_code == 302
    assert "/log-in/" in response.headers["Location"]
