"""`patterns`: on a firm too small for any, and with its mistakes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run

ASKED = ("--as-of", "2026-02-01", "--variables", "orders_total,city")


def test_small_firm_is_told_what_is_missing(firm: Path, tmp_path: Path):
    said = run("patterns", "--workspace", firm, *ASKED)
    assert said.code == 0
    assert "Too few baskets hold more than one thing" in said.out
    assert "too few customers at one of the two dates" in said.out
    plain = json.loads(run("patterns", "--workspace", firm, *ASKED, "--over", "orders", "--json").out)
    assert plain["reasons"]["baskets"] == "0 orders hold more than one category; patterns need 30"
    assert plain["rules"] == {}
    page = tmp_path / "patterns.html"
    assert run("patterns", "--workspace", firm, *ASKED, "-o", page, "--language", "pl").code == 0
    assert "Kupowane razem" in page.read_text(encoding="utf-8")


def test_mistakes_are_said(firm: Path, tmp_path: Path):
    assert "no pattern 'b1'" in run("patterns", "--workspace", firm, *ASKED, "--save-as", "b1=X").err
    assert "KEY=NAME" in run("patterns", "--workspace", firm, *ASKED, "--save-as", "b1").err
    assert run("patterns", "--workspace", firm, *ASKED, "-o", tmp_path / "x.doc").code == 2
    assert "must lie before" in run("patterns", "--workspace", firm, *ASKED, "--since", "2027-01-01").err
