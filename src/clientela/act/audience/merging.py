"""What a message says of each recipient, kept as text that does not depend on the store any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypedDict

import msgspec
import pyarrow as pa

from clientela.act.ahead import Ahead
from clientela.rules.types import ValueType

_ENCODER = msgspec.json.Encoder(decimal_format="string")
_KEPT: dict[ValueType, type] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: int,
    ValueType.NUMBER: float,
    ValueType.DECIMAL: Decimal,
    ValueType.MONEY: Decimal,
    ValueType.BOOLEAN: bool,
    ValueType.DATE: dt.date,
    ValueType.INSTANT: dt.datetime,
    ValueType.LIST: list[str],
}


def encode_values(
    batch: pa.RecordBatch, names: Sequence[str], columns: Sequence[str], beside: Mapping[str, Ahead[object]]
) -> Iterator[str]:
    """A JSON object a row: the columns under these names, nothing for a missing value; and lists beside."""
    lists = [batch.column(column).to_pylist() for column in columns]
    numbers = batch.column("customer_id").to_pylist()
    for place, number in enumerate(numbers):
        kept: dict[str, object] = {
            name: column[place]
            for name, column in zip(names, lists, strict=True)
            if column[place] is not None
        }
        kept |= {name: things for name, ahead in beside.items() if (things := ahead.of(number))}
        yield encode_row(kept)


def encode_row(values: Mapping[str, object]) -> str:
    """The values of one recipient as they are kept."""
    return _ENCODER.encode(values).decode()


class Thing(TypedDict, total=False):
    """One of a list: a product she bought, or is offered."""

    item: str | None
    name: str | None
    category: str | None
    brand: str | None
    price: Decimal | None
    currency: str | None
    bought_on: dt.date | None
    because: str | None


class Merging:
    """Reads kept values again, each of its type; what has none is a list of things."""

    def __init__(self, types: Mapping[str, ValueType]) -> None:
        self._names = tuple(types)
        fields = [
            (f"v{place}", _KEPT[kind] | None, msgspec.field(name=name, default=None))
            for place, (name, kind) in enumerate(types.items())
        ]
        self._typed = msgspec.json.Decoder(msgspec.defstruct("Typed", fields))
        self._beside = msgspec.json.Decoder(dict[str, msgspec.Raw])
        self._things = msgspec.json.Decoder(list[Thing])

    def read(self, text: str) -> dict[str, object]:
        """The values by name; one that is missing is None."""
        typed = msgspec.structs.astuple(self._typed.decode(text))
        values: dict[str, object] = dict(zip(self._names, typed, strict=True))
        for name, things in self._beside.decode(text).items():
            if name not in values:
                values[name] = self._things.decode(things)
        return values
