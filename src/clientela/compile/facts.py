"""What the compiler is told of a store, asked once before compiling."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from clientela.compile.draft import Context
from clientela.rules.types import Catalog
from clientela.store.engine import Engine


def context_of(engine: Engine, catalog: Catalog, zone: ZoneInfo) -> Context:
    """The context of the store as it is now; ask again after anything was written."""
    changed = engine.rows(
        'SELECT entity, attribute, max("at") FROM attribute_changes GROUP BY entity, attribute'
    )
    ((everyone,),) = engine.rows("SELECT max(least(created_at, first_event_at)) FROM customers")
    runs: dict[str, tuple[dt.datetime, ...]] = {}
    for name, at in engine.rows('SELECT name, "at" FROM estimate_runs'):
        runs[name] = (*runs.get(name, ()), at)
    return Context(
        catalog=catalog,
        zone=zone,
        functions=engine.functions,
        dialect=engine.dialect,
        unsupported=engine.unsupported,
        changed_until={(entity, attribute): at for entity, attribute, at in changed},
        everyone_since=everyone,
        estimate_runs=runs,
    )
