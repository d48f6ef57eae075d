"""CDNOW and its fits, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.discover.purchases import Fitted, Histories, ModelName, PurchaseDays, fit
from tests.discover.purchases import cdnow

CUT = cdnow.day("1997-09-30")


@pytest.fixture(scope="session")
def sample_days(real_data: Path) -> PurchaseDays:
    """Purchase days of the tenth of customers on which the models were published."""
    return cdnow.sample(real_data / "cdnow")


@pytest.fixture(scope="session")
def calibration(sample_days: PurchaseDays) -> Histories:
    """Their histories at the end of the 39 weeks of calibration, in weeks."""
    return sample_days.histories(CUT).in_unit("week")


@pytest.fixture(scope="session")
def fits(calibration: Histories) -> dict[ModelName, Fitted]:
    """The three models of purchases, fitted to them."""
    return {name: fit(name, calibration) for name in ("bgnbd", "mbgnbd", "paretonbd")}
