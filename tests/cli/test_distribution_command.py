"""`clientela distribution`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cases.shop import make_shop
from tests.cli.running import run

AS_OF = "2026-04-16T00:30"


def test_bars_are_shown_with_their_rules(tmp_path: Path) -> None:
    make_shop(tmp_path).close()
    ran = run("distribution", "age", "--as-of", AS_OF, "--workspace", str(tmp_path))
    assert ran.code == 0, ran.err
    assert "Known of 8 of 13 customers" in ran.out
    assert "age = " in ran.out


def test_json_has_every_bar_and_the_segment_beside(tmp_path: Path) -> None:
    make_shop(tmp_path).close()
    words = ("distribution", "country", "--within", "VIP", "--as-of", AS_OF, "--json")
    ran = run(*words, "--workspace", str(tmp_path))
    found = json.loads(ran.out)
    assert sum(bar["count"] for bar in found["bars"]) == found["known"]
    assert found["segment"][0] == 3
    assert sum(bar["members"] for bar in found["bars"]) == found["segment"][1]


def test_what_names_a_person_is_refused(tmp_path: Path) -> None:
    make_shop(tmp_path).close()
    ran = run("distribution", "email", "--workspace", str(tmp_path))
    assert ran.code == 1
    assert "names or reaches a person" in ran.err
