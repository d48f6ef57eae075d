"""An obvious model of what attributes were when, one customer and one attribute at a time.

Written from docs/store.md, with plain Python values; the tests hold the store's SQL against it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

ALWAYS = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)

Told = tuple[str | None, dt.datetime | None]  # value (None: cleared), since when (None: undated)


@dataclass
class Past:
    """A history of (instant, value), in order; with none, the value held always."""

    received: dt.datetime | None = None  # the row
    value: str | None = None
    history: list[tuple[dt.datetime, str | None, bool]] = field(default_factory=list)  # last: assumed

    def tell(self, batch: list[Told], received: dt.datetime) -> None:
        self.received = self.received or received
        news = self._last_about_each_instant(batch, received)
        begins = not self.history
        if begins:
            news = self._settle_base(news, received)
        for at, (value, dated) in sorted(news.items()):
            self._insert(at, value, dated=dated)
        if len(self.history) == 1 and self.history[0][2]:
            self.history = []  # a base that nothing followed
        if begins:
            self._drop_base_that_repeats()
        if self.history:
            self.value = self.history[-1][1]

    def as_of(self, instant: dt.datetime) -> str | None:
        if not self.history:
            return self.value
        return next((value for at, value, _ in reversed(self.history) if at <= instant), None)

    @staticmethod
    def _last_about_each_instant(
        batch: list[Told], received: dt.datetime
    ) -> dict[dt.datetime, tuple[str | None, bool]]:
        return {at or received: (value, at is not None) for value, at in batch}

    def _settle_base(
        self, news: dict[dt.datetime, tuple[str | None, bool]], received: dt.datetime
    ) -> dict[dt.datetime, tuple[str | None, bool]]:
        base, since = self.value, self.received
        undated = [at for at, (value, dated) in news.items() if not dated and value is not None]
        if base is None and undated:
            base, since = news[undated[0]][0], received
            news = {at: told for at, told in news.items() if at != undated[0]}
        if base is None:
            return news
        assert since is not None
        self.value = base
        told = {at for at, (value, dated) in news.items() if dated or value != base}
        self.history = [(since if told and min(told) < since else ALWAYS, base, True)]
        return news

    def _drop_base_that_repeats(self) -> None:
        for before, entry in zip(self.history, self.history[1:], strict=False):
            if entry[2] and entry[1] == before[1]:
                self.history.remove(entry)
                return

    def _insert(self, at: dt.datetime, value: str | None, *, dated: bool) -> None:
        before = [entry for entry in self.history if entry[0] <= at]
        last_value, guessed = (before[-1][1], before[-1][2]) if before else (None, False)
        repeated = dated and any(entry[:2] == (at, value) for entry in self.history)
        says_something = value != last_value or (dated and value is not None and guessed)
        if says_something and not repeated:
            self.history.insert(len(before), (at, value, False))
