"""Where the people of a file are known to live, for phones that are written without a country code."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.mapping.definition import Mapping
from clientela.store.engine import Engine

_LIVING = """
SELECT k.place, min(c.country) AS country FROM offered_living k
JOIN identities i ON i.kind = ? AND i.value = k.value JOIN customers c USING (customer_id)
WHERE c.country IS NOT NULL GROUP BY k.place HAVING count(DISTINCT c.country) = 1
"""


def known_countries(engine: Engine, raw: pa.Table, mapping: Mapping) -> pa.Array | None:
    """The country of the customer each raw row names by number or e-mail; None where nobody is known."""
    number = mapping.target("external_id") or mapping.target("customer")
    key = number or mapping.target("email")
    if key is None or key.column not in raw.column_names:
        return None
    texts = pc.utf8_trim_whitespace(raw[key.column].combine_chunks().cast(pa.string()))
    encoded = (texts if number else pc.utf8_lower(texts)).dictionary_encode()
    offered = pa.table(
        {"place": pa.array(range(len(encoded.dictionary)), pa.int64()), "value": encoded.dictionary}
    )
    with engine.offered("offered_living", offered):
        found = engine.table(_LIVING, [mapping.namespace if number else "email"])
    if not found.num_rows:
        return None
    places = pc.index_in(offered["place"].combine_chunks(), found["place"].combine_chunks())
    countries: pa.Array = found["country"].combine_chunks().take(places).take(encoded.indices)
    return countries
