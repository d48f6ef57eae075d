"""One call of `write_entities`, as its steps see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.rules.types import ValueType
from clientela.store.engine import Engine
from clientela.store.tables import entity_table, id_column


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written, and as what."""

    engine: Engine
    entity: str
    source: str
    received_at: dt.datetime
    attributes: Mapping[str, ValueType]  # those the offered rows have columns for, or clear

    @property
    def table(self) -> str:
        return entity_table(self.entity)

    @property
    def key(self) -> str:
        return id_column(self.entity)

    def count(self, sql: str) -> int:
        """The number the query gives."""
        return int(self.engine.rows(sql)[0][0])
