"""Named texts kept with the data: the time zone, the currency, the version, counters."""

from __future__ import annotations

from clientela.store.engine import Engine


def read_settings(engine: Engine) -> dict[str, str]:
    """Every setting by name."""
    return dict(engine.rows("SELECT name, value FROM settings ORDER BY name"))


def write_setting(engine: Engine, name: str, value: str) -> None:
    """Set one setting."""
    with engine.transaction():
        engine.execute("DELETE FROM settings WHERE name = ?", [name])
        engine.execute("INSERT INTO settings VALUES (?, ?)", [name, value])


def allocate_ids(engine: Engine, entity: str, number: int) -> range:
    """`number` internal ids that no row has had before."""
    if number < 0:
        raise ValueError(f"cannot allocate {number} ids")
    with engine.transaction():
        first = _next_id(engine, entity)
        write_setting(engine, _counter(entity), str(first + number))
    return range(first, first + number)


def reserve_ids(engine: Engine, entity: str, *, up_to: int) -> None:
    """Never allocate an id that is `up_to` or lower."""
    if up_to >= _next_id(engine, entity):
        write_setting(engine, _counter(entity), str(up_to + 1))


def _next_id(engine: Engine, entity: str) -> int:
    found = engine.rows("SELECT value FROM settings WHERE name = ?", [_counter(entity)])
    return int(found[0][0]) if found else 1


def _counter(entity: str) -> str:
    return f"next_{entity}_id"
