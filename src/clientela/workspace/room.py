"""What every part of a workspace stands on: the store, and the catalogue of the firm."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from clientela.catalog import CustomField, CustomKind, FirmCatalog, Sensitivity
from clientela.discover.rfm.versions import current_cut_points
from clientela.rules.types import ValueType
from clientela.segments import library
from clientela.segments.base import Base
from clientela.store import Store
from clientela.store.estimates import read_runs

_ENTITIES = ("customer", "company", "deal", "product")


class Room:
    """An open store with its catalogue."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.catalog = self._read_catalog()
        self.store.ensure_attributes(attributes_of(self.catalog))

    def close(self) -> None:
        """Release the data file."""
        self.store.close()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.store.path.parent if self.store.path else Path()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that "today" and "this month" are meant in."""
        return ZoneInfo(self.store.settings().get("time_zone", "UTC"))

    @property
    def base(self) -> Base:
        """What rules are asked of."""
        return Base(self.store.engine, self.catalog, self.zone)

    def reload(self) -> None:
        """Read the firm's own fields, kinds and segments again."""
        self.catalog = self._read_catalog()
        if (attributes := attributes_of(self.catalog)) != self.store.attributes:
            self.store.ensure_attributes(attributes)

    def _read_catalog(self) -> FirmCatalog:
        rows = self.store.engine.rows
        fields = [
            CustomField(entity, name, ValueType(kind), label or "", Sensitivity(sensitivity))
            for entity, name, kind, label, sensitivity in rows(
                "SELECT entity, name, type, label, sensitivity FROM custom_fields ORDER BY entity, name"
            )
        ]
        kinds = [
            CustomKind(name, label or "", {field: ValueType(kind) for field, kind in json.loads(own).items()})
            for name, label, own in rows("SELECT name, label, fields FROM custom_event_kinds ORDER BY name")
        ]
        segments = {saved.name: saved.rule for saved in library.list_segments(self.store.engine)}
        estimates = {run.name for run in read_runs(self.store.engine)}
        cut_points = current_cut_points(self.store.engine)
        return FirmCatalog(fields, kinds, segments, sorted(estimates), cut_points=cut_points)


def attributes_of(catalog: FirmCatalog) -> dict[str, dict[str, ValueType]]:
    """The attributes each entity must have columns for."""
    return {entity: catalog.attributes(entity) for entity in _ENTITIES}
