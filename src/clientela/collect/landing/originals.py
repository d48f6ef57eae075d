"""How cells were written, for those that reading changed: kept beside the values they became."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.files.numbers import integers
from clientela.collect.landing.preparing import Prepared
from clientela.store.engine import Engine
from clientela.store.originals import keep_originals, kept_attributes


def keep_texts(engine: Engine, entity: str, ids: pa.Array, ready: Prepared, *, source: str) -> None:
    """Keep the texts of a chunk's rows for the entities they are about; the last row about one counts."""
    kept = kept_attributes(engine, entity)
    parts = []
    for target, texts in ready.originals.items():
        attribute = _attribute(target, ready)
        if attribute and (attribute in kept or texts.null_count < len(texts)):
            parts.append(_told(attribute, ids, texts, ready.table[target].combine_chunks()))
    if parts:
        keep_originals(engine, entity, pa.concat_tables(parts), source=source)


def _attribute(target: str, ready: Prepared) -> str | None:
    """The attribute a target fills: in files of events only what they say of the customer herself."""
    name = target.removeprefix("customer.").removeprefix("custom:")
    of_customer = target.startswith("customer.") or target in {"email", "phone"}
    return name if ready.is_of_entities or of_customer else None


def _told(attribute: str, ids: pa.Array, texts: pa.Array, values: pa.Array) -> pa.Table:
    rows = pa.table(
        {
            "id": ids,
            "attribute": pa.repeat(pa.scalar(attribute), len(texts)),
            "value": texts,
            "place": integers(np.arange(len(texts))),
        }
    )
    return rows.filter(pc.and_(pc.is_valid(values), pc.is_valid(ids)))
