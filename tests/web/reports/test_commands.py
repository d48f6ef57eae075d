"""`report campaign` and `report segment`, in a process of their own, as a terminal has it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.csv
import pytest

from tests.cli.running import ENVIRONMENT
from tests.measure.campaigns.shop import make_campaign_shop, people

SIZE = 400
# A program has one control database: this one makes the campaign's ledger, then asks as a terminal would.
PROGRAM = """
import json, os, sys
folder, *lines = sys.argv[1:]
os.environ["CLIENTELA_WORKSPACE"] = folder
os.environ.pop("CLIENTELA_DATABASE_URL", None)
from clientela_web.database import prepare
prepare()
from tests.measure.campaigns.shop import people
from tests.web.reports.conftest import in_ledger
in_ledger(people({size}))
from tests.cli.running import run
ran = [run(*json.loads(line), "--workspace", folder) for line in lines]
print(json.dumps([(each.code, each.out, each.err) for each in ran]))
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, str, str]]]:
    folder = tmp_path_factory.mktemp("reports")
    make_campaign_shop(folder / "data", people(SIZE)).close()
    files = [f"--{ending}={folder / f'spring.{ending}'}" for ending in ("csv", "pdf")]
    lines = (
        ("report", "campaign", "Spring", "--cost", "0.05", "--margin", "0.4", *files),
        ("report", "campaign", "Spring", "--json", "--as-of", "2026-06-20", "--language", "ca"),
        ("report", "segment", "Vic", "--json", "--as-of", "2026-06-20"),
        ("report", "segment", "Vic", "--as-of", "2026-06-20", "--language", "ru"),
        ("report", "campaign", "Sprung"),
        ("report", "segment", "Vik"),
        ("report", "campaign", "Spring", "--margin", "40"),
    )
    program = PROGRAM.replace("{size}", str(SIZE))
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "data"), *map(json.dumps, lines)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def test_campaign_is_said_and_written(ran):
    folder, (said, *_) = ran
    assert said[0] == 0, said[2]
    for title in ("Campaign “Spring”", "What to do next", "Funnel", "Against the holdout", "Cost and return"):
        assert title in said[1]
    rows = pyarrow.csv.read_csv(folder / "spring.csv").to_pylist()
    got = [each for each in people(SIZE) if each.arm in ("plain", "warm")]
    (targeted,) = [row for row in rows if row["by"] == "all" and row["figure"] == "targeted"]
    assert targeted["count"] == len(got)
    assert (folder / "spring.pdf").read_bytes().startswith(b"%PDF-")


def test_machines_get_every_figure(ran):
    _, (_, campaign, segment, *_) = ran
    found = json.loads(campaign[1])
    assert found["targeted"] == SIZE
    assert found["running"] is False
    assert {each["by"] for each in found["groups"]} == {"all", "arm", "segment", "channel"}
    assert json.loads(segment[1])["campaigns"][0]["campaign"] == "Spring"


def test_segment_is_said_in_russian(ran):
    _, (_, _, _, said, *_) = ran
    assert "Сегмент «Vic»" in said[1]
    assert "Что делать дальше" in said[1]


def test_refusals_name_the_cure(ran):
    _, (*_, campaign, segment, margin) = ran
    assert (campaign[0], "no campaign 'Sprung'" in campaign[2]) == (1, True)
    assert (segment[0], "'Vik'" in segment[2]) == (1, True)
    assert (margin[0], "between 0 and 1" in margin[2]) == (1, True)
