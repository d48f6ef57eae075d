"""The tables of the store and their columns, as data.

Types are standard SQL names that every engine spells its own way. Attributes (of customers, companies,
deals, products) are further typed columns: the catalogue names them, `attribute_columns` types them.
"""

from __future__ import annotations

from clientela.rules.types import ValueType

SCHEMA_VERSION = 5

SQL_TYPES: dict[ValueType, str] = {
    ValueType.TEXT: "VARCHAR",
    ValueType.INTEGER: "BIGINT",
    ValueType.NUMBER: "DOUBLE",
    ValueType.DECIMAL: "DECIMAL(18, 4)",
    ValueType.MONEY: "DECIMAL(18, 4)",
    ValueType.BOOLEAN: "BOOLEAN",
    ValueType.DATE: "DATE",
    ValueType.INSTANT: "TIMESTAMPTZ",
    ValueType.LIST: "VARCHAR[]",
}

# What every entity has beside its attributes. A customer who was merged away or erased has no row.
ENTITIES: dict[str, dict[str, str]] = {
    "customers": {
        "customer_id": "BIGINT",  # ours, never reused
        "external_id": "VARCHAR",  # the firm's own, as first seen
        "created_at": "TIMESTAMPTZ",  # as the firm says
        "first_event_at": "TIMESTAMPTZ",  # kept true by every append; exists from least(created_at, this)
        "source": "VARCHAR",  # the import that created the row
        "received_at": "TIMESTAMPTZ",
    },
    "companies": {
        "company_id": "BIGINT",
        "external_id": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
        "source": "VARCHAR",
        "received_at": "TIMESTAMPTZ",
    },
    "deals": {
        "deal_id": "BIGINT",
        "external_id": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
        "source": "VARCHAR",
        "received_at": "TIMESTAMPTZ",
    },
    "products": {
        "product_id": "BIGINT",
        "external_id": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
        "source": "VARCHAR",
        "received_at": "TIMESTAMPTZ",
    },
}

