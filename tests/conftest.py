"""Fixtures every test may use."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import clientela
from clientela.sample import SampleReport, write_sample
from clientela.workspace import Workspace
from tests.cases.shop import make_shop

HERE = Path(__file__).resolve().parent
SAMPLE_UNTIL = dt.date(2026, 6, 1)


def _reference_data() -> Path:
    named = os.environ.get("CLIENTELA_REFERENCE_DATA")
    return Path(named) if named else HERE.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of reference data sets; a test that asks for it skips where it is missing."""
    folder = _reference_data()
    if not folder.is_dir():
        pytest.skip(f"no reference data sets in {folder}; set CLIENTELA_REFERENCE_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small shop of the rule cases, to be read; who wants to write makes one with `make_shop`."""
    with make_shop(tmp_path_factory.mktemp("small")) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """The files of a sample shop with 2,000 customers; everything in them lies before SAMPLE_UNTIL."""
    folder = tmp_path_factory.mktemp("sample") / "files"
    return write_sample(folder, customers=2_000, seed=7, until=SAMPLE_UNTIL)


@pytest.fixture(scope="session")
def sample_workspace(
    sample_report: SampleReport, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """That sample imported, file by file in its order, on the morning of SAMPLE_UNTIL; to be read."""
    received = dt.datetime.combine(SAMPLE_UNTIL, dt.time(6), dt.UTC)
    folder = tmp_path_factory.mktemp("imported")
    with clientela.create(folder, time_zone="Europe/Madrid", country="ES", currency="EUR") as workspace:
        for file in sample_report.files:
            report = workspace.import_file(sample_report.folder / file.file, file.kind, as_of=received)
            assert (report.read, report.rejected) == (file.rows, 0), file.file
        yield workspace
