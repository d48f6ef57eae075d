"""What is known of a product, as messages say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias

import pyarrow as pa

from clientela.rules.nodes import Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import member_ids

Product: TypeAlias = dict[str, object]
"""`item`, `name` (the item where it has none), `category`, `brand`, `price`, `currency`, and a word more."""

KNOWN = "coalesce(p.name, {item}) AS name, {category} AS category, p.brand, p.price, p.currency"
"""Columns of a product `p` beside an item."""

MEMBERS = "asked_customers"
"""The name under which the members' numbers are laid before the engine."""


def asked(base: Base, rule: Rule, as_of: dt.datetime, only: Sequence[int] | None) -> pa.Table:
    """The numbers of the members, or only these."""
    if only is not None:
        return pa.table({"customer_id": pa.array(only, pa.int64())})
    return member_ids(base, rule, as_of).read_all()
