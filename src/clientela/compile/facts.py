"""What the compiler is told of a store, asked once before compiling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.compile.draft import Context
from clientela.rules.types import Catalog
from clientela.store.engine import Engine


@dataclass(frozen=True, slots=True)
class _Facts:
    changed_until: Mapping[tuple[str, str], dt.datetime]
    everyone_since: dt.datetime | None
    estimate_runs: Mapping[str, tuple[dt.datetime, ...]]


def context_of(engine: Engine, catalog: Catalog, zone: ZoneInfo) -> Context:
    """The context of the store as it is now; ask again after anything was written."""
    facts = engine.kept("facts", lambda: _read_facts(engine))
    return Context(
        catalog=catalog,
        zone=zone,
        functions=engine.functions,
        dialect=engine.dialect,
        unsupported=engine.unsupported,
        changed_until=facts.changed_until,
        everyone_since=facts.everyone_since,
        estimate_runs=facts.estimate_runs,
    )


def _read_facts(engine: Engine) -> _Facts:
    changed = engine.rows(
        'SELECT entity, attribute, max("at") FROM attribute_changes GROUP BY entity, attribute'
    )
    ((everyone,),) = engine.rows("SELECT max(least(created_at, first_event_at)) FROM customers")
    runs: dict[str, tuple[dt.datetime, ...]] = {}
    for name, at in engine.rows('SELECT name, "at" FROM estimate_runs'):
        runs[name] = (*runs.get(name, ()), at)
    return _Facts({(entity, attribute): at for entity, attribute, at in changed}, everyone, runs)
