"""What is known of a product, as messages say it."""

from __future__ import annotations

from typing import TypeAlias

Product: TypeAlias = dict[str, object]
"""`item`, `name` (the item where it has none), `category`, `brand`, `price`, `currency`, and a word more."""

KNOWN = "coalesce(p.name, {item}) AS name, {category} AS category, p.brand, p.price, p.currency"
"""Columns of a product `p` beside an item."""

MEMBERS = "asked_customers"
"""The name under which the members' numbers are laid before the engine."""
