"""Too little is said, with the figures."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.purchases import fit
from clientela.discover.purchases.simulate import simulate
from clientela.errors import TooThinError

ROWS = simulate("bgnbd", (0.6, 30.0, 0.8, 2.5), np.full(2_000, 200.0), t=0.0, seed=1).histories


def test_too_few_repeat_buyers() -> None:
    few = ROWS.rows(np.concatenate([np.flatnonzero(ROWS.x > 0)[:199], np.flatnonzero(ROWS.x == 0)[:300]]))
    with pytest.raises(
        TooThinError, match=r"199 of 499 customers bought on more than one day.* at least 200"
    ):
        fit("bgnbd", few)
    assert fit("bgnbd", few, enough=False).customers == 499


def test_too_short_a_history() -> None:
    short = simulate("bgnbd", (0.6, 3.0, 0.8, 2.5), np.full(2_000, 80.0), t=0.0, seed=1).histories
    with pytest.raises(TooThinError, match=r"go back 11\.4 weeks; .* at least 12"):
        fit("bgnbd", short)


def test_enough() -> None:
    fitted = fit("bgnbd", ROWS)
    assert repr(fitted).startswith("<BG/NBD of 2,000 customers: r 0.")
    assert fitted.as_json()["customers"] == 2_000
    assert fitted.bic - fitted.aic == pytest.approx(4 * (np.log(2_000) - 2))
