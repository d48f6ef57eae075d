"""Whose hand writes, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.catalog import FirmCatalog
from clientela.errors import ClientelaError, UnknownNameError
from clientela.store import Store
from clientela.store.tables import entity_table, id_column

BY_HAND = "by hand"
# whose hand it was where she decided herself, on a page for recipients
RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Hand:
    """A store open to somebody's hand; `now` is the instant of writing, `by` who it is (None: not told)."""

    store: Store
    catalog: FirmCatalog
    now: dt.datetime
    by: str | None = None

    @property
    def source(self) -> str:
        """What every row says of where it came from."""
        return f"{BY_HAND}: {self.by}" if self.by else BY_HAND

    @property
    def zone(self) -> ZoneInfo:
        """The zone that instants without one are meant in."""
        return ZoneInfo(self.settings.get("time_zone", "UTC"))

    @property
    def settings(self) -> dict[str, str]:
        """The firm's settings."""
        return self.store.settings()

    def happened(self, at: dt.datetime | None) -> dt.datetime:
        """The instant in UTC, now by default; raises ClientelaError for one that has not come yet."""
        if at is None:
            return self.now
        instant = (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(dt.UTC)
        if instant > self.now:
            told = f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"
            raise ClientelaError(f"{told} has not come yet; give an instant that has passed")
        return instant

    def need(self, entity: str, number: int) -> None:
        """Raise UnknownNameError where there is no such row."""
        found = self.store.engine.rows(
            f"SELECT 1 FROM {entity_table(entity)} WHERE {id_column(entity)} = ?", [number]
        )
        if not found:
            raise UnknownNameError(entity, f"#{number}")
