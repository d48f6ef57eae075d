"""What is looked at now and then only, by a loop that turns every second."""

from __future__ import annotations

from time import monotonic


class Pace:
    """Whether so many seconds have passed since the last time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = float("-inf")

    def is_due(self) -> bool:
        """Whether it is time; `done` says that it was done."""
        return monotonic() - self._last >= self._seconds

    def done(self) -> None:
        """It was done now."""
        self._last = monotonic()

    def forget(self) -> None:
        """It is time at once."""
        self._last = float("-inf")
