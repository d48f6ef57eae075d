"""`rfm`: asked, fitted, set, edited, saved."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.running import run

WHEN = ("--as-of", "2026-02-01")


def test_grid_as_text_and_json(firm: Path):
    said = run("rfm", "--workspace", firm, *WHEN)
    assert said.code == 0
    assert "3 of 6 customers have bought." in said.out
    assert "champions: days_since_last_order <= 90 and orders_365d >= 5" in said.out
    plain = json.loads(run("rfm", "--workspace", firm, *WHEN, "--json").out)
    assert (plain["buyers"], plain["population"], plain["version"]) == (3, 6, 0)
    assert sum(cell["customers"] for cell in plain["cells"]) == 3


def test_dry_run_shows_moves_and_publishes_nothing(own_firm: Path):
    said = run("rfm", "--workspace", own_firm, *WHEN, "--set", "recency_days=10,20", "--dry-run")
    assert "Nothing was published." in said.out
    assert "recency_score" in said.out
    versions = json.loads(run("rfm", "--workspace", own_firm, "--versions", "--json").out)
    assert versions["versions"] == []


def test_set_edit_and_versions(own_firm: Path, tmp_path: Path):
    changes = ("--set", "active_days=60", "--set", "period_days=null")
    ran = run("rfm", "--workspace", own_firm, *WHEN, *changes, "--json")
    assert json.loads(ran.out)["after"] == {"active_days": 60, "period_days": None}
    file = tmp_path / "cuts.yaml"
    assert run("rfm", "--workspace", own_firm, "--export", file).code == 0
    text = file.read_text(encoding="utf-8")
    assert "active_days: 60" in text
    file.write_text(text.replace("active_days: 60", "active_days: 50"), encoding="utf-8")
    edited = run("rfm", "--workspace", own_firm, *WHEN, "--edit", file, "--note", "by hand")
    assert "Published as version 2." in edited.out
    listed = run("rfm", "--workspace", own_firm, "--versions")
    assert "by hand" in listed.out
    assert "all time" in listed.out


def test_mistakes_are_said(own_firm: Path):
    assert "must rise" in run("rfm", "--workspace", own_firm, "--set", "recency_days=9,3").err
    assert "did you mean 'active_days'" in run("rfm", "--workspace", own_firm, "--set", "activ_days=9").err
    assert "NAME=VALUE" in run("rfm", "--workspace", own_firm, "--set", "x").err
    assert "need 100" in run("rfm", "--workspace", own_firm, "--fit").err
    assert "did you mean" in run("rfm", "--workspace", own_firm, "--save-as", "champion=X").err


def test_part_becomes_a_segment_and_files_are_written(own_firm: Path, tmp_path: Path):
    out, page = tmp_path / "rfm.csv", tmp_path / "rfm.html"
    ran = run("rfm", "--workspace", own_firm, *WHEN, "--save-as", "R5F1=Just once", "-o", out)
    assert ran.code == 0
    assert "saved 'Just once', version 1" in ran.err
    counted = run("segment", "count", "Just once", "--workspace", own_firm, *WHEN, "--json")
    cells = json.loads(run("rfm", "--workspace", own_firm, *WHEN, "--json").out)["cells"]
    assert json.loads(counted.out)["count"] == next(
        cell["customers"] for cell in cells if cell["key"] == "R5F1"
    )
    with out.open(newline="") as opened:
        assert len(list(csv.DictReader(opened))) == 3
    assert run("rfm", "--workspace", own_firm, *WHEN, "-o", page, "--language", "ru").code == 0
    assert "Давность и частота покупок" in page.read_text(encoding="utf-8")
    assert run("rfm", "--workspace", own_firm, *WHEN, "-o", tmp_path / "rfm.doc").code == 2