TABLES: dict[str, dict[str, str]] = {
    "events": {
        "event_id": "VARCHAR",  # unique for ever: what makes every import and retry idempotent
        "customer_id": "BIGINT",  # always a row of customers
        "at": "TIMESTAMPTZ",
        "received_at": "TIMESTAMPTZ",
        "kind": "VARCHAR",
        "ref": "VARCHAR",  # order, deal, ticket, message id
        "item": "VARCHAR",
        "category": "VARCHAR",
        "channel": "VARCHAR",
        "source": "VARCHAR",
        "amount": "DECIMAL(18, 4)",
        "currency": "VARCHAR",
        "quantity": "DECIMAL(18, 4)",
        "score": "DECIMAL(18, 4)",
        "text": "VARCHAR",
        # hot properties, promoted from the JSON
        "cart_id": "VARCHAR",
        "campaign": "VARCHAR",
        "payment_method": "VARCHAR",
        "coupon": "VARCHAR",
        "discount": "DECIMAL(18, 4)",
        "survey": "VARCHAR",
        "machine": "BOOLEAN",  # an opening or click made by a scanner or a privacy proxy
        "properties": "VARCHAR",  # JSON object with the rest, or NULL
    },
    # Only attributes that ever changed, or whose value came with a date, have rows here. An attribute of an
    # entity without rows has held its current value always. `at` of a value taken to have held before the
    # first dated one is BEGINNING, and `assumed` is true. Ties in `at` are ordered by `seq`.
    "attribute_changes": {
        "entity": "VARCHAR",  # customer, company, deal
        "id": "BIGINT",
        "attribute": "VARCHAR",
        "value": "VARCHAR",  # canonical text (ISO dates, UTC instants, JSON lists); NULL: cleared
        "at": "TIMESTAMPTZ",
        "seq": "BIGINT",
        "source": "VARCHAR",
        "assumed": "BOOLEAN",
    },
    # How a value was written, where reading changed the text of an e-mail, phone, country, date or sum.
    "originals": {
        "entity": "VARCHAR",
        "id": "BIGINT",
        "attribute": "VARCHAR",
        "value": "VARCHAR",
        "source": "VARCHAR",
    },
    "consents": {
        "customer_id": "BIGINT",
        "channel": "VARCHAR",
        "purpose": "VARCHAR",
        "state": "VARCHAR",  # given, withdrawn
        "at": "TIMESTAMPTZ",
        "source": "VARCHAR",
        "wording": "VARCHAR",
    },
    "identities": {
        "kind": "VARCHAR",  # external_id, email, phone, anonymous_id …
        "value": "VARCHAR",  # normalised
        "customer_id": "BIGINT",
        "source": "VARCHAR",
        "at": "TIMESTAMPTZ",
    },
    "merges": {
        "merge_id": "BIGINT",
        "winner": "BIGINT",
        "loser": "BIGINT",
        "at": "TIMESTAMPTZ",
        "reason": "VARCHAR",
        "loser_row": "VARCHAR",  # JSON: what the loser's row was
        "winner_row": "VARCHAR",  # JSON: what the winner's row was before
        "undone_at": "TIMESTAMPTZ",
    },
    "merge_moves": {"merge_id": "BIGINT", "table_name": "VARCHAR", "row_key": "VARCHAR"},
    "segments": {
        "segment_id": "BIGINT",
        "name": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
        "deleted_at": "TIMESTAMPTZ",
    },
    "segment_versions": {
        "segment_id": "BIGINT",
        "version": "INTEGER",
        "rule": "VARCHAR",  # JSON, the codec's
        "note": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
    },
    "memberships": {
        "segment_id": "BIGINT",
        "version": "INTEGER",
        "customer_id": "BIGINT",
        "entered_at": "TIMESTAMPTZ",
        "left_at": "TIMESTAMPTZ",  # NULL: still in
    },
    "refreshes": {"segment_id": "BIGINT", "version": "INTEGER", "as_of": "TIMESTAMPTZ"},
    # Every version of the plan for a segment; one whose text is NULL took the plan away.
    "strategies": {
        "segment_id": "BIGINT",
        "strategy": "VARCHAR",  # JSON
        "created_at": "TIMESTAMPTZ",
        "version": "INTEGER",
        "author": "VARCHAR",
        "note": "VARCHAR",
    },
    # What models say of each customer, run by run; a question reads the latest run up to its instant.
    "estimates": {
        "name": "VARCHAR",
        "at": "TIMESTAMPTZ",  # the instant the run knew everything up to
        "customer_id": "BIGINT",
        "value": "DOUBLE",  # a number; the others are NULL
        "low": "DOUBLE",
        "high": "DOUBLE",
        "day": "DATE",
        "text": "VARCHAR",
    },
    "estimate_runs": {
        "name": "VARCHAR",
        "at": "TIMESTAMPTZ",
        "computed_at": "TIMESTAMPTZ",
        "model": "VARCHAR",
        "facts": "VARCHAR",  # JSON: parameters, sizes, how well it was calibrated
    },
    # What a firm edits and every version of it: cut-points, themes.
    "definitions": {
        "kind": "VARCHAR",
        "version": "INTEGER",
        "body": "VARCHAR",  # JSON
        "note": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
    },
    "segment_names": {"segment_id": "BIGINT", "language": "VARCHAR", "name": "VARCHAR"},
    "custom_fields": {
        "entity": "VARCHAR",
        "name": "VARCHAR",
        "type": "VARCHAR",
        "label": "VARCHAR",
        "sensitivity": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
    },
    "custom_event_kinds": {
        "name": "VARCHAR",
        "label": "VARCHAR",
        "fields": "VARCHAR",
        "created_at": "TIMESTAMPTZ",
    },
    "imports": {
        "import_id": "BIGINT",
        "file": "VARCHAR",
        "checksum": "VARCHAR",
        "kind": "VARCHAR",
        "mapping": "VARCHAR",
        "started_at": "TIMESTAMPTZ",
        "finished_at": "TIMESTAMPTZ",
        "rows_done": "BIGINT",
        "summary": "VARCHAR",
        "journaled": "BOOLEAN",  # whether what it changed is noted in the two tables below
        "undone_at": "TIMESTAMPTZ",
    },
    # What an import changed of what was there before it; see `journal`.
    "import_cells": {
        "import_id": "BIGINT",
        "place": "BIGINT",  # the order of changes
        "table_name": "VARCHAR",
        "row_key": "VARCHAR",
        "column_name": "VARCHAR",
        "before": "VARCHAR",
        "after": "VARCHAR",
    },
    "import_rows": {
        "import_id": "BIGINT",
        "table_name": "VARCHAR",
        "change": "INTEGER",  # 1: added, -1: taken away
        "entity": "VARCHAR",
        "owner": "BIGINT",  # whose row it is, of that entity
        "content": "VARCHAR",  # JSON: the whole row
    },
    "settings": {"name": "VARCHAR", "value": "VARCHAR"},
}

BEGINNING = "1900-01-01T00:00:00+00:00"
