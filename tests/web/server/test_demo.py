"""The end of the demonstration: accounts that are there, and a password that is told once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from clientela_web.cli.demo import ROLES, ready
from tests.cases.shop import make_shop
from tests.web.server.running import run

pytestmark = pytest.mark.own_site


def test_every_role_has_an_account_and_the_password_is_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLIENTELA_DATABASE_URL", raising=False)
    make_shop(tmp_path).close()
    document, lines = ready(tmp_path)
    listed = json.loads(run("users", "list", "--json", "--workspace", tmp_path).stdout)
    assert {each["role"]: each["email"] for each in listed} == document["accounts"]
    assert set(document["accounts"]) == set(ROLES)
    password = document["password"]
    assert re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}", password)
    assert any(password in line for line in lines)
    assert f"clientela serve --workspace {tmp_path}" in "\n".join(lines)
    for file in tmp_path.iterdir():
        assert password.encode() not in file.read_bytes(), file.name
