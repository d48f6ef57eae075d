"""How a file of these very columns was read the last time."""

from __future__ import annotations

from collections.abc import Collection

from clientela.collect.history import PastImport, past_imports
from clientela.collect.mapping.definition import Mapping
from clientela.collect.mapping.storing import parse_mapping
from clientela.store.engine import Engine

LOOKED_AT = 200  # imports, the latest


def remembered_mapping(
    engine: Engine, columns: Collection[str], kind: str | None = None
) -> tuple[Mapping, PastImport] | None:
    """The mapping of the latest import, not undone, that had exactly these columns; None without one."""
    wanted = set(columns)
    for past in past_imports(engine, limit=LOOKED_AT):
        if past.undone_at or past.finished_at is None or kind not in (None, past.kind):
            continue
        if not all(column in past.mapping for column in wanted):  # reading them all would take long
            continue
        mapping = parse_mapping(past.mapping)
        if {column.column for column in mapping.columns} == wanted:
            return mapping, past
    return None
