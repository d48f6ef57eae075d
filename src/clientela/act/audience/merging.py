"""What a message says of each recipient, kept as text that does not depend on the store any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import msgspec
import pyarrow as pa

from clientela.rules.types import ValueType

Merged: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | list[str] | None

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


def encode_values(batch: pa.RecordBatch, names: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """A JSON object a row: the columns under these names, nothing for a missing value."""
    lists = [batch.column(column).to_pylist() for column in columns]
    if not lists:
        yield from ("{}" for _ in range(batch.num_rows))
        return
    for row in zip(*lists, strict=True):
        kept = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        yield _ENCODER.encode(kept).decode()


def decode_values(text: str, types: Mapping[str, ValueType]) -> dict[str, Merged]:
    """The values that were kept, each of its type; a name that has none is None."""
    raw: dict[str, msgspec.Raw] = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    return {
        name: msgspec.json.decode(raw[name], type=_KEPT[kind]) if name in raw else None
        for name, kind in types.items()
    }


def reader_of(types: Mapping[str, ValueType]) -> msgspec.json.Decoder[msgspec.Struct]:
    """A decoder of kept values for many rows of one plan: fields `v0`, `v1` … in the order of `types`."""
    fields = [
        (f"v{place}", _KEPT[kind] | None, msgspec.field(name=name, default=None))
        for place, (name, kind) in enumerate(types.items())
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Kept", fields))
