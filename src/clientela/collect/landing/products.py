"""The product of a deal, by the name the list of products has for it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.landing.preparing import Prepared
from clientela.collect.report import ImportReport
from clientela.store.engine import Engine

# Spellings are alike when they differ in case, accents, spaces and marks alone; one that is itself the name
# or the number of a product stays.
_NAMES = """
WITH spelled AS (SELECT name, regexp_replace({fold}, '[^a-z0-9а-я]', '', 'g') AS spelling
  FROM products WHERE name IS NOT NULL),
single AS (SELECT spelling, min(name) AS name FROM spelled WHERE spelling <> ''
  GROUP BY spelling HAVING count(DISTINCT name) = 1)
SELECT o.text, s.name FROM offered_products o
JOIN single s ON s.spelling = regexp_replace({fold_text}, '[^a-z0-9а-я]', '', 'g')
WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.name = o.text OR p.external_id = o.text)
"""


def name_products(engine: Engine, ready: Prepared, report: ImportReport) -> None:
    """Spell the products of deals as their own list does; what the file said is kept and reported."""
    texts = ready.column("product")
    if texts is None:
        return
    fold = engine.functions["fold"]
    with engine.offered("offered_products", pa.table({"text": pc.unique(texts).drop_null()})):
        found = engine.table(_NAMES.format(fold=fold.format("name"), fold_text=fold.format("o.text")))
    if not found.num_rows:
        return
    names = found["name"].combine_chunks().take(pc.index_in(texts, found["text"].combine_chunks()))
    changed = pc.if_else(pc.is_valid(names), texts, pa.scalar(None, pa.string()))
    ready.originals["product"] = changed
    place = ready.table.column_names.index("product")
    ready.table = ready.table.set_column(place, "product", pc.coalesce(names, texts))
    for text, name in sorted(zip(found["text"].to_pylist(), found["name"].to_pylist(), strict=True)):
        note = f"product {text!r} is read as {name!r}, its name in the list of products"
        if note not in report.notes:
            report.notes.append(note)
