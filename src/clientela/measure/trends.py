"""Groups that were not drawn by lot: the change of one against the change of the other.

Difference in differences, with the period before as a test of itself: where the groups were drifting apart
already, the change after the message says nothing (the pre-trend test; its power is stated by its interval,
Roth, AER: Insights 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

from clientela.measure.lines import Floats, Line
from clientela.measure.means import welch


@dataclass(frozen=True, slots=True)
class Trend:
    """The difference of the changes, and the same a period earlier, when nothing had been sent yet."""

    line: Line
    earlier: Line | None

    @property
    def is_parallel(self) -> bool:
        """Whether the earlier change is surely smaller than the effect, and may be nothing."""
        if self.earlier is None or self.earlier.is_clear:
            return False
        return max(abs(self.earlier.low), abs(self.earlier.high)) < abs(self.line.value)


def difference_in_differences(values: Floats, before: Floats, rest: Floats, rest_before: Floats) -> Trend:
    """The trend of two groups; `before` has a column a period, the latest first."""
    earlier = None
    if before.shape[1] > 1:
        earlier = welch(before[:, 0] - before[:, 1], rest_before[:, 0] - rest_before[:, 1])
    return Trend(welch(values - before[:, 0], rest - rest_before[:, 0]), earlier)
