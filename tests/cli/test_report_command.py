"""`report experiment`: any file of an experiment, measured from the command line."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv
import pytest

from tests.cli.running import answer, run
from tests.measure.drawn import PLANTED, write_experiment

WORDS = ("--arm", "group", "--outcome", "bought,spent")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("experiment") / "rows.csv"
    write_experiment(path)
    return path


def test_report_says_what_was_planted(file: Path) -> None:
    ran = run("report", "experiment", file, *WORDS, "--segment", "city", "--before", "spent=spent_before")
    assert ran.code == 0
    assert "Customers: 3,000. Groups: holdout (" in ran.out
    assert "The message caused a difference of +" in ran.out
    assert "Kraków" in ran.out
    assert "Go on sending “warm”" in ran.out


def test_json_holds_the_figures(file: Path) -> None:
    found = answer("report", "experiment", file, *WORDS, "--worth", "10", "--language", "pl")
    by_arm = {each["arm"]: each for each in found["effects"] if each["outcome"] == "bought"}
    for arm in ("plain", "warm"):
        line = by_arm[arm]["difference"]
        assert line["low"] <= PLANTED[arm] - PLANTED["holdout"] <= line["high"]
    assert found["holdout"] == "holdout"
    assert found["returns"][0]["per_contact"]["value"] == pytest.approx(
        10 * by_arm["plain"]["difference"]["value"]
    )


def test_lines_and_picture_are_written(file: Path, tmp_path: Path) -> None:
    rows, picture = tmp_path / "lines.csv", tmp_path / "lift.svg"
    ran = run("report", "experiment", file, *WORDS, "-o", rows, "--chart", picture)
    assert ran.code == 0
    assert {"score", "welch"} <= set(pyarrow.csv.read_csv(rows).column("method").to_pylist())
    assert picture.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--arm", "grup", "--outcome", "bought"), 1, "no column 'grup'; did you mean 'group'?"),
        (("--arm", "city", "--outcome", "bought"), 1, "which of the arms got nothing?"),
        (("--arm", "group", "--outcome", "city"), 1, "row 2: column 'city' is"),
        ((*WORDS, "--holdout", "cold"), 1, "no arm 'cold'"),
        ((*WORDS, "--shares", "holdout"), 2, "such as holdout=0.1"),
        ((*WORDS, "-o", "lines.txt"), 2, "must end in .csv"),
        ((*WORDS, "--language", "de"), 2, "is not one of en"),
    ],
)
def test_what_cannot_be_measured_says_why(file: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ran = run("report", "experiment", file, *words)
    assert ran.code == code
    assert said in " ".join(ran.err.replace("│", " ").split())


def test_running_and_observed_say_less(file: Path) -> None:
    running = run("report", "experiment", file, *WORDS, "--running")
    assert "so far" in running.out
    assert "95% interval: +" not in running.out.split("What to do next")[0]
    observed = run("report", "experiment", file, *WORDS, "--observed", "--language", "en")
    assert "caused" not in observed.out
    assert "The data support no recommendation." in observed.out
