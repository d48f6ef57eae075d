"""One small sample for every test of the folder."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.sample import SampleReport, write_sample
from tests.sample.reading import Sample

UNTIL = date(2026, 10, 31)
CUSTOMERS = 2_000


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    return write_sample(tmp_path_factory.mktemp("sample"), customers=CUSTOMERS, seed=7, until=UNTIL)


@pytest.fixture(scope="session")
def sample(report: SampleReport) -> Sample:
    return Sample(report.folder)
