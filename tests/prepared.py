"""A sample shop with saved segments, made once and copied for whoever wants to change it."""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
from pathlib import Path

import pytest

import clientela
from clientela.cli.demo_segments import QUESTIONS
from clientela.sample import write_sample

CUSTOMERS = 600


def prepared_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace that nobody opens: of 600 customers until today, with the demo's segments.

    Processes of one test run share it; the first makes it, the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen") else shared
    place = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            _make(shared / "being-prepared")
            (shared / "being-prepared").rename(place)
    return place


def copy_of(place: Path, target: Path) -> Path:
    """A copy to write to."""
    return Path(shutil.copytree(place, target))


def _make(folder: Path) -> None:
    files = folder.parent / "prepared-files"
    sample = write_sample(files, customers=CUSTOMERS, seed=7, until=dt.datetime.now(dt.UTC).date())
    with clientela.create(folder, time_zone="Europe/Madrid", country="ES", currency="EUR") as workspace:
        for file in sample.files:
            workspace.import_file(sample.folder / file.file, file.kind)
        for question in QUESTIONS:
            workspace.save_segment(question.name, question.rule, note=question.asks)
