"""What every model of repeat purchases can say."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

import numpy as np

from clientela.discover.purchases.histories import Coded, Floats, Histories

ModelName: TypeAlias = Literal["bgnbd", "mbgnbd", "paretonbd"]


class PurchaseModel(Protocol):
    """A family of distributions of (x, t_x) given T; `p` holds its parameters, all positive, in its order.

    Answers are of one number a row; `t` is a length of time after T in the unit of the rows.
    """

    @property
    def name(self) -> ModelName: ...

    @property
    def title(self) -> str: ...

    @property
    def parameters(self) -> tuple[str, ...]: ...

    def starts(self, scale: float) -> tuple[tuple[float, ...], ...]:
        """Where to begin the search, given a typical T."""

    def log_likelihood(self, p: Floats, coded: Coded) -> tuple[Floats, Floats]:
        """Of each history (n), and its derivative by each parameter (4×n)."""

    def p_alive(self, p: Floats, rows: Histories) -> Floats:
        """The probability that the customer has not left for good by T."""

    def p_buy_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        """The probability of a purchase in (T, T + t] of one who is alive at T."""

    def expected_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        """The expected number of purchases in (T, T + t] of one who is alive at T."""

    def future_if_alive(self, p: Floats, rows: Histories, t: float, rng: np.random.Generator) -> Floats:
        """One draw of the number of purchases in (T, T + t] of one who is alive at T."""
