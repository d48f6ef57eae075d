"""One attribute set by hand: its text read as what it must be, its past kept."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pyarrow as pa

from clientela.catalog import VariableDefinition
from clientela.collect.byhand.hand import Hand
from clientela.collect.cells.conversion import ARROW_TYPES
from clientela.collect.cells.outcome import is_empty
from clientela.collect.cells.places import country_names, fold_name, language_names
from clientela.collect.cells.readings import Reading, Unreadable, parser
from clientela.collect.identity.matching import Arrival, add_identities
from clientela.errors import ClientelaError
from clientela.store.tables import id_column

LINKS = frozenset({"company_id", "customer_id"})
KEYS = {"email": "email", "phone": "phone", "mobile": "phone"}
NAMED = {"country": country_names, "nationality": country_names, "language": language_names}


def set_attribute(
    hand: Hand,
    number: int,
    name: str,
    value: object,
    *,
    entity: str = "customer",
    at: dt.datetime | None = None,
) -> bool:
    """Set one attribute since an instant, or clear it (None, or an empty text); whether that changed it.

    What held before is kept with its time. A text is read as the attribute's type. Raises ClientelaError,
    with the cure, for a text that cannot be read so and for a variable that is worked out.
    """
    hand.need(entity, number)
    definition = editable(hand, name, entity)
    read = read_value(hand, definition, value) if isinstance(value, str) else value
    instant = hand.happened(at)
    columns: dict[str, pa.Array] = {
        id_column(entity): pa.array([number]),
        "at": pa.array([instant], pa.timestamp("us", "UTC")),
    }
    if read is None:
        columns["clear"] = pa.array([[name]])
    else:
        columns[name] = pa.array([read], ARROW_TYPES[definition.type])
    with hand.store.engine.transaction():
        written = hand.store.write_entities(
            entity, pa.table(columns), source=hand.source, received_at=hand.now
        )
        if entity == "customer" and name in KEYS and read is not None:
            _add_key(hand, number, KEYS[name], str(read))
    return bool(written.changed)


def editable(hand: Hand, name: str, entity: str = "customer") -> VariableDefinition:
    """The definition of an attribute that may be set; raises ClientelaError for anything else."""
    definition = hand.catalog.resolve(name, entity)
    if definition.definition is not None:
        raise ClientelaError(f"{name} is worked out from other data; change what it is worked out from")
    if name not in hand.catalog.attributes(entity):
        raise ClientelaError(f"{name} is kept as it came and cannot be edited")
    return definition


def read_value(hand: Hand, definition: VariableDefinition, text: str) -> object:
    """The value that a text means, None for an empty one; raises ClientelaError with the cure."""
    if is_empty(text):
        return None
    zone, country = hand.settings.get("time_zone", "UTC"), hand.settings.get("country") or None
    reading = Reading(zone=zone, country=country, date_order="YMD", decimal_comma=None, separator=",")
    parse = parser(definition.type, reading, definition.name)
    value = parse(text.strip()) if parse else text.strip()
    if isinstance(value, Unreadable):
        raise ClientelaError(f"{value.reason}; {value.cure}")
    _check_named(definition.name, text, value)
    if definition.options and value not in definition.options:
        raise ClientelaError(f"{text!r} is not one of {', '.join(definition.options)}")
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    return value


def _check_named(name: str, text: str, value: object) -> None:
    """A file keeps a country nobody knows as it stands; a hand can be asked to correct it."""
    names = NAMED.get(name)
    if names is not None and str(value) not in set(names().values()) and fold_name(text) not in names():
        what = "country" if names is country_names else "language"
        raise ClientelaError(f"{text!r} is no {what} known here; write its name in full or its code")


def _add_key(hand: Hand, customer: int, kind: str, value: str) -> None:
    """Whoever comes with this address or number from now on is she."""
    arrival = Arrival(hand.store.engine, hand.source, hand.now)
    key = value.lower() if kind == "email" else value
    add_identities(arrival, kind, pa.array([key]), pa.array([customer], pa.int64()))
